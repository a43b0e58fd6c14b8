"""Whether a question goes on from the conversation or stands alone: a logistic model over what is known of both.

A question may be put after anything: “Who won the League Cup in August?” means the same whatever was asked before. Its
weights are fitted by `python -m eval.training.fit_followups` to questions that people rewrote, which follow up, and to
what they made of them, which stand alone after their own conversation and after any other.
"""

from __future__ import annotations

import re

from index.text import STOPWORDS, stem, words
from qa.answer import Conversation
from qa.followup.asked import Asked
from qa.followup.choosing import Facts, Weights, question_facts, rated
from qa.followup.common import rarity
from qa.followup.terms import sources, terms
from qa.odds import sigmoid

LIKELY = 0.3
"""The probability from which on a question is searched as one that follows up; chosen on topics learned from."""

_DEFINES = re.compile(r"(?:what|who|tell)\b", re.IGNORECASE)
_RAREST = ("second rarest own", "third rarest own")
_CHANCES = ("likeliest word", "second likeliest word")


def follows_up(asked: Asked, conversation: Conversation, weights: Weights) -> bool:
    """Whether it points back or goes on by its own words, or likely leaves something out."""
    return asked.goes_on or following_chance(asked, conversation, weights) >= LIKELY


def following_chance(asked: Asked, conversation: Conversation, weights: Weights) -> float:
    """The probability (0–1) that the question does not mean by itself what it means in the conversation."""
    known = following_facts(asked, conversation, weights)
    return sigmoid(sum(weights.following.get(name, 0.0) * value for name, value in known.items()))


def following_facts(asked: Asked, conversation: Conversation, weights: Weights) -> Facts:
    """What is asked, what of it the conversation has, and how likely words of the conversation are left out."""
    told = [f"{turn.question} {turn.query}" for turn in conversation.turns]
    before, last = _stems(" ".join(told)), _stems(told[-1])
    rarest = sorted(map(rarity, asked.own), reverse=True)
    left_out = [term for term in terms(sources(conversation)) if term.stem not in asked.all_stems]
    chances = sorted((chance for _, chance in rated(asked, left_out, conversation, weights)), reverse=True)
    facts = {
        **question_facts(asked, conversation),
        **dict(zip(_RAREST, rarest[1:], strict=False)),
        **dict(zip(_CHANCES, chances, strict=False)),
        "share asked before": len(asked.own & before) / max(1, len(asked.own)),
        "share asked last": len(asked.own & last) / max(1, len(asked.own)),
        "rarest new": max(map(rarity, asked.own - before), default=0.0),
        "new name": any(not _stems(name) & before for name in asked.names),
        "defines": bool(_DEFINES.match(asked.bare)),
    }
    return {name: float(value) for name, value in facts.items() if value}


def _stems(text: str) -> set[str]:
    return {stem(word) for word, _, _ in words(text) if word not in STOPWORDS}
