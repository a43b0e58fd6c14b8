"""What an XML file is, by its first element."""

from __future__ import annotations

import re

_HEAD = re.compile(
    r"\ufeff?\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)*+<(?:[\w.-]+:)?(?P<root>[\w.-]+)",
    re.DOTALL,
)
_KINDS = {"rss": "feed", "feed": "feed", "rdf": "feed", "urlset": "sitemap", "sitemapindex": "sitemap"}


def xml_kind(head: str) -> str | None:
    """“feed” or “sitemap” by the first element of what may be XML; None for anything else."""
    found = _HEAD.match(head)
    return _KINDS.get(found["root"].lower()) if found else None
