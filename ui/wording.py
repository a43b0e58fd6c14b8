"""What is told of answers, citations and articles, in words that the terminal and the chat share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from qa.dates.days import day_in_words
from qa.speech.cues import is_denial
from qa.speech.statement import Directness

if TYPE_CHECKING:
    from index.article import Article
    from qa.answer import Answer, Citation
    from qa.citing.differences import Difference
    from qa.timeline import Timeline

_COPIES_SHOWN = 3
_WORDS_SHOWN = 80
_UNKNOWN_DATE = "Date unknown"


def counted(number: int, noun: str) -> str:
    """“1 article”, “2 articles”."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def day(published: date | None) -> str | None:
    """A date as it is shown everywhere, and written in JSON."""
    return published.isoformat() if published else None


def moment(article: Article) -> str | None:
    """The day of publication, with the time and its zone where they are known: “2024-03-22, 18:30 +02:00”."""
    shown = day(article.published)
    if article.published_at is None:
        return shown
    zone = article.published_at.isoformat()[19:].lstrip(".0123456789").replace("+00:00", "UTC")
    return f"{shown}, {article.published_at:%H:%M} {zone}".rstrip()


def provenance(article: Article) -> str:
    """The outlet, where it is known, and the article's address or else where it was read."""
    return ", ".join(filter(None, (article.outlet, article.url or article.source)))


def taken_in_words(answer: Answer) -> str:
    """“‘Blinken’ for ‘he’, from question 1; …”: what the question left out."""
    return "; ".join(taken.label for taken in answer.taken)


def spoken_by(citation: Citation) -> str | None:
    """“Blinken, quoted”, “Blinken, reported” or “Blinken, denied”; None where nobody is known to have said it."""
    speaker = citation.speaker
    if speaker is None:
        return None
    how = "reported" if speaker.kind is Directness.INDIRECT else "quoted"
    return f"{speaker.name}, {'denied' if is_denial(speaker.cue) else how}"


def copies_in_words(citation: Citation) -> str:
    """“also in: …”: the other articles that print the quote; only the first few where they are many."""
    labels = [copy.label for copy in citation.also_in]
    more = f"; and {len(labels) - _COPIES_SHOWN:,} more" if len(labels) > _COPIES_SHOWN else ""
    return f"also in: {'; '.join(labels[:_COPIES_SHOWN])}{more}"


def alike_in_words(citation: Citation) -> str:
    """“much the same in: …”: other articles that say it in other words."""
    return f"much the same in: {'; '.join(copy.label for copy in citation.alike[:_COPIES_SHOWN])}"


def dates_in_words(citation: Citation) -> str:
    """What the quote's own dates are, seen from its article: “on Thursday” is 12 June 2025; empty where it has none."""
    start, quote = citation.span.start, citation.quote
    told = []
    for phrase in citation.dates:
        words = " ".join(phrase.shift(-start).span.of(quote).split())
        told.append(f"“{words}” {'is' if phrase.days.first and phrase.days.last else 'means'} {phrase.in_words}")
    return "; ".join(told)


def difference_in_words(answer: Answer, difference: Difference) -> str:
    """“These differ: “12” [1], 2025-03-04; “19” [2], 2025-03-06”: the words of each, and their dates."""
    told = []
    for number, words in zip(difference.numbers, difference.words, strict=True):
        citation = next(citation for citation in answer.citations if citation.number == number)
        said = _shortened(words.of(citation.quote))
        told.append(f"“{said}” [{number}], {day(citation.article.published) or 'date unknown'}")
    return f"These differ: {'; '.join(told)}"


def by_day(timeline: Timeline) -> Iterator[tuple[str, list[Citation]]]:
    """The citations of each day of publication, under the day in words."""
    for day, citations in groupby(timeline.citations, key=lambda citation: citation.article.published):
        yield (day_in_words(day) if day else _UNKNOWN_DATE), list(citations)


def _shortened(words: str) -> str:
    """At most 80 characters, cut between words."""
    flat = " ".join(words.split()).strip('“”"')
    return flat if len(flat) <= _WORDS_SHOWN else f"{flat[:_WORDS_SHOWN].rsplit(' ', 1)[0]} …"
