"""Running heads and feet, page numbers, and what browsers print around a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from index.reading.pdf.lines import PageLine
from index.reading.pdf.tables import tabular

_MARGIN_LINES = 3
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|seite|página)?\s*[–—-]?\s*(?:\d{1,4}(?:\s*(?:/|of|von|de)\s*\d{1,4})?|[ivx]{1,6})\s*[–—-]?",
    re.IGNORECASE,
)
_PRINTED_HEAD = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}, \d{1,2}:\d{2}(?:\s?[AP]M)?\b.*")
_PRINTED_FOOT = re.compile(r"(?:https?|file|about|data):\S+(?: \d{1,4}/\d{1,4})?")
_STOP = re.compile(r"[.!?…:][”’\"'»)\]]*$")


def running_lines(pages: Sequence[Sequence[PageLine]]) -> set[PageLine]:
    """Lines at the top or bottom that stand on other pages too, page numbers, and what browsers print around pages.

    Numbers that stand in a table are no page's.
    """
    margins = [[(_recurring(line.text), line) for line in _margin(page)] for page in pages]
    places: dict[tuple[str, int], set[int]] = {}
    for number, margin in enumerate(margins):
        for words, line in margin:
            places.setdefault((words, round(line.top / 6)), set()).add(number)
    filled = sum(bool(page) for page in pages)
    running: set[PageLine] = set()
    for page, margin in zip(pages, margins, strict=True):
        if not page:
            continue
        cells = tabular(page)
        first, last = min(line.top for line in page), max(line.bottom for line in page)
        for words, line in margin:
            rows = (places.get((words, round(line.top / 6) + shift), set()) for shift in (-1, 0, 1))
            near = len(set().union(*rows))
            at_edge = line.top <= first + line.height or line.bottom >= last - line.height
            if (
                (near >= 2 and (at_edge or near >= 0.45 * filled))
                or (at_edge and line not in cells and _PAGE_NUMBER.fullmatch(line.text))
                or (line.top <= first + line.height and _PRINTED_HEAD.fullmatch(line.text))
                or (line.bottom >= last - line.height and _PRINTED_FOOT.fullmatch(line.text))
            ):
                running.add(line)
        heads = [line for line in page if line in running and _PRINTED_HEAD.fullmatch(line.text)]
        for head in heads:  # a browser prints the date at the left and, far from it on the same line, the title
            running |= {line for _, line in margin if abs(line.top - head.top) < 1 and line.height <= head.height + 1}
    return running


def _margin(page: Sequence[PageLine]) -> list[PageLine]:
    """The first and the last line, and those beyond a gap that parts them from the text."""
    rows: list[list[PageLine]] = []
    for line in sorted(page, key=lambda line: line.top):
        if rows and line.top - rows[-1][0].top < 0.5 * line.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    if len(rows) < 2:
        return [line for row in rows for line in row]
    gaps = [below[0].top - above[0].top for above, below in pairwise(rows)]
    wide = 1.3 * median(gaps)
    head = max((number for number in range(min(_MARGIN_LINES, len(gaps))) if gaps[number] > wide), default=0)
    foot = max((number for number in range(min(_MARGIN_LINES, len(gaps))) if gaps[-1 - number] > wide), default=0)
    return list(dict.fromkeys(line for row in rows[: head + 1] + rows[-1 - foot :] for line in row))


def _recurring(words: str) -> str:
    """What of a running head is the same on each page: all but its numbers. Sentences are only like themselves."""
    sentence = words.count(" ") >= 5 and _STOP.search(words)
    return words if sentence else re.sub(r"\d+", "#", words)
