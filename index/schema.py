"""The database's tables, as an ordered series of migrations; none is ever changed once it has been released."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

APPLICATION_ID = 0x4F4E5243
"""SQLite's mark of whose file it is: “ONRC”."""


def _create(connection: sqlite3.Connection) -> None:
    for statement in (
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE writes (id INTEGER PRIMARY KEY AUTOINCREMENT, stamp TEXT NOT NULL UNIQUE)",
        """CREATE TABLE articles (
            row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
            source TEXT NOT NULL, outlet TEXT, url TEXT, author TEXT, published TEXT, language TEXT,
            furniture TEXT NOT NULL, content_hash TEXT NOT NULL)""",
        "CREATE INDEX articles_published ON articles (published)",
        """CREATE TABLE passages (
            row INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
            position INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, UNIQUE (article, position))""",
        """CREATE TABLE vectors (
            passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE, vector BLOB NOT NULL)""",
        "CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = 'porter unicode61 remove_diacritics 2')",
    ):
        connection.execute(statement)


def _lead_back_to_originals(connection: sqlite3.Connection) -> None:
    for column in ("published_at TEXT", "page_starts TEXT", "first_line INTEGER", "original_hash TEXT"):
        connection.execute(f"ALTER TABLE articles ADD COLUMN {column}")


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_create, _lead_back_to_originals)
