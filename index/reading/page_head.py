"""What a web page declares about its article: JSON-LD, meta elements, headings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from index.reading.dates import parse_date, parse_moment
from index.reading.fields import words
from index.reading.page_author import page_author
from index.reading.page_dates import days_of_change, declared_day, own_declared

if TYPE_CHECKING:
    from lxml.etree import _Element

_ARTICLE_TYPE = re.compile(r"(?:\w*Article|BlogPosting|Report|Review|LiveBlogPosting)")
_MOST_OBJECTS = 2000
_LONGEST_HEADING = 300
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|standfirst|dek|deck|sub-?title|sub-?headline|intro|strapline|vorspann|chapeau)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NEAR = 20
_SHORTEST_STANDFIRST = 40
_LONGEST_STANDFIRST = 600
_SEPARATOR = re.compile(r"\s+(?:[|–—·»-]|::)\s+")


@dataclass(frozen=True, slots=True)
class PageHead:
    """None for what the page does not declare.

    `headline` is what readers see above the article, `standfirst` the summary between the two, `body` the whole text
    as some pages declare it for search engines. `own_classes` are those of the paragraphs that a page declares to be
    its article's, for readers who pay. `changed` are the days on which it declares to have been changed.
    """

    headline: str | None
    author: str | None
    published: date | None
    published_at: datetime | None
    body: str | None = None
    standfirst: str | None = None
    own_classes: frozenset[str] = frozenset()
    changed: frozenset[date] = frozenset()


def read_page_head(root: _Element | None, outlet: str | None, address: str | None = None) -> PageHead:
    """What the page says about its article; `outlet` and `address` are who published it and where, where known."""
    if root is None:
        return PageHead(None, None, None, None)
    metas = _metas(root)
    declared = own_declared(root, list(_declared(root)), metas, address)
    said = declared_day(root, declared, metas)
    bodies = (words(described.get("articleBody")) for described in declared)
    return PageHead(
        headline=_headline(root, declared, metas, outlet),
        author=page_author(root, declared, metas, (outlet, address)),
        published=parse_date(said),
        published_at=parse_moment(said),
        body=max(filter(None, bodies), key=len, default=None),
        standfirst=_standfirst(root, metas),
        changed=frozenset(days_of_change(declared, metas)),
        own_classes=frozenset(_own_classes(declared)),
    )


def _declared(root: _Element) -> Iterator[Mapping[str, object]]:
    """The JSON-LD objects that describe articles, in order, with the names of authors that are described elsewhere."""
    objects = list(_objects(root))
    named = {str(value["@id"]): value for value in objects if "@id" in value and words(value.get("name"))}
    for described in objects:
        kinds = described.get("@type")
        if any(_ARTICLE_TYPE.fullmatch(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
            authors = described.get("author")
            each = authors if isinstance(authors, list) else [authors]
            yield {**described, "author": [_meant(author, named) for author in each]} if authors else described


def _meant(author: object, named: Mapping[str, Mapping[str, object]]) -> object:
    """`{"@id": "#jane"}` is what has that id and a name."""
    if isinstance(author, Mapping) and not words(author.get("name")):
        return named.get(str(author.get("@id")), author)
    return author


def _objects(root: _Element) -> Iterator[Mapping[str, object]]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        try:
            waiting: list[object] = [json.loads(script.text, strict=False)]
        except (ValueError, RecursionError):
            continue
        seen = 0
        while waiting and seen < _MOST_OBJECTS:
            seen += 1
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting.extend(value)
            elif isinstance(value, Mapping):
                yield value
                waiting.extend(value[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in value)


def _own_classes(declared: list[Mapping[str, object]]) -> Iterator[str]:
    """The classes of paid parts: `"hasPart": {"isAccessibleForFree": false, "cssSelector": ".paywall"}`."""
    for described in declared:
        parts = described.get("hasPart")
        for part in parts if isinstance(parts, list) else [parts]:
            selectors = part.get("cssSelector") if isinstance(part, Mapping) else None
            for selector in selectors if isinstance(selectors, list) else [selectors]:
                if isinstance(selector, str):
                    yield from re.findall(r"\.([\w-]+)", selector)


def _metas(root: _Element) -> dict[str, str]:
    """The meta elements' contents by lower-case name; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            found.setdefault(name, content)
    return found


def _headline(
    root: _Element, declared: list[Mapping[str, object]], metas: dict[str, str], outlet: str | None
) -> str | None:
    """The level-one heading that the page's other titles bear out; None where there is none."""
    title = (
        " ".join("".join(next(root.iter("title"), root).itertext()).split())
        if root.find(".//title") is not None
        else ""
    )
    references = [words(described.get("headline")) for described in declared]
    references += [metas.get("og:title"), metas.get("twitter:title"), title]
    folded = [_folded(_without_site(reference)) for reference in references if reference]
    best: tuple[float, str] | None = None
    for heading in root.iter("h1"):
        said = " ".join("".join(heading.itertext()).split())
        own = _folded(said)
        if not own or len(said) > _LONGEST_HEADING or own == _folded(outlet or ""):
            continue
        borne_out = max((len(own & reference) / len(own) for reference in folded), default=0.0)
        covers = max((len(own & reference) / len(reference) for reference in folded if reference), default=0.0)
        if borne_out >= 0.6 and (len(own) > 1 or own in folded) and (best is None or borne_out + covers > best[0]):
            best = borne_out + covers, said
    if best:
        cleaned = (_without_site(reference) for reference in references if reference)
        return next((title for title in cleaned if _ends_with(best[1], title)), best[1])
    return _without_site(title) if title and "og:title" not in metas and not any(references[:-1]) else None


def _ends_with(heading: str, title: str) -> bool:
    """Whether the heading is the title with a kicker before it: `Politics St. Louis Park elects a mayor`."""
    if not 0.6 * len(heading) <= len(title) < len(heading) or not heading.casefold().endswith(" " + title.casefold()):
        return False
    return heading[: -len(title)].rstrip()[-1] not in ":–—-,"  # “Rafah: …” is a headline's own beginning


def _standfirst(root: _Element, metas: dict[str, str]) -> str | None:
    """The paragraph that begins as the page's description does, or is called a standfirst, just below the headline."""
    described = re.sub(r"\s*(?:\.\.\.|…|\[…\])$", "", metas.get("og:description") or metas.get("description") or "")
    since_heading = _NEAR
    for element in root.iter("h1", "h2", "h3", "p", "div", "span"):
        since_heading = 0 if element.tag == "h1" else since_heading + 1
        if len(element) > 3 or element.tag == "h1":
            continue
        said = " ".join("".join(element.itertext()).split())
        if not _SHORTEST_STANDFIRST <= len(said) <= _LONGEST_STANDFIRST:
            continue
        if len(described) >= _SHORTEST_STANDFIRST and said.startswith(described):
            return said
        if since_heading < _NEAR and _STANDFIRST.search(element.get("class") or ""):
            return said
    return None


def _without_site(title: str) -> str:
    """The longest of the parts of `Bridge closed - News | The Ledger`."""
    return max(_SEPARATOR.split(title), key=len).strip()


def _folded(said: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", said.casefold()))
