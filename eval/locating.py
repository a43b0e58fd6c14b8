"""Finds quoted evidence in articles, so that people can write question sets without counting characters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.article import Article, Span

_QUOTE_MARKS = dict.fromkeys(map(ord, "“”„‟«»″＂"), '"') | dict.fromkeys(map(ord, "‘’‚‛′＇`´"), "'")
_SHOWN = 70


@dataclass(frozen=True, slots=True)
class Located:
    """Some characters of one article."""

    article_id: str
    span: Span


class EvidenceError(ValueError):
    """Evidence that the articles do not bear out; the message says how."""


class EvidenceFinder:
    """Looks evidence up in a fixed set of articles."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = {article.id: article for article in articles}
        self._folded: dict[str, _FoldedText] = {}
        self._named: dict[str, set[str]] = defaultdict(set)
        self._twins: dict[str, list[str]] = defaultdict(list)
        for article in self._articles.values():
            self._named[article.title].add(article.id)
            self._named[Path(article.source).name].add(article.id)
            self._twins[article.text].append(article.id)

    def article(self, reference: str) -> Article:
        """The article of this id, or the only one of this file name or title. Raises EvidenceError."""
        if reference in self._articles:
            return self._articles[reference]
        named = self._named.get(reference, set())
        if len(named) == 1:
            return self._articles[next(iter(named))]
        known = f"{len(named)} articles are called" if named else "no article has the id, file name or title"
        raise EvidenceError(f"{known} “{reference}”")

    def at(self, reference: str, start: int, end: int, text: str | None = None) -> list[Located]:
        """The places of given offsets: one in each article of this very text. Raises EvidenceError."""
        article = self.article(reference)
        if not 0 <= start < end <= len(article.text):
            raise EvidenceError(f"{start}–{end} is not in {article.id}, which has {len(article.text)} characters")
        span = Span(start, end)
        if text is not None and span.of(article.text) != text:
            found = _short(span.of(article.text))
            raise EvidenceError(f"at {start}–{end} {article.id} has “{found}”, not “{_short(text)}”")
        return [Located(twin, span) for twin in self._twins[article.text]]

    def find(self, text: str, reference: str | None = None) -> list[Located]:
        """Every place where a string stands, in one article or in any.

        Places that cut no word in two go before those that do. Where the string stands nowhere as it is, white
        space and quote marks are levelled; then it has to be in one place only. Raises EvidenceError.
        """
        articles = list(self._articles.values()) if reference is None else [self.article(reference)]
        places = [Located(article.id, span) for article in articles for span in _occurrences(text, article.text)]
        if not places:
            return self._find_folded(text, articles, reference)
        whole = [place for place in places if _whole_words(place.span, self._articles[place.article_id].text)]
        return whole or places

    def _find_folded(self, text: str, articles: list[Article], reference: str | None) -> list[Located]:
        wanted = _fold(text.strip()).text
        places = []
        for article in articles:
            if article.id not in self._folded:
                self._folded[article.id] = _fold(article.text)
            folded = self._folded[article.id]
            places += [Located(article.id, folded.original(span)) for span in _occurrences(wanted, folded.text)]
        if len({(self._articles[place.article_id].text, place.span) for place in places}) == 1:
            return places
        where = "no article" if reference is None else f"{articles[0].id} nowhere"
        if places:
            raise EvidenceError(
                f"{where} has “{_short(text)}” exactly, and it stands in {len(places)} places when white space and "
                "quote marks are levelled: copy it as it stands"
            )
        raise EvidenceError(f"{where} has “{_short(text)}”: copy it from the article as it stands")


@dataclass(frozen=True, slots=True)
class _FoldedText:
    """Text with levelled white space and quote marks, and where each of its characters came from."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, span: Span) -> Span:
        return Span(self.starts[span.start], self.ends[span.end - 1])


def _fold(text: str) -> _FoldedText:
    pieces = [(match.start(), match.end()) for match in re.finditer(r"\s+|\S", text)]
    folded = "".join(" " if text[start].isspace() else text[start] for start, _ in pieces).translate(_QUOTE_MARKS)
    return _FoldedText(folded, tuple(start for start, _ in pieces), tuple(end for _, end in pieces))


def _occurrences(wanted: str, text: str) -> Iterator[Span]:
    start = text.find(wanted)
    while start >= 0:
        yield Span(start, start + len(wanted))
        start = text.find(wanted, start + len(wanted))


def _whole_words(span: Span, text: str) -> bool:
    return not any(
        text[edge - 1 : edge].isalnum() and text[edge : edge + 1].isalnum() for edge in (span.start, span.end)
    )


def _short(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
