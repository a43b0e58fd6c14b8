"""Mailboxes (mbox), as Thunderbird, Google Takeout, Apple Mail and mailing lists keep them: a message after another.

Each message is unpacked, one at a time, to a file of ours, and read as an e-mail by itself would be.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.parser import BytesHeaderParser
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from index.article import Article
from index.errors import SourceError
from index.reading.content import open_bytes
from index.reading.messages import header
from index.reading.original import Original
from index.reading.skipped import Skipped

_PARTING = re.compile(rb"From [^\r\n]*\b\d{1,2}:\d\d[^\r\n]*\r?\n")
"""The line above a message: the sender and the time. Prose that begins with “From” hardly ever has one."""

_HEADER = re.compile(rb"[!-9;-~]{1,80}:")
_QUOTED = re.compile(rb">+From ")
_LARGEST_MESSAGE = 64 * 1024 * 1024
_LONGEST_LINE = 64 * 1024
_LONGEST_ID = 100
_HEAD = 64 * 1024

Read = Callable[[Original], Iterator[Article | Skipped]]
"""How one message is read. Nothing is raised."""


def is_mailbox(head: bytes) -> bool:
    """Whether a file that begins like this is a mailbox: with a line that parts messages, and a header below it."""
    parting = _PARTING.match(head)
    return bool(parting and _HEADER.match(head, parting.end()))


def holds_one_message(original: Original) -> bool:
    """Whether a file that begins like a mailbox is one e-mail, as some programs save them."""
    return len(list(islice(_messages(original), 2))) < 2


def read_mailbox(original: Original, read: Read) -> Iterator[Article | Skipped]:
    """The articles of all messages, under `mailbox!/id.eml`, where `id` is what the message calls itself: it stays the
    same wherever the message lies in the mailbox. The last one is told what became of all."""
    counts = Counter[str]()
    last: Article | None = None
    behind: list[Skipped] = []
    for found in _found(original, read, counts):
        if isinstance(found, Skipped):
            behind.append(found)
            continue
        if last:
            yield last
        yield from behind
        last, behind = found, []
    if not counts["messages"]:
        raise SourceError(f"{original} is a mailbox without messages: add the one that holds them")
    if last:
        yield replace(last, remarks=(*last.remarks, _remark(original, counts["messages"], counts["copies"])))
    yield from behind


def _found(original: Original, read: Read, counts: Counter[str]) -> Iterator[Article | Skipped]:
    """What the messages hold, in order; `counts` has how many came so far, and how many of them were copies."""
    names = Counter[str]()
    digests: set[bytes] = set()
    with TemporaryDirectory(prefix="onrecord-") as folder:
        path = Path(folder) / "message"
        for message in _messages(original):
            digest = hashlib.sha256(message.content).digest()
            counts["messages"] += 1
            counts["copies"] += digest in digests
            if digest in digests:
                continue
            digests.add(digest)
            name = f"{original.name}!/{_name(message.content, digest, names)}.eml"
            if message.cut:
                size = f"{_LARGEST_MESSAGE // 2**20:,} MiB"
                yield Skipped(name, f"{name} has more than {size}: save what you need of it and add that")
                continue
            path.write_bytes(message.content)
            yield from read(Original(path, name))


def _remark(original: Original, messages: int, copies: int) -> str:
    held = "1 message" if messages == 1 else f"{messages:,} messages"
    once = f", {copies:,} of them copies of others, which were read once" if copies else ""
    return f"{original}: a mailbox of {held}, each read as an article of its own{once}"


@dataclass(frozen=True, slots=True)
class _Content:
    """The bytes of a message without the line above it; only the first of them where it is `cut`, being too large."""

    content: bytes
    cut: bool


class _Held:
    """The lines of a message so far, those beyond the limit only counted."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._size = 0

    def add(self, line: bytes) -> None:
        self._size += len(line)
        if self._size <= _LARGEST_MESSAGE:
            self._lines.append(line)

    def content(self) -> _Content:
        return _Content(b"".join(self._lines).rstrip(b"\r\n") + b"\n", self._size > _LARGEST_MESSAGE)


def _messages(original: Original) -> Iterator[_Content]:
    """The messages one after the other. Programs put “>” before a line of them that would look like a parting one."""
    with open_bytes(original) as file:
        held: _Held | None = None
        parting = b""
        blank = fresh = True
        for line in _lines(file):
            if parting and _HEADER.match(line):
                if held:
                    yield held.content()
                held = _Held()
            elif parting and held:  # a sentence that looks like one
                held.add(parting)
            parting = line if blank and fresh and _PARTING.fullmatch(line) else b""
            if held and not parting:
                held.add(line[1:] if fresh and _QUOTED.match(line) else line)
            blank = fresh and not line.strip()
            fresh = line.endswith(b"\n")
        if held:
            yield held.content()


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines with their ends; a long one in several pieces."""
    while line := file.readline(_LONGEST_LINE):
        yield line


def _name(content: bytes, digest: bytes, names: Counter[str]) -> str:
    """What the message is called: by its Message-ID, or its content where it has none or another has the same."""
    declared = header(BytesHeaderParser().parsebytes(content[:_HEAD]), "Message-ID") or ""
    plain = re.sub(r"[^\w.@+=-]+", "-", declared.strip("<> "))[:_LONGEST_ID].strip(".-")
    names[plain] += 1
    if plain and names[plain] == 1:
        return plain
    return "-".join(filter(None, (plain, digest.hex()[:10])))
