"""The names under which filters ask for an article's source, the same in every engine."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import urlsplit

from index.article import Article


def source_names(article: Article) -> tuple[str | None, str | None, str | None, str | None]:
    """Its outlet, its source as given, its file's name (all without case), and its address's host."""
    return fold(article.outlet), fold(article.source), fold(file_name(article.source)), host(article.url)


def fold(text: str | None) -> str | None:
    return text.casefold() if text is not None else None


def host(url: str | None) -> str | None:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def file_name(source: str) -> str:
    return PurePath(source).name
