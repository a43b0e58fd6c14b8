"""Whom “he” and “she” mean: whoever was asked about last, else whoever spoke or was named in the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.answer import Conversation, Turn
from qa.speakers import asked_speakers, asks_for_speaker, names_in

_WHO = re.compile(r"\bwho(?:se|m)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """A name, and the turn (from 1) and quote that have it; None where the turn's query has."""

    name: str
    turn: int
    citation: int | None = None


def person_meant(conversation: Conversation) -> Person | None:
    """The likeliest person of the newest turn that has one."""
    numbered = reversed(list(enumerate(conversation.turns, start=1)))
    return next((person for number, turn in numbered for person in _persons(number, turn)), None)


def _persons(number: int, turn: Turn) -> Iterator[Person]:
    """The persons of a turn, likeliest first."""
    for name in asked_speakers(turn.query):
        yield Person(name, number)
    speakers = [(one.speaker.name, one.number) for one in turn.citations if one.speaker]
    named = names_in(turn.query)
    last_words = {name.split()[-1] for name, _ in speakers}
    for name in named:
        if name.split()[-1] in last_words:
            yield Person(name, number)
    if asks_for_speaker(turn.query):
        yield from (Person(name, number, quote) for name, quote in speakers if name[:1].isupper())
    in_quotes = [(name, one.number) for one in turn.citations[:1] for name in names_in(f"… {one.quote}")]
    if _WHO.search(turn.query):
        yield from (Person(name, number, quote) for name, quote in in_quotes if " " in name)
    yield from (Person(name, number) for name in named if " " in name)
    yield from (Person(name, number, quote) for name, quote in speakers[:1] if name[:1].isupper())
    yield from (Person(name, number) for name in named[:1])
    yield from (Person(name, number, quote) for name, quote in in_quotes if " " in name)


def answer_named(conversation: Conversation) -> Person | None:
    """The name that answered “Who …?” or “Which …?” just before: “it” means that, not what was asked."""
    number, turn = len(conversation.turns), conversation.turns[-1]
    if not turn.citations or not re.match(r"\W*(?:and |but |so )?(?:who|which)\b", turn.question, re.IGNORECASE):
        return None
    asked = turn.query.casefold()
    named = names_in(f"… {turn.citations[0].quote}")
    return next((Person(name, number, turn.citations[0].number) for name in named if name.casefold() not in asked), None)
