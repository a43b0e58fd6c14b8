"""Which words of the conversation a question takes: a logistic model over where a word stands and what is asked.

Choosing terms of the history was shown to serve retrieval as well as rewriting does (QuReTeC, Voskarides et al. 2020).
There a transformer chooses; here it is a weight for each pair of a fact about the word and a fact about the question.
`python -m eval.training.fit_followups` fits the weights to what people took when they rewrote follow-ups.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from index.text import STOPWORDS, stem, words
from qa.answer import Conversation
from qa.followup.asked import GENERIC, Asked
from qa.followup.common import rarity
from qa.followup.terms import Kind, Term
from qa.odds import sigmoid

WEIGHTS_FILE = "weights.json"
LIKELY = 0.4
"""The probability from which on a word is taken. This and the next two were chosen on topics that are learned from."""
NEAR_BEST = 0.7
MOST_TERMS = 3
_RARE = 0.6
_FEW = 3

Facts = dict[str, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """`pairs` weigh each “fact of the word × fact of the question” for a word to be taken, `following` each fact of the
    question for it to follow up. What is not in them weighs 0."""

    pairs: Mapping[str, float] = field(repr=False)
    following: Mapping[str, float] = field(repr=False)

    @staticmethod
    @cache
    def shipped() -> Weights:
        return Weights(**json.loads((files("qa.followup") / WEIGHTS_FILE).read_text()))


def rated(
    asked: Asked, found: Sequence[Term], conversation: Conversation, weights: Weights
) -> list[tuple[Term, float]]:
    """Each term with the probability (0–1) that the question means it without saying it."""
    pairs = paired_facts(asked, found, conversation)
    logits = (sum(weights.pairs.get(name, 0.0) * value for name, value in one.items()) for one in pairs)
    return [(term, sigmoid(logit)) for term, logit in zip(found, logits, strict=True)]


def likeliest(found: Sequence[tuple[Term, float]]) -> list[tuple[Term, float]]:
    """The few terms that are taken, likeliest first; none where none is likely."""
    ordered = sorted(found, key=lambda one: -one[1])
    if not ordered:
        return []
    least = max(LIKELY, NEAR_BEST * ordered[0][1])
    return [(term, chance) for term, chance in ordered if chance >= least][:MOST_TERMS]


def paired_facts(asked: Asked, found: Sequence[Term], conversation: Conversation) -> list[Facts]:
    """What is known of each term, paired with what is known of the question. Facts that are 0 are left out."""
    of_question = question_facts(asked, conversation)
    return [
        {f"{fact} × {other}": value * amount for fact, value in one.items() for other, amount in of_question.items()}
        for one in word_facts(found, conversation)
    ]


def question_facts(asked: Asked, conversation: Conversation) -> Facts:
    """What is asked, as far as it tells how much is left out."""
    before = Asked.of(conversation.turns[-1].question)
    own = sorted((rarity(name) for name in asked.own), reverse=True)
    count = len(own)
    lower = f" {asked.text.lower()} "
    facts = {
        "any": 1.0,
        "thing": bool(asked.things),
        "person": bool(asked.persons),
        "topic": asked.topic is not None,
        "opened": asked.opened,
        "no own words": count == 0,
        "one own word": count == 1,
        "two own words": count == 2,
        "many own words": count > _FEW,
        "rarest own": own[0] if own else 0.0,
        "rarity of own": min(1.0, sum(own) / 4),
        "own name": bool(asked.names),
        "more": asked.more,
        "answering": asked.answering,
        "goes on": bool(asked.own & before.own),
        "no question": not asked.text.rstrip().endswith("?"),
        "definite": " the " in lower and " of " not in lower,
    }
    return {name: float(value) for name, value in facts.items() if value}


def word_facts(found: Sequence[Term], conversation: Conversation) -> list[Facts]:
    """Where each word stands in the conversation."""
    turns = len(conversation.turns)
    introduced = {
        term.stem: asked[0].source.turn
        for term in found
        if (asked := term.within(Kind.QUESTION)) and rarity(term.stem) >= _RARE and term.stem not in GENERIC
    }
    searched = {
        number: {stem(word) for word, _, _ in words(turn.query)} for number, turn in enumerate(conversation.turns, 1)
    }
    return [
        _facts(term, turns, introduced, {number for number, stems in searched.items() if term.stem in stems})
        for term in found
    ]


def _facts(term: Term, turns: int, introduced: Mapping[str, int], searched: set[int]) -> Facts:
    """`introduced` is the turn in which each rare term was first asked for, `searched` those that searched this one."""
    asked = term.within(Kind.QUESTION)
    in_questions = {place.source.turn for place in asked}
    at = asked[-1] if asked else None
    since, newest = introduced.get(term.stem, 0), max(introduced.values(), default=0)
    word = term.places[-1].word.lower()
    facts = {
        "any": bool(asked),
        "taken before": not asked and bool(searched),
        "first": 1 in in_questions,
        "last": turns in in_questions,
        "first and last": {1, turns} <= in_questions and turns > 1,
        "carried": turns in searched and turns not in in_questions,
        "before last": turns - 1 in searched,
        "often": len(searched) / turns if turns > 1 else 0.0,
        "old": 1 - 1 / (1 + turns - max(searched)) if searched else 0.0,
        "name": any(place.capitalised for place in asked),
        "rarity": rarity(term.stem),
        "newest": bool(since) and since == newest,
        "newest and last": bool(since) and since == newest == turns,
        "overtaken": bool(since) and since < newest,
        "at the end": at is not None and at.number + 1 == at.of,
        "late": (at.number + 1) / at.of if at else 0.0,
        "alone": at is not None and at.of == 1,
        "generic": term.stem in GENERIC,
        "ed": word.endswith("ed"),
        "ing": word.endswith("ing"),
        "after a the": at is not None and at.before in ("the", "a", "an"),
        "after of": at is not None and at.before in ("of", "in", "for", "about", "on", "to", "with", "between"),
        "after is": at is not None and at.before in ("is", "are", "was", "were", "do", "does", "did"),
        "after content": at is not None and at.before not in STOPWORDS and bool(at.before),
    }
    return {name: float(value) for name, value in facts.items() if value}
