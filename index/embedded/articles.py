"""Articles and passages as they are read from the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from index.article import Article, Passage
from index.embedded import rows
from index.embedded.database import Database
from index.embedded.filters import Mask, passing, where
from index.embedded.vector_rows import VectorRows
from index.engine import ArticleRecord, Contents, Filters
from index.searchable_text import searchable_text


class EmbeddedArticles:
    """The articles of one database. Safe to use from several threads, and beside other processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vectors = VectorRows(database)

    def passing(self, filters: Filters) -> Iterator[Article]:
        condition, values = where(filters)
        with self._database.read() as execute:
            ids = execute(
                f"""SELECT id FROM facets JOIN articles ON articles.row = facets.article WHERE {condition}
                    ORDER BY facets.published DESC NULLS LAST, title, id""",  # noqa: S608
                values,
            ).fetchall()
        for (article_id,) in ids:
            article = self.get(article_id)
            if article:
                yield article

    def get(self, article_id: str) -> Article | None:
        with self._database.read() as execute:
            return rows.article_of(execute, article_id)

    def passages(self, article_id: str) -> list[Passage]:
        with self._database.read() as execute:
            article = rows.article_of(execute, article_id)
            return rows.passages_of(execute, article) if article else []

    def records(self, article_ids: Sequence[str]) -> Iterator[ArticleRecord]:
        return filter(None, map(self._record, article_ids))

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

    def passing_rows(self, filters: Filters) -> Mask:
        """Which passages belong to articles that pass the filters."""
        with self._database.read() as execute:
            return passing(execute, filters)

    def passage_ids(self, passage_rows: Iterable[int]) -> dict[int, str]:
        """The id of the passage behind each row; rows that are gone are left out."""
        with self._database.read() as execute:
            return rows.passage_ids(execute, passage_rows)

    def located(self, passage_rows: Iterable[int]) -> dict[int, tuple[Passage, Article]]:
        """The passage and the article behind each row; rows that are gone are left out."""
        with self._database.read() as execute:
            return rows.located(execute, passage_rows)

    def _record(self, article_id: str) -> ArticleRecord | None:
        """Passages without words have a vector of zeros."""
        with self._database.snapshot() as execute:
            article = rows.article_of(execute, article_id)
            if article is None:
                return None
            passages = rows.passages_of(execute, article)
            vectors = np.zeros((len(passages), self._vectors.dimension), np.float32)
            for position, vector in execute(
                """SELECT position, vector FROM vectors JOIN passages ON passages.row = vectors.passage
                   JOIN articles ON articles.row = passages.article WHERE articles.id = ?""",
                (article_id,),
            ):
                vectors[position] = np.frombuffer(vector, "<f4")
        texts = [searchable_text(article, passage) for passage in passages]
        return ArticleRecord(article, passages, texts, vectors)
