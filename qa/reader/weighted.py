"""What readers share: features of each sentence, weighed into its score, and a logistic confidence over them.

Weights lie beside this file, one JSON for each reader; `python -m eval.training.fit_readers` computes them from
question sets.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from index.article import Span
from index.embedding.runtime import softmax
from index.engine import Hit
from index.library import Library
from qa.confidence import Cutoffs
from qa.odds import sigmoid
from qa.question import Question
from qa.reader.candidates import Candidate, Candidates, candidates
from qa.reader.evidence import merged
from qa.reader.features import Features
from qa.reader.protocol import Evidence, Reading

Numbers = NDArray[np.float64]

_OTHER_PASSAGES = 500
"""A library of few passages tells little of how rare a word is: in one article on Rafah, every passage has “Rafah”."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """Which features a reader weighs: `sentence` names the columns that it measures.

    The confidence looks at those in `confidence` again, of the best sentence, and at “best”, its score, and “lead”, its
    lead over the fifth best, where they are named; at the largest value that any sentence has of those in `largest`;
    and at the log-sum over all sentences of those in `summed`, which are logits.
    """

    sentence: tuple[str, ...]
    confidence: tuple[str, ...] = ()
    largest: tuple[str, ...] = ()
    summed: tuple[str, ...] = ()

    @property
    def confidence_names(self) -> tuple[str, ...]:
        """What the confidence weighs."""
        return (
            *self.confidence,
            *(f"largest {name}" for name in self.largest),
            *(f"sum of {name}" for name in self.summed),
        )

    def confidence_row(self, features: Features, scores: Numbers) -> Numbers:
        """The values of `confidence_names` for one question's sentences."""
        order = np.argsort(-scores, kind="stable")
        column = {name: features[:, number] for number, name in enumerate(self.sentence)}
        best = {name: values[order[0]] for name, values in column.items()}
        best |= {"best": scores[order[0]], "lead": scores[order[0]] - scores[order[min(4, len(order) - 1)]]}
        own = [best[name] for name in self.confidence]
        largest = [column[name].max() for name in self.largest]
        summed = [np.logaddexp.reduce(column[name]) for name in self.summed]
        return np.array([*own, *largest, *summed])


@dataclass(frozen=True, slots=True)
class Weights:
    """`sentence` and `confidence` weigh the features of these names; `bias` and `cutoffs` belong to the confidence."""

    sentence: Mapping[str, float]
    confidence: Mapping[str, float]
    bias: float
    cutoffs: Cutoffs

    @classmethod
    def shipped(cls, name: str) -> Weights:
        known = json.loads((files("qa.reader") / name).read_text())
        return cls(**{**known, "cutoffs": Cutoffs(**known["cutoffs"])})


@dataclass(frozen=True, slots=True)
class Measured:
    """`features` is `(n, f)`, a row a sentence; `highlights` are `n` spans in the articles' characters, or None."""

    features: Features = field(repr=False)
    highlights: Sequence[Span | None] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence with its score, a logit of the choice among all of a question's, and where in it the answer stands."""

    sentence: Candidate
    score: float
    highlight: Span | None


class WeightedReader:
    """Ranks all sentences of the hits together by their weighted features. Readers say which features those are."""

    name: ClassVar[str]
    weights_file: ClassVar[str]
    weighing: ClassVar[Weighing]

    def __init__(self, library: Library, weights: Weights | None = None) -> None:
        self._library = library
        self._weights = weights or Weights.shipped(self.weights_file)

    @property
    def cutoffs(self) -> Cutoffs:
        return self._weights.cutoffs

    def measure(self, question: Question, passages: Sequence[Candidates]) -> Measured:
        """The features of each sentence of the passages, in order, and where in it the answer stands."""
        raise NotImplementedError

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        ranked, confidence = self.rank(question, hits)
        if not ranked:
            return Reading((), 0.0)
        chances = softmax(np.array([choice.score for choice in ranked]))
        evidence = merged([(choice.sentence, float(chance)) for choice, chance in zip(ranked, chances, strict=True)])
        return Reading(tuple(replace(found, highlight=_highlight(found, ranked)) for found in evidence), confidence)

    def rank(self, question: Question, hits: Sequence[Hit]) -> tuple[list[Ranked], float]:
        """All sentences of the hits, best first, and the probability (0–1) that one of the best three answers."""
        passages = candidates(hits)
        sentences = [sentence for passage in passages for sentence in passage.sentences]
        if not sentences:
            return [], 0.0
        measured = self.measure(question, passages)
        scores: Numbers = measured.features @ _column(self._weights.sentence, self.weighing.sentence)
        ranked = [
            Ranked(sentences[number], float(scores[number]), measured.highlights[number])
            for number in np.argsort(-scores, kind="stable")
        ]
        return ranked, self._confidence(measured.features, scores)

    def _confidence(self, features: Features, scores: Numbers) -> float:
        known = self.weighing.confidence_row(features, scores)
        logit = float(known @ _column(self._weights.confidence, self.weighing.confidence_names)) + self._weights.bias
        return sigmoid(logit)

    def _rarity(self, words: Sequence[str]) -> Mapping[str, float]:
        """Inverse document frequency of each word among the library's passages, and others that do not hold it."""
        passages = self._library.contents().passages + _OTHER_PASSAGES
        return {
            word: math.log(1 + (passages - count + 0.5) / (count + 0.5))
            for word, count in self._library.document_frequencies(words).items()
        }


def _highlight(evidence: Evidence, ranked: Sequence[Ranked]) -> Span | None:
    """Where the answer stands in the best sentence of the evidence; the sentences come best first."""
    for one in ranked:
        if one.sentence.hit.article.id == evidence.article.id and one.sentence.span.overlap(evidence.span):
            return one.highlight if one.highlight and one.highlight.within(evidence.span) else None
    return None


def _column(weights: Mapping[str, float], names: Sequence[str]) -> Numbers:
    return np.array([weights[name] for name in names])
