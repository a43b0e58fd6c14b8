"""Web pages that a browser saved in one file (MHTML): the page itself is read, its pictures and styles are not."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message

from index.article import Article
from index.errors import SourceError
from index.reading.html import page_article
from index.reading.messages import header, read_message, texts
from index.reading.original import Original


def read_saved_page(original: Original) -> Iterator[Article]:
    """One article, at the address from which the page was saved. The day of saving is not its date."""
    message = read_message(original)
    pages = list(texts(message, "text/html")) or list(texts(message, "application/xhtml+xml"))
    if not pages:
        raise SourceError(f"{original} holds no page: save the article's page again and add that")
    start = message.get_param("start")
    part, page = next((found for found in pages if _is_named(found[0], start)), pages[0])
    address = header(message, "Snapshot-Content-Location") or header(part, "Content-Location")
    yield page_article(original, page, address)


def _is_named(part: Message, start: object) -> bool:
    return isinstance(start, str) and header(part, "Content-ID") == start
