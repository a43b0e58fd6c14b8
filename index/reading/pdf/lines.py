"""The lines of a PDF's pages, with the boxes they fill."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_WIDE_GAP = 1.6
"""Times the height of a line: what separates two columns, or two cells, but not two words of justified text."""

_ASKEW = 0.3
"""Radians from a page's own directions: what is further off is a stamp or a watermark."""

_FEWEST_SIDEWAYS = 100
"""Letters of text that runs in another direction than its page's: fewer are a stamp in the margin."""

_LONGEST_NUMBER = 4
"""Digits of a number in the margin that counts lines."""

_HYPHENS = "\u0002\ufffe\u00ad"
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_UNSEEN = re.compile("[\0\u0003-\u0008\u000b\u000c\u000e-\u001f\u200b\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line, or the part of it that stands in one column. In points from the page's top left corner, y downwards.

    `height` is that of its font; a hyphen at the end is a plain “-”. Where the line begins with a number and goes on,
    `number_right` and `words_left` are where the number ends and the words begin.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    height: float
    number_right: float | None = None
    words_left: float | None = None

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's lines in the order in which the file holds them, and how many letters run askew and were left out."""

    lines: list[PageLine]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Letter:
    """`top` is above `bottom`, whatever way y counts. `turns` are the quarters, clockwise, by which its line is turned
    on the page; None where it runs askew."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    turns: int | None = 0


def text_of_page(page: PdfPage) -> PageText:
    """The page's lines as one reads them: however the page is turned, in the direction in which most of its text runs.

    What else runs sideways, such as a wide table, comes below the rest, as if it stood there; a few letters that do
    are left out, as are those that run askew.
    """
    letters = list(_letters(page))
    counts = Counter(letter.turns for letter in letters if letter and not letter.text.isspace())
    edges = page.get_bbox()
    main = max((turns for turns in counts if turns is not None), key=lambda turns: (counts[turns], -turns), default=0)
    read = [main, *(turns for turns in range(4) if turns != main and counts[turns] >= _FEWEST_SIDEWAYS)]
    lines: list[PageLine] = []
    below = 0.0
    for turns in read:
        upright = [letter and _upright(letter, edges) for letter in letters if letter is None or letter.turns == turns]
        found = filter(None, map(_line, _runs(upright)))
        lines += (replace(line, top=line.top + below, bottom=line.bottom + below) for line in found)
        below += (edges[2] - edges[0]) if turns % 2 else (edges[3] - edges[1])
    return PageText(lines, sum(count for turns, count in counts.items() if turns not in read))


def _upright(letter: _Letter, edges: tuple[float, float, float, float]) -> _Letter:
    """A letter of the file as it stands once its line runs to the right: from the page's top left corner, downwards."""
    left, bottom, right, top = edges
    match letter.turns:
        case 1:  # downwards
            box = top - letter.top, right - letter.right, top - letter.bottom, right - letter.left
        case 2:  # to the left, upside down
            box = right - letter.right, letter.bottom - bottom, right - letter.left, letter.top - bottom
        case 3:  # upwards
            box = letter.bottom - bottom, letter.left - left, letter.top - bottom, letter.right - left
        case _:
            box = letter.left - left, top - letter.top, letter.right - left, top - letter.bottom
    return _Letter(letter.text, *box, letter.turns)


def _turns(angle: float) -> int | None:
    """Quarters, clockwise, of an angle in radians; None for what runs askew. PDFium says −1 where it cannot tell."""
    if -1 <= angle < _ASKEW:
        return 0
    quarters = round(angle / (math.pi / 2))
    return quarters % 4 if abs(angle - quarters * math.pi / 2) < _ASKEW else None


def _letters(page: PdfPage) -> Iterator[_Letter | None]:
    """Letters with their boxes in the file's own directions, y upwards; None where the file begins a new line."""
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    box = pdfium.FS_RECTF()
    turns: int | None = 0
    try:
        for number in range(text_page.count_chars()):
            character = chr(pdfium.FPDFText_GetUnicode(text_page, number))
            if character in "\r\n":
                yield None
                continue
            if not character.isspace():
                turns = _turns(pdfium.FPDFText_GetCharAngle(text_page, number))
            if not pdfium.FPDFText_GetLooseCharBox(text_page, number, ctypes.byref(box)):
                continue
            yield _Letter(character, box.left, box.top, box.right, box.bottom, turns)
    finally:
        text_page.close()


def _runs(letters: list[_Letter | None]) -> Iterator[list[_Letter]]:
    """Letters that follow each other on one line, without a gap as wide as between columns."""
    run: list[_Letter] = []
    for letter in letters:
        if letter is None:
            if run:
                yield run
            run = []
            continue
        if letter.text.isspace():  # boxes of spaces are unreliable; the gap is measured between letters
            if run:
                run.append(letter)
            continue
        last = next((one for one in reversed(run) if not one.text.isspace()), None)
        if last is not None:
            height = max(last.bottom - last.top, 1.0)
            middle = (letter.top + letter.bottom) / 2
            apart = letter.left - last.right > _WIDE_GAP * height or letter.right < last.left - height
            if apart or not last.top - 0.5 * height <= middle <= last.bottom + 0.5 * height:
                yield run
                run = []
        run.append(letter)
    if run:
        yield run


def _line(letters: list[_Letter]) -> PageLine | None:
    seen = [letter for letter in letters if not letter.text.isspace()]
    if not seen:
        return None
    text = "".join("-" if letter.text in _HYPHENS else letter.text for letter in letters)
    text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), _UNSEEN.sub("", text))
    text = " ".join(text.split())
    if not text:
        return None
    heights = sorted(letter.bottom - letter.top for letter in seen)
    first = next((at for at, letter in enumerate(letters) if letter.text.isspace() and at), len(letters))
    numbered = first <= _LONGEST_NUMBER and len(seen) > first and all(one.text.isdecimal() for one in letters[:first])
    return PageLine(
        text,
        min(letter.left for letter in seen),
        min(letter.top for letter in seen),
        max(letter.right for letter in seen),
        max(letter.bottom for letter in seen),
        heights[len(heights) // 2],
        seen[first - 1].right if numbered else None,
        seen[first].left if numbered else None,
    )
