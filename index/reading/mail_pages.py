"""Pages in e-mails: what they quote is marked as in plain texts, a “>” before each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.reading.blocks import blocks
from index.reading.quoted_mail import is_attribution

if TYPE_CHECKING:
    from lxml.etree import _Element

_FARTHEST = 4
"""Elements that a quotation may stand in, below the line that says who wrote it."""


_LONGEST_LINE = 300


def marked_text(root: _Element | None) -> str:
    """The words of a page, in which each line that it quotes from another message begins with “>”.

    Programs set such quotations in an element of a type of its own, or below a line that says who wrote them; any other
    quotation is the writer's own affair.
    """
    if root is None:
        return ""
    for quotation in reversed(list(root.iter("blockquote"))):  # the innermost come last
        if quotation.get("type") == "cite" or is_attribution(_above(quotation)):
            _mark(quotation)
    return "\n\n".join(blocks(root))


def _mark(quotation: _Element) -> None:
    lines = "\n\n".join(blocks(quotation)).split("\n")
    tail = quotation.tail
    quotation.clear()
    quotation.tail = tail
    quotation.text = f"> {lines[0]}"
    for line in lines[1:]:
        following = quotation.makeelement("br")
        following.tail = f"> {line}"
        quotation.append(following)


def _above(element: _Element) -> str:
    """The last line above an element that says something."""
    current: _Element | None = element
    for _ in range(_FARTHEST):
        if current is None:
            break
        for before in current.itersiblings(preceding=True):
            words = f"{''.join(map(str, before.itertext()))} {before.tail or ''}"
            if words.strip():
                return " ".join(words.split())[-_LONGEST_LINE:]
        current = current.getparent()
        if current is not None and (current.text or "").strip():
            return " ".join((current.text or "").split())[-_LONGEST_LINE:]
    return ""
