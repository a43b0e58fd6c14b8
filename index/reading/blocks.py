"""The text of HTML elements, a block each, where nothing has to be left out: chapters of books, simple e-mails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead tr "
    "ul".split()
)
_LEFT_OUT = frozenset("head script style template noscript svg math audio video iframe object rp rt".split())
_END = "\0"


def html_tree(page: str) -> _Element | None:
    """A page's elements as browsers would understand it; None where it has none."""
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, recover=True, encoding="utf-8")
    try:
        return etree.fromstring(page.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def blocks(root: _Element | None) -> list[str]:
    """The words of each block that has any, in order, with single spaces; lines that are broken stay broken."""
    text = "".join(_pieces(root)) if root is not None else ""
    lines = (
        "\n".join(filter(None, (" ".join(line.split()) for line in block.split("\n")))) for block in text.split(_END)
    )
    return [line for line in lines if line]


def _pieces(element: _Element) -> Iterator[str]:
    """Words and ends of blocks. Goes down without recursion, since pages nest deeper than Python does."""
    waiting: list[tuple[_Element | None, str]] = [(element, "")]
    while waiting:
        current, said = waiting.pop()
        if current is None:
            yield said
            continue
        name = current.tag.rpartition("}")[2].lower() if isinstance(current.tag, str) else ""
        if not name or name in _LEFT_OUT:
            continue
        end = _END if name in _BLOCKS else ""
        yield end + _plain(current.text) + ("\n" if name == "br" else "")
        waiting.append((None, end))
        for child in reversed(current):
            waiting.append((None, _plain(child.tail)))
            waiting.append((child, ""))


def _plain(words: str | None) -> str:
    """Line ends of the source are mere spaces."""
    return (words or "").replace("\n", " ").replace("\r", " ").replace(_END, "")
