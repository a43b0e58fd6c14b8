"""Statements by rules: a cue (“said”, “according to”), who stands beside it, and the clause that it tells of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from index.article import Span
from index.sentences import sentence_spans
from qa.speech.cues import PATTERNS, PRONOUN
from qa.speech.names import NO_NAMES
from qa.speech.quotations import Quotation, narrated, touching
from qa.speech.statement import FoundStatement

_LEAST_WORDS = 3
_LISTENER_WORDS = 8
_REACH = 3_000
_EDGES = " \t,;:—–-"


def statements_by_rules(text: str, paragraphs: Sequence[Span], quotations: Sequence[Quotation]) -> list[FoundStatement]:
    """What the narrated sentences of the paragraphs tell of; quotations that no cue stands by are left out."""
    found: list[FoundStatement] = []
    for paragraph in paragraphs:
        own = touching(quotations, paragraph)
        for sentence in _sentences(text, paragraph, own):
            found += _in_sentence(text, sentence, own)
    return found


def _sentences(text: str, paragraph: Span, quotations: Sequence[Quotation]) -> Iterator[Span]:
    """The paragraph's sentences; those that a quotation holds together are one."""
    current: Span | None = None
    for sentence in sentence_spans(paragraph.of(text)):
        begins, ends = paragraph.start + sentence.start, paragraph.start + sentence.end
        held = current and any(
            quotation.span.start < current.end for quotation in touching(quotations, Span(begins, begins + 1))
        )
        if current and held:
            current = Span(current.start, ends)
            continue
        if current:
            yield current
        current = Span(begins, ends)
    if current:
        yield current


def _in_sentence(text: str, sentence: Span, quotations: Sequence[Quotation]) -> Iterator[FoundStatement]:
    told = narrated(text, sentence, quotations)
    within = [
        quotation.span.shift(-sentence.start)
        for quotation in touching(quotations, sentence)
        if quotation.span.within(sentence)
    ]
    taken = bytearray(len(told))
    for pattern in PATTERNS:
        for match in pattern.finditer(told):
            who = _named(match["who"], match.start("who"))
            cue = Span(match.start("cue"), match.end("cue"))
            if match["cue"] == "to":
                cue = Span(match.start(), match.end("cue"))
            if who is None or any(taken[cue.start : cue.end]):
                continue
            content = _content(told, who, cue, within)
            if content:
                taken[cue.start : cue.end] = b"\1" * len(cue)
                yield FoundStatement(
                    who.shift(sentence.start),
                    cue.shift(sentence.start),
                    tuple(part.shift(sentence.start) for part in content),
                )


def _named(who: str, start: int) -> Span | None:
    """The words that name somebody, without what only opens the sentence; None where none do."""
    own = who.rstrip()
    words = list(re.finditer(r"\S+", own))
    while words and words[0][0] in NO_NAMES and not re.fullmatch(PRONOUN, own) and words[0][0] not in _ARTICLES:
        words = words[1:]
    if not words:
        return None
    named = own[words[0].start() :]
    if named in NO_NAMES and not re.fullmatch(PRONOUN, named):
        return None
    return Span(start + words[0].start(), start + len(own))


_ARTICLES = frozenset(("The", "A", "An", "One"))


def _content(told: str, who: Span, cue: Span, quotations: Sequence[Span]) -> list[Span]:
    """What is said, in the sentence's characters; nothing where the cue has nothing to tell of.

    So far from the cue that no sentence goes on, nothing is looked at.
    """
    first, last = min(who.start, cue.start), max(who.end, cue.end)
    opens, ends = max(0, first - _REACH), min(len(told), last + _REACH)
    before, after = _clause(told, opens, first), _clause(told, last, ends)
    quoted_before = _between(quotations, opens, first)
    quoted_after = _between(quotations, last, ends)
    if quoted_before:
        whole = before and _words(told[before.start : before.end]) >= _LEAST_WORDS
        return [*([Span(before.start, quoted_before[-1].end)] if whole and before else quoted_before), *quoted_after]
    if quoted_after:
        listener = _words(told[last : quoted_after[0].start])
        if listener == 0 or (listener <= _LISTENER_WORDS and _opens(told, last, quoted_after[0].start)):
            return list(quoted_after)
        return [_until(told, Span(last, max(quoted_after[-1].end, after.end if after else 0)))]
    if told[cue.start : cue.end].lower().endswith("to"):
        return [max((clause for clause in (before, after) if clause), key=len)] if before or after else []
    closes = after is None or _words(told[after.start : after.end]) < _LEAST_WORDS or _closes(told[last:ends])
    parted = re.search(r"[,”]\s*$", told[opens:first])
    if before and closes and parted and _words(told[opens : before.end]) >= _LEAST_WORDS:
        return [before]
    if after and _words(told[after.start : after.end]) >= _LEAST_WORDS:
        return [after]
    return []


def _between(quotations: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """Those of the quotations, which are in order, that end and begin there."""
    first = bisect_left(quotations, start, key=lambda quotation: quotation.start)
    last = bisect_right(quotations, end, key=lambda quotation: quotation.end)
    return quotations[first:last]


def _clause(told: str, start: int, end: int) -> Span | None:
    own = told[start:end]
    inner = own.strip(_EDGES)
    if not re.search(r"\w", inner):
        return None
    begin = start + own.index(inner)
    stop = begin + len(inner)
    return Span(begin, stop - len(inner) + len(inner.rstrip(" .”")))


def _until(told: str, span: Span) -> Span:
    start = span.start + len(told[span.start : span.end]) - len(told[span.start : span.end].lstrip(_EDGES))
    return Span(start, span.end)


def _opens(told: str, start: int, end: int) -> bool:
    """Whether what stands between a cue and a quotation only leads to it: “told reporters:”, “said in a statement,”."""
    return bool(re.search(r"[,:]\s*$", told[start:end]))


def _closes(rest: str) -> bool:
    """Whether the sentence, or a clause with when and where, ends after the cue: “he said on Tuesday.”"""
    return bool(re.match(r"\s*(?:[.,]|(?:on|in|at|during|after|to)\b[^,]*\.?\s*$)", rest))


def _words(text: str) -> int:
    return len(re.findall(r"\w+", text))
