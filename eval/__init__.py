"""Question sets, measures and the runner that compares systems."""
