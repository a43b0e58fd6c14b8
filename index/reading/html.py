"""Saved web pages: trafilatura finds the article and leaves the rest of the page."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from configparser import ConfigParser
from copy import deepcopy
from dataclasses import replace

from trafilatura import bare_extraction
from trafilatura.settings import DEFAULT_CONFIG, Document

from index.article import Article, article_id, clean_text
from index.errors import SourceError
from index.reading.blocks import blocks, html_tree, placed_blocks
from index.reading.content import Encoding, read_text
from index.reading.dates import parse_date
from index.reading.draft import Draft, readable
from index.reading.head import read_head
from index.reading.original import Original
from index.reading.page_author import shown_author
from index.reading.page_body import Body, whole_body
from index.reading.page_dates import own_day, shown_day
from index.reading.page_furniture import set_apart
from index.reading.page_head import read_page_head

_HTML_LANGUAGE = re.compile(r"<html\b[^>]{0,1000}?\slang\s*=\s*[\"']?([A-Za-z]{2,3}\b)", re.IGNORECASE)

_BRIEF = deepcopy(DEFAULT_CONFIG)
_BRIEF["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "100"  # news in brief keep their paragraphs
_SHORT = 500

for _library in ("trafilatura", "htmldate", "courlan", "justext"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)  # what they could not find is ours to tell


def read_html(original: Original, encoding: Encoding) -> Iterator[Article]:
    """One article. A date counts where the page declares it, or as a line of its own above the text; any other may be
    anything's."""
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
    """What trafilatura finds in a page, with what the page declares; None where there is no article."""
    found = _extracted(page)
    if found is None:
        return None
    root = html_tree(page)
    placed = placed_blocks(root)
    head = read_page_head(root, found.sitename, found.url)
    body = whole_body(placed, _paragraphs(found.text or ""))
    text = body.text
    if head.body and len(head.body) > 2 * len(text):
        text = _paragraphs("\n\n".join(blocks(html_tree(head.body))) if "</" in head.body else head.body)
        body = Body(text, 0)
    elif head.standfirst and head.standfirst not in " ".join(text.split()):
        first, _, below = text.partition("\n\n")
        headed = first == (head.headline or found.title)
        text = "\n\n".join([first, head.standfirst, below] if headed else [head.standfirst, text])
    if not text:
        return None
    above = read_head(text)
    outlets = (found.sitename, found.url or found.hostname)
    shown = shown_author(placed, found.author, text, outlets)
    day = parse_date(found.date)
    if head.published:
        day = own_day(head.published, head.published_at, day, found.url)
    elif root is not None:
        day = shown_day(root, placed, day, found.url, head.changed)
    language = _HTML_LANGUAGE.search(page[:20_000])
    return Draft(
        text=text,
        title=_without_outlet(head.headline or found.title, found.sitename),
        author=head.author or shown or above.author,
        published=day or above.published,
        published_at=head.published_at,
        outlet=found.sitename or found.hostname,
        url=found.url,
        language=found.language or (language and language[1]),
        set_apart=set_apart(root, text, head.own_classes),
        passed_over=body.passed_over,
    )


def _extracted(page: str) -> Document | None:
    """What trafilatura finds. News in brief need its limit lowered, which makes it content with a teaser elsewhere."""
    found = _extract(page, _BRIEF)
    if found is not None and len(found.text or "") >= _SHORT:
        return found
    usual = _extract(page, DEFAULT_CONFIG)
    if found is None or (usual is not None and len(usual.text or "") > 2 * len(found.text or "")):
        return usual
    return found


def _extract(page: str, config: ConfigParser) -> Document | None:
    found = bare_extraction(
        page,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
        config=config,
    )
    return found if isinstance(found, Document) and found.text else None


def _paragraphs(text: str) -> str:
    lines = (line.strip() for line in clean_text(text).split("\n"))
    return "\n\n".join(filter(None, lines))


def _without_outlet(title: str | None, outlet: str | None) -> str | None:
    """`Bridge closed - Tidewater Courier` is `Bridge closed`."""
    if title and outlet:
        return re.sub(rf"(?<=\S)\s+[|–—-]\s+{re.escape(outlet)}$", "", title, flags=re.IGNORECASE)
    return title
