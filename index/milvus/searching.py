"""One hybrid search: two rankings by Milvus, fused as every library fuses them."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from index.embedded.engine import CANDIDATES, DENSE_WEIGHT, LEXICAL_WEIGHT
from index.embedded.lexical import MOST_TERMS
from index.engine import Hit, Vectors
from index.fusion import reciprocal_rank_fusion
from index.milvus import schema
from index.milvus.connection import MOST, Row, Table
from index.milvus.filters import none_of, one_of
from index.milvus.rows import query_words, value_of
from index.milvus.texts import Texts, whole
from index.text import content_words

_FIELDS = ("version", "article", "position")
_HEAD = ("id", "version", "passages", "fields")
_ROUNDS = 8


class Search:
    """Over the passages of one collection."""

    def __init__(self, passages: Table, articles: Table, texts: Texts, index: str) -> None:
        self._passages = passages
        self._articles = articles
        self._texts = texts
        self._index = index

    def hits(self, query: str, vector: Vectors, top_k: int, expression: str) -> list[Hit]:
        """The best passages among those that fit the expression and whose version is its article's present one.

        Passages of another version (being written, or replaced just now) are few: where any come up, the search is
        made again without them, so that they take nobody's place.
        """
        limit = min(max(CANDIDATES, top_k), MOST)
        stale: list[str] = []
        for _ in range(_ROUNDS):
            present = " and ".join(filter(None, (expression, none_of("version", stale) if stale else "")))
            cosines, bm25, found = self._ranked(query, vector, limit, present)
            articles = self._present(found)
            passing = {one for one, row in found.items() if _is_current(row, articles)}
            gone = {found[one]["version"] for one in found.keys() - passing}
            if not gone:
                break
            stale += sorted(gone)
        return self._fused(cosines, bm25, {one: found[one] for one in passing}, articles, top_k)

    def _ranked(
        self, query: str, vector: Vectors, limit: int, expression: str
    ) -> tuple[dict[str, float], dict[str, float], dict[str, Row]]:
        words = query_words(list(dict.fromkeys(content_words(query)))[:MOST_TERMS])
        with ThreadPoolExecutor(1) as beside:
            lexical = beside.submit(self._nearest, "bm25", words, limit, expression) if words else None
            dense = self._nearest("vector", vector.tolist(), limit, expression)
            matching = lexical.result() if lexical else []
        cosines = {row["id"]: distance for row, distance in dense}
        bm25 = {row["id"]: abs(distance) for row, distance in matching}  # milvus-lite's is negative
        return cosines, bm25, {row["id"]: row for row, _ in (*dense, *matching)}

    def _nearest(self, field: str, query: Any, limit: int, expression: str) -> list[tuple[Row, float]]:
        params = schema.search_params(self._index, limit) if field == "vector" else {}
        return self._passages.nearest(field, query, limit, expression, schema.SEARCHED, _FIELDS, params)

    def _present(self, found: Mapping[str, Row]) -> dict[str, Row]:
        keys = sorted({row["article"] for row in found.values()})
        rows: list[Row] = []
        for start in range(0, len(keys), 1_000):
            rows += self._articles.rows(one_of("id", keys[start : start + 1_000]), _HEAD)
        return {row["id"]: {**row, "name": value_of(row["fields"])["id"]} for row in rows}

    def _fused(
        self,
        cosines: Mapping[str, float],
        bm25: Mapping[str, float],
        found: Mapping[str, Row],
        articles: Mapping[str, Row],
        top_k: int,
    ) -> list[Hit]:
        ids = {one: f"{articles[row['article']]['name']}#{row['position']}" for one, row in found.items()}

        def ranking(scores: Mapping[str, float]) -> list[str]:
            return sorted(scores.keys() & ids.keys(), key=lambda one: (-scores[one], ids[one]))

        fused = reciprocal_rank_fusion([(ranking(cosines), DENSE_WEIGHT), (ranking(bm25), LEXICAL_WEIGHT)])
        best = sorted(fused, key=lambda one: (-fused[one], ids[one]))[:top_k]
        wanted = {found[one]["article"]: articles[found[one]["article"]] for one in best}
        texts = self._texts.of(self._passages, list(wanted.values()))
        built = {article: whole(row, texts) for article, row in wanted.items()}
        hits: list[Hit] = []
        for one in best:
            row = found[one]
            if own := built[row["article"]]:  # None: removed since
                article, passages = own
                passage, rank = passages[row["position"]], len(hits) + 1
                hits.append(Hit(passage, article, rank, fused[one], cosine=cosines.get(one), bm25=bm25.get(one)))
        return hits


def _is_current(row: Row, articles: Mapping[str, Row]) -> bool:
    article = articles.get(row["article"])
    return article is not None and article["version"] == row["version"]
