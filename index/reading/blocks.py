"""The text of HTML elements, a block each, where nothing has to be left out: chapters of books, simple e-mails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead tr "
    "ul".split()
)
_LEFT_OUT = frozenset("head script style template noscript svg math audio video iframe object rp rt".split())


def html_tree(page: str) -> _Element | None:
    """A page's elements as browsers would understand it; None where it has none."""
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, recover=True, encoding="utf-8")
    try:
        return etree.fromstring(page.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


@dataclass(frozen=True, slots=True)
class Block:
    """Words that stand together, in the element that holds them; `linked` of their characters are links."""

    element: _Element
    words: str
    linked: int


def blocks(root: _Element | None) -> list[str]:
    """The words of each block that has any, in order, with single spaces; lines that are broken stay broken."""
    return [block.words for block in placed_blocks(root)]


def placed_blocks(root: _Element | None) -> list[Block]:
    """The blocks that have words, in order, with where they stand; none where there is no page."""
    found: list[Block] = []
    pieces: list[str] = []
    linked = 0
    for holder, said, in_link in _pieces(root) if root is not None else ():
        if holder is None:
            pieces.append(said)
            linked += len(said.strip()) if in_link else 0
            continue
        lines = filter(None, (" ".join(line.split()) for line in "".join(pieces).split("\n")))
        if words := "\n".join(lines):
            found.append(Block(holder, words, linked))
        pieces, linked = [], 0
    return found


def _pieces(root: _Element) -> Iterator[tuple[_Element | None, str, bool]]:
    """Words, and whether they are in a link; where a block ends, the element that held it, without words.

    Goes down without recursion, since pages nest deeper than Python does.
    """
    waiting: list[tuple[_Element | None, str, _Element, bool]] = [(root, "", root, False)]
    while waiting:
        current, said, holder, in_link = waiting.pop()
        if current is None:
            yield (None, said, in_link) if said else (holder, "", False)
            continue
        name = current.tag.rpartition("}")[2].lower() if isinstance(current.tag, str) else ""
        if not name or name in _LEFT_OUT:
            continue
        within, linking = (current, in_link) if name in _BLOCKS else (holder, in_link or name == "a")
        if within is current:
            yield holder, "", False
        yield None, _plain(current.text) + ("\n" if name == "br" else ""), linking
        if within is current:
            waiting.append((None, "", current, False))
        for child in reversed(current):
            if tail := _plain(child.tail):
                waiting.append((None, tail, within, linking))
            waiting.append((child, "", within, linking))
    yield root, "", False


def _plain(words: str | None) -> str:
    """Line ends of the source are mere spaces."""
    return (words or "").replace("\n", " ").replace("\r", " ").replace("\0", "")
