"""The words of the passages in Milvus: which there are, how they are written, and in which articles.

Milvus tells nobody what words its index holds. They are gathered from the passages once, when they are first asked for
and whenever passages came or went, in a library that is small enough for that; in a larger one no word is near another.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.engine import Filters
from index.milvus.articles import HEAD
from index.milvus.connection import MOST, Table
from index.milvus.filters import EVERYTHING, where
from index.milvus.rows import MARKS, MilvusRow, marked_stem, stem_words, value_of
from index.milvus.tables import Tables

MOST_PASSAGES = 50_000
"""Whose words are gathered: some seconds' reading from a server."""


class MilvusVocabulary:
    """Over the passages of one library."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._gathered: tuple[str, int] | None = None
        self._stems: tuple[str, ...] = ()

    def missing(self, words: Sequence[str]) -> list[str]:
        passages = self._passages()
        if passages is None:
            return list(words)
        return [word for word in words if not self._found(passages, stem_words(word), 1, "", ["article"])]

    def beginning(self, start: str) -> list[str]:
        passages = self._passages()
        if passages is None:
            return []
        state = (passages.name, passages.count())
        if state != self._gathered:
            self._stems = _gathered(passages) if state[1] <= MOST_PASSAGES else ()
            self._gathered = state
        return [stem for stem in self._stems if stem.startswith(start)]

    def texts(self, term: str, most: int) -> list[str]:
        passages = self._passages()
        if passages is None:
            return []
        rows = self._found(passages, marked_stem(term), most, "", ["article", "text"])
        titles = {row["id"]: value_of(row["fields"])["title"] for row in self._articles(rows)}
        return [f"{titles.get(row['article'], '')}\n{''.join(row['text'])}" for row in rows]

    def holding(self, words: Sequence[str], filters: Filters) -> list[str]:
        passages = self._passages()
        expression = where(filters, "article", self._tables.notes.bylines)
        asked = [marked for word in words if (marked := stem_words(word))]
        if passages is None or expression is None or not asked:
            return []
        found = [
            {row["id"]: row for row in self._found(passages, word, MOST, expression, ["id", "article", "version"])}
            for word in asked
        ]
        rows = [found[0][passage] for passage in set.intersection(*map(set, found))]
        versions = {row["version"] for row in rows}  # one that its article no longer has was replaced just now
        return sorted(value_of(row["fields"])["id"] for row in self._articles(rows) if row["version"] in versions)

    def _passages(self) -> Table | None:
        self._tables.refresh()
        return self._tables.searchable_passages()

    def _articles(self, rows: Sequence[MilvusRow]) -> list[MilvusRow]:
        return self._tables.rows(sorted({row["article"] for row in rows}), HEAD)

    @staticmethod
    def _found(passages: Table, words: str, most: int, expression: str, fields: Sequence[str]) -> list[MilvusRow]:
        if not words:
            return []
        return [row for row, _ in passages.nearest("bm25", words, most, expression, None, fields, {})]


def _gathered(passages: Table) -> tuple[str, ...]:
    """Every stem of the passages, once."""
    found = {
        word[1:]
        for rows in passages.each(EVERYTHING, ["words"])
        for row in rows
        for word in row["words"].split()
        if word[0] in MARKS
    }
    return tuple(sorted(found))
