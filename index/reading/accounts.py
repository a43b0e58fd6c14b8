"""Who a document's properties say wrote it: people, or the account and the program that happened to be there."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_BETWEEN = re.compile(r"\s*[;/]\s*|\s+(?:and|und|et|y|e|&)\s+")
_LONGEST = 8
"""Words of a name, with its degrees."""


def person(named: str | None) -> str | None:
    """The names as they are written, where each can be a person's; None for an account's, a program's or a maker's.

    A person has two names, begun with capitals where the script has them, and no digits.
    """
    written = " ".join((named or "").split())
    people = [name for name in _BETWEEN.split(written) if name]
    return written if people and all(map(_is_person, people)) else None


def _is_person(name: str) -> bool:
    words = re.findall(r"[^\W_]+", name)
    if not words or len(words) > _LONGEST or re.search(r"[\d@\\_<>]", name):
        return False
    if not _accounts().isdisjoint(word.casefold() for word in words):
        return False
    if name.lower() == name.upper():  # a script without capitals, some of which have no spaces either
        return True
    capitals = [word for word in words if not word[0].islower()]
    return len(words) > 1 and not words[-1][0].islower() and 2 * len(capitals) >= len(words)


@cache
def _accounts() -> frozenset[str]:
    lines = (files("index.reading") / "accounts.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
