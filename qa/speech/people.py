"""Who is named in a text: each mention by the full name, and what the text tells of whoever is named."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from index.article import Span
from qa.speech.cues import SPEAKS_NEXT, SPOKE_BEFORE
from qa.speech.names import (
    BODY_NAMES,
    MEN,
    WOMEN,
    bare,
    first_name_and_junior,
    gender_of,
    gender_of_title,
    has_personal_title,
    last_name,
    names_with_spans,
)

_INITIALS = re.compile(r"(?:[A-Z]\. ?)+[A-Z][a-zà-ÿ]")
_PLURAL = re.compile(r"^[\w-]+(?:[aeo]ns|ese|sses|ists|ers)$")
_SPEAKS_OR_IS_AGED = re.compile(rf"{SPEAKS_NEXT}|, who\b|, \d\d,")
_BEFORE = 60
_A_LITTLE = 600
"""Characters, as all reaches here."""


Person = tuple[str, bool]
"""A first name, and whether it is a junior’s."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a person or body is named, by the full name."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """The full names of one last name, as a text gives them, and where each stands, in order."""

    places: tuple[int, ...]
    names: tuple[str, ...]

    def member(self, written: str, position: int) -> str | None:
        """Who is meant by the last name, written so (“Mrs. Bush”) there; None where several may be.

        By the title; else whoever is named by far the most; else whoever is named most, unless another one was named
        since, a little before. Where nobody of the family may bear the title, it is somebody else: the name as written.
        """
        places, persons, named = _bearing(self, gender_of_title(written))
        if not named:
            return written
        most, *others = sorted(named, key=lambda person: -named[person].total())
        last = bisect_left(places, position) - 1
        near = persons[last] if last >= 0 and position - places[last] < _A_LITTLE else None
        times, next_times = named[most].total(), named[others[0]].total() if others else 0
        if others and times < 2 * next_times and near != most and (near or times == next_times):
            return None
        return named[most].most_common(1)[0][0]


@lru_cache(maxsize=1_024)
def _bearing(
    family: Family, gender: str | None
) -> tuple[tuple[int, ...], tuple[Person, ...], Mapping[Person, Counter[str]]]:
    """Of those who may bear a title of that gender: where each stands, who it is, and how each person is named."""
    able = [
        (place, name)
        for place, name in zip(family.places, family.names, strict=True)
        if gender is None or gender_of(name) in (None, gender)
    ]
    persons = tuple(first_name_and_junior(name) for _, name in able)
    named: dict[Person, Counter[str]] = {}
    for person, (_, name) in zip(persons, able, strict=True):
        named.setdefault(person, Counter())[name] += 1
    return tuple(place for place, _ in able), persons, named


def families_of(names: Iterable[tuple[int, str]]) -> dict[str, Family]:
    """The families of full names, which come with where they stand, in order; by the last name."""
    found: dict[str, list[tuple[int, str]]] = {}
    for position, name in names:
        found.setdefault(last_name(name), []).append((position, name))
    return {
        last: Family(tuple(place for place, _ in members), tuple(name for _, name in members))
        for last, members in found.items()
    }


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who is named in a text, in order, and what is known of them."""

    mentions: tuple[Mention, ...] = field(repr=False)
    women: frozenset[str]
    men: frozenset[str]
    titled: frozenset[str]
    """Those with a title that only people have."""
    speaking: frozenset[str]
    """Those that the text lets speak, or sets an age beside, which may be people or bodies."""
    bodies: frozenset[str]
    """The first words of the names of bodies: “Halvard” may be Halvard Coatings Inc."""
    families: Mapping[str, Family] = field(repr=False)

    def full_name(self, written: str, position: int) -> str | None:
        """The fullest form of a name as it is written there; itself, titles left off, where the text has none.

        None where people of that last name are named of whom it may be either.
        """
        own = bare(written)
        if not own or " " in own:
            return own
        if own in self.families:
            return self.families[own].member(written, position)
        if own not in MEN | WOMEN:
            return own
        beginning = {mention.name for mention in self.mentions if mention.name.startswith(f"{own} ")}
        return beginning.pop() if len(beginning) == 1 else own

    def is_person(self, name: str) -> bool:
        """Whether the text lets tell that it is a person: by the first name or by a title."""
        return name in self.women or name in self.men or name in self.titled

    def is_body(self, name: str) -> bool:
        """Whether it is rather a place, a paper, a party or some other body."""
        told = _names_body(name) or name in self.bodies or name.isupper() or _PLURAL.search(name)
        return bool(told) and not self.is_person(name)

    def may_be(self, name: str, pronoun: str) -> bool:
        """Whether “he” or “she” may stand for the name."""
        if pronoun in ("she", "her", "hers", "herself"):
            return name not in self.men
        if pronoun in ("he", "his", "him", "himself"):
            return name not in self.women
        return True


def cast_of(text: str) -> Cast:
    """Everybody who is named in a text."""
    spans = list(names_with_spans(text))
    known = [bare(span.of(text)) for span in spans]
    families = families_of(
        (span.start, name) for span, name in zip(spans, known, strict=True) if " " in name and not _names_body(name)
    )
    mentions = []
    women: set[str] = set()
    men: set[str] = set()
    titled: set[str] = set()
    speaking: set[str] = set()
    for span, name in zip(spans, known, strict=True):
        if not name:
            continue
        written = span.of(text)
        full = name
        if " " not in name and name in families:
            full = families[name].member(written, span.start) or name
        mentions.append(Mention(span, full))
        first = full.split()[0]
        body = _names_body(full)
        title = gender_of_title(written)
        if title:
            (women if title == "f" else men).add(full)
        elif " " in full and first in WOMEN and not body:
            women.add(full)
        elif " " in full and first in MEN and not body:
            men.add(full)
        elif _INITIALS.match(full):
            titled.add(full)
        if has_personal_title(written.removesuffix(name)) and not body:
            titled.add(full)
        before = text[max(0, span.start - _BEFORE) : span.start]
        if _SPEAKS_OR_IS_AGED.match(text, span.end) or SPOKE_BEFORE.search(before):
            speaking.add(full)
    return Cast(
        tuple(mentions),
        frozenset(women - men),
        frozenset(men - women),
        frozenset(titled),
        frozenset(speaking),
        frozenset(name.split()[0] for name in known if " " in name and _names_body(name)),
        families,
    )


def _names_body(name: str) -> bool:
    """Whether one of a name's words is a body's or a place's: “Ostra Watch Committee”."""
    return not BODY_NAMES.isdisjoint(name.split())
