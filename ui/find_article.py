"""Which article a user means."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from index.errors import ArticleNotFound

if TYPE_CHECKING:
    from index.article import Article
    from index.library import Library

_SHOWN = 5


def find_article(library: Library, name: str) -> Article:
    """The article of this id, unique beginning of an id, source, address or file name. Raises ArticleNotFound."""
    try:
        return library.article(name)
    except ArticleNotFound:
        found = [article for article in library.articles() if _is_meant(article, name)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ArticleNotFound(f"no article of the library is called {name!r}: 'onrecord list' shows their ids")
    ids = ", ".join(article.id for article in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise ArticleNotFound(f"{name!r} could be {len(found)} articles ({ids}{more}): give the whole id")


def _is_meant(article: Article, name: str) -> bool:
    if not name:
        return False
    return article.id.startswith(name) or name in (article.source, article.url, PurePath(article.source).name)
