"""People of the same last name told apart: by their first names, by “Mr.” and “Mrs.”, by who was named last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qa.speech.given_names import MEN, WOMEN

_MALE = re.compile(r"(?:Mr|Sir|Lord|Father|Pope|King|Prince|Congressman|Chairman|Spokesman)\b")
_FEMALE = re.compile(r"(?:Mrs|Ms|Dame|Lady|Sister|Queen|Princess|Congresswoman|Chairwoman|Spokeswoman)\b")
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Sir|Dame|Lord|Lady)\.? (?=\S)")
_AFTER = frozenset("jr sr ii iii iv".split())
_ALIKE = tuple(
    frozenset(group.split())
    for group in (
        "joe joseph joey",
        "bill william will billy",
        "bob robert rob bobby robby",
        "mike michael mick",
        "jim james jimmy",
        "tom thomas",
        "steve steven stephen",
        "kate katherine katharine catherine kathleen kathy katie katy",
        "liz elizabeth elisabeth beth betsy betty",
        "ted edward ed eddie theodore",
        "tony anthony antony",
        "andy andrew drew",
        "jeff jeffrey geoff geoffrey",
        "larry lawrence",
        "rick richard dick rich",
        "chuck charles charlie",
        "jack john jon jonathan johnny",
        "peggy margaret maggie",
        "bernie bernard bernhard",
        "jerry gerald jeremy",
        "terry terence terrence teresa theresa",
        "harry henry hank harold",
        "al albert alan allen alfred",
        "becky rebecca",
        "debbie deborah debra",
        "cindy cynthia lucinda",
        "jake jacob",
        "sandy sandra alexandra",
        "gene eugene",
        "bart bartholomew",
        "vicky victoria",
        "jenny jennifer jen",
        "mitch mitchell mitt",
        "nate nathan nathaniel",
        "pete peter",
        "rudy rudolph",
        "tim timothy",
    )
)
_KNOWN = frozenset(name.casefold() for name in MEN | WOMEN)
_DETERMINERS = frozenset("the a an his her its their".split())
_LEAST_LETTERS = 3
_A_LITTLE = 600
"""Characters."""


def gender_of_title(written: str) -> str | None:
    """“m” for “Mr.”, “f” for “Mrs.” and the like, before a name; None without such a title."""
    if _FEMALE.match(written):
        return "f"
    return "m" if _MALE.match(written) else None


def gender_of(name: str) -> str | None:
    """“m” or “f” where its title or, of a full name, its first name tells; else None."""
    first = name.split()[0] if " " in name else ""
    told = "f" if first in WOMEN - MEN else "m" if first in MEN - WOMEN else None
    return gender_of_title(name) or told


def last_of(name: str) -> str:
    """The last name, “Jr.” and the like left off."""
    words = [word for word in name.split() if word.strip(".,").casefold() not in _AFTER]
    return words[-1] if words else name


def is_same_person(asked: str, told: str) -> bool:
    """Whether two names of the same last name can be one person's: first names and titles must not differ.

    Nicknames (“Joe”, “Joseph”), initials and names that are not known for given names do not differ from others.
    """
    own, other = _words(asked), _words(told)
    if not own or not other or _last_word(own) not in other:
        return False
    if other[0] in _DETERMINERS and own[0] not in _DETERMINERS:  # “the Okoro campaign” is not Okoro
        return False
    if any(_fits_title(title, name) is False for title, name in ((asked, told), (told, asked))):
        return False
    if len(own) < 2 or len(other) < 2 or _last_word(own) != _last_word(other):
        return True
    if ("jr" in own) != ("jr" in other) and "jr" in own:
        return False
    return own[0] in other or other[0] in own or _is_alike(own[0], other[0])


def _words(name: str) -> list[str]:
    return [word.strip(".,") for word in _TITLE.sub("", name).casefold().split() if word.strip(".,")]


def _last_word(words: Sequence[str]) -> str:
    return next((word for word in reversed(words) if word not in _AFTER), words[-1])


def _fits_title(titled: str, name: str) -> bool | None:
    """Whether a person of a name may bear another name's title; None where nothing tells."""
    title, theirs = gender_of_title(titled), gender_of(name)
    return None if title is None or theirs is None else theirs == title


def _is_alike(one: str, other: str) -> bool:
    if one not in _KNOWN or other not in _KNOWN:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _LEAST_LETTERS and longer.startswith(shorter):
        return True
    return any(one in group and other in group for group in _ALIKE)


@dataclass(frozen=True, slots=True)
class Families:
    """Full names by their last name, as a text gives them, with where each stands."""

    named: Mapping[str, tuple[tuple[int, str], ...]] = field(repr=False)

    @classmethod
    def of(cls, names: Iterable[tuple[int, str]]) -> Families:
        """Of full names and where they stand, in order."""
        found: dict[str, list[tuple[int, str]]] = {}
        for position, name in names:
            found.setdefault(last_of(name), []).append((position, name))
        return cls({last: tuple(names) for last, names in found.items()})

    def meant(self, last: str, written: str, position: int) -> str | None:
        """Who is meant by a last name, written so (“Mrs. Bush”) there; None where several may be.

        By the title; else whoever is named by far the most; else whoever is named most, unless another one was named
        since, a little before. Where nobody of the family may bear the title, it is somebody else: the name as written.
        """
        options = [(place, name) for place, name in self.named.get(last, ()) if _fits_title(written, name) is not False]
        if not options:
            return written if last in self.named else last
        counts = Counter(_person(name) for _, name in options)
        (first, most), *others = counts.most_common()
        before = [(place, _person(name)) for place, name in options if place < position]
        near = before[-1][1] if before and position - before[-1][0] < _A_LITTLE else None
        if others and most < 2 * others[0][1] and near != first and (near or most == others[0][1]):
            return None
        return Counter(name for _, name in options if _person(name) == first).most_common(1)[0][0]


def _person(name: str) -> tuple[str, bool]:
    """The first name and whether it is a junior's: the same for “Donald J. Trump” and “Donald Trump”."""
    words = _words(name)
    return words[0], "jr" in words
