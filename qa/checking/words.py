"""What kind of thing a changed word is: a number, a name, a “not”, or just a word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from qa.speech.names import NO_NAMES

_NEGATED_ENDINGS = ("n't",)


@cache
def _tags() -> Mapping[str, frozenset[str]]:
    rows = (files("qa.checking") / "words.tsv").read_text("utf-8").splitlines()
    words = (row.split("\t") for row in rows if not row.startswith("#"))
    return {word: frozenset(tags.split()) for word, tags in words}


def _is(word: str, tag: str) -> bool:
    return tag in _tags().get(word, ())


def is_number(word: str) -> bool:
    """Whether a folded word tells how many or how much, in digits or letters, or is a sign that belongs to one."""
    return any(character.isdigit() for character in word) or _is(word, "number")


def is_negation(word: str) -> bool:
    return _is(word, "negation") or word.endswith(_NEGATED_ENDINGS)


def is_contrast(word: str) -> bool:
    """Whether what follows the word takes something back: “but”."""
    return _is(word, "contrast")


def is_condition(word: str) -> bool:
    return _is(word, "condition")


def is_limit(word: str) -> bool:
    """Whether the word makes a negation before it deny little: “not only”."""
    return _is(word, "limit")


def is_name(written: str, *, opens: bool) -> bool:
    """Whether a word as it is written is part of a name; one that opens a sentence only where it is no usual word."""
    if not written[:1].isupper() or written in ("I", "I’m", "I'm", "I’ve", "I've", "I’ll", "I'll", "I’d", "I'd"):
        return False
    return not opens or written not in NO_NAMES
