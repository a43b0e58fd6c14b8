"""Comparing everything stored in Milvus with everything derived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.milvus.filters import EVERYTHING, one_of
from index.milvus.rows import (
    ORIGINS,
    MilvusRow,
    article_of,
    article_row,
    indexed_words,
    passages_of,
    value_of,
    vector_of,
)
from index.milvus.tables import Tables
from index.searchable_text import searchable_text

_ARTICLES_AT_ONCE = 50
_FILTERED = ("published", "author", *ORIGINS)
_FIELDS = ("id", "version", *_FILTERED, "fields", "passages", "content_hash", "signature")
_PASSAGE_FIELDS = ("version", "article", "position", *_FILTERED, "text", "words", "vector")


def problems(tables: Tables) -> Iterator[str]:
    """What does not fit, a sentence each."""
    for rows in tables.articles.each(EVERYTHING, _FIELDS, _ARTICLES_AT_ONCE):
        found = _found_in(tables, rows)
        while suspected := [row for row in rows if row["id"] in found]:
            # An article that was written meanwhile is looked at anew, as it is now.
            present = tables.rows([row["id"] for row in suspected], _FIELDS)
            versions = {row["id"]: row["version"] for row in suspected}
            changed = [row for row in present if row["version"] != versions[row["id"]]]
            for row in present:
                if row["version"] == versions[row["id"]]:
                    yield from found[row["id"]]
            rows, found = changed, _found_in(tables, changed)
    if left := _left_over(tables):
        yield (
            f"{left} passages belong to no article: they are never shown; copy the library with 'onrecord copy' to be "
            "rid of them"
        )


def _found_in(tables: Tables, rows: Sequence[MilvusRow]) -> dict[str, list[str]]:
    """The problems of these rows of articles, by their keys; those without any are left out."""
    passages = tables.present_passages()
    by_version: dict[str, list[MilvusRow]] = {row["version"]: [] for row in rows}
    if passages is not None and rows:
        for batch in passages.each(one_of("version", sorted(by_version)), _PASSAGE_FIELDS):
            for passage in batch:
                by_version[passage["version"]].append(passage)
    found = {
        row["id"]: list(_problems_of(row, sorted(by_version[row["version"]], key=lambda own: int(own["position"]))))
        for row in rows
    }
    return {article: own for article, own in found.items() if own}


def _left_over(tables: Tables) -> int:
    """How many passages are of no article's version. Counted again while somebody writes between counts."""
    while True:
        before = _expected(tables)
        passages = tables.present_passages()
        held = passages.count() if passages is not None else 0
        under_way = tables.notes.pending()
        if under_way or held <= sum(before.values()):
            return 0
        if _expected(tables) == before:
            return held - sum(before.values())


def _expected(tables: Tables) -> dict[str, int]:
    """How many passages each version that counts has."""
    batches = tables.articles.each(EVERYTHING, ["version", "passages"])
    return {row["version"]: row["passages"] for rows in batches for row in rows}


def _problems_of(row: MilvusRow, stored: Sequence[MilvusRow]) -> Iterator[str]:
    article_id = value_of(row["fields"])["id"]
    if [own["position"] for own in stored] != list(range(row["passages"])):
        yield f"passages of {article_id} are missing: remove the article and add it again"
        return
    texts = ["".join(own["text"]) for own in stored]
    try:
        article = article_of(row, "".join(texts))
    except ValueError as error:
        yield f"{article_id} is no sound article ({error}): remove it and add it again"
        return
    if article.content_hash != row["content_hash"]:
        yield f"the stored hash of {article_id} does not fit its content: add the article again"
    derived = article_row(article, row["version"], row["passages"])
    if row["signature"] != derived["signature"]:
        yield f"the signature of {article_id} does not fit its text: remove the article and add it again"
    for name in _FILTERED:
        if any(own[name] != derived[name] for own in (row, *stored)):
            yield f"what filters ask of {article_id} ({name}) is not what it says: remove it and add it again"
    for passage, own in zip(passages_of(article_id, texts), stored, strict=True):
        if own["words"] != indexed_words(article.title, searchable_text(article, passage)):
            yield f"the full-text index holds other words than passage {passage.id}: add the article again"
        if abs(float(np.linalg.norm(vector_of(own))) - 1) > 1e-3:
            yield f"the vector of passage {passage.id} is not of unit length: run 'onrecord reembed'"
