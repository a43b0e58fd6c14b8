"""Pages that are pictures become lines of text, by Tesseract."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from index.article import clean_text
from index.errors import SourceError
from index.reading.pdf.lines import PageLine
from index.reading.safe_xml import Element, parse_xml

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_DOTS_PER_POINT = 300 / 72
"""What Tesseract reads best; a scan that is finer, or has more of them to a point, gains nothing."""

_FEWEST_DOTS_PER_POINT = 0.5
_MOST_DOTS = 40_000_000
"""Of a page: a broadsheet at 300 to the inch."""

_SECONDS = 120
"""By the clock, for a page."""

_BAR = re.compile(r"(?<![^\s“\"‘'(])\|(?=['’]\w| [^\W\d_A-Z])")
"""Where a word goes on in small letters, what looks like a bar is the word “I” in a font without serifs."""

_DEEPEST = 3
_DOUBTFUL = 75
"""Confidence in per cent below which a page may lie on its side."""

_ILLEGIBLE = 40
"""Confidence in per cent below which a line is what was made of a photograph or a stain."""

_ABOUT_AS_LARGE = 0.15
"""Of the usual size of letters: what Tesseract's estimates of the same size differ by."""

_LETTERS_TO_BOX = 1.25
"""How much higher than its letters, from the highest to the lowest, the box is that a PDF's own letters come with."""

_WIDE_GAP = 1.6
"""Times the height of a line: what separates two columns, as in text that is no picture."""

_LEVEL = 0.1
"""How much a baseline may rise or fall; a page that lies more askew is read as it is."""

_LONGEST_NUMBER = 4
_NAMESPACE = {"h": "http://www.w3.org/1999/xhtml"}
_LINES = "h:span[@class!='ocrx_word']"
_NUMBERS = r"((?: -?\d+(?:\.\d+)?)+)"


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """A page's lines, how sure Tesseract is of their words, in per cent, how many lines it could not make out, and
    whether most of them run up or down the page."""

    lines: list[PageLine]
    confidence: float
    illegible: int
    sideways: bool


class Recogniser:
    """Reads pages in these languages. `tell` is called for each with how many of how many are read."""

    def __init__(self, languages: str, tell: Callable[[str, int, int], None]) -> None:
        self.languages = languages
        self.tell = tell

    def read(self, page: PdfPage) -> RecognisedPage:
        """The page's lines, also where it lies on its side. Raises SourceError where Tesseract fails over it."""
        try:
            upright = self._read(page, 0)
            if upright.confidence >= _DOUBTFUL and not upright.sideways:
                return upright
            found = [upright, *self._turned(page)]
            return max(found, key=lambda reading: (not reading.sideways, reading.confidence))
        except (
            OSError,
            RuntimeError,
        ) as error:  # Tesseract's errors are of the latter, and so is that it took too long
            raise SourceError(" ".join(str(error).split())[:200]) from error

    def _turned(self, page: PdfPage) -> list[RecognisedPage]:
        """The page as it is read once it is turned as its letters are; nothing where that cannot be told."""
        import pytesseract  # whoever asked has made sure that it is there

        picture, _ = _picture(page, 0)
        try:
            told = pytesseract.image_to_osd(picture, output_type=pytesseract.Output.DICT, timeout=_SECONDS)
        except pytesseract.TesseractError:  # too few letters, or none that it knows
            return []
        return [self._read(page, told["rotate"])] if told["rotate"] % 360 else []

    def _read(self, page: PdfPage, turned: int) -> RecognisedPage:
        import pytesseract

        picture, scale = _picture(page, turned)
        written = pytesseract.image_to_pdf_or_hocr(picture, self.languages, extension="hocr", timeout=_SECONDS)
        return _lines_of(parse_xml(written.decode(), "what Tesseract wrote"), scale)


def _picture(page: PdfPage, turned: int) -> tuple[Any, float]:
    """The page as it is shown, turned clockwise by so many degrees, in grey, and how many dots make a point."""
    width, height = page.get_size()
    scale = min(_own_scale(page) or _DOTS_PER_POINT, _DOTS_PER_POINT)
    scale = min(max(scale, _FEWEST_DOTS_PER_POINT), (_MOST_DOTS / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, rotation=turned, grayscale=True)
    try:
        return bitmap.to_pil().copy(), scale
    finally:
        bitmap.close()


def _own_scale(page: PdfPage) -> float | None:
    """The dots to a point of the page's finest picture; None where it has none."""
    import pypdfium2.raw as pdfium

    scales = []
    sides = [ctypes.c_float() for _ in range(4)]
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST):
        if pdfium.FPDFPageObj_GetBounds(picture.raw, *map(ctypes.byref, sides)):
            left, bottom, right, top = (side.value for side in sides)
            points = (right - left) * (top - bottom)
            dots, rows = picture.get_px_size()
            if points > 1:
                scales.append((dots * rows / points) ** 0.5)
    return max(scales, default=None)


def _lines_of(root: Element, scale: float) -> RecognisedPage:
    lines: list[PageLine] = []
    sure: list[float] = []
    illegible = sideways = 0
    for paragraph in root.iterfind(".//h:p[@class='ocr_par']", _NAMESPACE):
        found = list(filter(None, map(_line, paragraph.xpath(_LINES, namespaces=_NAMESPACE))))
        for line in found:
            sure += (word.sure for word in line.words)
            sideways += len(line.words) * line.is_sideways
        illegible += sum(line.sure < _ILLEGIBLE for line in found)
        found = [line for line in found if line.sure >= _ILLEGIBLE]
        height = median(line.size for line in found) if found else 0.0
        lines += (placed for line in found for placed in line.placed(height, scale))
    confidence = mean(sure) if sure else 0.0
    return RecognisedPage(_of_usual_height(lines), confidence, illegible, 2 * sideways > len(sure))


@dataclass(frozen=True, slots=True)
class _Word:
    """`sure` is Tesseract's confidence in per cent; the edges are in dots."""

    text: str
    sure: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of hOCR, in dots; `size` is the height of its letters, and `bottom` is below those that reach lowest,
    whether or not there are such."""

    words: Sequence[_Word]
    bottom: float
    size: float
    is_sideways: bool

    @property
    def sure(self) -> float:
        return mean(word.sure for word in self.words)

    def placed(self, size: float, scale: float) -> Iterator[PageLine]:
        """The line in points, with letters of this size, and parted where it goes over a gap between columns."""
        part: list[_Word] = []
        for word in self.words:
            if part and word.left - part[-1].right > _WIDE_GAP * _LETTERS_TO_BOX * size:
                yield self._part(part, size, scale)
                part = []
            part.append(word)
        yield self._part(part, size, scale)

    def _part(self, words: Sequence[_Word], size: float, scale: float) -> PageLine:
        height, bottom = _LETTERS_TO_BOX * size / scale, self.bottom / scale
        first = words[0]
        numbered = len(words) > 1 and len(first.text) <= _LONGEST_NUMBER and first.text.isdecimal()
        return PageLine(
            text=_BAR.sub("I", clean_text(" ".join(word.text for word in words))),
            left=first.left / scale,
            top=bottom - height,
            right=words[-1].right / scale,
            bottom=bottom,
            height=height,
            number_right=first.right / scale if numbered else None,
            words_left=words[1].left / scale if numbered else None,
        )


def _line(element: Element) -> _Line | None:
    words = []
    for word in element.findall("h:span[@class='ocrx_word']", _NAMESPACE):
        text = "".join(word.itertext()).strip()
        left, _, right, _ = _numbers(word, "bbox")
        if text:
            words.append(_Word(text, _numbers(word, "x_wconf")[0], left, right))
    if not words:
        return None
    left, top, right, bottom = _numbers(element, "bbox")
    size = (_numbers(element, "x_size") or [bottom - top])[0]
    below = (_numbers(element, "x_descenders") or [0.0])[0]
    baseline = _numbers(element, "baseline")
    if len(baseline) == 2 and abs(baseline[0]) < _LEVEL:
        bottom += baseline[1] + baseline[0] * (right - left) / 2 + below
    return _Line(words, bottom, size, bottom - top > right - left and len(words) > 1)


def _numbers(element: Element, name: str) -> list[float]:
    found = re.search(rf"\b{name}{_NUMBERS}", element.get("title", ""))
    return [float(number) for number in found[1].split()] if found else []


def _of_usual_height(lines: Sequence[PageLine]) -> list[PageLine]:
    """The lines, those that are about as high as most exactly so: what is larger is a heading, and what is smaller a
    note."""
    if not lines:
        return []
    usual = median(height for line in lines for height in [line.height] * len(line.text))
    return [
        replace(line, height=usual, top=line.bottom - usual)
        if abs(line.height - usual) <= _ABOUT_AS_LARGE * usual
        else line
        for line in lines
    ]
