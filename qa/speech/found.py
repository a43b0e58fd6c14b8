"""What rules or the tagger find of a statement, before it is known who is meant."""

from __future__ import annotations

from dataclasses import dataclass

from index.article import Span


@dataclass(frozen=True, slots=True)
class Found:
    """Where a statement's cue stands, who is named beside it, and what is said, in order.

    Nothing is, as yet, where a paragraph ends with a colon: the quotation that follows it will be.
    """

    source: Span | None
    cue: Span
    content: tuple[Span, ...]
