"""When a page's article was published, as the page declares it of this article, or shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.reading.blocks import Block
from index.reading.dates import date_line, parse_date
from index.reading.fields import words
from index.reading.page_furniture import is_comments

if TYPE_CHECKING:
    from lxml.etree import _Element

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "parsely-pub-date", "datepublished", "dc.date.issued",
    "dcterms.issued", "citation_publication_date", "sailthru.date",
)  # fmt: skip
_CHANGED = re.compile(r"modif|updat|revis|build|chang|generat|expir|aktuali|änder|actuali|aggiorna", re.IGNORECASE)
_HOUR = re.compile(r"\b\d{1,2}[:.h]\d\d\b(?![.:]\d)")
_ALIKE = 0.6
_LONGEST_LINE = 160
_ELSEWHERE = frozenset("aside nav footer".split())


def own_declared(
    root: _Element, declared: Sequence[Mapping[str, object]], metas: Mapping[str, str], address: str | None
) -> list[Mapping[str, object]]:
    """Of the articles that a page describes, those that are its own: of its address, or of its headline.

    A page that describes one article means its own, unless that one has another address and another headline.
    """
    titles = [metas.get("og:title"), metas.get("twitter:title"), *("".join(h.itertext()) for h in root.iter("h1"))]
    titles += ["".join(title.itertext()) for title in root.iter("title")]
    folded = [_folded(title) for title in titles if title]
    headlines = {words(described.get("headline")) for described in declared} - {None}
    own = []
    for described in declared:
        headline = _folded(words(described.get("headline")) or "")
        alike = any(len(headline & title) >= _ALIKE * min(len(headline), len(title)) for title in folded if title)
        here = _is_here(described, address)
        if here or (headline and alike) or (here is None and len(headlines) <= 1):
            own.append(described)
    return own


def declared_day(root: _Element, declared: Sequence[Mapping[str, object]], metas: Mapping[str, str]) -> str | None:
    """What the page declares as the day or moment of publication, as it is written."""
    found = next(filter(None, (words(described.get("datePublished")) for described in declared)), None)
    found = found or next((metas[name] for name in _PUBLISHED if name in metas), None)
    return found or next(_marked(root), None)


def days_of_change(declared: Sequence[Mapping[str, object]], metas: Mapping[str, str]) -> Iterator[date]:
    """The days on which the page declares that something was changed, or made."""
    written: list[object] = [described.get("dateModified") for described in declared]
    written += [content for name, content in metas.items() if _CHANGED.search(name)]
    yield from filter(None, map(parse_date, written))


def own_day(declared: date, moment: datetime | None, found: date | None, address: str | None) -> date:
    """The day that is declared, or the address's own where that is the day before or after a moment in UTC."""
    in_utc = moment is not None and moment.utcoffset() == timedelta()
    if in_utc and found and abs(found - declared) == timedelta(1) and _names(address, found):
        return found
    return declared


def shown_day(
    root: _Element, blocks: Sequence[Block], found: date | None, address: str | None, changed: frozenset[date]
) -> date | None:
    """The day that was found, where the address or a line of the page's own article shows it too; None where only
    comments, lists of other articles and programs do, or where it is declared to be a day of change."""
    if found is None or _names(address, found):
        return found
    if found in changed:
        return None
    for element in root.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("itemprop") or ""
        if not _CHANGED.search(name) and parse_date(element.get("content")) == found:
            return found
    shown = [time for time in root.iter("time") if parse_date(time.get("datetime")) == found]
    shown += [block.element for block in blocks if _shows(block.words, found)]
    return found if any(map(_is_the_articles, shown)) else None


def _is_the_articles(element: _Element) -> bool:
    """Whether it stands neither among comments nor beside the article."""
    above = [element, *element.iterancestors()]
    return not any(is_comments(one) or one.tag in _ELSEWHERE for one in above)


def _shows(line: str, day: date) -> bool:
    """Whether a line that is short enough to be about a date holds the day's numbers, in whatever language, and
    neither says that something changed on it nor gives hours from and to, as events do."""
    if said := date_line(line):
        return said.day == day and not said.updated
    if len(line) > _LONGEST_LINE or _CHANGED.search(line) or len(_HOUR.findall(line)) > 1:
        return False
    numbers = list(map(int, re.findall(r"\d{1,4}", line, re.ASCII)))
    short = day.year % 100 in numbers and len(numbers) > len(("day", "year"))
    return day.day in numbers and (day.year in numbers or short)


def _names(address: str | None, day: date) -> bool:
    """Whether an address holds the day: `/2024/05/02/`, `2024-05-02`, `20240502`."""
    written = re.sub(r"(?<=\d)[-/_.](?=\d)", "", address or "")
    return f"{day:%Y%m%d}" in written or f"{day.year}{day.month}{day.day}/" in written


def _is_here(described: Mapping[str, object], address: str | None) -> bool | None:
    """Whether the described article lies at the address; None where it doesn't say."""
    named = [described.get("url"), described.get("mainEntityOfPage"), described.get("@id")]
    named = [value.get("@id") or value.get("url") if isinstance(value, Mapping) else value for value in named]
    paths = {_path(value) for value in named if isinstance(value, str)} - {""}
    own = _path(address or "")
    return own in paths if own and paths else None


def _path(address: str) -> str:
    return urlsplit(address).path.strip("/") if re.match(r"https?://|/", address) else ""


def _folded(words: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", words.casefold()))


def _marked(root: _Element) -> Iterator[str]:
    """What is marked as the day of publication in the page itself, outside of comments and lists."""
    for element in root.iter("time", "span", "div", "p", "abbr"):
        if element.get("itemprop") != "datePublished" and element.get("pubdate") is None:
            continue
        if not _is_the_articles(element):
            continue
        said = element.get("datetime") or element.get("content") or " ".join("".join(element.itertext()).split())
        if parse_date(said):
            yield said
