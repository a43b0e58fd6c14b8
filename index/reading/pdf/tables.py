"""Which lines of a page stand in a table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from index.reading.pdf.lines import PageLine

_SAME_EDGE = 3.0
_FARTHEST = 4.0
"""Times the height of letters: rows of a table are no further apart."""


def tabular(page: Sequence[PageLine]) -> set[PageLine]:
    """The lines of rows with several cells that stand below each other in columns.

    “Date:” and its date, as letters have them above their text, are no table.
    """
    rows: list[list[PageLine]] = []
    for line in sorted(page, key=lambda line: (line.top + line.bottom) / 2):
        if rows and (line.top + line.bottom) / 2 < rows[-1][0].bottom - 0.25 * rows[-1][0].height:
            rows[-1].append(line)
        else:
            rows.append([line])
    found: set[PageLine] = set()
    for above, below in pairwise(rows):
        near = below[0].top - above[0].top < _FARTHEST * above[0].height
        if near and len(above) > 1 and len(below) > 1 and _in_columns(above, below):
            found.update(line for row in (above, below) if not _is_labelled(row) for line in row)
    return found


def _in_columns(above: Sequence[PageLine], below: Sequence[PageLine]) -> bool:
    cells, others = (sorted(row, key=lambda line: line.left)[1:] for row in (above, below))
    return any(
        abs(cell.left - other.left) < _SAME_EDGE or abs(cell.right - other.right) < _SAME_EDGE
        for cell in cells
        for other in others
    )


def _is_labelled(row: Sequence[PageLine]) -> bool:
    return len(row) == 2 and min(row, key=lambda line: line.left).text.endswith(":")
