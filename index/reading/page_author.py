"""Who a page says wrote its article: names, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.reading.blocks import Block
from index.reading.byline import byline, names_only
from index.reading.fields import words
from index.reading.page_furniture import is_comments

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARED = ("parsely-author", "sailthru.author", "byl", "dc.creator", "dcterms.creator", "author")
_DEGREE = re.compile(
    r",?\s+(?:Ph\.? ?D|M\.?D|M\.?P\.?H|R\.?D\.?N?|M\.?S\.?c?|M\.?A|B\.?S\.?N?|J\.?D|D\.?O|LL\.?[BM]|M\.?B\.?A|Esq)\b\.?"
)
_BYLINE = re.compile(r"author|byline", re.IGNORECASE)
_NO_AUTHOR = re.compile(r"https?:|@|\bsays\b|^(?:admin|administrator|editor|author|staff writer)$", re.IGNORECASE)
_LONGEST_LINE = 120
_LONGEST_NAME = 80
_MOSTLY = 0.5
_MOST_SPACES = 5
_FEW = 3
_PARAGRAPH = 60
_HEAD_SHARE = 1 / 3
_ADDRESS = re.compile(r"[:@]|\w\.[a-z]{2,4}(?:$|/)")


def page_author(
    root: _Element,
    declared: Sequence[Mapping[str, object]],
    metas: Mapping[str, str],
    outlets: Sequence[str | None],
) -> str | None:
    """The names that a page declares, or shows as its byline; never those of the outlets, or of readers who comment.

    `outlets` are the names and addresses of who published the article, as far as they are known.
    """
    for written in _declared_names(declared):
        if named := _names(written, outlets) or _handle(written, outlets):
            return named
    for written in (metas[name] for name in _DECLARED if name in metas):
        if named := _names(written, outlets):
            return named
    for link in root.iter("a", "span"):
        if "author" in (link.get("rel") or "").split() and not _in_comments(link):
            said = _said(link) if len(link) < _FEW else ""
            if len(said) <= _LONGEST_NAME and (named := _names(said, outlets) or _handle(said, outlets)):
                return named
    for element in root.iter("p", "div", "span", "address", "li"):
        if _BYLINE.search(element.get("class") or "") and not _in_comments(element):
            said = _said(element)
            written_by = re.search(r"\bby\s.{2,80}$", said, re.IGNORECASE) if len(said) <= _LONGEST_LINE else None
            found = byline(written_by[0]) if written_by else None
            if found and not _is_any(found.author, outlets):
                return found.author
    return None


def shown_author(blocks: Sequence[Block], guessed: str | None, body: str, outlets: Sequence[str | None]) -> str | None:
    """The names that were guessed from the looks of a page, where they stand near the beginning of its text (`body`).

    Names below it are those of readers, and of who wrote something else. `blocks` are the page's.
    """
    named = _names(guessed, outlets)
    if named is None or " " not in named:
        return None
    page = " ".join(" ".join(block.words for block in blocks).split())
    first = next((line for line in body.split("\n\n") if len(line) >= _PARAGRAPH), body)
    begins = page.find(" ".join(first.split())[:_PARAGRAPH])
    ends = begins + _HEAD_SHARE * len(body) if begins >= 0 else len(page) / 2
    name = named.split(", ")[0]
    return named if any(0 <= page.find(spelling) <= ends for spelling in (name, name.upper())) else None


def without_degrees(author: str | None) -> str | None:
    """`Jane Roe, PhD` is Jane Roe, and `Jane Roe says` is the head of a comment."""
    if not author or _NO_AUTHOR.search(author):
        return None
    return _DEGREE.sub("", author).strip(" ,") or None


def _declared_names(declared: Sequence[Mapping[str, object]]) -> Iterator[str]:
    for described in declared:
        authors = described.get("author")
        each = (words(author) for author in (authors if isinstance(authors, list) else [authors]))
        yield ", ".join(filter(None, map(without_degrees, each)))


def _handle(written: str, outlets: Sequence[str | None]) -> str | None:
    """What a page declares to be an author and is no name by its looks: `delta201`, `det/dpa`, “Staff reports”."""
    said = without_degrees(" ".join(written.split()))
    if said is None or len(said) > _LONGEST_NAME or _ADDRESS.search(said):
        return None
    if said.count(" ") > _MOST_SPACES or (" " in said and any(map(str.isdigit, said))):
        return None
    return None if _is_any(said, outlets) else said


def _is_any(name: str, outlets: Sequence[str | None]) -> bool:
    return any(_is_outlet(name, outlet) for outlet in outlets if outlet)


def _names(written: str | None, outlets: Sequence[str | None]) -> str | None:
    named = names_only(without_degrees((written or "").replace("; ", ", ")) or "")
    return None if named is None or _is_any(named, outlets) else named


def _is_outlet(name: str, outlet: str) -> bool:
    """Whether a name is the outlet's, or much of its address: `NOW Grenada` of `https://www.nowgrenada.com/`."""
    own = _squeezed(name)
    host = urlsplit(outlet).hostname or "" if "://" in outlet else ""
    parts = host.removeprefix("www.").split(".")
    known = {_squeezed(".".join(parts[start:end])) for start in range(len(parts)) for end in (len(parts), -1)}
    known.add("" if host else _squeezed(outlet))
    return own in known or any(own in part and len(own) >= _MOSTLY * len(part) for part in parts)


def _squeezed(words: str) -> str:
    return re.sub(r"\W+", "", words).casefold()


def _said(element: _Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _in_comments(element: _Element) -> bool:
    return is_comments(element) or any(is_comments(above) for above in element.iterancestors())
