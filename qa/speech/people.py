"""Who is named in a text: each mention by the full name, and what the text tells of whoever is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from index.article import Span
from qa.speech.cues import SPEAKS_NEXT, SPOKE_BEFORE
from qa.speech.names import (
    BODY_NAMES,
    MEN,
    WOMEN,
    bare,
    first_name_and_junior,
    fits_title,
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


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a person or body is named, by the full name."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Families:
    """Full names by their last name, as a text gives them, with where each stands."""

    named: Mapping[str, tuple[tuple[int, str], ...]] = field(repr=False)

    @classmethod
    def of(cls, names: Iterable[tuple[int, str]]) -> Families:
        """Of full names and where they stand, in order."""
        found: dict[str, list[tuple[int, str]]] = {}
        for position, name in names:
            found.setdefault(last_name(name), []).append((position, name))
        return cls({last: tuple(members) for last, members in found.items()})

    def member(self, last: str, written: str, position: int) -> str | None:
        """Who is meant by a last name, written so (“Mrs. Bush”) there; None where several may be.

        By the title; else whoever is named by far the most; else whoever is named most, unless another one was named
        since, a little before. Where nobody of the family may bear the title, it is somebody else: the name as written.
        """
        members = [(place, name) for place, name in self.named.get(last, ()) if fits_title(written, name) is not False]
        if not members:
            return written if last in self.named else last
        counts = Counter(first_name_and_junior(name) for _, name in members)
        (first, most), *others = counts.most_common()
        before = [(place, first_name_and_junior(name)) for place, name in members if place < position]
        near = before[-1][1] if before and position - before[-1][0] < _A_LITTLE else None
        if others and most < 2 * others[0][1] and near != first and (near or most == others[0][1]):
            return None
        return Counter(name for _, name in members if first_name_and_junior(name) == first).most_common(1)[0][0]


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
    families: Families = field(repr=False)

    def full_name(self, written: str, position: int) -> str | None:
        """The fullest form of a name as it is written there; itself, titles left off, where the text has none.

        None where people of that last name are named of whom it may be either.
        """
        own = bare(written)
        if not own or " " in own:
            return own
        if own in self.families.named:
            return self.families.member(own, written, position)
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
    families = Families.of(
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
        if " " not in name and name in families.named:
            full = families.member(name, written, span.start) or name
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
