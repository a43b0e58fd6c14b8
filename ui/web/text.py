"""Pieces of articles as HTML. Whatever comes from articles, files, speakers or questions is escaped here."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from urllib.parse import urlsplit

from index.article import Article, Span
from qa.dates.days import day_in_words

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def set_off(text: str, phrase: Span | None) -> str:
    """Escaped text, a phrase of it set off."""
    if phrase is None:
        return spaced(text)
    return f"{spaced(text[: phrase.start])}<b>{spaced(phrase.of(text))}</b>{spaced(text[phrase.end :])}"


def spaced(text: str) -> str:
    """Escaped text whose blank lines take half their height; the characters stay."""
    pieces = []
    position = 0
    for gap in _BLANK_LINES.finditer(text):
        pieces.append(escape(text[position : gap.start()]))
        pieces.append(f'<span class="gap">{gap[0]}</span>')
        position = gap.end()
    pieces.append(escape(text[position:]))
    return "".join(pieces)


def where_and_when(article: Article) -> str:
    """“Upland Post, 14 May 2025”, as text; a title where no outlet is known."""
    return ", ".join((article.outlet or article.title, when(article.published)))


def outlet_and_day(outlet: str | None, published: date | None) -> str:
    """“Upland Post, 14 May 2025”; the day alone where no outlet is known."""
    return ", ".join(filter(None, (outlet, when(published))))


def when(published: date | None) -> str:
    return day_in_words(published) if published else "date unknown"


def is_web_address(url: str | None) -> bool:
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
