"""What a web page itself marks as no part of its article's text: captions, credits, related stories, notices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.reading.blocks import blocks

if TYPE_CHECKING:
    from lxml.etree import _Element

_TAGS = frozenset("figcaption aside form footer nav button".split())
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:wp-caption-text|captions?|credits?|image-credit|photo-credit|author-(?:bio|box|info)|bio|byline|"
    r"related|recommend(?:ed|ations?)?|newsletters?|subscri(?:be|ption)|signup|promo|share|sharing|social|tags|"
    r"breadcrumbs?|disclaimers?|disclosures?|advert(?:isement|ising)?|sponsor(?:ed)?|comments?|copyright|"
    r"most-(?:read|popular)|trending|popular|read-?more|see-?also|widget|sidebar|teaser|cookie|login|paywall|"
    r"post-?meta|entry-?meta|meta)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LINES = frozenset("p li h2 h3 h4 h5 h6 strong em div".split())
_SHORTEST_LINK = 15
_SMALLEST = 400
_SHARE = 0.2


def set_apart(root: _Element | None, article_length: int) -> frozenset[str]:
    """The lines of the elements that a page names so, and those that are nothing but a link, with single spaces.

    An element that holds much of the article is its frame, whatever it is called, and sets nothing apart.
    """
    if root is None:
        return frozenset()
    most = max(_SMALLEST, int(_SHARE * article_length))
    lines: set[str] = set()
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "head", "main", "article"):
            continue
        if element.tag in _LINES and (line := _only_link(element)):
            lines.add(line)
            continue
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag not in _TAGS and not _NAMES.search(named):
            continue
        said = blocks(element)
        if sum(map(len, said)) <= most:
            lines.update(" ".join(line.split()) for line in said)
    return frozenset(lines)


def _only_link(element: _Element) -> str | None:
    """The words of a line that is one link to somewhere else; None for any other."""
    links = list(element.iter("a"))
    if len(links) != 1 or not (links[0].get("href") or "").startswith(("http", "/", "www")):
        return None
    said = " ".join("".join(element.itertext()).split())
    linked = " ".join("".join(links[0].itertext()).split())
    return said if said == linked and len(said) >= _SHORTEST_LINK else None
