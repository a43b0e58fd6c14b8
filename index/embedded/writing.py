"""Writing to the database, the single truth.

Every write is one transaction, so that an article is there wholly or not at all, whatever interrupts it. Passage row
ids are never used again, so that until a re-embedding a row id means one vector.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.article import Article, Passage
from index.embedded import rows
from index.embedded.database import Database
from index.embedded.filters import note_names
from index.embedded.vector_rows import VectorRows
from index.engine import ArticleRecord, Vectors
from index.signatures import signature


class EmbeddedWriting:
    """What changes the articles of one database. Safe to use from several threads, and beside other processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vectors = VectorRows(database)

    def put(self, records: Sequence[ArticleRecord]) -> None:
        """Store the articles in one transaction, replacing those of the same id."""
        signatures = [signature(record.article) for record in records]  # before the database is locked for others
        with self._database.write() as execute:
            rows.forget(execute, [record.article.id for record in records])
            for record, places in zip(records, signatures, strict=True):
                self._require_dimension(record.vectors.shape[1])
                rows.insert(execute, record, places)

    def delete(self, article_ids: Sequence[str]) -> None:
        with self._database.write() as execute:
            rows.forget(execute, article_ids)
            execute("DELETE FROM visits WHERE article IS NULL")  # a feed is to name again what was removed

    def note_source_files(self, articles: Sequence[Article]) -> None:
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

    def _require_dimension(self, dimension: int) -> None:
        stored = self._vectors.dimension
        if not stored:
            self._database.set_meta("dimension", str(dimension))
        elif stored != dimension:
            raise ValueError(f"vectors of {dimension} dimensions do not fit this library's {stored}")
