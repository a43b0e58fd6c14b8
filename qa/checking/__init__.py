"""A draft's quotations held against a library: where each stands, in what it differs, and who said it."""
