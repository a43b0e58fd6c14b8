"""Chosen terms as the phrases that they stand in: “throat cancer”, not “cancer” and “throat”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.followup.terms import Place, Source, Term

_BETWEEN = re.compile(r"[\s’'-]+|\s+(?:of|for|in|on|and|to)\s+(?:the\s+)?", re.IGNORECASE)


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
    places = {term.stem: term.places for term, _ in chosen}
    found: list[Phrase] = []
    while places:
        counts: dict[Source, int] = {}
        for at in places.values():
            for source in {place.source for place in at}:
                counts[source] = counts.get(source, 0) + 1
        source = max(counts, key=lambda one: (counts[one], one.citation is None, one.turn, -(one.citation or 0)))
        here = {name: next(p for p in at if p.source == source) for name, at in places.items() if any(p.source == source for p in at)}
        found += _joined(source, here, chances)
        places = {name: at for name, at in places.items() if name not in here}
    return sorted(found, key=lambda phrase: (phrase.source.turn, phrase.source.citation or 0, phrase.start))


def _joined(source: Source, here: dict[str, Place], chances: dict[str, float]) -> list[Phrase]:
    found: list[Phrase] = []
    for name, place in sorted(here.items(), key=lambda one: one[1].start):
        end = found[-1].start + len(found[-1].text) if found else -1
        if found and _BETWEEN.fullmatch(source.text[end : place.start]):
            last = found.pop()
            found.append(Phrase(source.text[last.start : place.end], source, last.start, max(last.likelihood, chances[name])))
        else:
            found.append(Phrase(place.word, source, place.start, chances[name]))
    return found
