"""The seam behind which readers are changed: a question and hits go in, ranked evidence comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.article import Article, Span
from index.engine import Hit


@dataclass(frozen=True, slots=True)
class Evidence:
    """One or more neighbouring sentences of an article that may answer.

    `span` is in the article's characters. `score` (0–1) orders evidence within one question.
    """

    article: Article
    span: Span
    score: float

    @property
    def text(self) -> str:
        return self.span.of(self.article.text)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of the hits: evidence, best first, and the probability (0–1) that the best one answers."""

    evidence: tuple[Evidence, ...]
    confidence: float


class Reader(Protocol):
    """Picks the sentences that answer. It sees the standalone query, never the conversation."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Evidence from the hits' passages, best first, never overlapping, and never furniture."""
