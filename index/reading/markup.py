"""HTML in the fields of records: what content systems export is often a page's text with its tags."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from index.reading.blocks import blocks, html_tree

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCK = re.compile(
    r"</(?:p|div|h[1-6]|ul|ol|li|blockquote|section|article|figure|table|tr|td|pre)\s*>|"
    r"<(?:br|hr)\b[^<>]{0,200}/?>",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"<(a|b|i|em|strong|span|u|sup|sub|cite|q|small|font)\b[^<>]{0,2000}>[^<>]*</\1\s*>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]{0,2000}>|<!--[^<>]{0,500}-->", re.IGNORECASE)
_ENTITY = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|hellip|[mn]dash|[lr][sd]quo|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE
)
_BREAKS = re.compile(r"(?:<br\b[^<>]{0,200}>\s*){2,}", re.IGNORECASE)
_PARAGRAPH = re.compile(r"</p\s*>", re.IGNORECASE)
_ESCAPED = re.compile(r"&lt;(?:p|div|br|h[1-6]|ul|ol|blockquote)\b[^<>]{0,500}?&gt;", re.IGNORECASE)


def marked_up(text: str) -> _Element | None:
    """The elements of a text that is HTML, once or twice escaped; None where it is plain.

    A text that speaks of tags (“write <p> before each paragraph”) closes none, and is plain.
    """
    if "<" not in text and _ESCAPED.search(text):
        text = html.unescape(text)
    return html_tree(_with_breaks(text)) if _BLOCK.search(text) or _PHRASE.search(text) else None


def block_text(root: _Element) -> str:
    """Its paragraphs, with a blank line between."""
    return "\n\n".join(blocks(root))


def unescaped(text: str) -> str:
    """A plain text with its entities as characters: `Q&amp;A` is `Q&A`."""
    return html.unescape(text).replace("\xa0", " ") if _ENTITY.search(text) else text


def plain_line(words: str | None) -> str | None:
    """A title or a name without tags and entities."""
    if words is None:
        return None
    without = _TAG.sub("", words) if _BLOCK.search(words) or _PHRASE.search(words) else words
    return unescaped(without).strip() or None


def _with_breaks(text: str) -> str:
    """Two breaks part paragraphs; so do blank lines where none has tags of its own."""
    text = _BREAKS.sub("<p>", text)
    return text if _PARAGRAPH.search(text) else re.sub(r"\n[ \t]*\n", "<p>", text)
