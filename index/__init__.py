"""Articles become passages, vectors and a searchable library."""
