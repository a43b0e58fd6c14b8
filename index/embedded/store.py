"""SQLite, the single truth: articles, passages, the full-text index and the vectors.

Every write is one transaction, so that an article is there wholly or not at all, whatever interrupts it. Passage row
ids are never used again, so that until a re-embedding a row id means one vector.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from index.article import Article, Passage
from index.embedded import article_rows, lexical
from index.embedded.copies import copies_of, groups_of_copies, stored_signature, unsigned
from index.embedded.copies import insert as insert_signature
from index.embedded.database import Database
from index.embedded.filters import Mask, note_names, passing, where
from index.embedded.lexical import WordHits
from index.embedded.vector_rows import VectorRows
from index.engine import ArticleRecord, Contents, Filters, Vectors
from index.searchable_text import searchable_text
from index.signatures import SCHEME, signature
from index.visits import Visit

FILE_NAME = "library.sqlite"
_SETTING = "setting: "


class Store:
    """One library's database. Safe to use from several threads, and beside other processes."""

    def __init__(self, path: Path, *, embedder: str) -> None:
        """Open the database at `path`, or create it for the embedder of this name.

        Raises LibraryDamaged where the file is no database, LibraryError where it is not ours or cannot be opened.
        """
        self._database = Database(path, embedder=embedder)
        self._words = Database(path, embedder=embedder)  # of its own: words are searched while vectors are read
        self.vectors = VectorRows(self._database)
        self._all_signed = False

    # ── what it is ────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def embedder(self) -> str:
        return self._database.meta("embedder") or ""

    @property
    def dimension(self) -> int:
        """Of the vectors; 0 until the first ones are stored."""
        return self.vectors.dimension

    def setting(self, name: str) -> str | None:
        return self._database.meta(_SETTING + name)

    def settings(self) -> dict[str, str]:
        with self._database.read() as execute:
            return {
                key.removeprefix(_SETTING): value
                for key, value in execute("SELECT key, value FROM meta")
                if key.startswith(_SETTING)
            }

    def set_setting(self, name: str, value: str) -> None:
        with self._database.write():
            self._database.set_meta(_SETTING + name, value)

    # ── writing ───────────────────────────────────────────────────────────────────────────────────────────────

    def put(self, records: Sequence[ArticleRecord]) -> None:
        """Store the articles in one transaction, replacing those of the same id."""
        signatures = [signature(record.article) for record in records]  # before the database is locked for others
        with self._database.write() as execute:
            article_rows.forget(execute, [record.article.id for record in records])
            for record, places in zip(records, signatures, strict=True):
                self._require_dimension(record.vectors.shape[1])
                article_rows.insert(execute, record, places)

    def delete(self, article_ids: Sequence[str]) -> None:
        with self._database.write() as execute:
            article_rows.forget(execute, article_ids)
            execute("DELETE FROM visits WHERE article IS NULL")  # a feed is to name again what was removed

    def note_originals(self, articles: Sequence[Article]) -> None:
        if not articles:
            return
        with self._database.write() as execute:
            for article in articles:
                execute(
                    "UPDATE articles SET source = ?, first_line = ?, original_hash = ? WHERE id = ?",
                    (article.source, article.first_line, article.original_hash, article.id),
                )
                note_names(execute, article.id)

    def replace_vectors(self, embedder: str, dimension: int, vectors: Iterator[tuple[Passage, Vectors]]) -> None:
        """Store a vector for each passage of the iterator in one transaction, forgetting every other."""
        with self._database.write() as execute:
            for table in ("vectors", "writes", "removed"):
                execute(f"DELETE FROM {table}")  # noqa: S608
            for passage, vector in vectors:
                execute(
                    """INSERT INTO vectors SELECT passages.row, ? FROM passages JOIN articles
                       ON articles.row = passages.article WHERE articles.id = ? AND position = ?""",
                    (vector.astype("<f4").tobytes(), passage.article_id, passage.position),
                )
            self._database.set_meta("embedder", embedder)
            self._database.set_meta("dimension", str(dimension))

    def note_common_words(self) -> None:
        """Count the words that are common by now, so that searching them at size can be held to its time."""
        with self._database.write() as execute:
            lexical.note_common_words(execute)

    def _require_dimension(self, dimension: int) -> None:
        stored = self.dimension
        if not stored:
            self._database.set_meta("dimension", str(dimension))
        elif stored != dimension:
            raise ValueError(f"vectors of {dimension} dimensions do not fit this library's {stored}")

    # ── reading ───────────────────────────────────────────────────────────────────────────────────────────────

    def articles(self, filters: Filters) -> Iterator[Article]:
        condition, values = where(filters)
        with self._database.read() as execute:
            ids = execute(
                f"""SELECT id FROM facets JOIN articles ON articles.row = facets.article WHERE {condition}
                    ORDER BY facets.published DESC NULLS LAST, title, id""",  # noqa: S608
                values,
            ).fetchall()
        for (article_id,) in ids:
            article = self.article(article_id)
            if article:
                yield article

    def article(self, article_id: str) -> Article | None:
        with self._database.read() as execute:
            return article_rows.article_of(execute, article_id)

    def passages(self, article_id: str) -> list[Passage]:
        with self._database.read() as execute:
            article = article_rows.article_of(execute, article_id)
            return article_rows.passages_of(execute, article) if article else []

    def record(self, article_id: str) -> ArticleRecord | None:
        """An article as `put` takes it; passages without words have a vector of zeros."""
        article, passages = self.article(article_id), self.passages(article_id)
        if article is None:
            return None
        vectors = np.zeros((len(passages), self.dimension), np.float32)
        with self._database.read() as execute:
            rows = execute(
                """SELECT position, vector FROM vectors JOIN passages ON passages.row = vectors.passage
                   JOIN articles ON articles.row = passages.article WHERE articles.id = ?""",
                (article_id,),
            ).fetchall()
        for position, vector in rows:
            vectors[position] = np.frombuffer(vector, "<f4")
        return ArticleRecord(article, passages, [searchable_text(article, one) for one in passages], vectors)

    def passage_ids(self, rows: Iterable[int]) -> dict[int, str]:
        """The id of the passage behind each row; rows that are gone are left out."""
        with self._database.read() as execute:
            return article_rows.passage_ids(execute, rows)

    def located(self, rows: Iterable[int]) -> dict[int, tuple[Passage, Article]]:
        """The passage and the article behind each row; rows that are gone are left out."""
        with self._database.read() as execute:
            return article_rows.located(execute, rows)

    def content_hashes(self) -> dict[str, str]:
        with self._database.read() as execute:
            return dict(execute("SELECT id, content_hash FROM articles").fetchall())

    def original_hashes(self) -> dict[str, str | None]:
        with self._database.read() as execute:
            return dict(execute("SELECT id, original_hash FROM articles").fetchall())

    def contents(self) -> Contents:
        with self._database.read() as execute:
            (articles,) = execute("SELECT count(*) FROM articles").fetchone()
            (passages,) = execute("SELECT count(*) FROM passages").fetchone()
        return Contents(articles, passages)

    # ── searching ─────────────────────────────────────────────────────────────────────────────────────────────

    def search_words(self, query: str, limit: int, passing: Mask | None = None) -> WordHits:
        """The best passages for any of the query's words."""
        return lexical.search_words(self._words, query, limit, passing)

    def score_words(self, query: str, rows: Iterable[int], limit: int) -> lexical.Scored:
        """The best of these passages with their BM25 for all of the query's words."""
        return lexical.score_words(self._words, query, rows, limit)

    def passing(self, filters: Filters) -> Mask:
        """Which passages pass the filters."""
        with self._database.read() as execute:
            return passing(execute, filters)

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        with self._database.read() as execute:
            return lexical.document_frequencies(execute, terms)

    # ── visits ────────────────────────────────────────────────────────────────────────────────────────────────

    def visit(self, address: str) -> Visit | None:
        with self._database.read() as execute:
            row = execute(
                """SELECT address, articles.id, etag, modified, mark FROM visits LEFT JOIN articles
                   ON articles.row = visits.article WHERE address = ?""",
                (address,),
            ).fetchone()
        return Visit(*row) if row else None

    def visits(self) -> list[Visit]:
        with self._database.read() as execute:
            rows = execute(
                """SELECT address, articles.id, etag, modified, mark FROM visits LEFT JOIN articles
                   ON articles.row = visits.article ORDER BY address"""
            ).fetchall()
        return [Visit(*row) for row in rows]

    def remember(self, visits: Sequence[Visit]) -> None:
        """Store visits, each in its former one's place. One whose article is not stored is left out."""
        with self._database.write() as execute:
            for visit in visits:
                execute("DELETE FROM visits WHERE address = ?", (visit.address,))
                execute(
                    """INSERT INTO visits SELECT ?, (SELECT row FROM articles WHERE id = ?), ?, ?, ?
                       WHERE ? IS NULL OR EXISTS (SELECT 1 FROM articles WHERE id = ?)""",
                    (visit.address, visit.article_id, visit.etag, visit.modified, visit.mark, visit.article_id,
                     visit.article_id),
                )  # fmt: skip

    # ── copies ────────────────────────────────────────────────────────────────────────────────────────────────

    def copies(self, article_id: str) -> list[str]:
        """The ids of the articles that tell the same story in nearly the same words, sorted."""
        self._sign_all()
        with self._database.read() as execute:
            return copies_of(execute, article_id)

    def duplicates(self) -> list[list[str]]:
        """The ids of each group of copies, sorted; only groups of two and more."""
        self._sign_all()
        with self._database.read() as execute:
            return groups_of_copies(execute)

    def is_signed_as(self, article: Article) -> bool:
        """Whether the stored signature is the one that the article's words have."""
        self._sign_all()
        with self._database.read() as execute:
            stored = stored_signature(execute, article.id)
        places = signature(article)
        return stored == (b"" if places is None else places.astype("<u4").tobytes())

    def _sign_all(self) -> None:
        """Give a signature to whatever has none, or one of another scheme: the library was made by an older version."""
        if self._all_signed:
            return
        with self._database.read() as execute:
            missing = self._database.meta("signatures") != SCHEME or bool(unsigned(execute))
        if missing:
            with self._database.write() as execute:
                if self._database.meta("signatures") != SCHEME:
                    execute("DELETE FROM signatures")
                    execute("DELETE FROM bands")
                    self._database.set_meta("signatures", SCHEME)
                for row, article_id in unsigned(execute):
                    article = self.article(article_id)
                    insert_signature(execute, row, signature(article) if article else None)
        self._all_signed = True

    # ── verifying ─────────────────────────────────────────────────────────────────────────────────────────────

    def problems(self) -> Iterator[str]:
        """What SQLite and the full-text index say of themselves, and hashes that do not fit, a sentence each."""
        with self._database.read() as execute:
            for (line,) in execute("PRAGMA integrity_check"):
                if line != "ok":
                    yield f"the database says: {line}"
            hashes = execute("SELECT id, content_hash FROM articles").fetchall()
        for article_id, content_hash in hashes:
            article = self.article(article_id)
            if article and article.content_hash != content_hash:
                yield f"the stored hash of {article_id} does not fit its content: add the article again"
        with self._database.write() as execute:
            try:
                execute("INSERT INTO words (words) VALUES ('integrity-check')")
            except sqlite3.DatabaseError:
                yield "the full-text index is damaged: add the articles to a new library"

    def searchable(self, article_id: str) -> dict[int, tuple[str | None, bool]]:
        """For each position of an article's passages: its indexed words, if any, and whether it has a vector."""
        with self._database.read() as execute:
            rows = execute(
                """SELECT position, words.text, vectors.passage IS NOT NULL FROM articles
                   JOIN passages ON passages.article = articles.row LEFT JOIN words ON words.rowid = passages.row
                   LEFT JOIN vectors ON vectors.passage = passages.row WHERE articles.id = ?""",
                (article_id,),
            ).fetchall()
        return {position: (text, bool(has_vector)) for position, text, has_vector in rows}

    def close(self) -> None:
        self._words.close()
        self._database.close()
