"""Benchmarks: one command each, results as JSON with machine and versions."""
