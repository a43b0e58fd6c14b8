"""OpenDocument texts (ODT), as LibreOffice writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.article import Article
from index.errors import SourceError
from index.reading.accounts import person
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
_NOTES = {f"{_TEXT}note": "note", f"{_OFFICE}annotation": "comment"}
_LEFT_OUT = frozenset({f"{_TEXT}tracked-changes", *_NOTES})


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
    invisible = _invisible(content, parents)
    paragraphs: list[str] = []
    title: str | None = None
    hidden = 0
    for element in content.iter(*_PARAGRAPHS):
        around = list(element.iterancestors())
        if any(ancestor.tag in _LEFT_OUT for ancestor in around):
            continue
        whole = "".join(_words(element, frozenset()))
        shown = not any(_is_hidden(part, invisible) for part in (element, *around))
        text = "".join(_words(element, invisible)) if shown else ""
        hidden += len(whole) - len(text)
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
        author=person(wording(meta, f".//{_META}initial-creator")) or person(wording(meta, f".//{_DUBLIN}creator")),
        language=wording(meta, f".//{_DUBLIN}language"),
        left_out=_left_out(content, hidden),
    )
    yield article_of(original, paper)


def _invisible(content: _Element, parents: dict[str | None, str | None]) -> frozenset[str]:
    """The names of the document's own styles whose words are not shown."""
    own: dict[str | None, str | None] = {}
    for style in content.iter(f"{_STYLE}style"):
        own[style.get(f"{_STYLE}name")] = next((said for part in style if (said := part.get(f"{_TEXT}display"))), None)
    shown = {name: said or own.get(parents.get(name)) for name, said in own.items()}
    return frozenset(name for name, said in shown.items() if name and said == "none")


def _is_hidden(element: _Element, invisible: frozenset[str]) -> bool:
    """Whether a section, a paragraph or a part of one is not shown."""
    if element.get(f"{_TEXT}display") == "none" or element.get(f"{_TEXT}style-name") in invisible:
        return True
    return any(
        child.tag == f"{_TEXT}hidden-paragraph" and child.get(f"{_TEXT}is-hidden") == "true" for child in element
    )


def _left_out(content: _Element, hidden: int) -> list[str]:
    told = [f"{hidden:,} characters that the document hides"] if hidden else []
    for tag, what in _NOTES.items():
        if count := sum(1 for _ in content.iter(tag)):
            told.append(f"{count:,} {what}{'s' * (count > 1)}")
    return told


def _words(element: _Element, invisible: frozenset[str]) -> Iterator[str]:
    """A paragraph's words that are shown, without those of paragraphs in it, which come by themselves."""
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * _count(child.get(f"{_TEXT}c"))
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif _is_told(child) and not (invisible and _is_hidden(child, invisible)):
            yield from _words(child, invisible)
        yield child.tail or ""


def _is_told(element: _Element) -> bool:
    """Whether an element within a paragraph holds words of it."""
    return element.tag not in _LEFT_OUT and element.tag not in _PARAGRAPHS and isinstance(element.tag, str)


def _count(written: str | None) -> int:
    """How many spaces a count stands for: one where it is none, and never more than a line of them."""
    return min(int(written), _MOST_SPACES) if written and _NUMBER.fullmatch(written) else 1
