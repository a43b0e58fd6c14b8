"""The order in which the lines of a page are read: column after column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from index.reading.pdf.lines import PageLine

_MOST_LINES = 1500
_FEWEST_IN_COLUMN = 4
_NARROWEST_GUTTER = 5.0


def reading_order(lines: Sequence[PageLine]) -> Iterator[PageLine]:
    """Column after column; what spans several columns parts those above it from those below."""
    gutter = _gutter(lines)
    if gutter is None:
        yield from _by_rows(lines)
        return
    left, right = gutter
    band: list[PageLine] = []
    for line in sorted(lines, key=lambda line: line.top):
        if line.left < left - 1 and line.right > right + 1:
            yield from _columns(band, right)
            band = []
            yield line
        else:
            band.append(line)
    yield from _columns(band, right)


def _columns(band: Sequence[PageLine], right: float) -> Iterator[PageLine]:
    yield from reading_order([line for line in band if line.left < right - 1])
    yield from reading_order([line for line in band if line.left >= right - 1])


def _gutter(lines: Sequence[PageLine]) -> tuple[float, float] | None:
    """The white strip between two columns that most lines leave free: where it begins and ends."""
    best: tuple[int, float, float] | None = None
    if len(lines) > _MOST_LINES:  # a drawing or a table with thousands of labels
        return None
    for right in {round(line.left, 1) for line in lines}:
        after = [line for line in lines if line.left >= right - 1]
        before = [line for line in lines if line.right < right - _NARROWEST_GUTTER + 1]
        across = len(lines) - len(after) - len(before)
        if min(len(after), len(before)) < _FEWEST_IN_COLUMN or across > 0.5 * min(len(after), len(before)) + 2:
            continue
        left = max(line.right for line in before)
        if right - left < _NARROWEST_GUTTER or not _beside(before, after):
            continue
        rating = min(len(after), len(before)) - across
        if best is None or (rating, right - left) > (best[0], best[2] - best[1]):
            best = rating, left, right
    return best and best[1:]


def _beside(before: Sequence[PageLine], after: Sequence[PageLine]) -> bool:
    """Whether these are columns of prose, and stand beside each other rather than one below the other."""
    if min(median(len(line.text) for line in side) for side in (before, after)) < 12:
        return False
    top = max(min(line.top for line in side) for side in (before, after))
    bottom = min(max(line.bottom for line in side) for side in (before, after))
    shorter = min(max(line.bottom for line in side) - min(line.top for line in side) for side in (before, after))
    return bottom - top > 0.3 * shorter


def _by_rows(lines: Sequence[PageLine]) -> Iterator[PageLine]:
    """From top to bottom, and from left to right what stands on one line."""
    row: list[PageLine] = []
    for line in sorted(lines, key=lambda line: ((line.top + line.bottom) / 2, line.left)):
        if row and (line.top + line.bottom) / 2 > row[0].bottom - 0.25 * row[0].height:
            yield from sorted(row, key=lambda line: line.left)
            row = []
        row.append(line)
    yield from sorted(row, key=lambda line: line.left)
