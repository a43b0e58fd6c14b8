"""CSV and TSV: a header, then an article a row."""

from __future__ import annotations

import csv
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


def read_table(original: Original, encoding: Encoding, mapping: FieldMapping) -> Iterator[Article | Skipped]:
    """The articles of a table. Raises SourceError where its header names no text."""
    if encoding.damaged_at is not None:
        raise damaged(original, encoding.damaged_at)
    yield from articles_of(original, _rows(original, encoding, mapping), mapping)


def _rows(original: Original, encoding: Encoding, mapping: FieldMapping) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_FIELD)
    with open_text(original, encoding) as lines:
        separator = _separator(next(each_line(original, lines), ""))
        lines.seek(0)
        table = csv.reader(each_line(original, lines), delimiter=separator)
        try:
            header = [name.strip() for name in next(table)]
            _check_header(original, header, mapping)
            line, number = table.line_num + 1, 0
            for cells in table:
                if any(cells):
                    number += 1
                    yield Row(f"line {line}", str(number), dict(zip(header, cells, strict=False)))
                line = table.line_num + 1
        except csv.Error as error:
            raise SourceError(
                f"{original}, line {table.line_num}: no valid CSV ({error}), mend it and add it again"
            ) from error
    if not number:
        raise SourceError(f"{original} has a header but no rows: put articles below it and add it again")


def _separator(header: str) -> str:
    """The one that parts the header into most columns; csv.Sniffer is led astray by long texts."""
    return max(_SEPARATORS, key=lambda separator: len(next(csv.reader([header], delimiter=separator), [])))


def _check_header(original: Original, header: list[str], mapping: FieldMapping) -> None:
    present = {plain_name(name) for name in header}
    if present.isdisjoint(mapping.candidates("text")):
        raise SourceError(f"{original} has no column of texts among {listed(header)}: name it with text=COLUMN")
