"""Filters as expressions of Milvus. They hold numbers and hashes and nothing that anybody wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from index.engine import Filters
from index.milvus.rows import ORIGINS, key
from index.source_names import fold

EVERYTHING = 'id != ""'


def one_of(column: str, keys: Iterable[str]) -> str:
    return f"{column} in {_listed(keys)}"


def none_of(column: str, keys: Iterable[str]) -> str:
    return f"{column} not in {_listed(keys)}"


def where(filters: Filters, article_column: str, bylines: Callable[[], dict[str, str]]) -> str | None:
    """The filters as an expression, empty where there are none; None where nothing can pass.

    `bylines` gives each folded byline of the library by its key: a name matches any part of one.
    """
    tests = []
    if filters.since:
        tests.append(f"published >= {filters.since.toordinal()}")
    if filters.until:
        tests.append(f"(published > 0 and published <= {filters.until.toordinal()})")
    if filters.sources is not None:
        wanted = sorted({key(fold(source) or "") for source in filters.sources})
        if not wanted:
            return None
        tests.append(f"({' or '.join(one_of(name, wanted) for name in ORIGINS)})")
    if filters.authors is not None:
        names = {fold(name) or "" for name in filters.authors}
        matching = sorted(own for own, byline in bylines().items() if any(name in byline for name in names))
        if not matching:
            return None
        tests.append(one_of("author", matching))
    if filters.article_ids is not None:
        wanted = sorted({key(article_id) for article_id in filters.article_ids})
        if not wanted:
            return None
        tests.append(one_of(article_column, wanted))
    return " and ".join(tests)


def _listed(keys: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{value}"' for value in keys) + "]"
