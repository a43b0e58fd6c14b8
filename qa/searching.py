"""Searching: the passages that are read for a question, from the articles of the days that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from index.engine import Filters, Hit, check_filters
from index.fusion import reciprocal_rank_fusion
from index.library import Library
from index.text import MOST_CHARACTERS, words
from qa.dates.questions import narrowed
from qa.question import Question, WeightedQuery

_DEPTH = 40
_COPIES_DEPTHS = (2, 8, 32)
_NOTHING_NEW = 0.8
_RUN = 3
_MOST_ARTICLES = 6
_STORY_SHARE = 50
"""In per cent of the hits: so many of the story's passages are among them."""


def search(library: Library, question: Question, *, top_k: int, filters: Filters = Filters()) -> tuple[Hit, ...]:
    """The best passages, copies of better ones left out; none where no day passes both the filters and the question.

    For a question that follows up, some of them are the best of the articles cited before: there “why?” is answered.
    """
    check_filters(filters)
    days = question.dates.days if question.dates else None
    passing = narrowed(filters, days) if days else filters
    if passing is None:
        return ()

    def best(depth: int) -> list[Hit]:
        return search_together(library, question.queries, top_k=depth, filters=passing)

    hits = distinct_hits(best, wanted=top_k)
    return tuple(_with_story(library, question, hits, passing)) if question.story else tuple(hits)


def _with_story(library: Library, question: Question, hits: Sequence[Hit], passing: Filters) -> list[Hit]:
    """As many hits, the last of them given up for the best passages of the story at hand."""
    allowed = set(passing.article_ids or question.story)
    story = tuple(article for article in question.story if article in allowed)[:_MOST_ARTICLES]
    if not story:
        return list(hits)
    wanted = max(1, len(hits) * _STORY_SHARE // 100)
    within = search_together(library, question.queries, top_k=wanted, filters=replace(passing, article_ids=story))
    known = {hit.passage.id for hit in hits}
    added = [hit for hit in within if hit.passage.id not in known]
    kept = hits[: max(len(hits) - len(added), 0)] if added else hits
    return [replace(hit, rank=rank) for rank, hit in enumerate((*kept, *added), start=1)]


def search_together(
    library: Library, queries: Sequence[WeightedQuery], *, top_k: int, filters: Filters = Filters()
) -> list[Hit]:
    """The best passages for the queries together, fused by reciprocal rank, each query's as much as it weighs.

    A single query is searched as `Library.search` does. Else `score` is 1 where a passage is first for each, and
    `cosine` and `bm25` are those of the first query that found it.
    """
    texts = [query.text[:MOST_CHARACTERS] for query in queries]  # what was taken from earlier ones may make it longer
    if len(queries) == 1:
        return library.search(texts[0], top_k=top_k, filters=filters)
    found = [library.search(text, top_k=max(top_k, _DEPTH), filters=filters) for text in texts]
    hits: dict[str, Hit] = {}
    for ranking in found:
        for hit in ranking:
            hits.setdefault(hit.passage.id, hit)
    ids = sorted(hits)
    row = {passage_id: number for number, passage_id in enumerate(ids)}
    rankings = [[row[hit.passage.id] for hit in ranking] for ranking in found]
    weights = [query.weight for query in queries]
    scores = reciprocal_rank_fusion(list(zip(rankings, weights, strict=True)))
    best = sorted(scores, key=lambda number: (-scores[number], number))[:top_k]
    return [replace(hits[ids[number]], rank=rank, score=scores[number]) for rank, number in enumerate(best, start=1)]


def distinct_hits(search: Callable[[int], list[Hit]], *, wanted: int) -> list[Hit]:
    """The best hits, copies left out, ranked anew; it is searched deeper where copies fill the top.

    `search` gives the best so many hits. A passage is left out where nearly all that it says, by runs of three
    words, stands in better passages.
    """
    distinct: list[Hit] = []
    for depth in _COPIES_DEPTHS:
        hits = search(depth * wanted)
        distinct = _distinct(hits, wanted)
        if len(distinct) == wanted or len(hits) < depth * wanted:
            break
    return [replace(hit, rank=rank) for rank, hit in enumerate(distinct, start=1)]


def _distinct(hits: Sequence[Hit], wanted: int) -> list[Hit]:
    kept: list[Hit] = []
    said: set[tuple[str, ...]] = set()
    for hit in hits:
        told = [word for word, _, _ in words(hit.passage.text)]
        runs = {tuple(told[start : start + _RUN]) for start in range(max(1, len(told) - _RUN + 1))}
        if len(runs & said) < _NOTHING_NEW * len(runs):
            kept.append(hit)
            said |= runs
        if len(kept) == wanted:
            break
    return kept
