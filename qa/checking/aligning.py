"""Where in a text some words stand best, word by word: exact, and the same every time.

The words are aligned as a whole, with what stands before and after them free (Sellers, 1980), and with gaps that cost
more to open than to widen (Gotoh, 1982). A row of costs is computed at once, so that a quotation of forty words against
an article of a thousand takes a millisecond.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.int32]

_EDGE = 3

WORD = 100
"""What a word costs that differs, or that the text has not."""


@dataclass(frozen=True, slots=True)
class GapCost:
    """What it costs to pass over words of the text, in hundredths of a word that differs.

    One word passed over costs less than one that differs, two cost more: a single word is no reason to reach far.
    """

    opening: int = 85
    a_word: int = 10


@dataclass(frozen=True, slots=True)
class Alignment:
    """Each pair is a quoted word's number and that of the text's word beside it, None where one has no partner.

    Pairs are in order, from the first to the last word of the text that is used; a gap of the text that is passed over
    has no pairs of its own: the numbers leap.
    """

    pairs: tuple[tuple[int, int | None], ...]
    cost: int

    @property
    def first(self) -> int:
        """The first word of the text that is used."""
        return next(place for _, place in self.pairs if place is not None)

    @property
    def last(self) -> int:
        return next(place for _, place in reversed(self.pairs) if place is not None)

    def gaps(self) -> list[tuple[int, int, int]]:
        """Where words of the text are passed over: before which quoted word, and the words around the gap."""
        used = [(own, place) for own, place in self.pairs if place is not None]
        return [(own, before, place) for (_, before), (own, place) in pairwise(used) if place > before + 1]


def align(
    quoted: Sequence[str],
    text: Sequence[str],
    *,
    gaps: Mapping[int, GapCost] | None = None,
    leaps: Sequence[tuple[int, int]] = (),
    leap_cost: int = 10,
    preferred: Sequence[bool] | None = None,
) -> Alignment | None:
    """The place in `text` whose words are most like the quoted ones; None where none is used.

    Of equal ones it is the first that ends with a preferred word, else the first.

    `gaps[i]` is what passing over words costs after `i` quoted words, where it is not the usual cost. A leap leads from
    a word of the text to a later one: what lies between costs only `leap_cost`.
    """
    if not quoted or not text:
        return None
    own, others = _numbered(quoted, text)
    # A column is the number of words of the text that lie behind: a leap ends where its word still lies ahead.
    columns = [(first + 1, last) for first, last in leaps]
    table = _Table(own, others, gaps or {}, columns, leap_cost)
    return table.trace(np.array(preferred, bool) if preferred is not None else None)


def _numbered(quoted: Sequence[str], text: Sequence[str]) -> tuple[list[int], Costs]:
    numbers = {word: number for number, word in enumerate(dict.fromkeys(quoted))}
    return [numbers[word] for word in quoted], np.array([numbers.get(word, -1) for word in text], np.int32)


class _Table:
    """All costs: `best[i, j]` is the least for the first `i` quoted words, of which the last ends at column `j`.

    `kept` are the same before the words of a gap are passed over, `straight` before leaps.
    """

    def __init__(
        self,
        quoted: Sequence[int],
        text: Costs,
        gaps: Mapping[int, GapCost],
        leaps: Sequence[tuple[int, int]],
        leap_cost: int,
    ) -> None:
        self._quoted, self._text, self._gaps = quoted, text, gaps
        self._leaps, self._leap_cost = leaps, leap_cost
        rows, columns = len(quoted) + 1, len(text) + 1
        self.best = np.zeros((rows, columns), np.int32)
        self.kept = np.zeros((rows, columns), np.int32)
        self.straight = np.zeros((rows, columns), np.int32)
        steps = np.arange(columns, dtype=np.int32)
        starts = np.array([start for start, _ in leaps], np.intp)
        ends = np.array([end for _, end in leaps], np.intp)
        for row in range(1, rows):
            before = self.best[row - 1]
            straight = before + WORD
            different = np.where(text == quoted[row - 1], 0, WORD).astype(np.int32)
            straight[1:] = np.minimum(straight[1:], before[:-1] + different)
            self.straight[row] = straight
            kept = straight.copy()
            if len(leaps):
                np.minimum.at(kept, ends, straight[starts] + leap_cost)
            self.kept[row] = kept
            if row == rows - 1:
                self.best[row] = kept
                continue
            cost = self._gap(row)
            passed = np.minimum.accumulate(kept - cost.a_word * steps) + cost.a_word * steps + cost.opening
            self.best[row] = np.minimum(kept, passed)

    def _gap(self, row: int) -> GapCost:
        return self._gaps.get(row, GapCost())

    def trace(self, preferred: NDArray[np.bool_] | None) -> Alignment | None:
        """The pairs of the best alignment, from its end."""
        row = len(self._quoted)
        columns = np.flatnonzero(self.straight[row] == self.straight[row].min())
        if preferred is not None and columns[0]:
            columns = columns[np.argsort(~preferred[columns - 1], kind="stable")]
        column = int(columns[0])
        cost = int(self.straight[row, column])
        pairs: list[tuple[int, int | None]] = []
        at_end = True
        while row:
            if not at_end:
                column = self._before_leap(row, self._before_gap(row, column))
            at_end = False
            matched = column and self.straight[row, column] == self.best[row - 1, column - 1] + (
                0 if self._text[column - 1] == self._quoted[row - 1] else WORD
            )
            row -= 1
            if matched:
                column -= 1
                pairs.append((row, column))
            else:
                pairs.append((row, None))
        pairs.reverse()
        if all(place is None for _, place in pairs):
            return None
        return Alignment(tuple(_with_edges(pairs, len(self._text))), cost)

    def _before_gap(self, row: int, column: int) -> int:
        """The column in which a gap that ends here begins; the nearest, and this one where none ends here."""
        value = self.best[row, column]
        if value == self.kept[row, column]:
            return column
        cost = self._gap(row)
        passed = self.kept[row, :column] + cost.a_word * np.arange(column, 0, -1, dtype=np.int32) + cost.opening
        return int(np.flatnonzero(passed == value)[-1])

    def _before_leap(self, row: int, column: int) -> int:
        value = self.kept[row, column]
        if value == self.straight[row, column]:
            return column
        return next(
            start
            for start, end in self._leaps
            if end == column and self.straight[row, start] + self._leap_cost == value
        )


def _with_edges(pairs: Sequence[tuple[int, int | None]], length: int) -> list[tuple[int, int | None]]:
    """The pairs with a few words at the edges that differ beside the text's words there: it costs the same."""
    found = list(pairs)
    used = [number for number, (_, place) in enumerate(pairs) if place is not None]
    first, last = pairs[used[0]][1] or 0, pairs[used[-1]][1] or 0
    before, after = used[0], len(pairs) - 1 - used[-1]
    if before <= min(_EDGE, first):
        found[:before] = [(number, first - before + number) for number in range(before)]
    if after <= min(_EDGE, length - 1 - last):
        found[len(pairs) - after :] = [(len(pairs) - after + number, last + 1 + number) for number in range(after)]
    return found
