"""What an XML file is, by its first element."""

from __future__ import annotations

import re

_HEAD = re.compile(
    r"\ufeff?\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)*+<(?:[\w.-]+:)?(?P<root>[\w.-]+)",
    re.DOTALL,
)
_RSS_IN_RDF = re.compile(r"purl\.org/rss/|netscape\.com/rdf/simple/")
_KINDS = {"rss": "feed", "feed": "feed", "rdf": "feed", "urlset": "sitemap", "sitemapindex": "sitemap"}


def xml_kind(head: str) -> str | None:
    """“feed” or “sitemap” by the first element of what may be XML; None for anything else."""
    found = _HEAD.match(head)
    if found is None or (found["root"].lower() == "rdf" and not _RSS_IN_RDF.search(head)):
        return None
    return _KINDS.get(found["root"].lower())
