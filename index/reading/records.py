"""Records of JSON and CSV files become articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from index.article import Article, article_id, clean_text
from index.errors import SourceError
from index.reading.dates import parse_date, parse_moment
from index.reading.draft import Draft
from index.reading.fields import FieldMapping, Record, listed
from index.reading.markup import block_text, marked_up, plain_line, unescaped
from index.reading.original import Original
from index.reading.page_furniture import set_apart
from index.reading.skipped import Skipped

_HOPELESS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it was found: where people find it (“line 3”), and what tells it from the file's others."""

    place: str
    key: str
    fields: object


def articles_of(
    original: Original, rows: Iterable[Row | Skipped], mapping: FieldMapping
) -> Iterator[Article | Skipped]:
    """An article for each record, in order, and what is wrong with the others.

    Raises SourceError where the first records are all wrong: nobody wants to hear it of a million.
    """
    places: dict[str, str] = {}
    wrong = 0
    for row in rows:
        found = row if isinstance(row, Skipped) else _article(original, row, mapping)
        if isinstance(row, Row) and isinstance(found, Article):
            first = places.setdefault(found.id, row.place)
            if first != row.place:
                reason = f"{original}, {row.place}: the record has the same id as {first}, give each its own"
                found = Skipped(original.name, reason)
        yield found
        wrong += isinstance(found, Skipped)
        if wrong == _HOPELESS and not places:
            raise SourceError(f"{original} was left after {wrong} records without an article: mend it and add it again")


def _article(original: Original, row: Row, mapping: FieldMapping) -> Article | Skipped:
    if not isinstance(row.fields, Mapping):
        return Skipped(original.name, f'{original}, {row.place}: not a record, write it as {{"title": …, "text": …}}')
    record = Record(row.fields, mapping)
    written = clean_text(_paragraphs(record.value("text")))
    root = marked_up(written)
    text = clean_text(block_text(root) if root is not None else unescaped(written))
    if not text.strip():
        return Skipped(original.name, f"{original}, {row.place}: {_no_text(row.fields, mapping)}")
    url = (record.words("url") or "").strip()
    draft = Draft(
        text=text,
        title=plain_line(record.words("title")),
        author=plain_line(record.words("author")),
        published=parse_date(record.value("date")),
        outlet=plain_line(record.words("outlet")),
        url=url,
        language=record.words("language"),
        published_at=parse_moment(record.value("date")),
        set_apart=set_apart(root, text),
    )
    given = clean_text(record.words("id") or "").strip()
    if given:
        return draft.article(given, f"{original}#{given}")
    name = _last_part(url) or f"{original.stem}-{row.key}"
    return draft.article(article_id(f"{original.key}#{url or row.key}", name), f"{original}#{url or row.key}")


def _paragraphs(value: object) -> str:
    if isinstance(value, list):
        return "\n\n".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _no_text(fields: Mapping[str, object], mapping: FieldMapping) -> str:
    if mapping.text:
        return f"the record has no text in {mapping.text!r}, name the right field with text=FIELD"
    return f"the record has no text among its fields ({listed(fields)}), name the right one with text=FIELD"


def _last_part(url: str) -> str:
    """The words at the end of an address: `rafah-offensive` of `https://example.org/2024/rafah-offensive.html?x=1`."""
    path = re.split(r"[?#]", url, maxsplit=1)[0].rstrip("/")
    return re.sub(r"\.\w{2,5}$", "", path.rsplit("/", 1)[-1])
