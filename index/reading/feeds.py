"""RSS and Atom: what a feed says of its items, and the items' own words where their pages can't be had."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from lxml import etree
from lxml import html as lxml_html

from index.article import Article, article_id, clean_text
from index.errors import SourceError
from index.reading.addresses import is_address, parse_address
from index.reading.content import Encoding, read_text
from index.reading.dates import parse_date, parse_moment
from index.reading.draft import Draft
from index.reading.original import Original, stem_of
from index.reading.safe_xml import Element, children, local_name, parse_xml, text_of
from index.reading.skipped import Skipped

_BLOCKS = frozenset(
    "address article aside blockquote div dl dt dd figure figcaption footer h1 h2 h3 h4 h5 h6 header hr li ol p pre "
    "section table tr ul".split()
)
_UNSEEN = frozenset("script style template noscript".split())
_MARKUP = re.compile(r"<[a-zA-Z/!][^<]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_MAIL_NAME = re.compile(r"[^\s@]+@[^\s@]+\s+\((?P<name>[^)]+)\)")


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed or sitemap says of one page. `link` is as it is written; `mark` changes when the page does.

    `text` is the feed's own, without markup: often only a summary, and empty in sitemaps.
    """

    link: str
    mark: str | None = None
    key: str = ""
    title: str | None = None
    author: str | None = None
    published: date | None = None
    text: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    title: str | None
    language: str | None
    items: tuple[Item, ...]


def parse_feed(text: str, name: str) -> Feed:
    """The feed's items, in its order. Raises SourceError where it is no feed."""
    root = parse_xml(text, name)
    channel = next(children(root, "channel"), root)
    entries = [*children(channel, "item", "entry"), *(children(root, "item") if channel is not root else ())]
    if local_name(root) not in ("rss", "feed", "rdf"):
        raise SourceError(f"{name} is XML but neither a feed nor a sitemap: add the articles' own addresses")
    language = text_of(channel, "language") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return Feed(text_of(channel, "title") or None, language or None, tuple(map(_item, entries)))


def read_feed(original: Original, encoding: Encoding) -> Iterator[Article | Skipped]:
    """An article for each item of a feed that was saved, in the feed's own words: nothing is fetched."""
    feed = parse_feed(read_text(original, encoding), str(original))
    if not feed.items:
        raise SourceError(f"{original} is a feed without items: save it again when it has some")
    seen: set[str] = set()
    for number, item in enumerate(feed.items, start=1):
        key = item.link or item.key or str(number)
        if key in seen:
            continue
        seen.add(key)
        article = item_article(item, feed, f"{original}#{key}", key_of=item.link or f"{original.key}#{key}")
        yield article or Skipped(
            original.name, f"{original}, item {number}: it has no text, add its page {item.link or 'by its address'}"
        )


def item_article(item: Item, feed: Feed, source: str, *, key_of: str) -> Article | None:
    """The article that the feed itself holds of an item; None where it has no words of it."""
    if not item.text.strip():
        return None
    draft = Draft(
        text=item.text,
        title=item.title,
        author=item.author,
        published=item.published,
        published_at=item.published_at,
        outlet=feed.title,
        url=item.link,
        language=feed.language,
    )
    name = stem_of(re.split(r"[?#]", item.link)[0].rstrip("/")) if item.link else item.title or "item"
    return draft.article(article_id(key_of, name), source)


def plain_text(markup: str) -> str:
    """The words of an HTML fragment, a blank line between paragraphs. Text without markup stays as it is."""
    if not _MARKUP.search(markup):
        return clean_text(markup).strip()
    try:
        root = lxml_html.fragment_fromstring(clean_text(markup), create_parent="div")
    except (etree.ParserError, ValueError):
        return ""
    pieces: list[str] = []
    _gather(root, pieces)
    paragraphs = (" ".join(part.split()) for part in "".join(pieces).split("\n\n"))
    return "\n\n".join(filter(None, paragraphs))


def _gather(element: Element, pieces: list[str]) -> None:
    """The element's text, with a blank line where a block begins or ends. Without recursion: depth is the feed's."""
    for event, inner in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        name = local_name(inner)
        unseen = name in _UNSEEN or event in ("comment", "pi")
        if event == "start":
            pieces.append("\n\n" if name in _BLOCKS else "\n" if name == "br" else "")
            pieces.append("" if unseen else inner.text or "")
        else:
            pieces.append("\n\n" if name in _BLOCKS else "")
            pieces.append((inner.tail or "") if inner is not element else "")


def _item(entry: Element) -> Item:
    written = _nested(entry) or text_of(entry, "encoded", "content", "description", "summary")
    mark = text_of(entry, "updated", "modified", "pubdate", "date", "published")
    published = text_of(entry, "pubdate", "published", "date", "issued", "updated")
    return Item(
        link=_link(entry),
        mark=mark or None,
        key=text_of(entry, "guid", "id"),
        title=plain_text(text_of(entry, "title")) or None,
        author=_author(entry),
        published=parse_date(published),
        published_at=parse_moment(published),
        text=plain_text(written),
    )


def _nested(entry: Element) -> str:
    """Atom's content where it is not written as text but stands in the feed as elements."""
    for content in children(entry, "content"):
        if content.get("type") == "xhtml":
            return "".join(etree.tostring(child, encoding="unicode", method="html") for child in content)
    return ""


def _link(entry: Element) -> str:
    """Atom's alternate link or RSS's; a guid counts where it is an address and does not say that it is no link."""
    for link in children(entry, "link"):
        href = link.get("href")
        if href and link.get("rel", "alternate") == "alternate":
            return _joined(link, href.strip())
        if not href and (link.text or "").strip():
            return _joined(link, (link.text or "").strip())
    for guid in children(entry, "guid"):
        words = (guid.text or "").strip()
        if guid.get("isPermaLink", "true").lower() != "false" and is_address(words):
            return words
    return ""


def _joined(link: Element, written: str) -> str:
    """The link as seen from the xml:base around it, where there is one."""
    if is_address(written) or not link.base or not is_address(link.base):
        return written
    try:
        return str(parse_address(written, parse_address(link.base)))
    except SourceError:
        return written


def _author(entry: Element) -> str | None:
    names = [text_of(author, "name") or "".join(author.itertext()).strip() for author in children(entry, "author")]
    names = names or ["".join(creator.itertext()).strip() for creator in children(entry, "creator")]
    told = [match["name"] if (match := _MAIL_NAME.fullmatch(name)) else name for name in names]
    return ", ".join(filter(None, told)) or None
