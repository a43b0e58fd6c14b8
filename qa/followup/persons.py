"""Whom “he” and “she” mean: whoever was asked about last, else whoever spoke or was named in the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.answer import Citation, Conversation, Turn
from qa.followup.asked import names_of
from qa.speech.asking import asked_speakers, asks_for_speaker
from qa.speech.names import gender_of, names_in

_ANSWERS = re.compile(r"\b(?:dis)?agree|\b(?:respon|repl|react|accept|den(?:y|ied))", re.IGNORECASE)
_PLACE = re.compile(r"\s+(?:of|the|and|for)\b")
_WHO_OR_WHICH = re.compile(r"\W*(?:and |but |so )?(?:who|which)\b", re.IGNORECASE)
_WHO = re.compile(r"\bwho(?:se|m)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """A name, and the turn (from 1) and quote that have it; None where the turn's query has."""

    name: str
    turn: int
    citation: int | None = None


def person_meant(conversation: Conversation, gender: str, others: Sequence[str] = ()) -> Person | None:
    """The likeliest person that “he” (“m”) or “she” (“f”) may be, of the newest turn that has one, but for others."""
    numbered = reversed(list(enumerate(conversation.turns, start=1)))
    for number, turn in numbered:
        for person in _persons(number, turn):
            if gender_of(_fuller(person.name, turn)) in (None, gender) and person.name not in others:
                return person
    return None


def _fuller(name: str, turn: Turn) -> str:
    """The name with the first name that a quote's speaker of the turn has, if it is his or her last."""
    told = (one.speaker.name for one in turn.citations if one.speaker)
    return next((full for full in told if full.split()[-1] == name), name)


def _persons(number: int, turn: Turn) -> Iterator[Person]:
    """The persons of a turn, likeliest first: those of its own words before those that its query took.

    What is neither asked about nor speaks has to be known for a man's or a woman's name: it may be a place or a book.
    """
    speakers = [
        (one.speaker.name, one.number) for one in turn.citations if one.speaker and one.speaker.name[:1].isupper()
    ]
    spoke = {name.split()[-1] for name, _ in speakers}
    own, named = names_of(turn.question), names_of(turn.query)
    quoted = [
        (name, one.number)
        for one in turn.citations[:1]
        for name in (*_answering_names(one), *(re.split(_PLACE, name)[0] for name in names_in(f"… {one.quote}")))
        if " " in name and name not in turn.query and name not in one.article.title
    ]
    yield from (Person(name, number) for name in (*asked_speakers(turn.question), *asked_speakers(turn.query)))
    yield from (Person(name, number) for name in own if name.split()[-1] in spoke)
    if _ANSWERS.search(turn.question):
        yield from (Person(name, number) for name in own[:1])
    if asks_for_speaker(turn.query):
        yield from (Person(name, number, quote) for name, quote in speakers)
    if _WHO.search(turn.question):
        yield from (Person(name, number, quote) for name, quote in quoted)
    yield from (Person(name, number) for name in named if name.split()[-1] in spoke)
    yield from (Person(name, number) for name in own if " " in name and gender_of(name))
    yield from (Person(name, number, quote) for name, quote in speakers[:1])
    yield from (Person(name, number, quote) for name, quote in quoted if gender_of(name))
    yield from (Person(name, number) for name in named[:1] if gender_of(name))


def answer_named(conversation: Conversation) -> Person | None:
    """The name that answered “Who …?” or “Which …?” just before: “it” means that, not what was asked."""
    number, turn = len(conversation.turns), conversation.turns[-1]
    if not turn.citations or not _WHO_OR_WHICH.match(turn.question):
        return None
    named = _answering_names(turn.citations[0])
    return next((Person(name, number, 1) for name in named if name.casefold() not in turn.query.casefold()), None)


def _answering_names(citation: Citation) -> list[str]:
    """The names in the phrase of a quote that answers, where the reader tells one."""
    return names_in(f"… {citation.emphasis.of(citation.quote)}") if citation.emphasis else []
