"""The seam behind which readers are changed: a question and hits go in, ranked evidence comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.article import Article, Span
from index.engine import Hit
from qa.confidence import Cutoffs
from qa.question import Question

WORTH_CITING = 0.25
"""Evidence is cited beside the best where its score reaches this share of the best one's. Of the newsroom set's fitting
part 86 % of the questions then have a right quote among 1.7 that are cited; with 0.5 it is 81 % among 1.4."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One or more neighbouring sentences of an article that may answer.

    `span` is in the article's characters, and so is `highlight`, the shortest phrase in it that answers, where one is
    told. `score` (0–1) orders evidence within one question.
    """

    article: Article
    span: Span
    score: float
    highlight: Span | None = None

    @property
    def text(self) -> str:
        return self.span.of(self.article.text)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of the hits: evidence, best first, and the probability (0–1) that the best three answer."""

    evidence: tuple[Evidence, ...]
    confidence: float


class Reader(Protocol):
    """Picks the sentences that answer. It sees what the question means by itself, never the conversation."""

    @property
    def name(self) -> str:
        """Under which its calibration is kept."""

    @property
    def cutoffs(self) -> Cutoffs:
        """Below which confidence the articles are taken not to answer, and which word goes with which."""

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """Evidence from the hits' passages, best first, never overlapping, and never furniture."""
