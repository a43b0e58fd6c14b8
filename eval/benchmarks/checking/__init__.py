"""Whether a draft's quotations are told rightly, and how quickly."""
