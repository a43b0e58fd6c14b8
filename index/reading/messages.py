"""Messages as e-mail programs and browsers store them: their parts and headers, whatever is wrong with them."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parseaddr

from index.errors import SourceError
from index.reading.content import guessed_encoding, read_bytes
from index.reading.original import Original

_MOST_PARTS = 1000
_TEXTS = ("text/plain", "text/html")
_LONGEST_NAME = 100


def read_message(original: Original) -> EmailMessage:
    content = read_bytes(original)
    if content.startswith(b"From "):
        content = content[content.find(b"\n") + 1 :]
    message = BytesParser(policy=policy.default).parsebytes(content)
    if not isinstance(message, EmailMessage):
        raise SourceError(f"{original} is no e-mail that can be read: save its text as a .txt file and add that")
    return message


def header(message: Message, name: str) -> str | None:
    """A header's words in one line; None where it is missing, empty or cannot be understood."""
    try:
        value = message.get(name)
        return " ".join(str(value).split()) or None if value is not None else None
    except (ValueError, LookupError, IndexError, AttributeError, TypeError):  # the standard library trips over some
        return None


@dataclass(frozen=True, slots=True)
class Body:
    """One text of a message, as its programs may show it: plain, as a page, or both."""

    plain: str | None = None
    page: str | None = None


def bodies(message: Message) -> Iterator[Body]:
    """The texts of a message, one after the other, without what is attached to it."""
    for part in _own_parts(message):
        if part.get_content_maintype() == "message":
            continue
        plain, page = (next((text for _, text in texts(part, kind)), None) for kind in _TEXTS)
        if plain or page:
            yield Body(plain, page)


@dataclass(frozen=True, slots=True)
class Attached:
    """What is attached to a message: the `messages` among it, and the names of all else."""

    messages: tuple[EmailMessage, ...]
    names: tuple[str, ...]


def attached(message: Message) -> Attached:
    """What is attached to a message. Pictures that its text shows, and signatures, are no attachments."""
    messages: list[EmailMessage] = []
    names: list[str] = []
    for part in _own_parts(message):
        kind, name = part.get_content_type(), _file_name(part)
        inner = _message_of(part, name)
        if inner is not None:
            messages.append(inner)
        elif part.get_content_disposition() == "attachment" or not (
            kind.startswith(("text/", "multipart/", "message/"))
            or kind.endswith("-signature")
            or (kind.startswith("image/") and part.get("Content-ID"))
        ):
            names.append(name or kind)
    return Attached(tuple(messages), tuple(names))


def _own_parts(message: Message) -> Iterator[Message]:
    """The parts that a message consists of, in order; alternatives are one, and so is a message that is attached."""
    waiting = [message]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        inner = part.get_payload()
        whole = part.get_content_type() == "multipart/alternative" or part.get_content_maintype() == "message"
        if isinstance(inner, list) and not whole:
            waiting += reversed([one for one in inner if isinstance(one, Message)])
        else:
            yield part


def _message_of(part: Message, name: str) -> EmailMessage | None:
    """The message that is attached as this part; None where it is something else."""
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0) if part.is_multipart() else None
        if isinstance(inner, EmailMessage) and inner.keys():
            return inner
        content = inner.get_payload() if isinstance(inner, EmailMessage) else None  # some programs encode the whole
        with suppress(ValueError):
            return _parsed(b64decode(content)) if isinstance(content, str) else None
    elif name.lower().endswith(".eml"):
        content = part.get_payload(decode=True)
        return _parsed(content) if isinstance(content, bytes) else None
    return None


def _parsed(content: bytes) -> EmailMessage | None:
    message = BytesParser(policy=policy.default).parsebytes(content)
    return message if isinstance(message, EmailMessage) and message.keys() else None


def _file_name(part: Message) -> str:
    try:
        return " ".join((part.get_filename() or "").split())[:_LONGEST_NAME]
    except (ValueError, LookupError, AttributeError, TypeError):  # as for headers
        return ""


def sender(message: Message) -> tuple[str | None, str | None]:
    """The name and the address that a message is from."""
    name, address = parseaddr(header(message, "From") or "")
    return name or None, address or None


def texts(message: Message, kind: str) -> Iterator[tuple[Message, str]]:
    """The parts of a kind such as `text/html` that are no attachments, with their characters, in order."""
    for number, part in enumerate(message.walk()):
        if number == _MOST_PARTS:
            return
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                yield part, _decoded(payload, part.get_content_charset())


def _decoded(payload: bytes, charset: str | None) -> str:
    for name in filter(None, (charset, "utf-8")):
        try:
            return payload.decode(name)
        except (LookupError, ValueError):  # no such encoding, an impossible name of one, or bytes that it does not know
            continue
    return payload.decode(guessed_encoding(payload) or "cp1252", "replace")
