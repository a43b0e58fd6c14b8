"""The paragraphs of a text that nothing wraps: its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.article import Span


def paragraph_spans(text: str) -> Iterator[Span]:
    """The lines that hold anything, without the space around them."""
    for match in re.finditer(r"\S[^\n]*", text):
        yield Span(match.start(), match.start() + len(match[0].rstrip()))
