"""The tagger that tells who said what: its data, its training, its export."""
