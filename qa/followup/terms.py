"""The words of a conversation that a follow-up may have left out, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.text import STOPWORDS, stem, words
from qa.answer import Conversation

TURNS_KEPT = 8
"""So many of the last turns are looked at, and the first."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text of the conversation: the query of a turn or, with `citation`, a quote of it. Turns count from 1."""

    text: str = field(repr=False)
    turn: int
    citation: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A word in a source, and how many places of content stand before it there and in all."""

    source: Source
    start: int
    end: int
    number: int
    of: int

    @property
    def word(self) -> str:
        return self.source.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Term:
    """A stem with every place of it in the conversation, newest turn last."""

    stem: str
    places: tuple[Place, ...]

    @property
    def asked(self) -> tuple[Place, ...]:
        """Its places in queries."""
        return tuple(place for place in self.places if place.source.citation is None)


def sources(conversation: Conversation) -> list[Source]:
    """The queries of the turns that are looked at and, of the last turn, its quotes."""
    numbered = list(enumerate(conversation.turns, start=1))
    kept = [*numbered[:1], *numbered[1:][-TURNS_KEPT:]]
    found = [Source(turn.query, number) for number, turn in kept]
    number, last = numbered[-1]
    found += [Source(citation.quote, number, citation.number) for citation in last.citations]
    return found


def terms(found: list[Source]) -> list[Term]:
    """The terms of sources, stopwords left out, in the order of their first place."""
    places: dict[str, list[Place]] = {}
    for source in found:
        told = [one for one in words(source.text) if one[0] not in STOPWORDS]
        for number, (word, start, end) in enumerate(told):
            places.setdefault(stem(word), []).append(Place(source, start, end, number, len(told)))
    return [Term(name, tuple(at)) for name, at in places.items()]
