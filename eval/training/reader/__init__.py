"""The network that tells which sentences answer: its data, its training, its export."""
