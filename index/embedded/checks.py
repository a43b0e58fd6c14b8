"""Comparing everything stored in the database with everything derived, as both were at one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from index.article import Article, Passage, tile_error
from index.embedded.articles import EmbeddedArticles
from index.embedded.database import Database
from index.embedded.signature_rows import stored_signature
from index.embedded.sql import Execute
from index.searchable_text import searchable_text
from index.signatures import SCHEME, signature
from index.text import typed

_COPY = "compared"
_SHADOWS = ("content", "data", "docsize", "idx")
"""The tables that a full-text index consists of, after its own name; all but the one that tells of its format."""


def database_problems(execute: Execute) -> Iterator[str]:
    """What SQLite and the full-text index say of themselves, a sentence each. Within a snapshot; it takes no lock."""
    execute("PRAGMA query_only = ON")  # some versions of SQLite look at the full-text index too, by a write
    lines = [line for (line,) in execute("PRAGMA main.integrity_check").fetchall()]
    execute("PRAGMA query_only = OFF")
    for line in lines:
        if line != "ok" and not line.startswith("unable to validate the inverted index"):
            yield f"the database says: {line}"
    if not _is_indexed_soundly(execute):
        yield "the full-text index is damaged: add the articles to a new library"


def attach_copy(database: Database) -> None:
    """Make room for a copy of the full-text index. Before the snapshot: within one, nothing can be attached."""
    with database.read() as execute:
        execute(f"ATTACH '' AS {_COPY}")


def _is_indexed_soundly(execute: Execute) -> bool:
    """SQLite compares an index with its texts only by a write: it is let write to a copy, in a temporary file."""
    (made_by,) = execute("SELECT sql FROM main.sqlite_schema WHERE name = 'words'").fetchone()
    execute(made_by.replace("VIRTUAL TABLE words", f"VIRTUAL TABLE {_COPY}.words", 1))
    for shadow in _SHADOWS:
        execute(f"DELETE FROM {_COPY}.words_{shadow}")  # noqa: S608
        execute(f"INSERT INTO {_COPY}.words_{shadow} SELECT * FROM main.words_{shadow}")  # noqa: S608
    try:
        execute(f"INSERT INTO {_COPY}.words (words) VALUES ('integrity-check')")  # noqa: S608
    except sqlite3.DatabaseError as error:
        if not (error.sqlite_errorname or "").startswith("SQLITE_CORRUPT"):
            raise
        return False
    return True


def article_problems(database: Database, execute: Execute) -> Iterator[str]:
    """Articles that do not fit what was derived of them, a sentence each. Within a snapshot."""
    articles = EmbeddedArticles(database)
    hashes = articles.content_hashes()
    are_signed = database.meta("signatures") == SCHEME
    for article_id, content_hash in hashes.items():
        article = articles.get(article_id)
        if article is None:
            continue
        if article.content_hash != content_hash:
            yield f"the stored hash of {article_id} does not fit its content: add the article again"
        passages = articles.passages(article_id)
        if error := tile_error(article, passages):
            yield error
        if are_signed and not _is_signed(execute, article):
            yield f"the signature of {article_id} does not fit its text: remove the article and add it again"
        yield from _passage_problems(execute, article, passages)


def _is_signed(execute: Execute, article: Article) -> bool:
    """Whether its signature is that of its words; one that is still missing is added when it is asked for."""
    stored = stored_signature(execute, article.id)
    places = signature(article)
    return stored is None or stored == (b"" if places is None else places.astype("<u4").tobytes())


def _passage_problems(execute: Execute, article: Article, passages: list[Passage]) -> Iterator[str]:
    rows = execute(
        """SELECT position, words.text, vectors.passage IS NOT NULL FROM articles
           JOIN passages ON passages.article = articles.row LEFT JOIN main.words ON words.rowid = passages.row
           LEFT JOIN vectors ON vectors.passage = passages.row WHERE articles.id = ?""",
        (article.id,),
    ).fetchall()
    searchable = {position: (text, bool(has_vector)) for position, text, has_vector in rows}
    for passage in passages:
        expected = searchable_text(article, passage)
        indexed, has_vector = searchable[passage.position]
        if (indexed or "") != typed(expected):
            yield f"the full-text index holds other words than passage {passage.id}: add the article again"
        if has_vector != bool(expected):
            yield f"passage {passage.id} and its vector do not belong together: add the article again"
