"""Comparing everything stored in Milvus with everything derived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.milvus.connection import Row, Table
from index.milvus.filters import EVERYTHING, one_of
from index.milvus.notes import Notes
from index.milvus.rows import ORIGINS, article_of, article_row, indexed_words, passages_of, value_of, vector_of
from index.searchable_text import searchable_text

_ARTICLES_AT_ONCE = 50
_FILTERED = ("published", "author", *ORIGINS)
_FIELDS = ("id", "version", *_FILTERED, "fields", "passages", "content_hash", "signature")
_PASSAGE_FIELDS = ("version", "article", "position", *_FILTERED, "text", "words", "vector")


def problems(articles: Table, passages: Table | None, notes: Notes) -> Iterator[str]:
    """What does not fit, a sentence each."""
    expected = 0
    for rows in articles.each(EVERYTHING, _FIELDS, _ARTICLES_AT_ONCE):
        expected += sum(row["passages"] for row in rows)
        by_version: dict[str, list[Row]] = {row["version"]: [] for row in rows}
        if passages is not None:
            for found in passages.each(one_of("version", sorted(by_version)), _PASSAGE_FIELDS):
                for passage in found:
                    by_version[passage["version"]].append(passage)
        for row in rows:
            yield from _problems_of(row, sorted(by_version[row["version"]], key=lambda own: int(own["position"])))
    held = passages.count() if passages is not None else 0
    if held > expected and not notes.pending():
        yield (
            f"{held - expected} passages belong to no article: they are never shown; copy the library with "
            "'onrecord copy' to be rid of them"
        )


def _problems_of(row: Row, stored: Sequence[Row]) -> Iterator[str]:
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
