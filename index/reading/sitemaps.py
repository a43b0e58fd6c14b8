"""Sitemaps: the addresses of a site's pages, or of further sitemaps."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import SourceError
from index.reading.feeds import Item
from index.reading.safe_xml import children, local_name, parse_xml, text_of


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Pages, or the addresses of further sitemaps; what was changed last comes first, what has no date at the end."""

    pages: tuple[Item, ...] = ()
    sitemaps: tuple[str, ...] = ()


def parse_sitemap(text: str, name: str) -> Sitemap:
    """Raises SourceError where it is no sitemap."""
    root = parse_xml(text, name)
    found = [
        Item(link=text_of(entry, "loc"), mark=text_of(entry, "lastmod") or None)
        for entry in children(root, "url", "sitemap")
    ]
    listed = sorted((item for item in found if item.link), key=lambda item: item.mark or "", reverse=True)
    if local_name(root) == "urlset":
        return Sitemap(pages=tuple(listed))
    if local_name(root) == "sitemapindex":
        return Sitemap(sitemaps=tuple(item.link for item in listed))
    raise SourceError(f"{name} is XML but neither a feed nor a sitemap: add the articles' own addresses")
