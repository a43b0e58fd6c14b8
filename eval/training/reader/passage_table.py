"""Passages as tokens, each held once, and where in them answers stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from eval.training.reader.packed import PackedPassage, Tokens
from index.article import LONGEST_TITLE, Span
from index.embedding.runtime import Integers, tokenizer
from qa.reader.encoding import sentence_of


class PassageTable:
    """Numbers passages in the order in which they are first named."""

    def __init__(self) -> None:
        self.passages: list[PackedPassage] = []
        self._numbers: dict[tuple[str, str, tuple[Span, ...]], int] = {}
        self._offsets: list[Integers] = []

    def number(self, title: str, text: str, sentences: tuple[Span, ...]) -> int:
        """The number of a passage; its sentences are spans in its text."""
        key = (title, text, sentences)
        if key not in self._numbers:
            encoding = tokenizer().encode(text, add_special_tokens=False)
            offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2)
            sentence = sentence_of(offsets, sentences).astype(np.int16)
            self._numbers[key] = len(self.passages)
            self.passages.append(PackedPassage(tokens(title), np.array(encoding.ids, np.uint16), sentence))
            self._offsets.append(offsets)
        return self._numbers[key]

    def texts(self) -> Mapping[int, tuple[str, str]]:
        """Title and text of each passage, by its number."""
        return {number: (title, text) for (title, text, _), number in self._numbers.items()}

    def edges(self, number: int, answers: Iterable[Span]) -> tuple[tuple[int, int], ...]:
        """The first and last token of each answer that lies in one sentence of a passage."""
        offsets, sentence = self._offsets[number], self.passages[number].sentence
        found = []
        for answer in dict.fromkeys(answers):
            inside = np.flatnonzero((offsets[:, 1] > answer.start) & (offsets[:, 0] < answer.end) & (sentence >= 0))
            if len(inside) and sentence[inside[0]] == sentence[inside[-1]]:
                found.append((int(inside[0]), int(inside[-1])))
        return tuple(found)


def tokens(text: str) -> Tokens:
    """A title, a question or an answer as token ids; no more of it than of the longest title."""
    return np.array(tokenizer().encode(text[:LONGEST_TITLE], add_special_tokens=False).ids, np.uint16)
