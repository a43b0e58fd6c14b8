"""“Which articles mention Velland?”: the articles that have the words, by the letter, not by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index.article import Article, Span, outside
from index.engine import Filters
from index.library import Library
from index.sentences import sentence_spans
from index.text import STOPWORDS, stem, words
from qa.speech.lexicon import either

WORDS = "mentions.tsv"
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Found:
    """An article that has the words: how often, outside furniture, and the sentence where they first stand.

    `first` is None, and `times` 0, where only its title has them. `phrase` are those words in the sentence.
    """

    article: Article
    times: int
    first: Span | None = None
    phrase: Span | None = None


def asked_mention(question: str) -> str | None:
    """What articles are to mention: “Velland” of “Which articles mention Velland?”; None where nothing asks so."""
    match = _pattern().match(question)
    told = (match["what"] or match["whatever"]) if match else ""
    named = _ending().sub("", told)
    found = words(named)
    meant = [number for number, (word, _, _) in enumerate(found) if word not in STOPWORDS]
    if not meant or len(found) > _MOST_WORDS:
        return None
    return named[found[meant[0]][1] : found[meant[-1]][2]]


def find_mentions(library: Library, named: str, filters: Filters = Filters()) -> tuple[Found, ...]:
    """The articles that have the words one after the other, newest first.

    A word that is written with a capital is looked for as it is, others whatever their ending.
    """
    wanted = tuple(_key(named[start:end]) for _, start, end in words(named))
    folded = [word for word, _, _ in words(named)]
    looked_at = (_found(article, wanted) for article in library.articles_holding(folded, filters))
    return tuple(found for found in looked_at if found)


def _found(article: Article, wanted: tuple[str, ...]) -> Found | None:
    own = list(outside(Span(0, len(article.text)), article.furniture))
    places = [place.shift(part.start) for part in own for place in _places(part.of(article.text), wanted)]
    if places:
        return Found(article, len(places), _sentence(article, own, places[0]), places[0])
    return Found(article, 0) if any(_places(article.title, wanted)) else None


def _places(text: str, wanted: tuple[str, ...]) -> Iterator[Span]:
    told = words(text)
    for number in range(len(told) - len(wanted) + 1):
        run = told[number : number + len(wanted)]
        if all(_is(word, one) for (word, _, _), one in zip(run, wanted, strict=True)):
            yield Span(run[0][1], run[-1][2])


def _sentence(article: Article, own: list[Span], place: Span) -> Span:
    part = next(part for part in own if place.within(part))
    spans = (span.shift(part.start) for span in sentence_spans(part.of(article.text)))
    return next((span for span in spans if place.within(span)), place)


def _key(word: str) -> str:
    """The word itself where it has a capital; else its stem, marked so."""
    return word.casefold() if word != word.lower() else f"~{stem(word)}"


def _is(word: str, wanted: str) -> bool:
    return word == wanted or (wanted[:1] == "~" and stem(word) == wanted[1:])


@cache
def _pattern() -> re.Pattern[str]:
    asks, articles = either(_tagged("asks")), either(_tagged("articles"))
    asked = rf"(?:please )?{asks} (?:of )?(?:all |any |the |other |these |your )*{articles}"
    return re.compile(
        rf"\s*(?:{asked} (?:(?:that|which|do|there) )*{either(_tagged('mentions'))} (?P<what>.+?)"
        rf"|(?:{asked}|where) (?:is|are|was|were) (?P<whatever>.+?) {either(_tagged('mentioned'))}"
        rf"(?: {either(_tagged('anywhere'))})?)\s*[?.!]*\s*$",
        re.IGNORECASE,
    )


@cache
def _ending() -> re.Pattern[str]:
    return re.compile(rf" {either(_tagged('anywhere'))}$", re.IGNORECASE)


@cache
def _tagged(tag: str) -> frozenset[str]:
    rows = (files("qa") / WORDS).read_text("utf-8").splitlines()
    told = (row.split("\t") for row in rows if not row.startswith("#"))
    return frozenset(word for word, own in told if own == tag)
