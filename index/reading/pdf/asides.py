"""What stands at a page's foot or head inside a sentence that goes on over its end: footnotes, heads and feet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from index.reading.pdf.lines import PageLine

_SMALL = 0.94
"""Times the usual height of letters: footnotes are smaller than that."""

_MARK = re.compile(r"[\[(]?\d{1,3}\b|\d{1,3}(?=[^\W\d_])|[*†‡§¶]")
_STOP = re.compile(r"[.!?…:][”’\"'»)\]]*$")
_WAYS = ((1, 0), (1, 1), (2, 0), (1, 2), (2, 1), (2, 2), (0, 0), (0, 1), (0, 2))
"""How many lines at the foot of a page and at the head of the next one to look behind, in this order."""

_FOOT_APART, _HEAD_APART = 2.0, 1.3
"""A line below a heading is some way off it, too."""

Pages = Sequence[Sequence[PageLine]]


def usual_height(pages: Pages) -> float:
    """The height of most letters."""
    heights = Counter[float]()
    for page in pages:
        for line in page:
            heights[round(line.height, 1)] += len(line.text)
    return heights.most_common(1)[0][0] if heights else 0.0


def asides_of(pages: Pages) -> list[list[PageLine]]:
    """For each page, given in reading order, its lines that sentences pass over at the page's head or foot."""
    usual = usual_height(pages)
    asides = [_footnotes(page, usual) for page in pages]
    flow = [[line for line in page if line not in notes] for page, notes in zip(pages, map(set, asides), strict=True)]
    for number, (page, following) in enumerate(pairwise(flow)):
        feet, heads = _between(page, following)
        asides[number] += feet
        asides[number + 1] += heads
    return asides


def _footnotes(page: Sequence[PageLine], usual: float) -> list[PageLine]:
    """Small lines below all others of their column, from the first that begins with a mark."""
    body = [line for line in page if line.height >= _SMALL * usual]
    if not body:
        return []
    small = [
        line
        for line in page
        if line.height < _SMALL * usual
        and not any(other.top > line.top and other.left < line.right and line.left < other.right for other in body)
        and any(other.top < line.top for other in body)
    ]
    first = next((at for at, line in enumerate(small) if _MARK.match(line.text)), len(small))
    return small[first:]


def _between(page: Sequence[PageLine], following: Sequence[PageLine]) -> tuple[list[PageLine], list[PageLine]]:
    """The feet of a page and the heads of the next one that part a sentence; none where none does."""
    for feet, heads in _WAYS:
        if len(page) < feet + 2 or len(following) < heads + 2:
            continue
        last, first = page[len(page) - feet - 1], following[heads]
        goes_on = not _STOP.search(last.text) and first.text[0].islower() and _alike(last, first)
        foot, head = page[len(page) - feet :], following[:heads]
        if goes_on and _apart(foot, last, page, _FOOT_APART) and _apart(head, first, following, _HEAD_APART):
            return list(foot), list(head)
    return [], []


def _apart(margin: Sequence[PageLine], nearest: PageLine, page: Sequence[PageLine], times: float) -> bool:
    """Whether lines at a page's edge are parted from the nearest line of its text by a gap, so many times as wide as
    from line to line, or by the size of their letters."""
    if not margin:
        return True
    pitches = [below.top - above.top for above, below in pairwise(page) if below.top > above.top]
    usual = median(pitches) if pitches else 0.0
    gap = min(abs(line.top - nearest.top) for line in margin)
    beyond = all(line.top < nearest.top for line in margin) or all(line.top > nearest.top for line in margin)
    return beyond and (gap > times * usual or not any(_alike(line, nearest) for line in margin))


def _alike(line: PageLine, other: PageLine) -> bool:
    return abs(line.height - other.height) < 0.08 * other.height
