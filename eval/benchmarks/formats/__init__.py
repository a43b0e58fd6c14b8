"""How well articles are read that are known word for word, in each format: `python -m eval.benchmarks.formats`."""
