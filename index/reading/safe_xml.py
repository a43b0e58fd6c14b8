"""XML from strangers: nothing in it is expanded, and nothing is fetched for it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, TypeAlias
from xml.parsers import expat

from lxml import etree

from index.errors import SourceError

Element: TypeAlias = Any
"""An element of lxml, which tells nothing of its types."""

_DECLARED = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decoded(content: bytes, charset: str | None = None) -> str:
    """The characters of an XML file, by its mark, what it was sent as, or what it declares."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace")
    declared = _DECLARED.match(content.lstrip()[:200])
    for name in filter(None, (charset, declared and declared[1].decode("ascii"))):
        try:
            return content.decode(name, "replace")
        except LookupError:
            continue
    return content.decode("utf-8", "replace")


def parse_xml(text: str, name: str) -> Element:
    """The root element. Raises SourceError where it declares entities, or is no XML.

    Entities can grow without end, or stand for other files: a feed needs none. Small faults are overlooked.
    """
    content = re.sub(r"^\ufeff?\s*(?:<\?xml[^>]*\?>)?", "", text).encode("utf-8", "replace")
    _refuse_entities(content, name)
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise SourceError(f"{name} is no valid XML: look at it in a browser, and add the articles' own addresses")
    return root


class _RootReached(Exception):
    pass


def _refuse_entities(content: bytes, name: str) -> None:
    """Read up to the first element, before which every entity has to be declared; none is expanded on the way."""
    parser = expat.ParserCreate("utf-8")

    def entity(*_: object) -> None:
        raise SourceError(f"{name} declares XML entities, which can grow without end or name other files: not read")

    def root(*_: object) -> None:
        raise _RootReached

    parser.EntityDeclHandler = entity
    parser.StartElementHandler = root
    try:
        parser.Parse(content, True)
    except _RootReached:
        return
    except expat.ExpatError as error:
        raise SourceError(f"{name} is no valid XML ({error}): add the articles' own addresses") from error


def local_name(element: Element) -> str:
    """The name without its namespace, in lower case; feeds are careless with both."""
    return str(element.tag).rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """The element's own children of these names, in order."""
    for child in element:
        if local_name(child) in names:
            yield child


def text_of(element: Element, *names: str) -> str:
    """The words of the first child of these names that has any, names tried in order; empty where none has."""
    for name in names:
        for child in children(element, name):
            words = "".join(child.itertext()).strip()
            if words:
                return words
    return ""
