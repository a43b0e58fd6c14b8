"""The engine of many machines: Milvus holds everything, and any number of clients share it.

An article is visible when its row names a version: the row is written after all passages of the version, in one write,
and a passage that is found counts only while its article's row names its version. Whatever an interruption leaves
behind is therefore never shown; a note of each write under way tells the next one what to clean up.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from threading import RLock
from uuid import uuid4

from index.article import Article, Passage
from index.conditions import fold
from index.engine import ArticleRecord, Contents, Filters, Hit, Vectors
from index.errors import LibraryDamaged, LibraryError, LibraryNotFound
from index.milvus import schema
from index.milvus.address import MilvusAddress
from index.milvus.checks import problems
from index.milvus.conditions import EVERYTHING, none_of, one_of, where
from index.milvus.connection import Connection, Row, Table
from index.milvus.copies import copies_of, groups_of_copies
from index.milvus.notes import FORMAT, Notes, State
from index.milvus.reembedding import replaced
from index.milvus.rows import article_of, article_row, key, new_version, passage_rows, text_words, value_of
from index.milvus.searching import Search
from index.milvus.texts import Texts, records, whole
from index.visits import Visit

_KEYS_AT_ONCE = 500
_ABANDONED_SECONDS = 600
"""After so long another writer's unfinished write counts as abandoned. A file has one writer: there it is at once."""

_ALL_OF_AN_ARTICLE = (
    "id", "version", "published", "author", "origins", "fields", "passages", "content_hash", "original_hash",
    "signature", "bands", "nothing",
)  # fmt: skip


class MilvusEngine:
    """A library in Milvus. Reads see whatever was finished before they began, whoever wrote it."""

    def __init__(self, address: MilvusAddress, *, embedder: str, create: bool) -> None:
        """Raises LibraryNotFound, LibraryBusy, or LibraryError."""
        if not create and address.file is not None and not address.file.exists():
            raise _not_found(address)
        self.notes: list[str] = []
        self._address = address
        self._connection = Connection(address)
        self._lock = RLock()
        self._texts = Texts()
        self._notes = Notes(self._connection, f"{address.name}_notes")
        self._articles = self._connection.table(f"{address.name}_articles")
        try:
            self._state = self._prepare(embedder, create)
            self._clean_up()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self, embedder: str, create: bool) -> State:
        state = None
        if self._notes.table.exists():
            self._notes.table.load(self._address.replicas)
            state = self._notes.state()
        if state is None:
            if not create:
                raise _not_found(self._address)
            tables = (
                (self._articles, schema.articles, schema.article_indexes),
                (self._notes.table, schema.notes, schema.note_indexes),
            )
            for table, made, indexes in tables:
                if not table.exists():
                    table.create(made(), indexes(lite=self._address.file is not None), shards=1)
                table.load(self._address.replicas)
            state = State(embedder)
            self._notes.set_state(state)
            return state
        if state.format > FORMAT:
            raise LibraryError(f"{self._address} was made by a newer onrecord: update onrecord to open it")
        for name in (self._articles.name, *([state.passages] if state.passages else [])):
            self._connection.table(name).load(self._address.replicas)
        return state

    @property
    def embedder(self) -> str:
        return self._state.embedder

    @property
    def dimension(self) -> int:
        """Asked for anew: another client may have stored the first vectors, or others."""
        self._state = self._notes.state() or self._state
        return self._state.dimension

    # ── writing ───────────────────────────────────────────────────────────────────────────────────────────────

    def put(self, records: Sequence[ArticleRecord]) -> None:
        if not records:
            return
        with self._lock:
            self._clean_up()
            passages = self._passages_of(records[0].vectors.shape[1])
            keys = [key(record.article.id) for record in records]
            former = [row["version"] for row in self._rows(keys, ["version"])]
            pending = self._notes.begin(keys)
            versions = [new_version() for _ in records]
            rows = [passage_rows(record, version) for record, version in zip(records, versions, strict=True)]
            passages.insert([row for searched, _ in rows for row in searched], schema.SEARCHED)
            passages.insert([row for _, kept in rows for row in kept], schema.KEPT)
            self._notes.add_bylines(byline for record in records if (byline := fold(record.article.author)))
            self._articles.upsert(
                [
                    article_row(record.article, version, len(record.passages))
                    for record, version in zip(records, versions, strict=True)
                ]
            )
            self._delete_versions(passages, former)
            self._notes.end(pending)

    def delete(self, article_ids: Sequence[str]) -> None:
        with self._lock:
            keys = [key(article_id) for article_id in article_ids]
            former = [row["version"] for row in self._rows(keys, ["version"])]
            pending = self._notes.begin(keys)
            for start in range(0, len(keys), _KEYS_AT_ONCE):
                self._articles.delete(one_of("id", keys[start : start + _KEYS_AT_ONCE]))
            self._notes.forget_visits_of(keys)
            if self._state.passages:
                self._delete_versions(self._connection.table(self._state.passages), former)
            self._notes.end(pending)

    def note_originals(self, articles: Sequence[Article]) -> None:
        if not articles:
            return
        noted = {key(article.id): article for article in articles}
        with self._lock:
            changed = []
            for row in self._rows(list(noted), _ALL_OF_AN_ARTICLE):
                article = noted[row["id"]]
                known = replace(
                    article_of(row, article.text),
                    source=article.source,
                    first_line=article.first_line,
                    original_hash=article.original_hash,
                )
                fresh = article_row(known, row["version"], row["passages"])
                changed.append({**row, **{name: fresh[name] for name in ("fields", "original_hash")}})
            self._articles.upsert(changed)

    def replace_vectors(self, embedder: str, dimension: int, vectors: Iterator[tuple[Passage, Vectors]]) -> None:
        with self._lock:
            former = self._state
            table = self._new_passages(dimension)
            try:
                if former.passages:
                    replaced(self._connection.table(former.passages), table, self._articles, dimension, vectors)
                self._state = replace(former, embedder=embedder, dimension=dimension, passages=table.name)
                self._notes.set_state(self._state)
            except BaseException:
                self._state = former
                table.drop()
                raise
            if former.passages:
                self._connection.table(former.passages).drop()

    def _passages_of(self, dimension: int) -> Table:
        state = self._notes.state() or self._state
        if not state.dimension:
            state = replace(state, dimension=dimension, passages=self._new_passages(dimension).name)
            self._notes.set_state(state)
        elif state.dimension != dimension:
            raise ValueError(f"vectors of {dimension} dimensions do not fit this library's {state.dimension}")
        self._state = state
        return self._connection.table(state.passages)

    def _new_passages(self, dimension: int) -> Table:
        index = "FLAT" if self._address.file else self._address.index
        table = self._connection.table(f"{self._address.name}_passages_{uuid4().hex[:8]}")
        table.create(
            schema.passages(dimension),
            schema.passage_indexes(index, lite=self._address.file is not None),
            shards=self._address.shards,
            partitions=(schema.SEARCHED, schema.KEPT),
        )
        table.load(self._address.replicas)
        return table

    def _clean_up(self) -> None:
        """Delete what interrupted writes have left."""
        patience = 0 if self._address.file else _ABANDONED_SECONDS
        for pending in self._notes.pending():
            if time.time() - pending.began < patience:
                continue
            for start in range(0, len(pending.keys), _KEYS_AT_ONCE):
                keys = pending.keys[start : start + _KEYS_AT_ONCE]
                current = [row["version"] for row in self._rows(keys, ["version"])]
                if self._state.passages:
                    self._connection.table(self._state.passages).delete(
                        f"{one_of('article', keys)} and {none_of('version', ['', *current])}"
                    )
            self._notes.end(pending)

    @staticmethod
    def _delete_versions(passages: Table, versions: Sequence[str]) -> None:
        for start in range(0, len(versions), _KEYS_AT_ONCE):
            passages.delete(one_of("version", versions[start : start + _KEYS_AT_ONCE]))

    # ── reading ───────────────────────────────────────────────────────────────────────────────────────────────

    def search(self, query: str, vector: Vectors, *, top_k: int, filters: Filters) -> list[Hit]:
        expression = where(filters, "article", self._notes.bylines)
        if expression is None or not self._state.passages:
            return []
        index = "FLAT" if self._address.file else self._address.index
        search = Search(self._connection.table(self._state.passages), self._articles, self._texts, index)
        return search.hits(query, vector, top_k, expression)

    def articles(self, filters: Filters) -> Iterator[Article]:
        expression = where(filters, "id", self._notes.bylines)
        if expression is None:
            return
        found = [row for rows in self._articles.each(expression or EVERYTHING, _HEAD) for row in rows]
        order = sorted(found, key=_newest_first)
        for start in range(0, len(order), _KEYS_AT_ONCE):
            for article, _ in self._whole(order[start : start + _KEYS_AT_ONCE]):
                yield article

    def article(self, article_id: str) -> Article | None:
        found = self._article(article_id)
        return found[0] if found else None

    def passages(self, article_id: str) -> list[Passage]:
        found = self._article(article_id)
        return found[1] if found else []

    def _article(self, article_id: str) -> tuple[Article, list[Passage]] | None:
        """Read again where an update came between its row and its texts."""
        version = ""
        while rows := self._rows([key(article_id)], _HEAD):
            found = list(self._whole(rows))
            if found:
                return found[0]
            if rows[0]["version"] == version:
                raise LibraryDamaged(
                    f"passages of {article_id} are missing in {self._address}: remove the article and add it again"
                )
            version = rows[0]["version"]
        return None

    def _whole(self, rows: Sequence[Row]) -> Iterator[tuple[Article, list[Passage]]]:
        texts = self._texts.of(self._connection.table(self._state.passages), rows) if self._state.passages else {}
        return filter(None, (whole(row, texts) for row in rows))

    def _rows(self, keys: Sequence[str], fields: Sequence[str]) -> list[Row]:
        """The rows of articles by their keys."""
        distinct = list(dict.fromkeys(keys))
        return [
            row
            for start in range(0, len(distinct), _KEYS_AT_ONCE)
            for row in self._articles.rows(one_of("id", distinct[start : start + _KEYS_AT_ONCE]), fields)
        ]

    def content_hashes(self) -> Mapping[str, str]:
        return {
            value_of(row["fields"])["id"]: row["content_hash"]
            for rows in self._articles.each(EVERYTHING, ["fields", "content_hash"])
            for row in rows
        }

    def original_hashes(self) -> Mapping[str, str | None]:
        return {
            value_of(row["fields"])["id"]: row["original_hash"] or None
            for rows in self._articles.each(EVERYTHING, ["fields", "original_hash"])
            for row in rows
        }

    def document_frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        if not self._state.passages:
            return dict.fromkeys(terms, 0)
        passages = self._connection.table(self._state.passages)
        return {term: _holding(passages, term) for term in terms}

    def copies(self, article_id: str) -> list[str]:
        return copies_of(self._articles, article_id)

    def duplicates(self) -> list[list[str]]:
        return groups_of_copies(self._articles)

    def contents(self) -> Contents:
        articles = self._articles.count()
        if not self._state.passages:
            return Contents(articles, 0)
        if not self._notes.pending():
            return Contents(articles, self._connection.table(self._state.passages).count())
        own = (row["passages"] for rows in self._articles.each(EVERYTHING, ["passages"]) for row in rows)
        return Contents(articles, sum(own))

    # ── beside the articles ───────────────────────────────────────────────────────────────────────────────────

    def visit(self, address: str) -> Visit | None:
        stored = self._notes.visit(address)
        if stored is None or stored[0].article_id is None:
            return stored[0] if stored else None
        rows = self._rows([key(stored[0].article_id)], ["version"])
        return stored[0] if rows and rows[0]["version"] == stored[1] else None

    def remember(self, visits: Sequence[Visit]) -> None:
        """A visit belongs to a version of its article: with the version it goes."""
        with self._lock:
            named = [key(visit.article_id) for visit in visits if visit.article_id is not None]
            versions = {row["id"]: row["version"] for row in self._rows(named, ["version"])} if named else {}
            versioned = [
                (visit, "" if visit.article_id is None else versions.get(key(visit.article_id))) for visit in visits
            ]
            self._notes.forget_visits([visit.address for visit, version in versioned if version is None])
            self._notes.remember([(visit, version) for visit, version in versioned if version is not None])

    def records(self, article_ids: Sequence[str]) -> Iterator[ArticleRecord]:
        rows = self._rows([key(article_id) for article_id in article_ids], _HEAD)
        return records(self._connection.table(self._state.passages), rows) if rows else iter(())

    def visits(self) -> list[Visit]:
        stored = self._notes.visits()
        named = [key(visit.article_id) for visit, _ in stored if visit.article_id is not None]
        versions = {row["id"]: row["version"] for row in self._rows(named, ["version"])}
        return [
            visit
            for visit, version in stored
            if visit.article_id is None or versions.get(key(visit.article_id)) == version
        ]

    def settings(self) -> Mapping[str, str]:
        return self._notes.settings()

    def setting(self, name: str) -> str | None:
        return self._notes.setting(name)

    def set_setting(self, name: str, value: str) -> None:
        with self._lock:
            self._notes.set_setting(name, value)

    def verify(self) -> Iterator[str]:
        passages = self._connection.table(self._state.passages) if self._state.passages else None
        return problems(self._articles, passages, self._notes)

    def close(self) -> None:
        self._connection.close()


_HEAD = ("id", "version", "passages", "fields", "content_hash", "published")


def _holding(passages: Table, term: str) -> int:
    words = text_words(term)
    return passages.count(" and ".join(f"text_match(words, '{word}')" for word in words)) if words else 0


def _newest_first(row: Row) -> tuple[int, str, str]:
    stored = value_of(row["fields"])
    published = date.fromisoformat(stored["published"]).toordinal() if stored["published"] else 0
    return -published, stored["title"], stored["id"]


def _not_found(address: MilvusAddress) -> LibraryNotFound:
    return LibraryNotFound(f"there is no library at {address}: add articles first, with 'onrecord add'")
