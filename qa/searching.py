"""One ranking for a question that is searched in several ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.engine import Filters, Hit
from index.fusion import reciprocal_rank_fusion
from index.library import Library
from index.text import MOST_CHARACTERS

_DEPTH = 40


def search_together(library: Library, queries: Sequence[str], *, top_k: int, filters: Filters = Filters()) -> list[Hit]:
    """The best passages for the queries together, fused by reciprocal rank; one that comes twice counts twice.

    A single query is searched as `Library.search` does. Else `score` is 1 where a passage is first for each, and
    `cosine` and `bm25` are those of the first query that found it.
    """
    queries = [query[:MOST_CHARACTERS] for query in queries]  # what was taken from earlier ones may make it longer
    if len(set(queries)) == 1:
        return library.search(queries[0], top_k=top_k, filters=filters)
    found = {
        query: library.search(query, top_k=max(top_k, _DEPTH), filters=filters) for query in dict.fromkeys(queries)
    }
    hits: dict[str, Hit] = {}
    for ranking in found.values():
        for hit in ranking:
            hits.setdefault(hit.passage.id, hit)
    ids = sorted(hits)
    row = {passage_id: number for number, passage_id in enumerate(ids)}
    rankings = [[row[hit.passage.id] for hit in ranking] for ranking in found.values()]
    scores = reciprocal_rank_fusion(
        [(ranking, float(queries.count(query))) for query, ranking in zip(found, rankings, strict=True)]
    )
    best = sorted(scores, key=lambda number: (-scores[number], number))[:top_k]
    return [replace(hits[ids[number]], rank=rank, score=scores[number]) for rank, number in enumerate(best, start=1)]
