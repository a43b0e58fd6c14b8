"""Pages that show something and hold no text of it: scans, and text that was turned into drawn shapes."""

from __future__ import annotations

import ctypes
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
_DEEPEST = 3


def is_picture(page: PdfPage, lines: Sequence[PageLine]) -> bool:
    """Whether what people read on this page is most likely in its pictures, or drawn."""
    letters = sum(map(str.isalnum, "".join(line.text for line in lines)))
    if letters >= _FEW_LETTERS:
        return False
    import pypdfium2.raw as pdfium

    covered, shapes = 0.0, 0
    sides = [ctypes.c_float() for _ in range(4)]
    for shown in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH], max_depth=_DEEPEST):
        if shown.type == pdfium.FPDF_PAGEOBJ_PATH:
            shapes += 1
        elif pdfium.FPDFPageObj_GetBounds(shown.raw, *map(ctypes.byref, sides)):
            left, bottom, right, top = (side.value for side in sides)
            covered += (right - left) * (top - bottom)
    left, bottom, right, top = page.get_bbox()
    return covered >= _LARGE * (right - left) * (top - bottom) or (not letters and shapes >= _MANY_SHAPES)
