"""The lines of a PDF's pages, with the boxes they fill."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_WIDE_GAP = 1.6
"""Times the height of a line: what separates two columns, or two cells, but not two words of justified text."""

_HYPHENS = "\u0002\ufffe\u00ad"
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_UNSEEN = re.compile("[\0\u0003-\u0008\u000b\u000c\u000e-\u001f\u200b\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line, or the part of it that stands in one column. In points from the page's top left corner, y downwards.

    `height` is that of its font; a hyphen at the end is a plain “-”.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    height: float

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    left: float
    top: float
    right: float
    bottom: float


def lines_of_page(page: PdfPage) -> list[PageLine]:
    """The page's lines in the order in which the file holds them. Text that runs upwards or downwards is left out."""
    return [line for letters in _runs(list(_letters(page))) if (line := _line(letters))]


def _letters(page: PdfPage) -> Iterator[_Letter | None]:
    """Letters with their boxes; None where the file begins a new line."""
    import pypdfium2.raw as pdfium

    page_top = page.get_bbox()[3]
    text_page = page.get_textpage()
    box = pdfium.FS_RECTF()
    try:
        for number in range(text_page.count_chars()):
            character = chr(pdfium.FPDFText_GetUnicode(text_page, number))
            if character in "\r\n":
                yield None
                continue
            if not 0 <= pdfium.FPDFText_GetCharAngle(text_page, number) < 0.3 and not character.isspace():
                continue
            if not pdfium.FPDFText_GetLooseCharBox(text_page, number, ctypes.byref(box)):
                continue
            yield _Letter(character, box.left, page_top - box.top, box.right, page_top - box.bottom)
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
    return PageLine(
        text,
        min(letter.left for letter in seen),
        min(letter.top for letter in seen),
        max(letter.right for letter in seen),
        max(letter.bottom for letter in seen),
        heights[len(heights) // 2],
    )
