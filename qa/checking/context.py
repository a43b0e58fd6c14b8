"""Whether a quotation stops short of what turns it: “…, but”, or begins behind “not” or “if”."""

from __future__ import annotations

import re

from index.article import Span
from qa.checking.comparing import Comparison
from qa.checking.drafts import Draft, DraftQuotation
from qa.checking.folding import Folded
from qa.checking.words import is_condition, is_contrast, is_limit, is_negation, is_number

_BEFORE = 6
_LEAST_WORDS = 3
"""How many words say something that can be turned."""

_PARTS = re.compile(r"[.,;:!?“”\"()\n—–]")
_ENDS = re.compile(r"[.;:!?“”\"()\n]")
_SHOWN = 60


def left_off(draft: Draft, quotation: DraftQuotation, comparison: Comparison) -> Span | None:
    """The words beside the place that turn what it says and are not told, in the article's characters."""
    if len(quotation.words) < _LEAST_WORDS:
        return None
    return _goes_on(draft, quotation, comparison) or _leads_in(draft, quotation, comparison)


def _goes_on(draft: Draft, quotation: DraftQuotation, comparison: Comparison) -> Span | None:
    """“, but only if …”: to the end of the clause."""
    others, last = comparison.printed.folded, comparison.alignment.last
    turning = last + 1
    if turning >= len(others) or _ENDS.search(others.between(last, turning)):
        return None
    if not _PARTS.search(others.between(last, turning)) and _belongs(others, last, turning):
        return others.span(turning, turning)
    if not (is_contrast(others.words[turning]) or is_condition(others.words[turning])):
        return None
    told = _words_after(draft, quotation)
    if any(is_contrast(word) or is_condition(word) for word in told):
        return None
    end = turning
    while (
        end + 1 < len(others)
        and not _ENDS.search(others.between(end, end + 1))
        and others.ends[end] - others.starts[turning] < _SHOWN
    ):
        end += 1
    return others.span(turning, end)


def _belongs(others: Folded, place: int, following: int) -> bool:
    """Whether a word cannot be left off behind another: “I’m not”, “30 million”."""
    word, after = others.words[place], others.words[following]
    return is_negation(after) or (is_number(word) and is_number(after) and not (word.isdigit() and after.isdigit()))


def _leads_in(draft: Draft, quotation: DraftQuotation, comparison: Comparison) -> Span | None:
    """“I never said that”: from the word that turns it up to the place."""
    others, first = comparison.printed.folded, comparison.alignment.first
    if first and not _PARTS.search(others.between(first - 1, first)) and _is_split(others, first):
        return others.span(first - 1, first - 1)
    turning = None
    place = first - 1
    while place >= max(0, first - _BEFORE) and not _PARTS.search(others.between(place, place + 1)):
        word = others.words[place]
        if is_condition(word) or (is_negation(word) and not is_limit(others.words[place + 1])):
            turning = place
        place -= 1
    if turning is None or any(is_negation(word) or is_condition(word) for word in _words_before(draft, quotation)):
        return None
    return others.span(turning, first - 1)


def _is_split(others: Folded, first: int) -> bool:
    """Whether a place begins in the midst of a number: “[two] hundred”, “[−]5”."""
    before, word = others.words[first - 1], others.words[first]
    return is_number(before) and is_number(word) and not (before.isdigit() and word.isdigit())


def _words_before(draft: Draft, quotation: DraftQuotation) -> tuple[str, ...]:
    start = max(0, quotation.span.start - 2 * _SHOWN)
    text = draft.article.text[start : quotation.span.start]
    return Folded.of(re.split(r"[.!?\n“”\"]", text)[-1]).words[-_BEFORE:]


def _words_after(draft: Draft, quotation: DraftQuotation) -> tuple[str, ...]:
    text = draft.article.text[quotation.span.end : quotation.span.end + 4 * _SHOWN]
    return Folded.of(re.split(r"[.!?\n]", text)[0]).words
