"""The lines of a text, as people see them: with their places, and without Markdown's marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.article import Span

_STOP = re.compile(r"[.!?…][”’\"'»)\]]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a paragraph that was broken into several, trimmed of white space.

    `words` is what it says, without the marks of headings and emphasis. `alone` is False where another line stands
    directly below it, without a blank one between them.
    """

    span: Span
    words: str
    alone: bool

    @property
    def stopped(self) -> bool:
        """Whether it ends as sentences do."""
        return bool(_STOP.search(self.words[-10:]))


def lines_of(text: str) -> Iterator[Line]:
    """The lines that are not blank, in order. A paragraph that was broken at a margin is one line."""
    for block in _blocks(text):
        if _broken([span.of(text) for span in block]):
            block = [Span(block[0].start, block[-1].end)]
        for span in block:
            yield Line(span, plain(span.of(text)), alone=span is block[-1])


def plain(line: str) -> str:
    """The line's words with single spaces, without Markdown's marks around them."""
    return " ".join(line.split()).lstrip("#>*_\\ ").rstrip("#*_ ")


def _blocks(text: str) -> Iterator[list[Span]]:
    """The trimmed lines between one blank line and the next."""
    block: list[Span] = []
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        raw = text[start:end]
        words = raw.strip()
        if words:
            begins = start + raw.index(words[0])
            block.append(Span(begins, begins + len(words)))
        elif block:
            yield block
            block = []
        start = end + 1
    if block:
        yield block


def _broken(lines: list[str]) -> bool:
    """Whether these lines look like one paragraph that was broken at a margin."""
    *full, last = (len(line) for line in lines)
    if not full or not 50 <= max(full) <= 100 or min(full) <= max(full) - 25 or last > max(full):
        return False
    return any(line[0].islower() for line in lines[1:])
