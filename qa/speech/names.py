"""Names: where they stand, what of them is a title, whether they are a man’s, and when two are one person’s."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.article import Span
from index.text import INVISIBLE, UNSEEN, folded
from qa.speech.lexicon import capitalised, either, groups, tagged, tagged_both

MEN, WOMEN = tagged_both("given", "m"), tagged_both("given", "f")
DETERMINERS = tagged("article", "possessive")
NO_NAMES = capitalised(tagged("no-name", "calendar"))
BODY_NAMES = tagged("body-name", "place")
TITLES = tagged("title") | {"of", "and", "the"} | tagged("former")
"""Whatever goes before a name; “Secretary of State” has an “of”."""

_CAPITALS = "A-ZÀ-ÖØ-Þ" + "".join(filter(str.isupper, map(chr, (*range(0x100, 0x250), *range(0x1E00, 0x1F00)))))
CAPITAL = rf"[{_CAPITALS}][\w{UNSEEN}’'.-]*"
NAME = rf"{CAPITAL}(?:[ \t]+(?:(?:de|del|der|van|von|bin|al|el|la|le|of|the|and|&)[ \t]+){{0,3}}{CAPITAL}){{0,9}}"

_OPENING = NO_NAMES | capitalised(tagged("opening"))
_REALM = tagged("realm")
_BEFORE_NAME = re.compile(rf"(?:(?:U\.S\.|{either(TITLES)})\.?[ \t]+)+")
_GIVEN = MEN | WOMEN
_PERSONAL_TITLES = tagged("personal")
_PERSONAL = re.compile(rf"\b{either(_PERSONAL_TITLES)}\b")
_ABBREVIATED = re.compile(rf"(?:[A-Z]\.)+|{either(tagged('short'))}\.")
_ENDS = re.compile(r"\.$|[’']s?$")
_TAIL = r"[’']s?$|(?<!Jr)(?<!Sr)(?<!\b[A-Z])[.,]+$"
_MALE = re.compile(rf"{either(tagged_both('title', 'm'))}\b")
_FEMALE = re.compile(rf"{either(tagged_both('title', 'f'))}\b")
_COURTESY = either(tagged("courtesy"))
_COURTESY_BEFORE = re.compile(rf"{_COURTESY}\.? (?=\S)")
_GENERATIONS = tagged("generation")
_ONLY_MEN, _ONLY_WOMEN = MEN - WOMEN, WOMEN - MEN
_KNOWN = frozenset(map(folded, MEN | WOMEN))
_ALIKE = tuple(frozenset(map(folded, names)) for names in groups("alike").values())
_LEAST_LETTERS = 3

_WITHOUT_STOP = "".join(
    rf"(?<!\b{either(word for word in tagged('short') if len(word) == length)})" for length in (2, 3, 4)
)
SENTENCE_END = re.compile(rf"(?<![A-Z]){_WITHOUT_STOP}[.!?][”\"’']* +(?=[A-Z“\"‘'])")
"""Where a sentence ends within a paragraph, for counting them quickly."""


def bare(name: str) -> str:
    """A name without titles, possessive and full stop."""
    titles = _BEFORE_NAME.match(name)
    words = (name[titles.end() :] if titles else name).split()
    for place, (word, following) in enumerate(pairwise(words), start=1):
        if word.rstrip(".") in _PERSONAL_TITLES and following in _GIVEN:  # “New York Mayor Nadia Okoro”
            words = words[place:]
            break
    return re.sub(_TAIL, "", INVISIBLE.sub("", " ".join(words)))


def names_in(text: str) -> list[str]:
    """The names in a text, titles left off, in order; a single capitalised word that opens the text is left out."""
    found = []
    for match in re.finditer(NAME, text):
        words = match[0].split()
        while words and words[0] in NO_NAMES:
            words = words[1:]
        name = bare(" ".join(words))
        if name and not (match.start() == 0 and len(words) == 1):
            found.append(name)
    return found


def names_with_spans(text: str, offset: int = 0) -> Iterator[Span]:
    """Where names stand, titles included; words that only open a sentence, and whatever ends one, part them."""
    for match in re.finditer(NAME, text):
        words: list[re.Match[str]] = []
        for word in re.finditer(r"\S+", match[0]):
            if word[0] in ("and", "&"):
                yield from _parted(words, match.start() + offset)
                words = []
                continue
            words.append(word)
            if _ENDS.search(word[0]) and not _ABBREVIATED.fullmatch(word[0]):
                yield from _parted(words, match.start() + offset)
                words = []
        yield from _parted(words, match.start() + offset)


def _parted(words: list[re.Match[str]], offset: int) -> Iterator[Span]:
    """The names that neighbouring words make: one, two where a person is called with a place, or none."""
    place = _place_begins(words)
    if place < len(words):
        yield from _parted(words[:place], offset)
        yield from _parted(words[place:], offset)
        return
    while words and (words[0][0] in _OPENING or words[0][0][0].islower()):
        words = words[1:]
    while words and words[-1][0][0].islower():
        words = words[:-1]
    if not words or all(word[0].isupper() and len(word[0]) > 3 and word[0].isalpha() for word in words):
        return
    last = words[-1]
    end = last.start() + len(re.sub(rf"{_TAIL}|[’']$", "", last[0]))
    if end > words[0].start():
        yield Span(offset + words[0].start(), offset + end)


def _place_begins(words: list[re.Match[str]]) -> int:
    """Where a full name goes on with a place or a body (“Hedda Quistgaard of the Ostra Watch”), else its end."""
    if not any(word[0] == "of" for word in words):
        return len(words)
    given = next((number for number, word in enumerate(words) if word[0] in MEN or word[0] in WOMEN), len(words))
    place = next((number for number, word in enumerate(words) if word[0] == "of" and number > given + 1), len(words))
    belongs = any(word[0] in BODY_NAMES or word[0] in _REALM for word in words[:place])
    return len(words) if belongs else place


def has_personal_title(before: str) -> bool:
    """Whether what stands before a bare name has a title that only people have."""
    return _PERSONAL.search(before) is not None


def with_titles(question: str, names: Sequence[str]) -> list[str]:
    """The names with “Mr.”, “Mrs.” and the like where the question sets one before them."""
    titled = {name: re.search(rf"\b{_COURTESY}\.? {re.escape(name)}(?!\w)", question) for name in names}
    return [match[0] if match else name for name, match in titled.items()]


def gender_of_title(written: str) -> str | None:
    """“m” for “Mr.”, “f” for “Mrs.” and the like, before a name; None without such a title."""
    if _FEMALE.match(written):
        return "f"
    return "m" if _MALE.match(written) else None


def gender_of(name: str) -> str | None:
    """“m” or “f” where its title or, of a full name, its first name tells; else None."""
    titled = gender_of_title(name)
    if titled or " " not in name:
        return titled
    first = name.split()[0]
    return "f" if first in _ONLY_WOMEN else "m" if first in _ONLY_MEN else None


def last_name(name: str) -> str:
    """The last name, “Jr.” and the like left off."""
    words = [word for word in name.split() if word.strip(".,").casefold() not in _GENERATIONS]
    return words[-1] if words else name


def first_name_and_junior(name: str) -> tuple[str, bool]:
    """The first name and whether it is a junior's: the same for “Donald J. Trump” and “Donald Trump”."""
    words = _words(name)
    return words[0], "jr" in words


def is_same_person(asked: str, told: str) -> bool:
    """Whether two names of the same last name can be one person's: first names and titles must not differ.

    Nicknames (“Joe”, “Joseph”), initials and names that are not known for given names do not differ from others.
    """
    own, other = _words(asked), _words(told)
    if not own or not other or _last_word(own) not in other:
        return False
    if other[0] in DETERMINERS and own[0] not in DETERMINERS:  # “the Okoro campaign” is not Okoro
        return False
    if any(fits_title(title, name) is False for title, name in ((asked, told), (told, asked))):
        return False
    if len(own) < 2 or len(other) < 2 or _last_word(own) != _last_word(other):
        return True
    if ("jr" in own) != ("jr" in other) and "jr" in own:
        return False
    return own[0] in other or other[0] in own or _is_alike(own[0], other[0])


def fits_title(titled: str, name: str) -> bool | None:
    """Whether a person of a name may bear another name's title; None where nothing tells."""
    title, theirs = gender_of_title(titled), gender_of(name)
    return None if title is None or theirs is None else theirs == title


def _words(name: str) -> list[str]:
    return [word.strip(".,") for word in folded(_COURTESY_BEFORE.sub("", name)).split() if word.strip(".,")]


def _last_word(words: Sequence[str]) -> str:
    return next((word for word in reversed(words) if word not in _GENERATIONS), words[-1])


def _is_alike(name: str, other: str) -> bool:
    if name not in _KNOWN or other not in _KNOWN:
        return True
    shorter, longer = sorted((name, other), key=len)
    if len(shorter) >= _LEAST_LETTERS and longer.startswith(shorter):
        return True
    return any(name in names and other in names for names in _ALIKE)
