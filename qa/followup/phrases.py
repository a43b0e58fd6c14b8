"""Chosen terms as the phrases that they stand in: “throat cancer”, not “cancer” and “throat”."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.text import stem, words
from qa.followup.asked import GENERIC
from qa.followup.terms import Kind, Place, Source, Term

_BETWEEN = re.compile(r"[\s’'-]+|\s+(?:of|for|in|on|and|to)\s+(?:the\s+)?", re.IGNORECASE)
_HYPHENATED = re.compile(r"\w+-$")
_HYPHENATED_ON = re.compile(r"-\w+")
_WHEN_WAS = re.compile(
    r"\W*(?:and |but |so )?(?:when|where|why|how|what|whom?|which)\s+"
    r"(?:(?:was|were|has|have|had|did|does|do|will|can)\b|(?<=when )is|(?<=where )is)",
    re.IGNORECASE,
)
_HEAD = re.compile(r"\bthe\s+(?P<head>(?:[a-z][\w-]*\s+){1,3}?)of\s+(?:[Tt]he\s+)?$")
_NO_NAME = r"(?:The|A|An|I|What|Who|When|Where|Why|How|Which|Did|Does|Do|Is|Are|Was|Were|Tell|And|But)\b"
_NAME_BEFORE = re.compile(rf"(?:(?!{_NO_NAME})\b[A-Z][\w’'-]*\s+)+$")
_NAME_AFTER = re.compile(r"(?:\s+[A-Z][\w-]*)+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other in a source; `likelihood` (0–1) is that of the likeliest of them."""

    text: str
    source: Source
    start: int
    likelihood: float


def phrases(chosen: Sequence[tuple[Term, float]]) -> list[Phrase]:
    """The fewest phrases that hold the chosen terms, each taken from where most of them stand, in reading order."""
    chances = {term.stem: chance for term, chance in chosen}
    places = {term.stem: {place.source: place for place in term.places} for term, _ in chosen}
    found: list[Phrase] = []
    while places:
        counts = Counter(source for at in places.values() for source in at)
        source = max(counts, key=lambda one: (counts[one], one.kind is Kind.QUESTION, one.turn))
        here = {name: at[source] for name, at in places.items() if source in at}
        found += map(_completed, _joined(source, here, chances))
        places = {name: at for name, at in places.items() if name not in here}
    found = [
        one
        for one in found
        if not any(one.text in other.text and one is not other for other in found if one.text != other.text)
    ]
    unique = {phrase.text: phrase for phrase in found}
    return sorted(unique.values(), key=lambda phrase: (phrase.source.turn, phrase.start))


def without_verb(phrase: Phrase) -> Phrase:
    """The phrase without the verb that ends its question: of “When was the bridge shut?” the bridge."""
    first, _, verb = phrase.text.rpartition(" ")
    rest = phrase.source.text[phrase.start + len(phrase.text) :]
    ends = bool(first) and verb.islower() and not re.search(r"\w", rest.split("(")[0])
    return replace(phrase, text=first) if ends and _WHEN_WAS.match(phrase.source.text) else phrase


def with_head(phrase: Phrase) -> Phrase:
    """A name with what it belongs to: of “the lost act of The Salt Road”, “it” means the act."""
    head = _HEAD.search(phrase.source.text[: phrase.start]) if phrase.text[:1].isupper() else None
    if head is None or all(stem(word) in GENERIC for word, _, _ in words(head["head"])):
        return phrase
    start = head.start()
    return replace(phrase, text=phrase.source.text[start : phrase.start + len(phrase.text)], start=start)


def _joined(source: Source, here: dict[str, Place], chances: dict[str, float]) -> list[Phrase]:
    """The places of one source as phrases: what stands side by side is one."""
    found: list[Phrase] = []
    for name, place in sorted(here.items(), key=lambda one: one[1].start):
        last = found[-1] if found else None
        if last and _BETWEEN.fullmatch(source.text[last.start + len(last.text) : place.start]):
            text = source.text[last.start : place.end]
            found[-1] = Phrase(text, source, last.start, max(last.likelihood, chances[name]))
        else:
            found.append(Phrase(place.word, source, place.start, chances[name]))
    return found


def _completed(phrase: Phrase) -> Phrase:
    """The phrase with the rest of the name or hyphenated word that it is part of: “Open Banking”, “self-esteem”."""
    text, start, end = phrase.source.text, phrase.start, phrase.start + len(phrase.text)
    before, after = _HYPHENATED.search(text[:start]), _HYPHENATED_ON.match(text[end:])
    if phrase.text[:1].isupper():
        before = before or _NAME_BEFORE.search(text[:start])
        after = after or _NAME_AFTER.match(text[end:])
    start, end = start - len(before[0] if before else ""), end + len(after[0] if after else "")
    return replace(phrase, text=text[start:end], start=start)
