"""Messages as e-mail programs and browsers store them: their parts and headers, whatever is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parseaddr

from index.errors import SourceError
from index.reading.content import read_bytes
from index.reading.original import Original

_MOST_PARTS = 1000


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
    from charset_normalizer import from_bytes

    best = from_bytes(payload).best()
    return str(best) if best else payload.decode("cp1252", "replace")
