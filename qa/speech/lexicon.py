"""The words that the wing knows, read from `lexicon.tsv`: there each has its tags, and there they are explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

LEXICON_FILE = "lexicon.tsv"


@cache
def lexicon() -> Mapping[str, frozenset[str]]:
    """The tags of each word, in the order of the file."""
    rows = (files("qa.speech") / LEXICON_FILE).read_text("utf-8").splitlines()
    words = (row.split("\t") for row in rows if not row.startswith("#"))
    return {word: frozenset(tags.split()) for word, tags in words}


def tagged(*tags: str) -> frozenset[str]:
    """The words that have any of the tags."""
    wanted = frozenset(tags)
    return frozenset(word for word, own in lexicon().items() if own & wanted)


def tagged_both(tag: str, other: str) -> frozenset[str]:
    """The words that have both tags."""
    return tagged(tag) & tagged(other)


@cache
def groups(kind: str) -> Mapping[str, frozenset[str]]:
    """The words of each group of a kind, by the group's name: of “alike:robert”, “robert”."""
    found: dict[str, set[str]] = {}
    for word, tags in lexicon().items():
        for tag in tags:
            own, colon, name = tag.partition(":")
            if colon and own == kind:
                found.setdefault(name, set()).add(word)
    return {name: frozenset(words) for name, words in found.items()}


def capitalised(words: Iterable[str]) -> frozenset[str]:
    """The words as they open a sentence."""
    return frozenset(word[:1].upper() + word[1:] for word in words)


def either(words: Iterable[str]) -> str:
    """A pattern that matches one of the words, the longest that does."""
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))})"
