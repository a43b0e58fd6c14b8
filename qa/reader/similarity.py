"""The reader without training of its own: a weighted sum of similarities, and a logistic confidence over them.

The weights lie in similarity.json; `python -m eval.fit_similarity` computes them from question sets.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from index.engine import Hit
from index.library import Library
from qa.reader.candidates import candidates
from qa.reader.evidence import merged
from qa.reader.features import FEATURES, Features, sentence_features
from qa.reader.protocol import Reading

CONFIDENCE_FEATURES = (
    "best",
    "lead",
    "maxsim",
    "weighted_maxsim",
    "overlap",
    "neighbour_overlap",
    "passage_overlap",
    "kind",
    "said_by_asked",
    "attributed",
)

_OTHER_PASSAGES = 500
"""A library of few passages tells little of how rare a word is: in one article on Rafah, every passage has “Rafah”."""


@dataclass(frozen=True, slots=True)
class Weights:
    """`sentence` in the order of FEATURES, `confidence` in that of CONFIDENCE_FEATURES."""

    sentence: NDArray[np.float64]
    confidence: NDArray[np.float64]
    bias: float
    threshold: float

    @classmethod
    def shipped(cls) -> Weights:
        fields = json.loads((files("qa.reader") / "similarity.json").read_text())
        return cls(
            np.array([fields["sentence"][name] for name in FEATURES]),
            np.array([fields["confidence"][name] for name in CONFIDENCE_FEATURES]),
            fields["bias"],
            fields["threshold"],
        )


class SimilarityReader:
    """Ranks all sentences of the hits together: late interaction, late-chunked vectors, shared words, speakers."""

    def __init__(self, library: Library, weights: Weights | None = None) -> None:
        self._library = library
        self._weights = weights or Weights.shipped()

    @property
    def threshold(self) -> float:
        return self._weights.threshold

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        passages = candidates(hits)
        sentences = [sentence for passage in passages for sentence in passage.sentences]
        if not sentences:
            return Reading((), 0.0)
        features = self.features(question, hits)
        scores = features @ self._weights.sentence
        order = np.argsort(-scores, kind="stable")
        chances = _softmax(scores)
        evidence = merged([(sentences[number], float(chances[number])) for number in order])
        return Reading(evidence, self._confidence(features, scores))

    def features(self, question: str, hits: Sequence[Hit]) -> Features:
        """`(n, len(FEATURES))` float64, a row for each candidate sentence of the hits, in order."""
        return sentence_features(question, candidates(hits), self._library.embedder, self._rarity)

    def _confidence(self, features: Features, scores: NDArray[np.float64]) -> float:
        weights = self._weights
        logit = float(confidence_features(features, scores) @ weights.confidence) + weights.bias
        return 1 / (1 + math.exp(-logit))

    def _rarity(self, words: Sequence[str]) -> Mapping[str, float]:
        """Inverse document frequency of each word among the library's passages, and others that do not hold it."""
        passages = self._library.contents().passages + _OTHER_PASSAGES
        return {
            word: math.log(1 + (passages - count + 0.5) / (count + 0.5))
            for word, count in self._library.document_frequencies(words).items()
        }


def confidence_features(features: Features, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """What tells whether the best sentence answers: its score, its lead over the fifth best, its own features."""
    order = np.argsort(-scores, kind="stable")
    best = features[order[0]]
    fifth = scores[order[min(4, len(order) - 1)]]
    own = [best[FEATURES.index(name)] for name in CONFIDENCE_FEATURES[2:]]
    return np.array([scores[order[0]], scores[order[0]] - fifth, *own])


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    weights = np.exp(scores - scores.max())
    chances: NDArray[np.float64] = weights / weights.sum()
    return chances
