"""Pages that are pictures: scans, with or without the text that a program recognised in them, and drawn shapes."""

from __future__ import annotations

import ctypes
from itertools import islice
from typing import TYPE_CHECKING

from index.reading.pdf.lines import PageLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdfium2 import PdfPage

_FEW_LETTERS = 25
"""What a stamp or a number on a scan has."""

_LARGE = 0.3
"""Of the page's area, that pictures cover together."""

_MANY_SHAPES = 100
_SAMPLE = 50
"""Pieces of a page's text that are looked at to tell whether it is invisible."""

_DEEPEST = 3


def is_picture(page: PdfPage, lines: Sequence[PageLine]) -> bool:
    """Whether what people read on this page is most likely in its pictures, or drawn, and no text of it is there."""
    letters = sum(map(str.isalnum, "".join(line.text for line in lines)))
    if letters >= _FEW_LETTERS:
        return False
    import pypdfium2.raw as pdfium

    shapes = sum(1 for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=_DEEPEST))
    return _is_covered(page) or (not letters and shapes >= _MANY_SHAPES)


def is_recognised(page: PdfPage) -> bool:
    """Whether the page's text is what a program recognised in its picture: it lies there unseen, to be searched."""
    import pypdfium2.raw as pdfium

    pieces = islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=_DEEPEST), _SAMPLE)
    modes = [pdfium.FPDFTextObj_GetTextRenderMode(piece.raw) for piece in pieces]
    unseen = modes.count(pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    return unseen > len(modes) / 2 and _is_covered(page)


def _is_covered(page: PdfPage) -> bool:
    """Whether pictures cover much of the page."""
    import pypdfium2.raw as pdfium

    covered = 0.0
    sides = [ctypes.c_float() for _ in range(4)]
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST):
        if pdfium.FPDFPageObj_GetBounds(picture.raw, *map(ctypes.byref, sides)):
            left, bottom, right, top = (side.value for side in sides)
            covered += (right - left) * (top - bottom)
    left, bottom, right, top = page.get_bbox()
    area: float = (right - left) * (top - bottom)
    return covered >= _LARGE * area
