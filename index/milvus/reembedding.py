"""Passages with another embedder's vectors, in a collection of their own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np

from index.article import Passage
from index.engine import Vectors
from index.milvus.connection import Table
from index.milvus.filters import EVERYTHING, one_of
from index.milvus.rows import ORIGINS, MilvusRow, key
from index.milvus.schema import KEPT, SEARCHED

_COPIED = ("id", "version", "article", "position", "published", "author", *ORIGINS, "text", "words")
_TOGETHER = 1_000


def replaced(
    former: Table, table: Table, articles: Table, dimension: int, vectors: Iterator[tuple[Passage, Vectors]]
) -> None:
    """Copy every complete passage of `former` into `table`, with the vectors that the iterator gives, article by
    article; passages that it leaves out have no words and keep a placeholder."""
    done: set[str] = set()
    searched: list[MilvusRow] = []
    kept: list[MilvusRow] = []
    for article_id, own in groupby(vectors, key=lambda given: given[0].article_id):
        given = {passage.position: vector.astype(np.float32) for passage, vector in own}
        done.add(key(article_id))
        for row in _rows(former, articles, [key(article_id)]):
            if row["position"] in given:
                searched.append({**row, "vector": given[row["position"]]})
            else:
                kept.append(row)
        if len(searched) >= _TOGETHER:
            table.insert(searched, SEARCHED)
            searched = []
    table.insert(searched, SEARCHED)
    for rows in articles.each(EVERYTHING, ["id"], _TOGETHER):
        kept += _rows(former, articles, [row["id"] for row in rows if row["id"] not in done])
    placeholder = np.eye(1, dimension, dtype=np.float32)[0]
    table.insert([{**row, "vector": placeholder} for row in kept], KEPT)


def _rows(former: Table, articles: Table, keys: list[str]) -> list[MilvusRow]:
    versions = [row["version"] for row in articles.rows(one_of("id", keys), ["version"])] if keys else []
    batches = former.each(one_of("version", versions), _COPIED) if versions else iter(())
    return [row for batch in batches for row in batch]
