"""The words of a conversation that a follow-up may have left out, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from index.text import STOPWORDS, stem, words
from qa.answer import Conversation

TURNS_KEPT = 8
"""So many of the last turns are looked at, and the first."""


class Kind(StrEnum):
    QUESTION = "question"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Source:
    """What was asked in a turn, or what was searched for that. Turns count from 1."""

    kind: Kind
    text: str = field(repr=False)
    turn: int


@dataclass(frozen=True, slots=True)
class Place:
    """A word in a source, the word before it, and its number among the `of` words of content there."""

    source: Source
    start: int
    end: int
    before: str
    number: int
    of: int

    @property
    def word(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def capitalised(self) -> bool:
        """Whether it begins with a capital where no sentence begins."""
        before = self.source.text[: self.start].rstrip()
        return self.word[:1].isupper() and bool(before) and before[-1] not in '.?!“"(:'


@dataclass(frozen=True, slots=True)
class Term:
    """A stem with its places in the conversation, in the order of the sources."""

    stem: str
    places: tuple[Place, ...]

    def within(self, kind: Kind) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.source.kind is kind)


def sources(conversation: Conversation) -> list[Source]:
    """What was asked and searched in the turns that are looked at, oldest first."""
    numbered = list(enumerate(conversation.turns, start=1))
    kept = [*numbered[:1], *numbered[1:][-TURNS_KEPT:]]
    found: list[Source] = []
    for number, turn in kept:
        found.append(Source(Kind.QUESTION, turn.question, number))
        if turn.query != turn.question:
            found.append(Source(Kind.QUERY, turn.query, number))
    return found


def contrasted(term: Term, text: str) -> bool:
    """Whether a text says another word where the conversation says this one: “lung cancer”, not “throat cancer”."""
    told = words(text)
    instead = {
        stem(word): before
        for (before, _, _), (word, _, _) in pairwise(told)
        if before not in STOPWORDS and word not in STOPWORDS
    }
    return bool(instead) and all(
        (following := words(place.source.text[place.end : place.end + 30])) and stem(following[0][0]) in instead
        for place in term.places
    )


def terms(found: list[Source]) -> list[Term]:
    """The terms of sources, stopwords left out, in the order of their first place."""
    places: dict[str, list[Place]] = {}
    for source in found:
        told = words(source.text)
        of = sum(word not in STOPWORDS for word, _, _ in told)
        number, before = 0, ""
        for word, start, end in told:
            if word not in STOPWORDS:
                places.setdefault(stem(word), []).append(Place(source, start, end, before, number, of))
                number += 1
            before = word
    return [Term(name, tuple(at)) for name, at in places.items()]
