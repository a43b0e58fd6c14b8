"""Addresses become articles: a page, or the pages that a feed or sitemap names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from mimetypes import guess_extension
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from index.article import Article, article_id
from index.errors import SourceError
from index.reading.access import WebAccess
from index.reading.addresses import WebAddress, parse_address
from index.reading.content import is_gzipped
from index.reading.feeds import Feed, Item, item_article, parse_feed
from index.reading.fetching import Fetcher, Page
from index.reading.fields import FieldMapping
from index.reading.kinds import kind_by_content
from index.reading.original import Original
from index.reading.recognition import Recognition
from index.reading.safe_xml import decoded
from index.reading.sitemaps import parse_sitemap
from index.reading.skipped import Skipped
from index.reading.unpacking import gunzipped
from index.reading.workers import read_apart
from index.reading.xml_kinds import xml_kind
from index.visits import Remark, Unchanged, Visit, Visits

Fetched = Article | Skipped | Visit | Unchanged | Remark

_DEEPEST = 3
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_[ce]id)=", re.IGNORECASE)
_TEXTS = (".md", ".markdown", ".csv", ".tsv", ".json", ".jsonl", ".ndjson")
_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/markdown": ".md",
    "application/json": ".json", "application/x-ndjson": ".jsonl", "text/csv": ".csv",
}  # fmt: skip


class Web:
    """Reads addresses, one after the other. What has not changed since the last visit is not fetched again."""

    def __init__(
        self,
        access: WebAccess,
        visits: Visits,
        mapping: FieldMapping | None = None,
        recognition: Recognition | None = None,
    ) -> None:
        self._access = access
        self._visits = visits
        self._mapping = mapping
        self._recognition = recognition
        self._fetcher = Fetcher(access)

    def read(self, address: str) -> Iterator[Fetched]:
        """The articles at an address, and what to remember of it. What cannot be had comes as Skipped."""
        address = address.strip()
        last = self._visits.visit(address)
        try:
            page = self._fetcher.get(address, last)
            if page is None:
                if last and last.article_id:
                    yield Unchanged(address, last.article_id)
                return
            kind = _listing(page)
            if kind == "feed":
                yield from self._feed(address, page)
            elif kind == "sitemap":
                found = list(self._sitemap(page))
                yield from (item for item in found if isinstance(item, Skipped))
                yield from self._pages([item for item in found if isinstance(item, Item)], Feed(None, None, ()))
            else:
                yield from self._articles(page, address)
        except SourceError as error:
            yield Skipped(address, str(error))

    def close(self) -> None:
        self._fetcher.close()

    def _feed(self, address: str, page: Page) -> Iterator[Fetched]:
        feed = parse_feed(_text(page, self._access.limits.bytes), address)
        items = [replace(item, link=_absolute(item.link, page)) for item in feed.items]
        whole = len(items) <= (self._access.most_pages or len(items))
        for found in self._pages(items[: self._access.most_pages], feed):
            whole = whole and not isinstance(found, Skipped)
            yield found
        if whole:  # what is missing is fetched the next time only if the feed comes again
            yield Visit(address, None, page.etag, page.modified)

    def _sitemap(self, page: Page, depth: int = 0) -> Iterator[Item | Skipped]:
        """At most as many pages as are wanted; further sitemaps are only fetched while there are too few."""
        sitemap = parse_sitemap(_text(page, self._access.limits.bytes), str(page.address))
        most = self._access.most_pages
        yield from sitemap.pages[:most]
        count = 0
        for further in sitemap.sitemaps if depth < _DEEPEST else ():
            for found in self._further(further, depth):
                yield found
                count += isinstance(found, Item)
                if count == most:
                    return

    def _further(self, address: str, depth: int) -> Iterator[Item | Skipped]:
        try:
            page = self._fetcher.get(address)
            yield from self._sitemap(page, depth + 1) if page else ()
        except SourceError as error:
            yield Skipped(address, str(error))

    def _pages(self, items: list[Item], feed: Feed) -> Iterator[Fetched]:
        """What the pages of the items hold; those that are known are fetched only where they may have changed."""
        seen: set[str] = set()
        for item in items:
            if item.link and item.link in seen:
                continue
            seen.add(item.link)
            last = self._visits.visit(item.link) if item.link else None
            known = last.article_id if last else None
            if last and known and last.mark == item.mark and (item.mark or feed.items):
                yield Unchanged(item.link, known)
                continue
            yield from self._page(item, feed, last if known else None)

    def _page(self, item: Item, feed: Feed, last: Visit | None) -> Iterator[Fetched]:
        try:
            if not item.link:
                raise SourceError("an item of the feed names no page")
            page = self._fetcher.get(item.link, last)
            if page is None:
                if last and last.article_id:
                    yield replace(last, mark=item.mark)
                    yield Unchanged(item.link, last.article_id)
                return
            found = [_filled(fetched, item, feed) for fetched in self._articles(page, item.link)]
        except SourceError as error:
            found = [Skipped(item.link or feed.title or "a feed", str(error))]
        skipped = next((fetched for fetched in found if isinstance(fetched, Skipped)), None)
        own = item_article(item, feed, item.link or item.key or "a feed", key_of=item.link or item.key or item.text)
        if skipped and own and not last and not any(isinstance(fetched, Article) for fetched in found):
            yield Remark(own.source, f"{skipped.reason}; the feed's own words were taken instead")
            yield own
            if item.link:
                yield Visit(item.link, own.id, mark=item.mark)
            return
        for fetched in found:
            yield replace(fetched, mark=item.mark) if isinstance(fetched, Visit) else fetched

    def _articles(self, page: Page, address: str) -> Iterator[Article | Skipped | Visit]:
        """What the page's bytes hold, read as a file of its kind would be, under its address."""
        with TemporaryDirectory(prefix="onrecord-") as folder:
            original = Original.at(Path(folder).resolve() / _file_name(page))
            original.path.write_bytes(page.content)
            if (text := _declared_text(page, original)) is not None:
                original.path.write_bytes(text.encode())
            original_hash = hashlib.sha256(page.content).hexdigest()
            count, only = 0, None
            for item in read_apart(original, self._mapping, self._recognition):
                count += 1
                if isinstance(item, Skipped):
                    yield Skipped(address, item.reason.replace(original.name, address))
                else:
                    only = replace(_placed(item, original.name, page, address), original_hash=original_hash)
                    yield only
        if only and count == 1:
            yield Visit(address, only.id, page.etag, page.modified)


def _listing(page: Page) -> str | None:
    """“feed” or “sitemap” where the page only lists others, by its content: the declared type is often wrong."""
    head = gunzipped(page.content, 64 * 1024 * 1024, str(page.address))[:65_536] if _packed(page) else page.content
    return xml_kind(decoded(head[:65_536], page.charset))


def _packed(page: Page) -> bool:
    return page.content.startswith(b"\x1f\x8b")


def _text(page: Page, most_bytes: int) -> str:
    return decoded(gunzipped(page.content, most_bytes, str(page.address)), page.charset)


def _declared_text(page: Page, original: Original) -> str | None:
    """The page's text where the server declared its encoding, for which a file has no place; None where it did not, or
    where the content is plainly something else."""
    if not page.charset or not page.content_type.startswith(("text/", "application/xhtml")):
        return None
    try:
        return None if is_gzipped(original) or kind_by_content(original) else page.content.decode(page.charset)
    except (LookupError, UnicodeDecodeError, SourceError):
        return None


def _file_name(page: Page) -> str:
    """A file's name that tells what the address told: its last words, and the kind of its content."""
    path = PurePosixPath(unquote(urlsplit(str(page.address)).path))
    named = "".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix
    if page.content_type in ("text/plain", "application/octet-stream") and named.removesuffix(".gz") in _TEXTS:
        ending = named  # that is how servers send what they don't know
    else:
        ending = _SUFFIXES.get(page.content_type) or named or guess_extension(page.content_type or "") or ".html"
    name = re.sub(r"[^\w-]+", "-", path.name.removesuffix(named)).strip("-")[:60] or page.address.host
    return name + re.sub(r"[^\w.]", "", ending)[:16]


def _placed(article: Article, path: str, page: Page, address: str) -> Article:
    """The article under its address. An id that a record brought along stays, one of a file becomes the page's."""
    article = replace(article, remarks=tuple(remark.replace(path, address) for remark in article.remarks))
    inside = article.source.removeprefix(path)
    if inside:  # one of several that the file holds
        own = inside.endswith(f"#{article.id}")
        readable = article.id.rpartition("-")[0] or "article"
        source = address + inside
        return replace(article, source=source, id=article.id if own else article_id(source, readable))
    key = _untracked(page.address)
    name = re.sub(r"\.\w{2,5}$", "", PurePosixPath(page.address.target.partition("?")[0]).name) or page.address.host
    return replace(article, source=address, url=_canonical(article.url, page), id=article_id(key, name))


def _untracked(address: WebAddress) -> str:
    """What an article's id is made of: the address without what only tells where a reader came from.

    Not the canonical address: where a site names the same one for many pages, each would take the other's place.
    """
    path, _, query = address.target.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not _TRACKING.match(part))
    return address.origin + path + (f"?{kept}" if kept else "")


def _canonical(declared: str | None, page: Page) -> str:
    """The address that the page says is its own; the one it was fetched from where that is no other than the site's."""
    fetched = str(page.address)
    if not declared:
        return fetched
    bare = urlsplit(declared).path in ("", "/") and not urlsplit(declared).query
    return fetched if bare and page.address.target != "/" else declared


def _absolute(link: str, page: Page) -> str:
    if not link:
        return ""
    try:
        return str(parse_address(link, page.address))
    except SourceError:
        return link


def _filled(found: Article | Skipped | Visit, item: Item, feed: Feed) -> Article | Skipped | Visit:
    """What the page leaves out, the feed may know."""
    if not isinstance(found, Article):
        return found
    published = found.published or item.published
    return replace(
        found,
        author=found.author or item.author,
        published=published,
        published_at=found.published_at or (item.published_at if item.published == published else None),
        outlet=found.outlet or feed.title,
    )
