"""What an answer cites: each thing once, its copies named, and where articles differ."""
