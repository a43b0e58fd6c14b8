"""What a web page itself marks as no part of its article's text: captions, credits, related stories, notices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.reading.blocks import blocks

if TYPE_CHECKING:
    from lxml.etree import _Element

_TAGS = frozenset("figcaption aside form footer nav button".split())
_NAMES = re.compile(
    r"(?:^|[\s_-])(wp-caption-text|captions?|credits?|image-credit|photo-credit|author-(?:bio|box|info)|bio|byline|"
    r"related|recommend(?:ed|ations?)?|newsletters?|subscri(?:be|ption)|signup|promo|share|sharing|social|tags|"
    r"breadcrumbs?|disclaimers?|disclosures?|advert(?:isement|ising)?|sponsor(?:ed)?|comments?|copyright|"
    r"most-(?:read|popular)|trending|popular|read-?more|see-?also|widget|sidebar|teaser|cookie|login|paywall|"
    r"post-?meta|entry-?meta|meta)(?:$|[\s_-])",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|comment-?(?:body|text|content|author)|disqus_thread|respond|replies|"
    r"reply|kommentare?|leserbriefe?|commentaires?|comentarios?|commenti|reacties)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SURE = frozenset("figcaption caption captions credit credits wp-caption-text image-credit photo-credit".split())
_LINES = frozenset("p li h2 h3 h4 h5 h6 strong em div".split())
_SHORTEST_LINK = 15
_SMALLEST = 400
_SHARE = 0.2
_SHARE_OF_NAME = 0.25
_MOST = 1 / 3
"""The shares of an article that an element, and a name, may set apart, unless that is `_SMALLEST` characters or fewer;
and the share that all together set apart at most."""


def set_apart(root: _Element | None, text: str, own: frozenset[str] = frozenset()) -> frozenset[str]:
    """The lines of the elements that a page names so, and those that are nothing but a link, with single spaces.

    `text` is the article's. An element that holds much of it is its frame, whatever it is called, and so are all the
    elements of a name that together hold much of it: neither sets anything apart. Nor do elements of the classes in
    `own`, which the page declares to be the article's.
    """
    if root is None:
        return frozenset()
    most = max(_SMALLEST, int(_SHARE * len(text)))
    by_name: dict[str, set[str]] = {}
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "head", "main", "article"):
            continue
        if element.tag in _LINES and (line := _only_link(element)):
            by_name.setdefault("", set()).add(line)
            continue
        name = _furniture_name(element)
        if name is None or own.intersection((element.get("class") or "").split()):
            continue
        said = blocks(element)
        if sum(map(len, said)) <= most:
            by_name.setdefault(name, set()).update(" ".join(line.split()) for line in said)
    return _within_bounds(by_name, text)


def _within_bounds(by_name: dict[str, set[str]], text: str) -> frozenset[str]:
    """The lines of the names that set little apart, those that set least apart first, while all is not much."""
    there = {" ".join(line.split()) for line in text.split("\n")}
    largest, most = int(_MOST * len(text)), max(_SMALLEST, int(_SHARE_OF_NAME * len(text)))
    kept: set[str] = set()
    held = 0
    for name in sorted(by_name, key=lambda name: sum(map(len, by_name[name] & there))):
        new = sum(map(len, by_name[name] & there - kept))
        if new and (held + new > largest or (new > most and name not in _SURE)):
            continue
        kept |= by_name[name]
        held += new
    return frozenset(kept)


def is_aside(element: _Element) -> bool:
    """Whether a page names or marks an element as no part of its article, or as what readers wrote below it."""
    return _furniture_name(element) is not None or is_comments(element)


def is_comments(element: _Element) -> bool:
    return bool(_COMMENTS.search(_named(element)))


def _furniture_name(element: _Element) -> str | None:
    """The tag or the word in its names that tells an element from the article; None for any other."""
    if element.tag in _TAGS:
        return str(element.tag)
    found = _NAMES.search(_named(element))
    return found[1].lower() if found else None


def _named(element: _Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _only_link(element: _Element) -> str | None:
    """The words of a line that is one link to somewhere else; None for any other."""
    links = list(element.iter("a"))
    if len(links) != 1 or not (links[0].get("href") or "").startswith(("http", "/", "www")):
        return None
    said = " ".join("".join(element.itertext()).split())
    linked = " ".join("".join(links[0].itertext()).split())
    return said if said == linked and len(said) >= _SHORTEST_LINK else None
