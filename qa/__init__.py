"""A question becomes a cited answer."""

from index import ENVIRONMENT as ENVIRONMENT  # set before any library is loaded
