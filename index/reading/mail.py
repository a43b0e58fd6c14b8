"""E-mails, above all newsletters: what the HTML part says, or else the plain one.

What a message quotes or forwards is an article of its own, by whoever wrote it; a message that is attached, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.message import EmailMessage

from index.article import Article, article_id, clean_text
from index.errors import SourceError
from index.reading.blocks import blocks, html_tree
from index.reading.dates import parse_date, parse_moment
from index.reading.draft import Draft, readable
from index.reading.head import read_head
from index.reading.html import page_draft
from index.reading.mail_pages import marked_text
from index.reading.messages import Body, attached, bodies, header, read_message, sender
from index.reading.original import Original
from index.reading.quoted_mail import Message, messages_in, unmarked

_FORWARDED = re.compile(r"(?:(?:fwd?|fw|re|aw|wg|tr)\s*:\s*)+", re.IGNORECASE)
_ENOUGH = 0.6
_DEEPEST = 10
_MOST_NAMES = 5


def read_mail(original: Original) -> Iterator[Article]:
    """The message: the subject is its title, the sender its author, the day on which it was sent its date. Then those
    that it quotes or forwards, and those attached to it. Raises SourceError where there are no words at all."""
    found = _articles(original, read_message(original))
    if not found:
        raise SourceError(f"{original} is an e-mail without text: save what is attached to it and add that")
    yield from found


def _articles(original: Original, message: EmailMessage, depth: int = 0) -> list[Article]:
    """The articles of a message, the first with its remarks; one that is attached is an original with its own name."""
    inner = attached(message)
    name, address = sender(message)
    texts = list(bodies(message))
    own, *quoted = messages_in(clean_text("\n\n".join(map(_marked_text, texts))))
    if not quoted and not own.lines:  # a page's own article is better than all of its words
        own = Message(clean_text("\n\n".join(map(_text, texts))).strip("\n"))
    own = replace(own, author=name or address, sent=header(message, "Date"), subject=header(message, "Subject"))
    known = Draft(text="", language=header(message, "Content-Language"))
    found: list[Article] = []
    if own.text.strip():
        found.append(_article(original, own, replace(known, outlet=address.rpartition("@")[2] if address else None)))
    for number, other in enumerate(quoted, start=1):
        if other.text.strip():
            part = Original(original.path, f"{original.name}!/quoted-{number}")
            found.append(_article(part, replace(other, subject=other.subject or own.subject), known))
    within = inner.messages if depth < _DEEPEST else ()
    for number, attachment in enumerate(within, start=1):
        found += _articles(Original(original.path, f"{original.name}!/message-{number}.eml"), attachment, depth + 1)
    if found:
        names = [*inner.names, *("a message" for _ in inner.messages[len(within) :])]
        told = _remarks(original, [own, *quoted], names)
        found[0] = replace(found[0], remarks=(*told, *found[0].remarks))
    return found


def _article(original: Original, message: Message, known: Draft) -> Article:
    """What somebody wrote, with what else is `known` of it. Where all lines are quoted, nobody is said to have written
    them."""
    text, author, lines = message.text, message.author, message.lines
    if own_words := unmarked(message):
        text, author, lines = own_words, None, frozenset[str]()
    head = read_head(text)
    subject = _FORWARDED.sub("", message.subject or "", count=1)
    draft = replace(
        known,
        text=text,
        title=subject or head.headline or readable(original.stem),
        author=head.author or author,
        published=parse_date(message.sent),
        published_at=parse_moment(message.sent),
        others=lines,
    )
    return draft.article(article_id(original.key, original.stem), original.name)


def _remarks(original: Original, messages: Sequence[Message], names: Sequence[str]) -> tuple[str, ...]:
    """What is told of a message besides its own words: of the others in it, and of what is attached under `names`."""
    told = []
    _, *quoted = messages
    if quoted:
        others = "a message" if len(quoted) == 1 else f"{len(quoted):,} messages"
        told.append(f"{original}: quotes or forwards {others} of others, read under their own names")
    if count := sum(len(message.lines) for message in messages):
        lines = "1 quoted line" if count == 1 else f"{count:,} quoted lines"
        told.append(f"{original}: {lines} left out, as it does not say who wrote them")
    if names:
        listed = ", ".join(names[:_MOST_NAMES]) + ", …" * (len(names) > _MOST_NAMES)
        attachments = "1 attachment" if len(names) == 1 else f"{len(names):,} attachments"
        told.append(f"{original}: {attachments} left out ({listed}): save and add what you need of them")
    return tuple(told)


def _marked_text(body: Body) -> str:
    """All words of a text, with those that it quotes marked."""
    return (marked_text(html_tree(body.page)) if body.page else "") or body.plain or ""


def _text(body: Body) -> str:
    """The words of the HTML part as an article, unless that loses much: newsletters are built of tables."""
    if body.page is None:
        return body.plain or ""
    draft = page_draft(body.page)
    whole = "\n\n".join(blocks(html_tree(body.page)))
    if draft and len(draft.text) >= _ENOUGH * len(whole) and not draft.text.startswith("|"):
        return draft.text
    return whole or body.plain or ""
