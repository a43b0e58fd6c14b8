"""Question sets, measures and the runner that compares systems."""

from index import ENVIRONMENT as ENVIRONMENT  # set before any library is loaded
