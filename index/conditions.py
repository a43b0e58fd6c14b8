"""Filters as SQL: a condition on articles, and the functions that it calls."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import urlsplit

from index.engine import Filters


def create_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that conditions call."""
    connection.create_function("fold", 1, fold, deterministic=True)
    connection.create_function("host", 1, host, deterministic=True)
    connection.create_function("file_name", 1, file_name, deterministic=True)


def where(filters: Filters) -> tuple[str, tuple[str, ...]]:
    """The filters as an SQL condition on articles, and its values."""
    tests = (
        ("published >= ?", filters.since.isoformat() if filters.since else None),
        ("published <= ?", filters.until.isoformat() if filters.until else None),
        (
            """EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE fold(wanted.value) IN
               (fold(outlet), fold(source), fold(file_name(source)), host(url)))""",
            _json(filters.sources),
        ),
        (
            "EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE instr(fold(author), fold(wanted.value)))",
            _json(filters.authors),
        ),
        ("articles.id IN (SELECT value FROM json_each(?))", _json(filters.article_ids)),
    )
    asked = [(condition, value) for condition, value in tests if value is not None]
    return " AND ".join(["TRUE", *(condition for condition, _ in asked)]), tuple(value for _, value in asked)


def _json(values: Sequence[str] | None) -> str | None:
    return None if values is None else json.dumps(values)


def fold(text: str | None) -> str | None:
    return text.casefold() if text is not None else None


def host(url: str | None) -> str | None:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def file_name(source: str) -> str:
    return PurePath(source).name
