"""Who said it: the one judge. A quote's speaker, and whether that is somebody whom a question asks about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.article import Article, Span
from index.sentences import unwrapped
from qa.speech.cues import is_spoken
from qa.speech.lexicon import tagged
from qa.speech.names import DETERMINERS, is_same_person
from qa.speech.nouns import is_speaker
from qa.speech.resolving import Resolver, resolver_of
from qa.speech.statement import Directness, FoundStatement
from qa.speech.statements import Statements, statements
from qa.speech.turns import turns_of

_MOST = 0.6
_HALF = 0.5
_FIRST_PERSONS = frozenset(word.lower() for word in tagged("first-person"))


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said it, and how. `cue` is the word that tells (“said”, “according to”).

    `source` and `told` are where the article names the speaker and where the cue stands, in its characters; `via` is
    who tells that it was said, where that is somebody else. Where it is told does not make it another attribution:
    those are not compared.
    """

    name: str
    cue: str
    kind: Directness
    source: Span | None = field(default=None, compare=False)
    told: Span | None = field(default=None, compare=False)
    via: str | None = None


def attribute(article: Article, span: Span, *, trained: bool = True) -> Attribution | None:
    """Who said the words at `span`; None where the article does not tell.

    Of several statements it is the one that holds most of the words and that somebody said, not only thought; of
    statements within it the innermost that still makes half of them, and `via` is who tells of it. What was not
    said has no speaker (what somebody denies, has), nor has what is the article's own for its first half.

    With `trained` the tagger finds the statements, for what is cited; without it rules do, for many sentences at once.
    """
    told = statements(article, span, trained=trained)
    sourced = [found for found in told.found if found.source and found.content_within(span)]
    shares = [_share(found, span) for found in sourced]
    held = [found for found, share in zip(sourced, shares, strict=True) if share >= max(_HALF, _MOST * max(shares))]
    if not held:
        return None
    spoken = [found for found in held if is_spoken(found.cue_words(told.text))] or held
    outer = max(spoken, key=lambda found: (found.within(span), -found.cue.start))
    inner = _innermost(outer, [found for found in spoken if not _is_own(found, told.text)])
    best = inner if inner.within(span) >= _HALF * len(span) else outer
    begins = min(part.start for found in spoken for part in found.parts)
    if best.is_unsaid(told.text) or begins - span.start > _HALF * len(span):
        return None
    return attribution_of(best, told)


def attribution_of(statement: FoundStatement, told: Statements) -> Attribution | None:
    """Whose statement it is, of those that are told with it; None where the article does not tell."""
    text = told.text
    resolver = resolver_of(text)
    name = resolver.name(statement.source) if statement.source and not statement.is_passive(text) else None
    if name is None or statement.source is None or not _may_label(statement, name, text, resolver):
        return None
    turn = any(statement.cue == other.cue for other in turns_of(text))
    teller = told.teller(statement)
    return Attribution(
        name=name,
        cue=statement.cue_words(text),
        kind=Directness.DIRECT if turn else statement.directness(text, told.quotations),
        source=statement.source,
        told=statement.cue,
        via=resolver.name(teller.source) if teller and teller.source else None,
    )


def _may_label(statement: FoundStatement, name: str, text: str, resolver: Resolver) -> bool:
    """Whether a name before a mere colon is somebody's who speaks: “Blinken: …”, not “Oregon: …”.

    That is whoever's turns are printed, is known for a person or speaks elsewhere.
    """
    if statement.cue.of(text).strip() != ":" or any(statement.cue == turn.cue for turn in turns_of(text)):
        return True
    known = resolver.cast.is_person(name) or name in resolver.cast.speaking or is_speaker(name)
    return known and not resolver.cast.is_body(name)


def named_by(article: Article, asked: Sequence[str]) -> list[str]:
    """Whose statements are asked for, with whom the article names beside a description: “the mayor”, Nadia Okoro."""
    descriptions = [name.split() for name in asked if _is_description(name)]
    if not descriptions:
        return list(asked)
    text = unwrapped(article.text)
    holders = (resolver_of(text).holder(words[1:], len(text)) for words in descriptions)
    return [*asked, *(name for name in holders if name)]


def is_said_by(attribution: Attribution | None, names: Sequence[str]) -> bool:
    """Whether the speaker is one of the people named: of the same last name, and no other first name or title."""
    return attribution is not None and any(is_same_person(name, attribution.name) for name in names)


def _is_description(asked: str) -> bool:
    first, *rest = asked.split()
    return bool(rest) and first.lower() in DETERMINERS - {"a", "an", "its"}


def _innermost(outer: FoundStatement, others: Sequence[FoundStatement]) -> FoundStatement:
    """The statement within the outer one, and within that, that others tell."""
    within = [found for found in others if outer.holds(found.cue) and found.content_length < outer.content_length]
    return _innermost(max(within, key=lambda found: found.content_length), within) if within else outer


def _is_own(statement: FoundStatement, text: str) -> bool:
    """Whether “I” or “we” tell it: within somebody's words that is whoever speaks them."""
    return statement.source is not None and statement.source.of(text).strip().lower() in _FIRST_PERSONS


def _share(statement: FoundStatement, span: Span) -> float:
    """How much of the words, or of the statement where that is shorter, the two have in common."""
    return statement.within(span) / min(len(span), sum(map(len, statement.parts)))
