"""Articles that mention something, as an answer lists them: each with the place where it first does, as a citation."""

from __future__ import annotations

from collections.abc import Iterator

from index.engine import Filters
from index.library import Library
from qa.answer import Citation, Listing, Mention
from qa.mentions import Found, find_mentions
from qa.speech.attribution import attribute

CITED = 50
"""In so many of the newest articles the first place is cited; all are listed."""


def list_mentions(library: Library, named: str, filters: Filters) -> Listing:
    """The articles that mention it, newest first; each citation is held against its article as it is made."""
    return Listing(named, tuple(_numbered(find_mentions(library, named, filters))))


def _numbered(articles: tuple[Found, ...]) -> Iterator[Mention]:
    number = 0
    for found in articles:
        first = None
        if found.first and number < CITED:
            number += 1
            article = found.article
            first = Citation(
                number,
                article,
                found.first,
                found.first.of(article.text),
                score=1.0,
                speaker=attribute(article, found.first),
                highlight=found.phrase,
            )
        yield Mention(found.article, found.times, first)
