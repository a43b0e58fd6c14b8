"""Greetings, thanks, and “what can you do?”: nothing that articles could answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from index.text import words

PHRASES = "small_talk.tsv"
WHAT_TO_ASK = (
    "Ask what the articles say: “What did … say about …?”, “When …?”, “How many …?”, “Why …?”, or “Which articles "
    "mention …?”"
)
"""What is said to it: one sentence."""

_Words = tuple[str, ...]


def is_small_talk(text: str) -> bool:
    """Whether nothing of a text is left but the phrases of such talk, one at least that is so by itself."""
    told = _folded(text)
    reached: dict[int, bool] = {0: False}
    for start in range(len(told)):
        if start not in reached:
            continue
        for length in range(1, min(_longest(), len(told) - start) + 1):
            tag = _phrases().get(told[start : start + length])
            if tag:
                end = start + length
                reached[end] = reached.get(end, False) or reached[start] or tag == "talk"
    return reached.get(len(told), False)


@cache
def _phrases() -> Mapping[_Words, str]:
    rows = (files("qa") / PHRASES).read_text("utf-8").splitlines()
    told = (row.split("\t") for row in rows if not row.startswith("#"))
    return {_folded(phrase): tag for phrase, tag in told}


@cache
def _longest() -> int:
    return max(map(len, _phrases()))


def _folded(text: str) -> _Words:
    return tuple(word for word, _, _ in words(text))
