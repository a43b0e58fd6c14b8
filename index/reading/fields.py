"""Which field of a record holds what."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from index.errors import SourceError

_GUESSES = {
    "id": ("id", "uid", "guid"),
    "title": ("title", "headline", "name"),
    "text": ("text", "body", "content", "article", "story", "articlebody"),
    "author": ("author", "authors", "byline", "creator"),
    "date": ("date", "published", "publishedat", "pubdate", "datetime", "publicationdate", "datepublished"),
    "outlet": ("source", "outlet", "publisher", "site", "sitename"),
    "url": ("url", "link", "canonicalurl"),
    "language": ("language", "lang"),
}


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """The names of a record's fields. None leaves it to the usual names (`text`, `body`, `content`, …)."""

    id: str | None = None
    title: str | None = None
    text: str | None = None
    author: str | None = None
    date: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None

    @classmethod
    def parse(cls, written: str) -> FieldMapping:
        """The mapping that `title=headline,text=body` spells. Raises SourceError for anything else."""
        known = [field.name for field in fields(cls)]
        mapping: dict[str, str] = {}
        for part in filter(str.strip, written.split(",")):
            ours, equals, theirs = (piece.strip() for piece in part.partition("="))
            if not equals or not theirs or ours not in known:
                raise SourceError(
                    f"the field mapping {part.strip()!r} is not understood: write NAME=FIELD, "
                    f"where NAME is one of {', '.join(known)}"
                )
            if ours in mapping:
                raise SourceError(f"the field mapping names {ours!r} twice: leave one of them out")
            mapping[ours] = theirs
        if not mapping:
            raise SourceError("the field mapping is empty: write NAME=FIELD, for example text=body")
        return cls(**mapping)

    def candidates(self, ours: str) -> tuple[str, ...]:
        """The field names that are looked for, best first, as `plain_name` writes them."""
        given = getattr(self, ours)
        return (plain_name(given),) if given else _GUESSES[ours]


def plain_name(field: str) -> str:
    """A field's name without case, spaces and punctuation: `publishedAt` and `Published at` are the same."""
    return re.sub(r"[\W_]+", "", field).casefold() or field


def listed(names: Iterable[str]) -> str:
    """Field names as a message shows them: in one line of at most 100 characters."""
    line = " ".join(", ".join(names).split())
    return line if len(line) <= 100 else f"{line[:99]}…"


class Record:
    """A record's fields under our names."""

    def __init__(self, fields: Mapping[str, object], mapping: FieldMapping) -> None:
        self._fields: dict[str, object] = {}
        for name, value in fields.items():
            self._fields.setdefault(plain_name(name), value)
        self._mapping = mapping

    def value(self, ours: str) -> object:
        """The first field that says something, as it is; None where none does."""
        for name in self._mapping.candidates(ours):
            value = self._fields.get(name)
            if words(value):
                return value
        return None

    def words(self, ours: str) -> str | None:
        return words(self.value(ours))


def words(value: object) -> str | None:
    """A field's value as a string: a list's names are joined, an object gives its name; None for anything empty."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        return str(int(value) if value.is_integer() else value) if math.isfinite(value) else None
    if isinstance(value, int):
        return str(value) if value.bit_length() < 1000 else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        name = value.get("name")
        return name if isinstance(name, str) and name.strip() else None
    if isinstance(value, list | tuple):
        names = [words(item) for item in value if isinstance(item, str | Mapping)]
        return ", ".join(name.strip() for name in names if name) or None
    return None
