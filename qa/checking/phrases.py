"""What of a quotation the full-text index is asked for: a few words in a row, here and there, the rarest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from index.text import STOPWORDS
from qa.checking.drafts import DraftQuotation

_LENGTH = 3
_MOST = 10
_STEP = 1.5
"""How many words of a quotation there are to a phrase: where one is altered, its neighbours are not."""

_RARE_FROM = 12


def phrases_of(quotation: DraftQuotation, *, length: int = _LENGTH) -> list[str]:
    """The phrases of each part of a quotation that nothing breaks: at most ten, spread over it."""
    found: list[str] = []
    for words in _unbroken(quotation):
        found += _spread(words, length)
    distinct = list(dict.fromkeys(found))
    if len(distinct) <= _MOST:
        return distinct
    return [distinct[number * len(distinct) // _MOST] for number in range(_MOST)]


def _unbroken(quotation: DraftQuotation) -> list[Sequence[str]]:
    words = quotation.words.words
    cuts = sorted({0, len(words), *(mark.after for mark in quotation.breaks)})
    return [words[first:last] for first, last in pairwise(cuts) if first < last]


def _spread(words: Sequence[str], length: int) -> list[str]:
    """The rarest phrase of each stretch of a few words."""
    if len(words) <= length:
        return [" ".join(words)]
    starts = range(len(words) - length + 1)
    wanted = max(1, min(_MOST, round(len(words) / _STEP)))
    chosen = []
    for number in range(wanted):
        stretch = starts[number * len(starts) // wanted : max((number + 1) * len(starts) // wanted, 1)]
        if stretch:
            best = max(stretch, key=lambda start: _rarity(words[start : start + length]))
            chosen.append(" ".join(words[best : best + length]))
    return chosen


def _rarity(words: Sequence[str]) -> float:
    """How little is likely to hold them: long words and numbers are rare, function words are not."""
    return sum(
        0.0 if word in STOPWORDS else _RARE_FROM if word[0].isdigit() else min(len(word), _RARE_FROM) for word in words
    )
