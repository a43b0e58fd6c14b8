"""Nouns of people, and of whoever else speaks: “the engineer”, “the dockers”, “the committee”."""

from __future__ import annotations

import re

from qa.speech.lexicon import tagged

_PARTS = tagged("part", "quantifier", "number")
_THINGS = tagged("thing")
_BEFORE_NOUN = tagged("article", "possessive", "determiner", "function", "first-person", "pronoun")
_GOES_ON = re.compile(r"\b(?:who|that|which|whose|in|on|at|by|for|from|with|within|against|about|to|and|or)\b|[,(—–]")
_ROLES, _BODIES = tagged("role"), tagged("body")
_SPEAKING = _ROLES | _BODIES | tagged("speaker", "people")
_PERSONAL = re.compile(
    r"[\w’'-]*(?:[^st]er|minister|[aeiou]ter|or|ist|man|men|woman|women|ian|ent|ant|ee)",
)
"""By how they end; not the “matter” or the “register”."""


def is_person_noun(noun: str) -> bool:
    """Whether a noun in small letters is one of people, by the lexicon or by how it ends."""
    own = _with_last_part(noun)
    return own.isdisjoint(_BODIES) and (not own.isdisjoint(_ROLES) or _PERSONAL.fullmatch(noun) is not None)


def is_speaking_noun(noun: str) -> bool:
    """Whether a noun in small letters is one of somebody, of several or of a body that speaks."""
    own = _with_last_part(noun)
    return not own.isdisjoint(_SPEAKING) or is_person_noun(noun) or is_person_noun(noun.removesuffix("s"))


def is_speaker(described: str) -> bool:
    """Whether words that describe a source are a noun phrase that can speak: “two of the nurses”, not “71 percent”.

    A name in it, but for a word that only opens the sentence, may be anybody's.
    """
    first, *rest = re.split(r"\bof\b", _GOES_ON.split(f"{described} ")[0])
    nouns = _nouns(first)
    if not nouns:
        return False
    if any(word[0].isupper() for word in nouns[1:]) or (nouns[0][0].isupper() and first.split()[0] != nouns[0]):
        return True
    if nouns[-1].lower() in _PARTS:
        return any(_speaks(word) for part in rest for word in _nouns(part)[-2:])
    return any(map(_speaks, nouns[-2:]))


def _nouns(words: str) -> list[str]:
    """The words of a noun phrase, without what determines it and without whose it is."""
    own = [word.strip("“”\"‘’'.:;") for word in words.split() if not re.search(r"[’']s?$", word)]
    return [word for word in own if word and word.lower() not in _BEFORE_NOUN]


def _speaks(noun: str) -> bool:
    own = noun.lower()
    singular = {own.removesuffix("s"), re.sub("ies$", "y", own)}
    return own not in _THINGS and (is_speaking_noun(own) or not singular.isdisjoint(_SPEAKING))


def _with_last_part(noun: str) -> set[str]:
    """The noun, and of “co-chair” the “chair”."""
    return {noun, noun.rpartition("-")[2]}
