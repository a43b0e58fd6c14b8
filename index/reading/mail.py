"""E-mails, above all newsletters: what the HTML part says, or else the plain one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message

from index.article import Article, article_id, clean_text
from index.errors import SourceError
from index.reading.blocks import blocks, html_tree
from index.reading.dates import parse_date, parse_moment
from index.reading.draft import Draft, readable
from index.reading.head import read_head
from index.reading.html import page_draft
from index.reading.messages import header, read_message, sender, texts
from index.reading.original import Original

_FORWARDED = re.compile(r"(?:(?:fwd?|fw|re|aw|wg|tr)\s*:\s*)+", re.IGNORECASE)
_ENOUGH = 0.6


def read_mail(original: Original) -> Iterator[Article]:
    """One article: the subject is its title, the sender its author, the day on which it was sent its date."""
    message = read_message(original)
    text = clean_text(_text(message)).strip("\n")
    if not text.strip():
        raise SourceError(f"{original} is an e-mail without text: save what is attached to it and add that")
    name, address = sender(message)
    date = header(message, "Date")
    subject = _FORWARDED.sub("", header(message, "Subject") or "", count=1)
    head = read_head(text)
    draft = Draft(
        text=text,
        title=subject or head.headline or readable(original.stem),
        author=head.author or name or address,
        published=parse_date(date),
        published_at=parse_moment(date),
        outlet=address.rpartition("@")[2] if address else None,
        language=header(message, "Content-Language"),
    )
    yield draft.article(article_id(original.key, original.stem), original.name)


def _text(message: Message) -> str:
    """The words of the HTML part as an article, unless that loses much: newsletters are built of tables."""
    page = next((text for _, text in texts(message, "text/html")), None)
    plain = next((text for _, text in texts(message, "text/plain")), None)
    if page is None:
        return plain or ""
    draft = page_draft(page)
    whole = "\n\n".join(blocks(html_tree(page)))
    if draft and len(draft.text) >= _ENOUGH * len(whole) and not draft.text.startswith("|"):
        return draft.text
    return whole or plain or ""
