"""What the network reads: a question with a stretch of a passage as one row of tokens, and rows side by side.

Rows are those that `qa.reader.encoding` makes of text, made of tokens, since only NumPy is taken here.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from eval.training.reader.packed import PackedPassage, Place, Tokens
from eval.training.reader.windows import window

OPENING, CLOSING = 101, 102
"""The ids of the tokenizer's [CLS] and [SEP]."""

QUESTION_TOKENS = 64
"""Where a question is cut, here and where it is answered."""

MOST_TOKENS = 320
"""Where a row ends, short of the reader's 512: passages take about 130, and longer rows take longer to learn."""

_TITLE_LEFT_OUT = 0.15
"""How many rows have no title: not every article has one."""

_WIDTHS = 16
"""Batches are filled up to a multiple of this, which a GPU multiplies faster."""

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Row:
    """`[CLS] question [SEP] title and passage [SEP]`: `ids` and `sentence` are `(n,)`, as in a Pair of the reader.

    `asked` is how many tokens the question takes. Sentences count from the stretch's first; `edges` are the first and
    the last token of phrases that answer, counted in `ids`.
    """

    ids: Integers = field(repr=False)
    asked: int
    sentence: Integers = field(repr=False)
    gold: frozenset[int]
    ignored: frozenset[int]
    edges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """`g` questions with `passages` rows each, question by question: `b` rows, filled up to `n` tokens, `s` sentences.

    `ids` `(b, n)` int64; `asked` and `lengths` `(b,)` int64; `sentence` `(b, n)` int64, −1 for none; `gold` and
    `counted` `(b, s)` bool, where what is ignored does not count; `starts` and `ends` `(b, n)` bool.
    """

    ids: Integers = field(repr=False)
    asked: Integers = field(repr=False)
    lengths: Integers = field(repr=False)
    sentence: Integers = field(repr=False)
    gold: Flags = field(repr=False)
    counted: Flags = field(repr=False)
    starts: Flags = field(repr=False)
    ends: Flags = field(repr=False)
    passages: int

    @classmethod
    def of(cls, groups: Sequence[Sequence[Row]]) -> Drawn:
        """The rows of questions that have as many each."""
        rows = [row for group in groups for row in group]
        longest = -(-max(len(row.ids) for row in rows) // _WIDTHS) * _WIDTHS
        sentences = max(1, *(int(row.sentence.max(initial=-1)) + 1 for row in rows))
        ids = np.zeros((len(rows), longest), np.int64)
        sentence = np.full((len(rows), longest), -1, np.int64)
        starts, ends = np.zeros((2, len(rows), longest), np.bool_)
        gold, counted = np.zeros((2, len(rows), sentences), np.bool_)
        for number, row in enumerate(rows):
            ids[number, : len(row.ids)] = row.ids
            sentence[number, : len(row.ids)] = row.sentence
            counted[number, np.unique(row.sentence[row.sentence >= 0])] = True
            gold[number, sorted(row.gold)] = True
            counted[number, sorted(row.ignored - row.gold)] = False
            for first, last in row.edges:
                starts[number, first], ends[number, last] = True, True
        return cls(
            ids=ids,
            asked=np.array([row.asked for row in rows], np.int64),
            lengths=np.array([len(row.ids) for row in rows], np.int64),
            sentence=sentence,
            gold=gold & counted,
            counted=counted,
            starts=starts,
            ends=ends,
            passages=len(groups[0]),
        )


def whole_row(question: Tokens, place: Place, passage: PackedPassage) -> Row:
    """A question with a passage from its start, as it is read when somebody asks."""
    return _row(question[:QUESTION_TOKENS], place, passage, passage.title, None, MOST_TOKENS)


def cut_row(question: Tokens, place: Place, passage: PackedPassage, chooser: random.Random, room: int) -> Row:
    """A question with a stretch of at most `room` tokens of a passage, now and then without its title."""
    title = passage.title if chooser.random() >= _TITLE_LEFT_OUT else passage.title[:0]
    return _row(question[:QUESTION_TOKENS], place, passage, title, chooser, room)


def _row(
    question: Tokens, place: Place, passage: PackedPassage, title: Tokens, chooser: random.Random | None, room: int
) -> Row:
    most = MOST_TOKENS - len(question) - len(title) - 3
    stretch = window(passage, place, question, chooser, min(room, most))
    tokens, sentence = (part[stretch.start : stretch.end].astype(np.int64) for part in (passage.ids, passage.sentence))
    first, last = stretch.first, int(sentence.max(initial=stretch.first))
    before = len(question) + len(title) + 2
    ids = np.concatenate([[OPENING], question, [CLOSING], title, tokens, [CLOSING]]).astype(np.int64)
    numbered = np.full(len(ids), -1, np.int64)
    numbered[before : before + len(sentence)] = np.where(sentence >= 0, sentence - first, -1)
    shift = before - stretch.start
    return Row(
        ids,
        len(question),
        numbered,
        frozenset(number - first for number in place.gold if first <= number <= last),
        frozenset(number - first for number in place.ignored if first <= number <= last),
        tuple((a + shift, b + shift) for a, b in place.edges if stretch.start <= a and b < stretch.end),
    )
