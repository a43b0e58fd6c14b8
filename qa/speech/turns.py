"""Printed interviews and transcripts: “Lena Moss: We had no choice.” The whole turn is whoever's label opens it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from index.article import Span
from qa.speech.names import CAPITAL
from qa.speech.quotations import paragraph_spans
from qa.speech.statement import FoundStatement

_LABEL = re.compile(
    rf"(?P<who>{CAPITAL}(?:[ \t]+(?:(?:of|the|de|van|von|al)[ \t]+)?{CAPITAL}){{0,4}})[ \t]*(?P<colon>:)\s+(?=\S)"
)
_LEAST_TURNS = 3
_MOST_PARAGRAPHS = 6
"""So many without a label between two turns are still the first speaker's; more are the narrator's."""


@lru_cache(maxsize=16)
def turns_of(text: str) -> tuple[FoundStatement, ...]:
    """The turns of a text that nothing wraps, in order; none where its labels are those of no conversation.

    In a conversation two labels or more open paragraphs, one of them again and again, and somebody asks: a list
    of places, a recipe or a notice is none.
    """
    paragraphs = tuple(paragraph_spans(text))
    labels = [
        (number, match)
        for number, paragraph in enumerate(paragraphs)
        if (match := _LABEL.match(text, paragraph.start, paragraph.end))
    ]
    times = Counter(match["who"] for _, match in labels)
    repeated = {who for who, count in times.items() if count > 1}
    asks = any(paragraphs[number].of(text).endswith("?") for number, _ in labels)
    if len(labels) < _LEAST_TURNS or len(times) < 2 or not repeated or not asks:
        return ()
    ends = [number for number, _ in labels[1:]] + [labels[-1][0] + 1]
    return tuple(
        _turn(match, paragraphs[number : end if end - number <= _MOST_PARAGRAPHS else number + 1])
        for (number, match), end in zip(labels, ends, strict=True)
    )


def _turn(label: re.Match[str], paragraphs: Sequence[Span]) -> FoundStatement:
    said = (Span(label.end(), paragraphs[0].end), *paragraphs[1:])
    return FoundStatement(Span(*label.span("who")), Span(*label.span("colon")), said)


def with_turns(text: str, found: Sequence[FoundStatement], within: Span) -> list[FoundStatement]:
    """What is told in a stretch of the text, with its turns in the place of what was found at their labels."""
    turns = [turn for turn in turns_of(text) if turn.content_within(within)]
    labels = {turn.cue.start for turn in turns}
    others = [statement for statement in found if statement.cue.start not in labels]
    return sorted((*others, *turns), key=lambda statement: (statement.content[0].start, statement.cue.start))
