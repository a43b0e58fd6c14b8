"""The engine of many machines: Milvus holds everything, and any number of clients share it.

An article is visible when its row names a version: the row is written after all passages of the version, in one write,
and a passage that is found counts only while its article's row names its version. See `writing` for the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from threading import RLock

from index.add_report import Progress
from index.article import Article, Passage
from index.engine import ArticleRecord, Contents, Filters, Hit, Vectors
from index.errors import LibraryDamaged
from index.milvus import texts, writing
from index.milvus.address import MilvusAddress
from index.milvus.checks import problems
from index.milvus.connection import MOST, Row, Table
from index.milvus.copies import copies_of, groups_of_copies
from index.milvus.filters import EVERYTHING, where
from index.milvus.holdings import KEYS_AT_ONCE, Holdings
from index.milvus.rows import key, text_words, value_of
from index.milvus.searching import Search
from index.visits import Visit

_HEAD = ("id", "version", "passages", "fields")
_SEALED_AT_ONCE = 500


class MilvusEngine:
    """A library in Milvus. Reads see whatever was finished before they began, whoever wrote it."""

    def __init__(self, address: MilvusAddress, *, embedder: str, create: bool) -> None:
        """Raises LibraryNotFound, LibraryBusy, or LibraryError."""
        self._held = Holdings(address, embedder=embedder, create=create)
        self.notes: list[str] = []
        self._lock = RLock()
        self._texts = texts.Texts()
        self._unsealed = 0
        try:
            writing.clean_up(self._held)
        except BaseException:
            self.close()
            raise

    @property
    def embedder(self) -> str:
        return self._held.state.embedder

    @property
    def dimension(self) -> int:
        return self._held.refresh().dimension

    # ── writing ───────────────────────────────────────────────────────────────────────────────────────────────

    def put(self, records: Sequence[ArticleRecord]) -> None:
        with self._lock:
            if records:
                self._unsealed += sum(len(record.passages) for record in records)
                writing.put(self._held, records)

    def delete(self, article_ids: Sequence[str]) -> None:
        with self._lock:
            writing.delete(self._held, article_ids)

    def note_originals(self, articles: Sequence[Article]) -> None:
        with self._lock:
            if articles:
                writing.note_originals(self._held, articles)

    def replace_vectors(self, embedder: str, dimension: int, vectors: Iterator[tuple[Passage, Vectors]]) -> None:
        with self._lock:
            writing.replace_vectors(self._held, embedder, dimension, vectors)

    # ── reading ───────────────────────────────────────────────────────────────────────────────────────────────

    def search(self, query: str, vector: Callable[[], Vectors], *, top_k: int, filters: Filters) -> list[Hit]:
        expression = where(filters, "article", self._held.notes.bylines)
        passages = self._searchable(self._held.passages)  # the library has just asked for the dimension
        if expression is None or passages is None:
            return []
        search = Search(passages, self._held.articles, self._texts, self._held.index)
        return search.hits(query, vector(), top_k, expression)

    def _searchable(self, passages: Table | None) -> Table | None:
        """milvus-lite compares what is in no segment yet row by row, in Python: where it is much, it goes into one."""
        if passages and self._held.address.file and self._unsealed >= _SEALED_AT_ONCE:
            with self._lock:
                passages.flush()
                self._held.articles.flush()
                self._unsealed = 0
        return passages

    def articles(self, filters: Filters) -> Iterator[Article]:
        expression = where(filters, "id", self._held.notes.bylines)
        if expression is None:
            return
        found = [row for rows in self._held.articles.each(expression or EVERYTHING, _HEAD) for row in rows]
        order = sorted(found, key=_newest_first)
        for start in range(0, len(order), KEYS_AT_ONCE):
            for article, _ in self._whole(order[start : start + KEYS_AT_ONCE]):
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
        while rows := self._held.rows([key(article_id)], _HEAD):
            found = list(self._whole(rows))
            if found:
                return found[0]
            if rows[0]["version"] == version:
                raise LibraryDamaged(
                    f"passages of {article_id} are missing in {self._held.address}: remove the article and add it again"
                )
            version = rows[0]["version"]
        return None

    def _whole(self, rows: Sequence[Row]) -> Iterator[tuple[Article, list[Passage]]]:
        passages = self._held.present_passages()
        found = self._texts.of(passages, rows) if passages else {}
        return filter(None, (texts.whole(row, found) for row in rows))

    def content_hashes(self) -> Mapping[str, str]:
        return dict(self._each("content_hash"))

    def original_hashes(self) -> Mapping[str, str | None]:
        return {name: stored or None for name, stored in self._each("original_hash")}

    def _each(self, field: str) -> Iterator[tuple[str, str]]:
        for rows in self._held.articles.each(EVERYTHING, ["fields", field]):
            for row in rows:
                yield value_of(row["fields"])["id"], row[field]

    def document_frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        passages = self._searchable(self._held.present_passages())
        if passages is None:
            return dict.fromkeys(terms, 0)
        count = _found if self._held.address.file else _matching
        return {term: count(passages, words) if (words := text_words(term)) else 0 for term in terms}

    def copies(self, article_id: str) -> list[str]:
        return copies_of(self._held.articles, article_id)

    def duplicates(self) -> list[list[str]]:
        return groups_of_copies(self._held.articles)

    def contents(self) -> Contents:
        articles, passages = self._held.articles.count(), self._held.present_passages()
        if passages is None:
            return Contents(articles, 0)
        if not self._held.notes.pending():
            return Contents(articles, passages.count())
        own = (row["passages"] for rows in self._held.articles.each(EVERYTHING, ["passages"]) for row in rows)
        return Contents(articles, sum(own))

    def records(self, article_ids: Sequence[str]) -> Iterator[ArticleRecord]:
        rows = self._held.rows([key(article_id) for article_id in article_ids], _HEAD)
        passages = self._held.present_passages()
        return texts.records(passages, rows) if passages else iter(())

    def verify(self) -> Iterator[str]:
        return problems(self._held.articles, self._held.present_passages(), self._held.notes)

    # ── beside the articles ───────────────────────────────────────────────────────────────────────────────────

    def visit(self, address: str) -> Visit | None:
        stored = self._held.notes.visit(address)
        return next(self._valid([stored]), None) if stored else None

    def visits(self) -> list[Visit]:
        return sorted(self._valid(self._held.notes.visits()), key=lambda visit: visit.address)

    def _valid(self, stored: Sequence[tuple[Visit, str]]) -> Iterator[Visit]:
        """A visit belongs to a version of its article: with the version it goes."""
        present = self._versions([visit for visit, _ in stored])
        return (visit for visit, version in stored if present(visit) == version)

    def remember(self, visits: Sequence[Visit]) -> None:
        with self._lock:
            present = self._versions(visits)
            versions = [(visit, present(visit)) for visit in visits]
            self._held.notes.forget_visits([visit.address for visit, version in versions if version is None])
            self._held.notes.remember([(visit, version) for visit, version in versions if version is not None])

    def _versions(self, visits: Sequence[Visit]) -> Callable[[Visit], str | None]:
        """The present version of a visit's article; empty for a visit without one, None where it is not stored."""
        found = self._held.versions([key(visit.article_id) for visit in visits if visit.article_id is not None])
        return lambda visit: "" if visit.article_id is None else found.get(key(visit.article_id))

    def settings(self) -> Mapping[str, str]:
        return self._held.notes.settings()

    def setting(self, name: str) -> str | None:
        return self._held.notes.setting(name)

    def set_setting(self, name: str, value: str) -> None:
        with self._lock:
            self._held.notes.set_setting(name, value)

    def settle(self, on_progress: Callable[[Progress], None]) -> None:
        """Milvus puts its segments in order itself."""

    def index_in_words(self) -> str:
        return f"Milvus, {self._held.index}"

    def close(self) -> None:
        self._held.connection.close()


def _matching(passages: Table, words: Sequence[str]) -> int:
    return passages.count(" and ".join(f"text_match(words, '{word}')" for word in words))


def _found(passages: Table, words: Sequence[str]) -> int:
    """milvus-lite matches texts by reading each: there its index of words is asked, which tells of 16,384 at most."""
    holding = [{row["id"] for row, _ in passages.nearest("bm25", word, MOST, "", None, ["id"], {})} for word in words]
    return len(set.intersection(*holding))


def _newest_first(row: Row) -> tuple[int, str, str]:
    stored = value_of(row["fields"])
    published = date.fromisoformat(stored["published"]).toordinal() if stored["published"] else 0
    return -published, stored["title"], stored["id"]
