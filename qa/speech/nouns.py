"""Nouns of people, and of whoever else speaks: “the engineer”, “the dockers”, “the committee”."""

from __future__ import annotations

import re

from qa.speech.lexicon import tagged

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


def _with_last_part(noun: str) -> set[str]:
    """The noun, and of “co-chair” the “chair”."""
    return {noun, noun.rpartition("-")[2]}
