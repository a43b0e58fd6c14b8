"""Who said it: the speaker of a quote, and whether it is somebody whom a question asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.article import Article, Span
from index.sentences import unwrapped
from qa.speech.asking import asked_speakers, asks_for_speaker, is_cue, is_somebody
from qa.speech.cues import CUE_FORMS, VERBS
from qa.speech.families import is_same_person
from qa.speech.glance import full_name, glance, names_in
from qa.speech.resolving import holder
from qa.speech.speaker import Speaker
from qa.speech.statements import Kind, Statement, statements

__all__ = [
    "asked_speakers",
    "asks_for_speaker",
    "attribute",
    "full_name",
    "glance",
    "is_cue",
    "is_denial",
    "is_said_by",
    "is_somebody",
    "names_in",
    "with_titles",
]

_MOST = 0.6
_HALF = 0.5


def attribute(article: Article, span: Span, *, trained: bool = True) -> Speaker | None:
    """The speaker of the words at `span`; None where the article does not tell.

    Of several statements it is the one that holds most of the words and that somebody said, not only thought; of
    statements within it the innermost that still makes half of them, and `via` is who tells of it. What was not
    said has no speaker (what somebody denies, has), nor has what is the article's own for its first half.
    """
    told = [one for one in statements(article, span, trained=trained) if one.overlap(span) and one.source]
    shares = [_share(one, span) for one in told]
    held = [one for one, share in zip(told, shares, strict=True) if share >= max(_HALF, _MOST * max(shares))]
    if not held:
        return None
    spoken = [one for one in held if is_spoken(one.said(article.text))] or held
    outer = max(spoken, key=lambda one: (_shared(one, span), -one.cue.start))
    inner = _innermost(outer, spoken)
    best = inner if _shared(inner, span) >= _HALF * len(span) else outer
    begins = min(part.start for one in spoken for part in _parts(one))
    not_said = best.negated and not _denies(article.text, best)
    if best.speaker is None or not_said or begins - span.start > _HALF * len(span):
        return None
    return _speaker(article, best)


def _innermost(outer: Statement, others: Sequence[Statement]) -> Statement:
    """The statement within the outer one, and within that, that others tell."""
    size = sum(map(len, outer.content))
    within = [
        one
        for one in others
        if any(one.cue.within(part) for part in outer.content) and sum(map(len, one.content)) < size
    ]
    return _innermost(max(within, key=lambda one: sum(map(len, one.content))), within) if within else outer


def _share(one: Statement, span: Span) -> float:
    """How much of the words, or of the statement where that is shorter, the two have in common."""
    return _shared(one, span) / min(len(span), sum(map(len, _parts(one))))


def _shared(one: Statement, span: Span) -> int:
    return sum(part.overlap(span) for part in _parts(one))


def _parts(one: Statement) -> tuple[Span, ...]:
    return (*one.content, one.cue, *((one.source,) if one.source else ()))


def _speaker(article: Article, one: Statement) -> Speaker:
    return Speaker(
        name=one.speaker or "",
        cue=one.said(article.text),
        quoted=one.kind is not Kind.INDIRECT,
        mixed=one.kind is Kind.MIXED,
        source=one.source,
        told=one.cue,
        via=one.via,
    )


def is_denial(cue: str) -> bool:
    """Whether a cue tells that somebody denied what follows: “denied”, “has rejected”."""
    return _DENIAL.fullmatch(cue) is not None


def _denies(text: str, one: Statement) -> bool:
    """Whether it is a denial, and not one that was not made: “did not deny”."""
    between = text[one.source.end : one.cue.start] if one.source and one.source.end < one.cue.start else ""
    return is_denial(one.said(text)) and re.search(r"\b(?:not|never)\b|n[’']t\b", between) is None


def is_spoken(cue: str) -> bool:
    """Whether a cue tells of words (“said”, “according to”), not of thoughts (“believes”, “wants”)."""
    return any(word in _SPOKEN for word in re.findall(r"[a-z]+", cue.lower())) or cue == ""


_SPOKEN = frozenset(
    (*VERBS, *CUE_FORMS, "according", "say", "tell", "tweeted", "continued", "called", "asked", "quoted")
)
_DENIAL = re.compile(
    r"(?:(?:has|have|had|also|\w+ly) )*"
    r"(?:den(?:ies|ied|ying)|reject(?:s|ed|ing)|dismiss(?:es|ed|ing)|disput(?:es|ed|ing))"
)


def named_by(article: Article, asked: Sequence[str]) -> list[str]:
    """Whose statements are asked for, with whom the article names beside a description: “the mayor”, Nadia Okoro."""
    if not any(_is_description(one) for one in asked):
        return list(asked)
    holders = (holder(unwrapped(article.text), one) for one in asked if _is_description(one))
    return [*asked, *(name for name in holders if name)]


def _is_description(asked: str) -> bool:
    first, *rest = asked.split()
    return bool(rest) and first.lower() in ("the", "his", "her", "their")


def with_titles(question: str, names: Sequence[str]) -> list[str]:
    """The names with “Mr.”, “Mrs.” or “Ms.” where the question sets one before them."""
    titled = {name: re.search(rf"\b(?:Mr|Mrs|Ms)\.? {re.escape(name)}(?!\w)", question) for name in names}
    return [match[0] if match else name for name, match in titled.items()]


def is_said_by(speaker: Speaker | None, names: Sequence[str]) -> bool:
    """Whether the speaker is one of the people named: of the same last name, and no other first name or title."""
    return speaker is not None and any(is_same_person(name, speaker.name) for name in names)
