"""The events that open articles: from a citation, a link to a quote, the library or the timeline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.article import Article, Span
from index.errors import ArticleNotFound
from index.library import Library
from qa.answer import Citation
from qa.timeline import timeline
from ui.web.filters import chosen_filters
from ui.web.house import House
from ui.web.reading import Opened, reading_page
from ui.web.timeline import timeline_page
from ui.web.told import Change, Told, UnknownEvent

_QUOTE = re.compile(r"(?P<article>[^:]{1,200}):(?P<start>[0-9]{1,9})-(?P<end>[0-9]{1,9})(?::(?P<hash>[0-9a-f]{12}))?")
_REMOVED = "This article is not in the library any more."


class Opening:
    def __init__(self, house: House) -> None:
        self._house = house

    def cite(self, told: Told) -> Change:
        """The article of a citation of an answer, at its quote."""
        turn, number = told.number("turn"), told.number("number")
        exchanges = self._house.keeping.exchanges(told.visitor, told.text("conversation"))
        if turn >= len(exchanges):
            raise UnknownEvent
        quotes = exchanges[turn].answer.quotes
        opened = opened_at(self._house.library, quotes, number, turn=turn)
        return Change(
            {"reading": reading_page(opened)}, "opened", data={"turn": str(turn), "number": str(number), "at": "quote"}
        )

    def open(self, told: Told) -> Change:
        """An article from its beginning, or at characters of it."""
        try:
            article = self._house.library.article(told.text("article"))
        except ArticleNotFound:
            return Change(told=_REMOVED)
        span = _span(article, told.number("start"), told.number("end")) if told.fields.get("start") else None
        at = "quote" if span else "top"
        cited = (span,) if span else ()
        return Change({"reading": reading_page(Opened(article, cited, span))}, "opened", data={"at": at})

    def quote(self, told: Told) -> Change:
        """The article of a link to a quote, at the quote; told where it is another version by now."""
        written = _QUOTE.fullmatch(told.text("quote"))
        if not written:
            return Change(told="This link leads to no quote.")
        try:
            article = self._house.library.article(written["article"])
        except ArticleNotFound:
            return Change(told=_REMOVED)
        span = _span(article, int(written["start"]), int(written["end"]))
        changed = bool(written["hash"]) and not article.content_hash.startswith(written["hash"])
        if changed or span is None:
            notice = "The article has changed since this link was made: the quote may stand elsewhere."
            return Change({"reading": reading_page(Opened(article, notice=notice))}, "opened", data={"at": "top"})
        citation = Citation(1, article, span, span.of(article.text), 1.0)
        opened = Opened(article, (span,), span, citation=citation)
        return Change({"reading": reading_page(opened)}, "opened", data={"at": "quote"})

    def timeline(self, told: Told) -> Change:
        """What the articles that pass the filters say on a topic through time."""
        topic = told.words("topic")
        if not topic:
            return Change(told="Type a topic first.")
        found = timeline(self._house.library, topic, filters=chosen_filters(told))
        return Change({"timeline": timeline_page(found)})


def opened_at(library: Library, citations: Sequence[Citation], number: int, *, turn: int) -> Opened:
    """The article as it was cited, with a notice where the library now holds another version or none."""
    citation = next((citation for citation in citations if citation.number == number), None)
    if citation is None:
        raise UnknownEvent
    try:
        now = library.article(citation.article.id)
        changed = now.content_hash != citation.content_hash
        notice = "The article has changed since; this is the version that was cited." if changed else ""
    except ArticleNotFound:
        notice = "The article has been removed since; this is the version that was cited."
    same = tuple(other.span for other in citations if other.article == citation.article)
    return Opened(citation.article, same, citation.span, citation.highlight, notice, citation, turn, of=len(citations))


def _span(article: Article, start: int, end: int) -> Span | None:
    """A place in the article; None where it has none such."""
    return Span(start, end) if start < end <= len(article.text) else None
