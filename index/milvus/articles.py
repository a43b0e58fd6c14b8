"""Articles and passages as they are read from Milvus: put together again from rows and their texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from index.article import Article, Passage
from index.engine import ArticleRecord, Contents, Filters
from index.errors import LibraryDamaged
from index.milvus.filters import EVERYTHING, where
from index.milvus.rows import MilvusRow, key, value_of
from index.milvus.tables import KEYS_AT_ONCE, Tables
from index.milvus.texts import Texts, records, whole

HEAD = ("id", "version", "passages", "fields")
"""What of an article's row is needed to put it together."""


class MilvusArticles:
    """The articles of one library. Reads see whatever was finished before they began, whoever wrote it."""

    def __init__(self, tables: Tables, texts: Texts) -> None:
        self._tables, self._texts = tables, texts

    def passing(self, filters: Filters) -> Iterator[Article]:
        expression = where(filters, "id", self._tables.notes.bylines)
        if expression is None:
            return
        found = [row for rows in self._tables.articles.each(expression or EVERYTHING, HEAD) for row in rows]
        order = sorted(found, key=_newest_first)
        for start in range(0, len(order), KEYS_AT_ONCE):
            for article, _ in self._whole(order[start : start + KEYS_AT_ONCE]):
                yield article

    def get(self, article_id: str) -> Article | None:
        found = self._article(article_id)
        return found[0] if found else None

    def passages(self, article_id: str) -> list[Passage]:
        found = self._article(article_id)
        return found[1] if found else []

    def records(self, article_ids: Sequence[str]) -> Iterator[ArticleRecord]:
        rows = self._tables.rows([key(article_id) for article_id in article_ids], HEAD)
        passages = self._tables.present_passages()
        return records(passages, rows) if passages else iter(())

    def content_hashes(self) -> dict[str, str]:
        return dict(self._each("content_hash"))

    def original_hashes(self) -> dict[str, str | None]:
        return {article_id: stored or None for article_id, stored in self._each("original_hash")}

    def contents(self) -> Contents:
        articles, passages = self._tables.articles.count(), self._tables.present_passages()
        if passages is None:
            return Contents(articles, 0)
        if not self._tables.notes.pending():
            return Contents(articles, passages.count())
        own = (row["passages"] for rows in self._tables.articles.each(EVERYTHING, ["passages"]) for row in rows)
        return Contents(articles, sum(own))

    def _article(self, article_id: str) -> tuple[Article, list[Passage]] | None:
        """Read again where an update came between its row and its texts."""
        version = ""
        while rows := self._tables.rows([key(article_id)], HEAD):
            found = list(self._whole(rows))
            if found:
                return found[0]
            if rows[0]["version"] == version:
                raise LibraryDamaged(
                    f"passages of {article_id} are missing in {self._tables.address}: remove the article and add it "
                    "again"
                )
            version = rows[0]["version"]
        return None

    def _whole(self, rows: Sequence[MilvusRow]) -> Iterator[tuple[Article, list[Passage]]]:
        passages = self._tables.present_passages()
        found = self._texts.of(passages, rows) if passages else {}
        return filter(None, (whole(row, found) for row in rows))

    def _each(self, field: str) -> Iterator[tuple[str, str]]:
        for rows in self._tables.articles.each(EVERYTHING, ["fields", field]):
            for row in rows:
                yield value_of(row["fields"])["id"], row[field]


def _newest_first(row: MilvusRow) -> tuple[int, str, str]:
    stored = value_of(row["fields"])
    published = date.fromisoformat(stored["published"]).toordinal() if stored["published"] else 0
    return -published, stored["title"], stored["id"]
