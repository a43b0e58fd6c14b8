"""Passages with another embedder's vectors, in a collection of their own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np

from index.article import Passage
from index.engine import Vectors
from index.milvus.conditions import EVERYTHING, one_of
from index.milvus.connection import Row, Table
from index.milvus.rows import key
from index.milvus.schema import KEPT, SEARCHED

_COPIED = ("id", "version", "article", "position", "published", "author", "origins", "text", "words")
_TOGETHER = 1_000


def replaced(
    former: Table, table: Table, articles: Table, dimension: int, vectors: Iterator[tuple[Passage, Vectors]]
) -> None:
    """Copy every complete passage of `former` into `table`, with the vectors that the iterator gives, article by
    article; passages that it leaves out have no words and keep a placeholder."""
    done: set[str] = set()
    waiting: list[Row] = []
    for article_id, own in groupby(vectors, key=lambda given: given[0].article_id):
        given = {passage.position: vector for passage, vector in own}
        done.add(key(article_id))
        waiting += _rows(former, articles, [key(article_id)], dimension, given)
        if len(waiting) >= _TOGETHER:
            _insert(table, waiting)
            waiting = []
    for rows in articles.each(EVERYTHING, ["id"], _TOGETHER):
        without = [row["id"] for row in rows if row["id"] not in done]
        if without:
            waiting += _rows(former, articles, without, dimension, {})
    _insert(table, waiting)


def _rows(former: Table, articles: Table, keys: list[str], dimension: int, vectors: dict[int, Vectors]) -> list[Row]:
    versions = [row["version"] for row in articles.rows(one_of("id", keys), ["version"])]
    placeholder = np.zeros(dimension, np.float32)
    placeholder[0] = 1.0
    return [
        {**row, "vector": vectors.get(row["position"], placeholder).astype(np.float32)}
        for found in (former.each(one_of("version", versions), _COPIED) if versions else ())
        for row in found
    ]


def _insert(table: Table, rows: list[Row]) -> None:
    table.insert([row for row in rows if row["words"]], SEARCHED)
    table.insert([row for row in rows if not row["words"]], KEPT)
