"""Lines on pages become the paragraphs of a text, which go on over the ends of columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.reading.byline import byline
from index.reading.dates import date_line
from index.reading.pdf.asides import asides_of
from index.reading.pdf.columns import reading_order
from index.reading.pdf.line_numbers import without_line_numbers
from index.reading.pdf.lines import PageLine
from index.reading.pdf.margins import running_lines
from index.reading.pdf.tables import tabular

_STOP = re.compile(r"[.!?…:][”’\"'»)\]]*$")
_BULLET = re.compile(r"[•◦▪‣●○–—*-]\s|\(?\d{1,3}[.)]\s")
_WORD_END = re.compile(r"(\w[\w’'-]*)-$")
_WORD_START = re.compile(r"[^\W\d_][\w’']*")
_KEPT_PREFIXES = frozenset("all anti cross ex half high long low mid non post pro quasi self semi short well".split())


@dataclass(frozen=True, slots=True)
class Layout:
    """A text, where each page begins in it, and the lines of the largest print on the first page as one headline.

    `address` is what a browser printed at the foot of its pages; `tables` are the paragraphs that tables became on the
    first page, `first_page` all that it says.
    """

    text: str
    page_starts: tuple[int, ...]
    headline: str | None
    address: str | None
    tables: frozenset[str] = frozenset()
    first_page: str = ""


@dataclass(slots=True)
class _Paragraph:
    """Lines that belong together; `pages` are the numbers, from 0, of those that each line stands on."""

    lines: list[PageLine]
    pages: list[int]


def lay_out(pages: Sequence[Sequence[PageLine]]) -> Layout:
    """The text of pages, each given by its lines in any order."""
    pages = without_line_numbers(pages)
    running = running_lines(pages)
    addresses = (re.match(r"https?://\S+", line.text) for line in running)
    whole = [match[0] for match in addresses if match and not match[0].endswith(("…", "..."))]
    body = [[line for line in page if line not in running] for page in pages]
    ordered = [list(reading_order(page)) for page in body]
    paragraphs = _with_asides(ordered)
    known = Counter(word.casefold() for page in ordered for line in page for word in re.findall(r"[\w’'-]+", line.text))
    text, starts = _joined(paragraphs, len(pages), known)
    cells = tabular(ordered[0]) if ordered else set()
    tables = (_joined([paragraph], 0, known)[0] for paragraph in paragraphs if not cells.isdisjoint(paragraph.lines))
    first_page = " ".join(line.text for line in pages[0]) if pages else ""
    return Layout(text, starts, _headline(paragraphs, known), min(whole, default=None), frozenset(tables), first_page)


def _with_asides(pages: Sequence[Sequence[PageLine]]) -> list[_Paragraph]:
    """All paragraphs in order; what a sentence passes over at a page's end stands above that sentence's paragraph."""
    asides = asides_of(pages)
    flow = [[line for line in page if line not in aside] for page, aside in zip(pages, map(set, asides), strict=True)]
    paragraphs = list(_paragraphs(flow))
    for number, aside in enumerate(asides):
        if aside:
            place = next((at for at, one in enumerate(paragraphs) if one.pages[-1] > number), len(paragraphs))
            if place < len(paragraphs) and paragraphs[place].pages[0] < number:
                place += 1
            before: list[Sequence[PageLine]] = [()] * number
            paragraphs[place:place] = _paragraphs([*before, aside])
    return paragraphs


def _paragraphs(pages: Sequence[Sequence[PageLine]]) -> Iterator[_Paragraph]:
    """Lines that belong together, also over the end of a column or page."""
    pitch = _usual_pitch(pages)
    paragraph: _Paragraph | None = None
    above_edges: tuple[float, float] = (0.0, 0.0)
    for number, page in enumerate(pages):
        edges = _edges(page)
        for line in page:
            if paragraph and _goes_on(paragraph, line, number, pitch, above_edges, edges[line]):
                paragraph.lines.append(line)
                paragraph.pages.append(number)
            else:
                if paragraph:
                    yield paragraph
                paragraph = _Paragraph([line], [number])
            above_edges = edges[line]
    if paragraph:
        yield paragraph


def _usual_pitch(pages: Sequence[Sequence[PageLine]]) -> float:
    """From one line's top to the next within paragraphs, as times of the line's height: a narrow one of those seen."""
    pitches = [
        round((below.top - line.top) / line.height, 1)
        for page in pages
        for line, below in pairwise(page)
        if 0.5 < (below.top - line.top) / line.height < 3 and abs(below.height - line.height) < 0.1 * line.height
    ]
    return sorted(pitches)[len(pitches) // 10] if pitches else 1.2


def _edges(page: Sequence[PageLine]) -> dict[PageLine, tuple[float, float]]:
    """For each line, how far to the left and to the right the lines of its column reach."""
    columns: list[list[PageLine]] = [[]]
    for line in page:
        above = columns[-1][-1] if columns[-1] else None
        if above and (line.top < above.top - above.height or line.left > above.right or line.right < above.left):
            columns.append([])
        columns[-1].append(line)
    return {
        line: (min(one.left for one in column), max(one.right for one in column))
        for column in columns
        for line in column
    }


def _goes_on(
    paragraph: _Paragraph,
    line: PageLine,
    page: int,
    pitch: float,
    above_edges: tuple[float, float],
    edges: tuple[float, float],
) -> bool:
    """Whether a line belongs to the paragraph above it; the edges are those of the columns of both."""
    above = paragraph.lines[-1]
    if abs(line.height - above.height) > 0.12 * max(line.height, above.height):
        return False
    if any(byline(words) or date_line(words) for words in (above.text, line.text)):
        return False
    stopped = bool(_STOP.search(above.text))
    bullet = bool(_BULLET.match(line.text))
    free = (above_edges[1] - above.right) / max(above_edges[1] - above.left, 1.0)
    if paragraph.pages[-1] != page or line.top < above.top:  # the next page, or the next column
        unfinished = line.text[0].islower() or above.text[-1] in "-,;" or free < 0.1
        return not stopped and not bullet and unfinished
    if abs(line.top - above.top) < 0.3 * line.height:  # what a wide gap parted on one line
        return True
    if line.top - above.top > (pitch + 0.35) * above.height:
        return False
    if bullet and (stopped or _BULLET.match(paragraph.lines[0].text)):
        return False
    indent = 0.6 * line.height
    if stopped and line.left > edges[0] + indent and (line.left > above.left + indent or len(paragraph.lines) == 1):
        return False  # an indented line begins a paragraph
    first = line.text.split()[0]
    needed = 1.15 * line.width * len(first) / len(line.text) + 0.3 * line.height
    ended = above_edges[1] - above.right > needed  # the line's first word would have found room above
    return not (ended and stopped and free > 0.15) and not (free > 0.5 and line.text[0].isupper())


def _headline(paragraphs: Sequence[_Paragraph], known: Counter[str]) -> str | None:
    """What is printed largest on the first page, where that is larger than the rest and no more than a headline."""
    if not paragraphs:
        return None
    heights = Counter[float]()
    for paragraph in paragraphs:
        for line in paragraph.lines:
            heights[round(line.height)] += len(line.text)
    usual = heights.most_common(1)[0][0]
    first = [paragraph for paragraph in paragraphs if paragraph.pages[0] == paragraphs[0].pages[0]]
    largest = max(first, key=lambda paragraph: round(paragraph.lines[0].height, 1))
    words = _joined([largest], 0, known)[0]
    if largest.lines[0].height < 1.15 * usual or not 8 <= len(words) <= 250 or words.count(" ") < 1:
        return None
    return words


def _joined(paragraphs: Iterable[_Paragraph], pages: int, known: Counter[str]) -> tuple[str, tuple[int, ...]]:
    """The text, paragraphs apart by a blank line, and where each page begins in it."""
    pieces: list[str] = []
    length = 0
    begins: dict[int, int] = {}
    for paragraph in paragraphs:
        if pieces:
            pieces.append("\n\n")
            length += 2
        last: str | None = None
        for line, page in zip(paragraph.lines, paragraph.pages, strict=True):
            if last is not None:
                if last.endswith("-"):
                    cut = _without_hyphen(last, line.text, known)
                    if cut:
                        pieces[-1] = pieces[-1][:-1]
                        length -= 1
                else:
                    pieces.append(" ")
                    length += 1
            begins.setdefault(page, length)
            pieces.append(line.text)
            length += len(line.text)
            last = line.text
    starts: list[int] = []
    position = length
    for page in reversed(range(pages)):  # a page without text begins where the next one does
        position = min(begins.get(page, position), position)
        starts.append(position)
    starts.reverse()
    if starts:
        starts[0] = 0
    return "".join(pieces), tuple(starts)


def _without_hyphen(line: str, below: str, known: Counter[str]) -> bool:
    """Whether the hyphen at a line's end only parts a word: told by how the document writes it elsewhere."""
    before, after = _WORD_END.search(line), _WORD_START.match(below)
    if not before or not after:
        return False
    head, tail = before[1].casefold(), after[0].casefold()
    if not after[0][0].islower() or head.rpartition("-")[2].isdecimal():
        return False
    if known[f"{head}-{tail}"] or known[head + tail]:
        return known[head + tail] >= known[f"{head}-{tail}"]
    return head.rpartition("-")[2] not in _KEPT_PREFIXES
