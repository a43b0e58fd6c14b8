"""A text becomes rows of tokens, one for each paragraph, and each token knows its characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.article import Span
from index.embedding.runtime import Integers, marks, tokenizer
from index.sentences import sentence_spans

MOST_TOKENS = 192


@dataclass(frozen=True, slots=True)
class Window:
    """`[CLS] tokens [SEP]`, `n` tokens. `starts` and `ends` are half-open offsets into the text, 0 for the marks."""

    span: Span
    ids: Integers = field(repr=False)
    starts: Integers = field(repr=False)
    ends: Integers = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids)


def windows_of(text: str, paragraphs: Sequence[Span]) -> list[Window]:
    """The windows that cover the paragraphs: one each, several where it is long, split between its sentences."""
    if not paragraphs:
        return []
    encodings = tokenizer().encode_batch([span.of(text) for span in paragraphs], add_special_tokens=False)
    found = []
    for span, encoding in zip(paragraphs, encodings, strict=True):
        ids = np.array(encoding.ids, np.int64)
        offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2) + span.start
        for first, last in _pieces(span, offsets, text):
            found.append(_window(ids[first:last], offsets[first:last]))
    return [window for window in found if len(window) > 2]


def _pieces(span: Span, offsets: Integers, text: str) -> Iterator[tuple[int, int]]:
    """The first and after-last token of each window of a paragraph."""
    most = MOST_TOKENS - 2
    if len(offsets) <= most:
        yield 0, len(offsets)
        return
    opens = [int(np.searchsorted(offsets[:, 0], one.start + span.start)) for one in sentence_spans(span.of(text))]
    first = 0
    while first < len(offsets):
        last = min(first + most, len(offsets))
        if last < len(offsets):
            last = max((place for place in opens if first < place <= last), default=last)
        yield first, last
        first = last


def _window(ids: Integers, offsets: Integers) -> Window:
    opening, closing = (np.array([mark], np.int64) for mark in marks())
    nothing = np.zeros(1, np.int64)
    span = Span(int(offsets[0, 0]), int(offsets[-1, 1])) if len(offsets) else Span(0, 1)
    return Window(
        span,
        np.concatenate((opening, ids, closing)),
        np.concatenate((nothing, offsets[:, 0], nothing)),
        np.concatenate((nothing, offsets[:, 1], nothing)),
    )


def padded(rows: Sequence[Integers]) -> tuple[Integers, NDArray[np.float32]]:
    """The rows as one array, filled up with 0, and 1 where a token is, 0 where it is not."""
    longest = max(map(len, rows))
    ids = np.zeros((len(rows), longest), np.int64)
    present = np.zeros((len(rows), longest), np.float32)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        present[number, : len(row)] = 1
    return ids, present
