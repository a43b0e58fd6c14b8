"""Articles put together again from their passages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from threading import Lock

import numpy as np

from index.article import Article, Passage
from index.engine import ArticleRecord
from index.milvus.connection import ROWS_AT_ONCE, Table
from index.milvus.filters import one_of
from index.milvus.rows import MilvusRow, article_of, passages_of, vector_of
from index.searchable_text import searchable_text

_KEPT_CHARACTERS = 20_000_000


class Texts:
    """The texts of versions, by passage. A version never changes, so that what was read once is kept, up to a limit."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, ...]] = {}
        self._characters = 0
        self._lock = Lock()

    def of(self, passages: Table, rows: Sequence[MilvusRow]) -> dict[str, tuple[str, ...]]:
        """The texts of each article row's version. One that is going while it is read is left out."""
        with self._lock:
            found = {row["version"]: self._kept[row["version"]] for row in rows if row["version"] in self._kept}
        missing = [row for row in rows if row["version"] not in found]
        for together in _groups(missing):
            read = _read(passages, together)
            with self._lock:
                for version, texts in read.items():
                    self._keep(version, texts)
            found |= read
        return found

    def _keep(self, version: str, texts: tuple[str, ...]) -> None:
        if version in self._kept:
            return
        self._kept[version] = texts
        self._characters += sum(map(len, texts))
        while self._characters > _KEPT_CHARACTERS and len(self._kept) > 1:
            oldest = next(iter(self._kept))
            self._characters -= sum(map(len, self._kept.pop(oldest)))


def whole(row: MilvusRow, texts: Mapping[str, tuple[str, ...]]) -> tuple[Article, list[Passage]] | None:
    """An article row's article and passages; None where its texts went meanwhile."""
    own = texts.get(row["version"])
    if own is None:
        return None
    article = article_of(row, "".join(own))
    return article, passages_of(article.id, own)


def records(passages: Table, rows: Sequence[MilvusRow]) -> Iterator[ArticleRecord]:
    """Article rows' articles with their passages, words and vectors; what is going while it is read is left out."""
    for together in _groups(rows):
        stored: dict[str, list[MilvusRow]] = {row["version"]: [] for row in together}
        for batch in passages.each(one_of("version", sorted(stored)), ["version", "position", "text", "vector"]):
            for passage in batch:
                stored[passage["version"]].append(passage)
        for row in together:
            own = sorted(stored[row["version"]], key=lambda passage: int(passage["position"]))
            texts = ["".join(passage["text"]) for passage in own]
            if len(own) == row["passages"]:
                article = article_of(row, "".join(texts))
                parts = passages_of(article.id, texts)
                words = [searchable_text(article, part) for part in parts]
                vectors = np.stack([vector_of(passage) * bool(text) for passage, text in zip(own, words, strict=True)])
                yield ArticleRecord(article, parts, words, vectors)


def _groups(rows: Sequence[MilvusRow]) -> Iterator[list[MilvusRow]]:
    """Rows of articles whose passages can be asked for together."""
    group: list[MilvusRow] = []
    passages = 0
    for row in rows:
        if group and passages + row["passages"] > ROWS_AT_ONCE:
            yield group
            group, passages = [], 0
        group.append(row)
        passages += row["passages"]
    if group:
        yield group


def _read(passages: Table, rows: Sequence[MilvusRow]) -> dict[str, tuple[str, ...]]:
    expected = {row["version"]: row["passages"] for row in rows}
    fields, wanted = ["version", "position", "text"], one_of("version", sorted(expected))
    many = sum(expected.values()) > ROWS_AT_ONCE
    batches = passages.each(wanted, fields) if many else iter([passages.rows(wanted, fields)])
    texts: dict[str, dict[int, str]] = {}
    for batch in batches:
        for row in batch:
            texts.setdefault(row["version"], {})[row["position"]] = "".join(row["text"])
    return {
        version: tuple(own[position] for position in sorted(own))
        for version, own in texts.items()
        if sorted(own) == list(range(expected[version]))
    }
