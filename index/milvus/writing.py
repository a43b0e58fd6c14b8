"""Writing articles so that each is seen wholly or not at all.

In this order: a note that the write is under way; the passages, under a new version; the article's row, which names
that version; then the former version's passages go, and the note. Cut anywhere, the row names the old version or the
new one, and all passages of either are there; passages of no row's version are never shown, and the note says whose to
delete.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.article import Article, Passage
from index.engine import ArticleRecord, Vectors
from index.errors import LibraryBusy
from index.milvus.connection import Table
from index.milvus.filters import none_of, one_of
from index.milvus.reembedding import replaced
from index.milvus.rows import article_of, article_row, key, new_version, passage_rows
from index.milvus.schema import KEPT, SEARCHED
from index.milvus.tables import KEYS_AT_ONCE, Tables
from index.source_names import fold

_ABANDONED_SECONDS = 600
"""After so long another client's unfinished write counts as abandoned. A file has one client: there it is at once."""


class MilvusWriting:
    """What changes the articles of one library."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def put(self, records: Sequence[ArticleRecord]) -> None:
        if not records:
            return
        with self._tables.lock:
            self._tables.count_written(sum(len(record.passages) for record in records))
            self.clean_up()
            self._put(records)

    def delete(self, article_ids: Sequence[str]) -> None:
        """The row goes first: from then on the article is gone."""
        tables = self._tables
        with tables.lock:
            keys = [key(article_id) for article_id in article_ids]
            former = list(tables.versions(keys).values())
            pending = tables.notes.begin(keys)
            for start in range(0, len(keys), KEYS_AT_ONCE):
                tables.articles.delete(one_of("id", keys[start : start + KEYS_AT_ONCE]))
            tables.notes.forget_visits_of(keys)
            if tables.passages:
                _delete_versions(tables.passages, former)
            tables.notes.end(pending)

    def note_source_files(self, articles: Sequence[Article]) -> None:
        if not articles:
            return
        noted = {key(article.id): article for article in articles}
        changed = []
        with self._tables.lock:
            for row in self._tables.rows(list(noted), ("id", "version", "passages", "fields")):
                article = noted[row["id"]]
                known = replace(
                    article_of(row, article.text),
                    source=article.source,
                    first_line=article.first_line,
                    original_hash=article.original_hash,
                )
                changed.append(article_row(known, row["version"], row["passages"]))
            self._tables.articles.upsert(changed)

    def replace_vectors(self, embedder: str, dimension: int, vectors: Iterator[tuple[Passage, Vectors]]) -> None:
        """All passages go into a new collection; one note then says that it is the one that counts."""
        tables = self._tables
        with tables.lock:
            former, table = tables.passages, tables.new_passages(dimension)
            try:
                if former:
                    replaced(former, table, tables.articles, dimension, vectors)
                tables.change(replace(tables.state, embedder=embedder, dimension=dimension, passages=table.name))
            except BaseException:
                table.drop()
                raise
            if former:
                former.drop()

    def clean_up(self) -> None:
        """Delete what interrupted writes have left."""
        tables = self._tables
        patience = 0 if tables.address.file else _ABANDONED_SECONDS
        for pending in tables.notes.pending():
            if time.time() - pending.began < patience:
                continue
            for start in range(0, len(pending.keys), KEYS_AT_ONCE):
                keys = pending.keys[start : start + KEYS_AT_ONCE]
                present = sorted(tables.versions(keys).values())
                if tables.passages:
                    tables.passages.delete(f"{one_of('article', keys)} and {none_of('version', ['', *present])}")
            tables.notes.end(pending)

    def _put(self, records: Sequence[ArticleRecord]) -> None:
        tables = self._tables
        passages = tables.passages_of(records[0].vectors.shape[1])
        keys = [key(record.article.id) for record in records]
        pending = tables.notes.begin(keys)
        versions = [new_version() for _ in records]
        rows = [passage_rows(record, version) for record, version in zip(records, versions, strict=True)]
        passages.insert([row for searched, _ in rows for row in searched], SEARCHED)
        passages.insert([row for _, kept in rows for row in kept], KEPT)
        tables.notes.add_bylines(byline for record in records if (byline := fold(record.article.author)))
        former = list(tables.versions(keys).values())
        if not tables.notes.is_pending(pending):
            raise LibraryBusy(
                f"this addition to {tables.address} stood still for so long that another client took it for dead: add "
                "the articles again"
            )
        tables.articles.upsert(
            [
                article_row(record.article, version, len(record.passages))
                for record, version in zip(records, versions, strict=True)
            ]
        )
        _delete_versions(passages, former)
        tables.notes.end(pending)


def _delete_versions(passages: Table, versions: Sequence[str]) -> None:
    for start in range(0, len(versions), KEYS_AT_ONCE):
        passages.delete(one_of("version", versions[start : start + KEYS_AT_ONCE]))
