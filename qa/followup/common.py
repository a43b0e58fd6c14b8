"""How common a word is in English at large: a topic's words are rarer than the words that ask about it.

Counted over news and encyclopedia paragraphs, and the lowest of the rates taken, so that no corpus's own topics are
common. The library itself cannot tell: in a folder about one thing, that thing's words are its commonest.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_LEVELS = 10


@cache
def _levels() -> dict[str, int]:
    lines = (files("qa.followup") / "common_words.txt").read_text().splitlines()
    return {word: level for level, line in enumerate(lines, start=1) for word in line.split()}


def rarity(stem: str) -> float:
    """0.1 for the commonest stems to 1 for those that are not among the 3,000 commonest; digits are 0.5."""
    if stem.isdigit():
        return 0.5
    return _levels().get(stem, _LEVELS) / _LEVELS
