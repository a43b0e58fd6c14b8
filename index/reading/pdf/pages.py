"""A PDF's pages: the lines of each, and which of them hold what is no text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.article import Span
from index.errors import SourceError
from index.reading.original import Original
from index.reading.pdf.layout import Layout, lay_out
from index.reading.pdf.lines import PageLine, text_of_page
from index.reading.pdf.pictures import is_picture, is_recognised
from index.reading.recognition import remedy

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

    from index.reading.pdf.recognising import Recogniser

_MOST_CIPHERS = 0.2
"""Of a page's characters, that stand for no letters."""

_NOT_LETTERS = re.compile("[\ufffd\ue000-\uf8ff]")


class Pages:
    """The lines of a file's pages, one after the other. Pages are numbered from 1."""

    def __init__(self) -> None:
        self._lines: list[list[PageLine]] = []
        self._pictures: list[int] = []
        self._ciphers: list[int] = []
        self._scanned: list[int] = []
        self._askew: list[int] = []
        self._letters_askew = 0
        self._read: list[int] = []
        self._failed: list[int] = []
        self._illegible = 0
        self._recogniser: Recogniser | None = None

    def add(self, page: PdfPage) -> None:
        text, number = text_of_page(page), len(self._lines) + 1
        written = "".join(line.text for line in text.lines)
        if len(_NOT_LETTERS.findall(written)) > _MOST_CIPHERS * len(written):
            self._ciphers.append(number)
        elif is_picture(page, text.lines):
            self._pictures.append(number)
        elif is_recognised(page):
            self._scanned.append(number)
        if text.left_out:
            self._askew.append(number)
            self._letters_askew += text.left_out
        self._lines.append(text.lines)

    def recognise(self, document: PdfDocument, recogniser: Recogniser, original: Original) -> None:
        """Have the pages read whose text is not there: each keeps its place among the others."""
        self._recogniser = recogniser
        wanted = sorted(self._pictures + self._ciphers)
        for done, number in enumerate(wanted, start=1):
            page = document[number - 1]
            try:
                found = recogniser.read(page)
            except SourceError:
                self._failed.append(number)
            else:
                self._illegible += found.illegible
                if found.lines:
                    self._lines[number - 1] = found.lines
                    self._read.append(number)
            finally:
                page.close()
            recogniser.tell(original.name, done, len(wanted))
        for numbers in (self._pictures, self._ciphers):
            numbers[:] = [number for number in numbers if number not in (*self._read, *self._failed)]

    def layout(self, original: Original) -> Layout:
        """The text, without the pages whose fonts don't tell their letters. Raises SourceError where none is left."""
        unread = {*self._ciphers, *self._failed}
        lines = [[] if number in unread else page for number, page in enumerate(self._lines, start=1)]
        layout = lay_out(lines)
        if sum(map(str.isalnum, layout.text)) >= 2 * len(lines):
            return layout
        if self._recogniser:
            raise SourceError(
                f"{original} holds pictures of pages in which text recognition finds next to no text "
                f"({self._recogniser.languages}): look at it, and name its language with --ocr-languages"
            )
        if len(self._ciphers) > len(self._pictures):
            raise SourceError(f"{original} does not tell which letters its fonts show: {remedy()}")
        raise SourceError(f"{original} holds pictures of pages and no text: {remedy()}")

    def recognised(self, layout: Layout) -> tuple[Span, ...]:
        """The parts of the text that a program recognised in pictures of pages."""
        starts = (*layout.page_starts, len(layout.text))
        parts = ((starts[number - 1], starts[number]) for number in sorted(self._scanned + self._read))
        return tuple(Span(start, end) for start, end in parts if start < end)

    def remarks(self, original: Original) -> tuple[str, ...]:
        """What was left out of the pages or may be wrong in them, in sentences without full stops."""
        told = (
            (self._pictures, f"left out, as {self._no_text()}"),
            (self._ciphers, f"left out, as the fonts do not tell which letters they show: {remedy()}"),
            (self._failed, "left out, as text recognition failed over it: save its text and add that"),
            (self._scanned, "read as a program recognised the letters of a scan, which it may have misread"),
            (self._read, f"read by text recognition{self._how()}, which may have misread it"),
        )
        count = f"of {len(self._lines):,}"
        remarks = [f"{original}: {_pages(numbers)} {count} {what}" for numbers, what in told if numbers]
        if self._illegible:
            lines = f"{self._illegible:,} line{'s' * (self._illegible > 1)}"
            remarks.append(f"{original}: {lines} left out that text recognition could not make out")
        if self._askew:
            letters = f"{self._letters_askew:,} letter{'s' * (self._letters_askew > 1)}"
            remarks.append(f"{original}: {letters} left out that run askew or sideways on {_pages(self._askew)}")
        return tuple(remarks)

    def _no_text(self) -> str:
        return "text recognition finds no text there" if self._recogniser else f"pictures without text: {remedy()}"

    def _how(self) -> str:
        return f" (Tesseract, {self._recogniser.languages})" if self._recogniser else ""


def _pages(numbers: Sequence[int]) -> str:
    """Rising page numbers as people write them: “page 3”, or “pages 3, 7–9”."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    written = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"page{'s' * (len(numbers) > 1)} {written}"
