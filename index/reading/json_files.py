"""JSON (one article, or a list of them) and JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from index.article import Article
from index.errors import SourceError
from index.reading.content import Encoding, each_line, open_text, read_text
from index.reading.fields import FieldMapping, Record
from index.reading.original import Original
from index.reading.records import Row, articles_of
from index.reading.skipped import Skipped

_LISTS = ("articles", "items", "data", "results", "documents", "records", "entries", "stories")


def read_json(original: Original, encoding: Encoding, mapping: FieldMapping) -> Iterator[Article | Skipped]:
    """The articles of a JSON file; one that holds an object a line is read as JSON Lines."""
    text = read_text(original, encoding)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and error.lineno > 1:
            yield from read_json_lines(original, encoding, mapping)
            return
        raise SourceError(
            f"{original}, line {error.lineno}: no valid JSON ({error.msg}), mend it and add it again"
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{original} cannot be read as JSON ({_why(error)}): mend it and add it again") from error
    rows = (
        Row(f"record {number}", str(number), fields)
        for number, fields in enumerate(_records(original, value, mapping), start=1)
    )
    yield from articles_of(original, rows, mapping)


def read_json_lines(original: Original, encoding: Encoding, mapping: FieldMapping) -> Iterator[Article | Skipped]:
    """The articles of a file that holds an object a line, read a line at a time."""
    yield from articles_of(original, _rows(original, encoding), mapping)


def _rows(original: Original, encoding: Encoding) -> Iterator[Row | Skipped]:
    with open_text(original, encoding) as lines:
        for number, line in enumerate(each_line(original, lines), start=1):
            if not line.strip():
                continue
            place = f"{original}, line {number}"
            if any("\udc80" <= character <= "\udcff" for character in line):
                yield Skipped(original.name, f"{place}: the line is not UTF-8, save it again as UTF-8")
                continue
            try:
                yield Row(f"line {number}", str(number), json.loads(line.strip()))
            except (ValueError, RecursionError) as error:
                yield Skipped(
                    original.name, f"{place}: no valid JSON ({_why(error)}), mend the line and add the file again"
                )


def _records(original: Original, value: object, mapping: FieldMapping) -> list[object]:
    if isinstance(value, list):
        records = value
    elif isinstance(value, Mapping):
        if Record(value, mapping).words("text"):
            return [value]
        lists = [value[name] for name in _LISTS if isinstance(value.get(name), list)]
        records = lists[0] if lists else [value]
    else:
        raise SourceError(f"{original} holds no records: write a list of objects with a title and a text")
    if not records:
        raise SourceError(f"{original} holds an empty list: put articles into it and add it again")
    return records


def _why(error: ValueError | RecursionError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, character {error.colno}"
    return "nested too deeply" if isinstance(error, RecursionError) else "a number has too many digits"
