"""The trained network as it is shipped: an int8 ONNX graph, run without torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.article import Span
from index.embedding.runtime import Floats, length_batches, session, shipped_graph, softmax
from qa.reader.encoding import Batch, Pair, PairEncoder

GRAPH = "evidence.onnx"
CHECKSUM = "evidence.sha256"
INPUTS = ("ids", "types", "present", "asked", "members")
OUTPUTS = ("sentences", "edges")

_TEXTS_AT_ONCE = 4
_LONGEST_ANSWER = 24
_NOTHING = 1e-12
_LEAST_LOGIT = -20.0
"""What is likelier wrong than this is as wrong as that. A sentence that was cut off has no logit but this."""
_LEAST_SURE = 0.5
"""An answering phrase is shown where its edges have at least this chance, as the geometric mean of the two."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the network makes of one text, for its `s` sentences.

    `logits` is `(s,)` float64: above 0, the sentence is likelier to answer than that none of the text's does; they
    compare across texts. `answers` are the shortest phrases that answer, in the text's characters, or None.
    """

    logits: NDArray[np.float64] = field(repr=False)
    answers: tuple[Span | None, ...] = field(repr=False)


class EvidenceModel:
    """Judges the sentences of texts by a question. Safe to share between threads."""

    def __init__(self, graph: bytes) -> None:
        self._session = session(graph)
        self._encoder = PairEncoder()

    @classmethod
    @cache
    def shipped(cls) -> EvidenceModel:
        """The one in the package, loaded once. Raises OnrecordError where its file is damaged."""
        damaged = "the evidence reader's file is damaged: install onrecord again, or use --reader none"
        return cls(shipped_graph("qa.reader", GRAPH, CHECKSUM, damaged))

    def judge(self, question: str, texts: Sequence[tuple[str, Sequence[Span]]]) -> list[Judgement]:
        """One judgement for each text, which comes with the spans of its sentences. Texts of a length go together."""
        pairs = self._encoder.encode(question, texts)
        judgements: list[Judgement | None] = [None] * len(pairs)
        for numbers in length_batches(range(len(pairs)), lambda number: len(pairs[number]), most=_TEXTS_AT_ONCE):
            batch = Batch.of([pairs[number] for number in numbers])
            inputs = {name: getattr(batch, name) for name in INPUTS}
            logits, edges = self._session.run(OUTPUTS, inputs)
            for row, number in enumerate(numbers):
                sentences = len(texts[number][1])
                judgements[number] = _judgement(logits[row], edges[row], pairs[number], sentences)
        return [judgement for judgement in judgements if judgement is not None]


def _judgement(logits: Floats, edges: Floats, pair: Pair, sentences: int) -> Judgement:
    """A text's own part of a batch."""
    known = np.full(sentences, _LEAST_LOGIT)
    known[: min(sentences, len(logits))] = np.maximum(logits[:sentences], _LEAST_LOGIT)
    chances = softmax(edges[: len(pair)].astype(np.float64), axis=0)
    return Judgement(known, tuple(_answer(chances, pair, number) for number in range(sentences)))


def _answer(chances: NDArray[np.float64], pair: Pair, sentence: int) -> Span | None:
    """The likeliest phrase of the sentence to be the answer, if its edges are likely enough."""
    inside = np.flatnonzero(pair.sentence == sentence)
    if not len(inside):
        return None
    starts, ends = (chances[inside] / np.maximum(chances[inside].sum(axis=0), _NOTHING)).T
    both = np.triu(np.outer(starts, ends)) - np.triu(np.outer(starts, ends), _LONGEST_ANSWER)
    first, last = np.unravel_index(both.argmax(), both.shape)
    if both[first, last] < _LEAST_SURE**2:
        return None
    return Span(int(pair.starts[inside[first]]), int(pair.ends[inside[last]]))
