"""Filters as SQL: what they ask for is kept apart from the texts, so that no text is read to filter.

`facets` has a row for each article: its day, its folded byline, and its passages' rows, which are consecutive. `names`
has a row for each name that an article answers to as a source: outlet, source, file name, host.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.embedded.sql import Execute
from index.engine import Filters
from index.source_names import fold, source_names

Mask = NDArray[np.bool_]
"""Whether the passage of each row passes, by row; rows beyond its end do not."""

FACETS_OF_ARTICLES = """SELECT
    articles.row, coalesce(min(passages.row), 0), count(passages.row), published, fold(author) FROM articles
    LEFT JOIN passages ON passages.article = articles.row"""
"""To be grouped by article."""
NAMES_OF_ARTICLES = """SELECT value, articles.row FROM articles,
    json_each(json_array(fold(outlet), fold(source), fold(file_name(source)), host(url))) WHERE value IS NOT NULL"""


def note_facets(execute: Execute, row: int, article: Article, first: int, passages: int) -> None:
    """Note what filters ask of an article in that row, whose passages lie in consecutive rows from the first."""
    published = article.published.isoformat() if article.published else None
    execute("INSERT INTO facets VALUES (?, ?, ?, ?, ?)", (row, first, passages, published, fold(article.author)))
    for name in sorted(set(filter(None, source_names(article)))):
        execute("INSERT INTO names VALUES (?, ?)", (name, row))


def note_names(execute: Execute, article_id: str) -> None:
    """Note by which names an article is found whose source has changed."""
    execute("DELETE FROM names WHERE article = (SELECT row FROM articles WHERE id = ?)", (article_id,))
    execute(f"INSERT OR IGNORE INTO names {NAMES_OF_ARTICLES} AND articles.id = ?", (article_id,))


def passing(execute: Execute, filters: Filters) -> Mask:
    """Which passages pass the filters."""
    condition, values = where(filters)
    found = execute(
        f"""SELECT group_concat(first), group_concat(first + passages) FROM facets
            WHERE passages > 0 AND {condition}""",  # noqa: S608
        values,
    ).fetchone()  # as text: tens of thousands of rows take four times as long
    if found[0] is None:
        return np.zeros(0, np.bool_)
    starts, ends = (np.fromstring(numbers, np.int64, sep=",") for numbers in found)
    steps = np.zeros(int(ends.max(initial=0)) + 1, np.int8)
    steps[starts] += 1
    steps[ends] -= 1
    return np.cumsum(steps, dtype=np.int8).astype(np.bool_)


def where(filters: Filters) -> tuple[str, tuple[str, ...]]:
    """The filters as an SQL condition on facets, and its values."""
    tests = (
        ("facets.published >= ?", filters.since.isoformat() if filters.since else None),
        ("facets.published <= ?", filters.until.isoformat() if filters.until else None),
        (
            "facets.article IN (SELECT article FROM names WHERE name IN (SELECT value FROM json_each(?)))",
            _folded(filters.sources),
        ),
        (
            "EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE instr(facets.author, wanted.value))",
            _folded(filters.authors),
        ),
        (
            "facets.article IN (SELECT row FROM articles WHERE id IN (SELECT value FROM json_each(?)))",
            None if filters.article_ids is None else json.dumps(filters.article_ids),
        ),
    )
    asked = [(condition, value) for condition, value in tests if value is not None]
    return " AND ".join(["TRUE", *(condition for condition, _ in asked)]), tuple(value for _, value in asked)


def _folded(values: Iterable[str] | None) -> str | None:
    return None if values is None else json.dumps([fold(value) for value in values])
