"""CSV and TSV: a header, then an article a row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from index.article import Article
from index.errors import SourceError
from index.reading.content import Encoding, damaged, each_line, open_text
from index.reading.fields import FieldMapping, listed, plain_name
from index.reading.original import Original
from index.reading.records import Row, articles_of
from index.reading.skipped import Skipped

_SEPARATORS = (",", ";", "\t", "|")
_LONGEST_FIELD = 2**31 - 1
_EXCELS_LINE = re.compile(r"\"?sep=(.)\"?\s*", re.IGNORECASE)
"""Excel's own first line, which says what parts the cells, and shows in no sheet."""


def read_table(original: Original, encoding: Encoding, mapping: FieldMapping) -> Iterator[Article | Skipped]:
    """The articles of a table. Raises SourceError where its header names no text."""
    if encoding.damaged_at is not None:
        raise damaged(original, encoding.damaged_at)
    yield from articles_of(original, _rows(original, encoding, mapping), mapping)


def _rows(original: Original, encoding: Encoding, mapping: FieldMapping) -> Iterator[Row | Skipped]:
    csv.field_size_limit(_LONGEST_FIELD)
    with open_text(original, encoding) as file:
        lines = _Lines(each_line(original, file))
        first = next(lines, "")
        excels = _EXCELS_LINE.fullmatch(first)
        separator = excels[1] if excels else _separator(first)
        if not excels:
            lines.again(first)
        table = csv.reader(lines, delimiter=separator)
        try:
            header = [name.strip() for name in next(table, [])]
            _check_header(original, header, mapping)
            line, number = lines.number + 1, 0
            lines.quotes = 0
            for cells in table:
                if any(cells):
                    number += 1
                    wrong = _wrong(cells, header, lines.quotes)
                    place = f"line {line}" if lines.number == line else f"lines {line}–{lines.number}"
                    yield (
                        Skipped(original.name, f"{original}, {place}: {wrong}")
                        if wrong
                        else Row(f"line {line}", str(number), dict(zip(header, cells, strict=False)))
                    )
                line = lines.number + 1
                lines.quotes = 0
        except csv.Error as error:
            raise SourceError(
                f"{original}, line {lines.number}: no valid CSV ({error}), mend it and add it again"
            ) from error
    if not number:
        raise SourceError(f"{original} has a header but no rows: put articles below it and add it again")


class _Lines:
    """A file's lines, counted. `quotes` are the quotation marks in those that were taken since it was set to 0."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: list[str] = []
        self.number = 0
        self.quotes = 0

    def again(self, line: str) -> None:
        """Give this line once more."""
        self._again.append(line)
        self.number -= 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._lines)
        self.number += 1
        self.quotes += line.count('"')
        return line


def _wrong(cells: list[str], header: list[str], quotes: int) -> str | None:
    """Why a row can't be told apart into its cells; None where it can. Empty cells at its end say nothing."""
    if quotes % 2 and any("\n" in cell or "\r" in cell for cell in cells):
        return "a quotation mark opens a cell and none closes it, close it and add the file again"
    if any(cell.strip() for cell in cells[len(header) :]):
        return (
            f"{len(cells)} cells where the header names {len(header)}, write what holds the separator between "
            "quotation marks"
        )
    return None


def _separator(header: str) -> str:
    """The one that parts the header into most columns; csv.Sniffer is led astray by long texts."""
    return max(_SEPARATORS, key=lambda separator: len(next(csv.reader([header], delimiter=separator), [])))


def _check_header(original: Original, header: list[str], mapping: FieldMapping) -> None:
    present = {plain_name(name) for name in header}
    if present.isdisjoint(mapping.candidates("text")):
        raise SourceError(f"{original} has no column of texts among {listed(header)}: name it with text=COLUMN")
