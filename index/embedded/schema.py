"""The database's tables, as an ordered series of migrations; none is ever changed once it has been released."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from index.embedded.filters import FACETS_OF_ARTICLES, NAMES_OF_ARTICLES
from index.signatures import SCHEME
from index.text import typed

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


def _sign(connection: sqlite3.Connection) -> None:
    """Signatures of articles, and the bands in which copies meet. Articles from before get theirs when first needed."""
    for statement in (
        """CREATE TABLE IF NOT EXISTS signatures (
            article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE, places BLOB NOT NULL)""",
        """CREATE TABLE IF NOT EXISTS bands (
            key INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (key, article)) WITHOUT ROWID""",
    ):
        connection.execute(statement)
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('signatures', ?)", (SCHEME,))


def _visit(connection: sqlite3.Connection) -> None:
    """Addresses that were fetched. A visit goes with its article, so that what was removed is fetched in full again."""
    for statement in (
        """CREATE TABLE IF NOT EXISTS visits (
            address TEXT PRIMARY KEY, article INTEGER REFERENCES articles ON DELETE CASCADE,
            etag TEXT, modified TEXT, mark TEXT) WITHOUT ROWID""",
        "CREATE INDEX IF NOT EXISTS visits_article ON visits (article)",
    ):
        connection.execute(statement)


def _lead_back_to_originals(connection: sqlite3.Connection) -> None:
    """When an article was published to the minute, and where in which file it stands."""
    there = {name for _, name, *_ in connection.execute("PRAGMA table_info(articles)")}
    for column in ("published_at TEXT", "page_starts TEXT", "first_line INTEGER", "original_hash TEXT"):
        if column.split()[0] not in there:
            connection.execute(f"ALTER TABLE articles ADD COLUMN {column}")


def _find_at_size(connection: sqlite3.Connection) -> None:
    """What filters ask for, apart from the texts; which passages went when; and which words are common."""
    for statement in (
        """CREATE TABLE IF NOT EXISTS facets (
            article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE, first INTEGER NOT NULL,
            passages INTEGER NOT NULL, published TEXT, author TEXT)""",
        """CREATE TABLE IF NOT EXISTS names (
            name TEXT NOT NULL, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
            PRIMARY KEY (name, article)) WITHOUT ROWID""",
        "CREATE INDEX IF NOT EXISTS names_article ON names (article)",
        "CREATE TABLE IF NOT EXISTS removed (number INTEGER PRIMARY KEY AUTOINCREMENT, passage INTEGER NOT NULL)",
        "CREATE TABLE IF NOT EXISTS common_words (stem TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID",
        f"INSERT OR IGNORE INTO facets {FACETS_OF_ARTICLES} GROUP BY articles.row",
        f"INSERT OR IGNORE INTO names {NAMES_OF_ARTICLES}",
    ):
        connection.execute(statement)


def _tell_how_it_was_read(connection: sqlite3.Connection) -> None:
    """Which characters text recognition read from pictures, and what of the original was left out or guessed."""
    there = {name for _, name, *_ in connection.execute("PRAGMA table_info(articles)")}
    for column in ("recognised TEXT", "remarks TEXT"):
        if column.split()[0] not in there:
            connection.execute(f"ALTER TABLE articles ADD COLUMN {column}")


def _find_words_as_typed(connection: sqlite3.Connection) -> None:
    """The full-text index holds words as any keyboard types them: see `index.text.typed`."""
    connection.create_function("typed", 1, typed, deterministic=True)
    connection.execute(
        """UPDATE words SET title = typed(title), text = typed(text)
           WHERE typed(title) <> title OR typed(text) <> text"""
    )
    connection.create_function("typed", 1, None)


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _create,
    _sign,
    _visit,
    _lead_back_to_originals,
    _find_at_size,
    _tell_how_it_was_read,
    _find_words_as_typed,
)
