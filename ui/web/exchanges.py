"""A question with its answer, as the chat shows and keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from index.engine import Hit
from qa.answer import Answer, Conversation, Turn


@dataclass(frozen=True, slots=True)
class Looked:
    """A passage that was read for an answer: where it stands, and how it was found.

    `rank` counts from 1. `cosine` (−1 to 1) is None where it was not found by meaning, `bm25` (above 0) where not by
    its words.
    """

    article_id: str
    title: str
    outlet: str | None
    published: date | None
    start: int
    end: int
    rank: int
    cosine: float | None
    bm25: float | None

    @classmethod
    def of(cls, hit: Hit) -> Looked:
        article, span = hit.article, hit.passage.span
        return cls(
            article.id,
            article.title,
            article.outlet,
            article.published,
            span.start,
            span.end,
            hit.rank,
            hit.cosine,
            hit.bm25,
        )


@dataclass(frozen=True, slots=True)
class Exchange:
    """An answer without the conversation it was given in.

    `filtered` tells that the visitor chose which articles are searched, `edited` that the visitor said what to search,
    so that the question was not understood by itself.
    """

    answer: Answer
    filtered: bool = False
    edited: bool = False
    looked: tuple[Looked, ...] = field(default=())

    @classmethod
    def of(cls, answer: Answer, *, filtered: bool, edited: bool) -> Exchange:
        looked = tuple(map(Looked.of, answer.hits))
        return cls(replace(answer, hits=(), conversation=Conversation()), filtered, edited, looked)

    @property
    def turn(self) -> Turn:
        return Turn(self.answer.question, self.answer.query, self.answer.citations, self.answer.dates)


def conversation_of(exchanges: Sequence[Exchange]) -> Conversation:
    """What the next question is understood by."""
    return Conversation(tuple(exchange.turn for exchange in exchanges))
