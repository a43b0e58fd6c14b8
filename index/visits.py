"""What is remembered of addresses, so that a page that has not changed costs a question and no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Visit:
    """An address that was fetched, and what to ask with the next time.

    `article_id` is the article that came of it; None for a feed or sitemap. `etag` and `modified` are the server's
    own words, `mark` is what the feed or sitemap that named the address said of its last change.
    """

    address: str
    article_id: str | None = None
    etag: str | None = None
    modified: str | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An address whose article is stored already; nothing new was fetched."""

    source: str
    article_id: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell of an article that was read all the same. `sentence` names it."""

    source: str
    sentence: str


class Visits(Protocol):
    """Where visits are looked up."""

    def visit(self, address: str) -> Visit | None:
        """The last visit of an address; None where there was none, or its article is no longer stored."""
