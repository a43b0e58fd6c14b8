"""Files that were uploaded: read from where they lie for the moment, known by the names they came with."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.article import Article, article_id
from index.reading import Skipped, read_source


def read_uploads(paths: Sequence[str]) -> tuple[list[Article], list[Skipped]]:
    """The articles of uploaded files, and what could not be read. Neither shows where the files lay."""
    articles: list[Article] = []
    skipped: list[Skipped] = []
    for path in paths:
        place, name = os.path.realpath(path), Path(path).name
        for found in read_source(Path(path)):
            if isinstance(found, Skipped):
                skipped.append(Skipped(name, found.reason.replace(place, name)))
            else:
                articles.append(_named(found, place, name))
    return articles, skipped


def _named(article: Article, place: str, name: str) -> Article:
    """The article under its file's own name. An id that a record brought along stays."""
    source = article.source.replace(place, name, 1)
    article = replace(article, remarks=tuple(remark.replace(place, name) for remark in article.remarks))
    if article.source == f"{place}#{article.id}":
        return replace(article, source=source)
    readable = article.id.rpartition("-")[0] or name
    return replace(article, source=source, id=article_id(source, readable))
