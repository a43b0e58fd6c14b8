"""Which words of the conversation a question takes: a small logistic model over where a word stands and what is asked.

Choosing terms of the history was shown to serve retrieval as well as rewriting does (QuReTeC, Voskarides et al. 2020).
There a transformer chooses; here it is a weight for each pair of a fact about the word and a fact about the question.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.answer import Conversation
from qa.followup.asked import GENERIC, Asked
from qa.followup.terms import Place, Term

_SHORT = 4


@dataclass(frozen=True, slots=True)
class Weights:
    """`pairs` weighs “fact of the word × fact of the question”; a word is taken from the probability `threshold` on."""

    pairs: Mapping[str, float]
    threshold: float

    @classmethod
    @cache
    def shipped(cls) -> Weights:
        return cls(**json.loads((files("qa.followup") / "weights.json").read_text()))


def probabilities(asked: Asked, found: Sequence[Term], conversation: Conversation, weights: Weights) -> list[float]:
    """How likely each term is meant by the question, 0–1."""
    of_question = question_facts(asked, conversation)
    return [
        1 / (1 + math.exp(-sum(weights.pairs.get(f"{fact} × {other}", 0.0) * value * amount
                               for fact, value in word_facts(term, conversation).items()
                               for other, amount in of_question.items())))
        for term in found
    ]  # fmt: skip


def question_facts(asked: Asked, conversation: Conversation) -> dict[str, float]:
    """What is asked, as far as it tells how much is left out. Facts that are 0 are left out."""
    before = Asked.of(conversation.turns[-1].question)
    count = len(asked.own)
    facts = {
        "any": 1.0,
        "thing": bool(asked.things),
        "person": bool(asked.persons),
        "topic": asked.topic is not None,
        "opened": asked.opened,
        "no own words": count == 0,
        "one own word": count == 1,
        "two own words": count == 2,  # noqa: PLR2004
        "three own words": count == 3,  # noqa: PLR2004
        "many own words": count > _SHORT,
        "own name": bool(asked.names),
        "more": asked.more,
        "answering": asked.answering,
        "new subject": asked.new_subject,
        "goes on": bool(asked.own & before.own),
        "no question": not asked.text.rstrip().endswith("?"),
        "definite": " the " in f" {asked.text.lower()}" and " of " not in asked.text.lower(),
    }
    return {name: float(value) for name, value in facts.items() if value}


def word_facts(term: Term, conversation: Conversation) -> dict[str, float]:
    """Where a word stands in the conversation. Facts that are 0 are left out."""
    turns = len(conversation.turns)
    asked, places = term.asked, term.places
    newest = places[-1] if not asked else asked[-1]
    quoted = [place.source.citation for place in places if place.source.citation is not None]
    titles = {
        word for citation in conversation.turns[-1].citations[:1] for word in Asked.of(citation.article.title).all_stems
    }
    last = [place for place in asked if place.source.turn == turns]
    said_last = bool(last) and term.stem in Asked.of(conversation.turns[-1].question).all_stems
    facts = {
        "any": bool(asked),
        "quoted only": not asked,
        "first": bool(asked) and asked[0].source.turn == 1,
        "last": said_last,
        "carried": bool(last) and not said_last,
        "before last": any(place.source.turn == turns - 1 for place in asked),
        "often": min(1.0, len({place.source.turn for place in asked}) / turns) if turns > 1 else 0.0,
        "old": 1 - 1 / (1 + turns - newest.source.turn),
        "name": any(_is_name(place) for place in places),
        "at the end": newest.number + 1 == newest.of,
        "late": (newest.number + 1) / newest.of,
        "generic": term.stem in GENERIC,
        "verb": newest.word.lower().endswith(("ed", "ing")),
        "quoted": bool(quoted) and bool(asked),
        "best quote": 1 in quoted,
        "often quoted": min(1.0, (len(quoted) - 1) / 3) if quoted else 0.0,
        "title": term.stem in titles,
    }
    return {name: float(value) for name, value in facts.items() if value}


def _is_name(place: Place) -> bool:
    """Whether a word is capitalised where no sentence begins."""
    before = place.source.text[: place.start].rstrip()
    return place.word[:1].isupper() and bool(before) and before[-1] not in ".?!“\"("
