"""BM25 as SQLite's full-text index computes it, for passages at hand."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.embedded.sql import Execute

_SATURATION, _LENGTH = 1.2, 0.75
_LEAST = 1e-6
_AVERAGES = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage's words, as stems."""

    title: list[str]
    text: list[str]


@dataclass(frozen=True, slots=True)
class Bm25:
    """Weights of stems, the mean length of a passage with its title in words, and the weights of the two columns."""

    weights: Mapping[str, float]
    mean_length: float
    title_weight: float
    text_weight: float

    @classmethod
    def of(cls, execute: Execute, frequencies: Mapping[str, int], title_weight: float, text_weight: float) -> Bm25:
        """For stems that occur in so many passages of the full-text index."""
        passages, *lengths = _averages(execute)
        weights = {
            stem: max(_LEAST, math.log((passages - count + 0.5) / (count + 0.5))) for stem, count in frequencies.items()
        }
        return cls(weights, max(1.0, sum(lengths) / max(1, passages)), title_weight, text_weight)

    def __call__(self, candidate: Candidate) -> float:
        titled, said = candidate.title, candidate.text
        length = _SATURATION * (1 - _LENGTH + _LENGTH * (len(titled) + len(said)) / self.mean_length)
        score = 0.0
        for stem, weight in self.weights.items():
            count = self.title_weight * titled.count(stem) + self.text_weight * said.count(stem)
            score += weight * count * (_SATURATION + 1) / (count + length)
        return score


def _averages(execute: Execute) -> list[int]:
    """How many passages are indexed, and how many words their titles and their texts hold: the index's own record."""
    row = execute("SELECT block FROM words_data WHERE id = ?", (_AVERAGES,)).fetchone()
    return list(_integers(row[0])) if row else [0, 0]


def _integers(block: bytes) -> Iterator[int]:
    """SQLite's integers of variable length: seven bits a byte, the highest first; a ninth byte holds eight."""
    value = length = 0
    for byte in block:
        length += 1
        value = (value << 8) | byte if length == 9 else (value << 7) | (byte & 0x7F)
        if length == 9 or not byte & 0x80:
            yield value
            value = length = 0
