"""OpenDocument texts (ODT), as LibreOffice writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.article import Article
from index.errors import SourceError
from index.reading.original import Original
from index.reading.packages import opened
from index.reading.papers import Paper, article_of, wording

if TYPE_CHECKING:
    from lxml.etree import _Element

_WHAT = "an OpenDocument text"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_NUMBER = re.compile(r"[0-9]{1,9}")
_MOST_SPACES = 100
_LEFT_OUT = frozenset({f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_OFFICE}annotation"})


def read_open_document(original: Original) -> Iterator[Article]:
    """One article; what was deleted with changes tracked, notes and comments are left out."""
    with opened(original, _WHAT) as package:
        if "META-INF/manifest.xml" in package.names:
            manifest = package.xml("META-INF/manifest.xml")
            if next(manifest.iter(f"{_MANIFEST}encryption-data"), None) is not None:
                raise SourceError(f"{original} is encrypted with a password: save it without one and add that")
        content = package.xml("content.xml")
        meta = package.xml("meta.xml") if "meta.xml" in package.names else None
    parents = {
        style.get(f"{_STYLE}name"): style.get(f"{_STYLE}parent-style-name") for style in content.iter(f"{_STYLE}style")
    }
    paragraphs: list[str] = []
    title: str | None = None
    for element in content.iter(*_PARAGRAPHS):
        if any(ancestor.tag in _LEFT_OUT for ancestor in element.iterancestors()):
            continue
        text = "".join(_words(element))
        if not text.strip():
            continue
        style = element.get(f"{_TEXT}style-name")
        is_title = "Title" in (style, parents.get(style)) or element.get(f"{_TEXT}outline-level") == "1"
        if title is None and is_title:
            title = text
        paragraphs.append(text)
    paper = Paper(
        paragraphs,
        title=title or wording(meta, f".//{_DUBLIN}title"),
        author=wording(meta, f".//{_META}initial-creator") or wording(meta, f".//{_DUBLIN}creator"),
        language=wording(meta, f".//{_DUBLIN}language"),
    )
    yield article_of(original, paper)


def _words(element: _Element) -> Iterator[str]:
    """A paragraph's words, without those of paragraphs in it, which come by themselves."""
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * _count(child.get(f"{_TEXT}c"))
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in _LEFT_OUT and child.tag not in _PARAGRAPHS and isinstance(child.tag, str):
            yield from _words(child)
        yield child.tail or ""


def _count(written: str | None) -> int:
    """How many spaces a count stands for: one where it is none, and never more than a line of them."""
    return min(int(written), _MOST_SPACES) if written and _NUMBER.fullmatch(written) else 1
