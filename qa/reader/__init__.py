"""Readers: which sentences of the passages found answer the question, and whether any does."""
