"""Whom “he” and “she” stand for: a choice among everybody who was named before, by where and how each was.

What counts for a mention is weighed in `pronouns.json`, which `python -m eval.training.fit_pronouns` fits to pronouns
that were labelled by hand. The facts are those of salience (Lappin and Leass, 1994): how near, a subject, a speaker.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

from index.article import Span
from qa.speech.cues import SPEAKS_NEXT, SPOKE_BEFORE
from qa.speech.names import SENTENCE_END
from qa.speech.people import Cast, Mention

WEIGHTS_FILE = "pronouns.json"
NOBODY = "nobody"
"""The fact of none of those named being meant; with ` × `, of what asks."""

_REACH = 1_800
"""Characters before the pronoun, as all lengths here."""
_AFTER, _BEFORE = 120, 40
_POSSESSIVE = re.compile(r"[’']s?\b")
_SPEAKS = re.compile(SPEAKS_NEXT)
_OPENS = re.compile(
    r"(?:^|[\n.!?”\"—;] *|[a-z’'], |\b(?:[Bb]ut|And|, and|[Aa]s|[Ww]hen|[Ww]hile|[Aa]fter|[Bb]efore) )$"
)
_SUBORDINATE = re.compile(r"\b(?:[Bb]ecause|that|where|if|though|although) $")
_OBJECT = re.compile(
    r"\b(?:of|in|to|with|for|against|about|from|on|over|at|than|like|behind|toward|towards) (?:[A-Z][a-z.]+ )?$"
)
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")

Facts = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PronounWeights:
    """What each fact of a mention adds to its score, a logit."""

    facts: Mapping[str, float] = field(repr=False)

    @staticmethod
    @cache
    def shipped() -> PronounWeights:
        return PronounWeights(**json.loads((files("qa.speech") / WEIGHTS_FILE).read_text("utf-8")))

    def score(self, facts: Facts) -> float:
        """The logit of the choice."""
        return sum(self.facts.get(name, 0.0) * value for name, value in facts.items())


@dataclass(frozen=True, slots=True)
class Choice:
    """Who may be meant: the facts of each mention, under the name that it bears, and those of nobody of them."""

    mentions: tuple[tuple[str, Facts], ...]
    nobody: Facts

    def made(self, weights: PronounWeights) -> str | None:
        """The name that is likeliest meant, all of its mentions together; None where nobody of them is likelier."""
        chances: dict[str | None, float] = {None: math.exp(weights.score(self.nobody))}
        for name, facts in self.mentions:
            chances[name] = chances.get(name, 0.0) + math.exp(weights.score(facts))
        return max(chances, key=lambda name: chances[name])


def choice(told: str, cast: Cast, pronoun: str, position: int, weights: PronounWeights) -> Choice:
    """Who “he” or “she” there may be, or whoever a description stands for that names nobody (“they”).

    `told` is the text with what stands in quotation marks blanked out. Earlier pronouns are resolved first, as they
    keep somebody in mind.
    """
    start = max(0, position - _REACH)
    first = bisect_left(cast.mentions, start, key=lambda mention: mention.span.start)
    last = bisect_left(cast.mentions, position, key=lambda mention: mention.span.start)
    known = [mention for mention in cast.mentions[first:last] if told[mention.span.start].strip()]
    for match in _PRONOUN.finditer(told, start, position):
        earlier = _choice(told, cast, match[0].lower(), match.start(), known).made(weights)
        if earlier:
            known.append(Mention(Span(*match.span()), earlier))
    return _choice(told, cast, pronoun, position, known)


def _choice(told: str, cast: Cast, pronoun: str, position: int, known: Sequence[Mention]) -> Choice:
    able = [mention for mention in known if mention.span.end <= position and cast.may_be(mention.name, pronoun)]
    nobody = {NOBODY: 1.0, f"{NOBODY} × description": float(pronoun not in ("he", "she"))}
    return Choice(tuple((mention.name, _facts(told, cast, mention, position)) for mention in able), nobody)


def _facts(told: str, cast: Cast, mention: Mention, position: int) -> Facts:
    """What tells how likely a later pronoun stands for a mention; facts that are 0 are left out."""
    sentences, paragraphs = _ends(told)
    between = bisect_left(sentences, position) - bisect_left(sentences, mention.span.end)
    paragraphs_between = bisect_left(paragraphs, position) - bisect_left(paragraphs, mention.span.end)
    here = not between and not paragraphs_between
    facts = {
        "sentences between": math.log1p(between),
        "paragraphs between": math.log1p(paragraphs_between),
        **_standing(told, mention.span.start, mention.span.end),
    }
    if facts.pop("opens", 0):
        facts["opens this sentence" if here else "opens an earlier sentence"] = 1
    if cast.is_person(mention.name):
        facts["person"] = 1
    elif cast.is_body(mention.name):
        facts["body"] = 1
    elif mention.name in cast.speaking:
        facts["speaks somewhere"] = 1
    else:
        facts["unknown, two names" if " " in mention.name else "unknown, one name"] = 1
    return {name: float(value) for name, value in facts.items() if value}


@lru_cache(maxsize=16)
def _ends(told: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where the sentences of a text end, and where its paragraphs do."""
    return (
        tuple(match.start() for match in SENTENCE_END.finditer(told)),
        tuple(match.start() for match in re.finditer(r"\n+", told)),
    )


@lru_cache(maxsize=2_048)
def _standing(told: str, start: int, end: int) -> Facts:
    """How a mention stands in its sentence."""
    before, after = told[max(0, start - _BEFORE) : start], told[end : end + _AFTER]
    possessive = _POSSESSIVE.match(after) is not None
    opens = not possessive and _OPENS.search(before) is not None
    return {
        "possessive": possessive,
        "opens": opens,
        "subordinate": not possessive and not opens and _SUBORDINATE.search(before) is not None,
        "speaks": _SPEAKS.match(after) is not None or SPOKE_BEFORE.search(before) is not None,
        "object": _OBJECT.search(before) is not None,
    }
