"""E-books (EPUB): one article a book, its chapters in the order in which they are read."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from index.article import Article, article_id, clean_text
from index.errors import SourceError
from index.reading.blocks import blocks
from index.reading.dates import parse_date, parse_moment
from index.reading.draft import Draft, readable
from index.reading.original import Original
from index.reading.packages import Package, opened

if TYPE_CHECKING:
    from lxml.etree import _Element

_WHAT = "an e-book"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_PACKAGE = "{http://www.idpf.org/2007/opf}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_ENCRYPTED = "META-INF/encryption.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")


def read_e_book(original: Original) -> Iterator[Article]:
    """One article: a quote's place is found by its characters, and the chapter by the heading above it."""
    with opened(original, _WHAT) as package:
        _refuse_locked(original, package)
        opf_name = _opf_name(package)
        opf = package.xml(opf_name)
        chapters = [blocks(_tree(package, name)) for name in _spine(package, opf, opf_name)]
    text = clean_text("\n\n".join(block for chapter in chapters for block in chapter))
    if not text.strip():
        raise SourceError(f"{original} is an e-book without text: pictures of pages cannot be read")
    date = _first(opf, "date")
    addresses = [*_all(opf, "source"), *_all(opf, "identifier")]
    draft = Draft(
        text=text,
        title=_first(opf, "title") or readable(original.stem),
        author=", ".join(_all(opf, "creator")) or None,
        published=parse_date(date),
        published_at=parse_moment(date),
        outlet=_first(opf, "publisher"),
        url=next((address for address in addresses if address.startswith(("http://", "https://"))), None),
        language=_first(opf, "language"),
    )
    yield draft.article(article_id(original.key, original.stem), original.name)


def _refuse_locked(original: Original, package: Package) -> None:
    """Books may scramble their fonts, which is no matter; one whose text is scrambled can't be read."""
    if _ENCRYPTED not in package.names:
        return
    for method in package.xml(_ENCRYPTED).iter("{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod"):
        if method.get("Algorithm") not in _FONTS:
            raise SourceError(f"{original} is an e-book locked against copying: add one without a lock")


def _opf_name(package: Package) -> str:
    if "META-INF/container.xml" in package.names:
        for rootfile in package.xml("META-INF/container.xml").iter(f"{_CONTAINER}rootfile"):
            return rootfile.get("full-path") or ""
    return next((name for name in sorted(package.names) if name.endswith(".opf")), "")


def _spine(package: Package, opf: _Element, opf_name: str) -> Iterator[str]:
    """The names of the chapters' parts in reading order, without the table of contents, each once."""
    folder = posixpath.dirname(opf_name)
    items = {item.get("id"): item for item in opf.iter(f"{_PACKAGE}item")}
    read: set[str] = set()
    for reference in opf.iter(f"{_PACKAGE}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no" or "nav" in (item.get("properties") or "").split():
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        if name not in read and name in package.names and "html" in (item.get("media-type") or "html"):
            read.add(name)
            yield name


def _tree(package: Package, name: str) -> _Element:
    """A chapter's elements. Its named entities are HTML's, which XML does not know."""
    from lxml import etree

    page = package.part(name).decode("utf-8-sig", "replace")
    page = _ENTITY.sub(lambda match: html.unescape(match[0]), page)
    page = re.sub(r"\A\s*<\?xml[^>]*\?>|<!DOCTYPE[^>\[]*>", "", page)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    tree = etree.fromstring(page, parser)
    if tree is None:
        raise package.damaged()
    return tree


def _all(opf: _Element, name: str) -> list[str]:
    said = ("".join(element.itertext()).strip() for element in opf.iter(f"{_DUBLIN}{name}"))
    return [words for words in said if words]


def _first(opf: _Element, name: str) -> str | None:
    return next(iter(_all(opf, name)), None)
