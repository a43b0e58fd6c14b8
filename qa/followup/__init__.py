"""A question and what was asked before it become the query that is searched, and it is told what was taken."""

from qa.followup.standalone import StandaloneQuery, asked_again, standalone_query

__all__ = ["StandaloneQuery", "asked_again", "standalone_query"]
