"""Everything that makes the weights that are shipped."""
