"""Saved web pages: trafilatura finds the article and leaves the rest of the page."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

from trafilatura import bare_extraction
from trafilatura.settings import DEFAULT_CONFIG, Document

from index.article import Article, article_id, clean_text
from index.errors import SourceError
from index.reading.content import Encoding, read_text
from index.reading.dates import parse_date
from index.reading.draft import Draft, readable
from index.reading.original import Original

_HTML_LANGUAGE = re.compile(r"<html\b[^>]{0,1000}?\slang\s*=\s*[\"']?([A-Za-z]{2,3}\b)", re.IGNORECASE)

_CONFIG = deepcopy(DEFAULT_CONFIG)
_CONFIG["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "100"  # news in brief keep their paragraphs

for _library in ("trafilatura", "htmldate", "courlan", "justext"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)  # what they could not find is ours to tell


def read_html(original: Original, encoding: Encoding) -> Iterator[Article]:
    """One article. A date counts only where the page declares it: one in its text may be anything's."""
    page = read_text(original, Encoding(encoding.name))  # browsers bear stray bytes, and so do we
    yield page_article(original, page)


def page_article(original: Original, page: str, address: str | None = None) -> Article:
    """The article of a page; `address` is where it was found, if it doesn't say so itself. Raises SourceError."""
    draft = page_draft(page)
    if draft is None:
        raise SourceError(f"{original} is a page without an article: save the article's own page and add that")
    draft = replace(draft, title=draft.title or readable(original.stem), url=draft.url or address)
    return draft.article(article_id(original.key, original.stem), original.name)


def page_draft(page: str) -> Draft | None:
    """What trafilatura finds in a page; None where it finds no article."""
    found = bare_extraction(
        page,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
        config=_CONFIG,
    )
    text = _paragraphs(found) if isinstance(found, Document) else ""
    if not isinstance(found, Document) or not text:
        return None
    language = _HTML_LANGUAGE.search(page[:20_000])
    return Draft(
        text=text,
        title=_without_outlet(found.title, found.sitename),
        author=found.author and found.author.replace("; ", ", "),
        published=parse_date(found.date),
        outlet=found.sitename or found.hostname,
        url=found.url,
        language=found.language or (language and language[1]),
    )


def _paragraphs(found: Document) -> str:
    lines = (line.strip() for line in clean_text(found.text or "").split("\n"))
    return "\n\n".join(filter(None, lines))


def _without_outlet(title: str | None, outlet: str | None) -> str | None:
    """`Bridge closed - Tidewater Courier` is `Bridge closed`."""
    if title and outlet:
        return re.sub(rf"(?<=\S)\s+[|–—-]\s+{re.escape(outlet)}$", "", title, flags=re.IGNORECASE)
    return title
