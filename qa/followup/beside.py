"""What is searched beside a follow-up's query, so that a word taken wrongly costs little.

The question as it was asked, and the question with every telling word of the questions before it: each finds what the
others miss, and what several find comes first.
"""

from __future__ import annotations

from index.text import STOPWORDS, stem, words
from qa.answer import Conversation
from qa.followup.asked import GENERIC
from qa.followup.common import rarity
from qa.question import WeightedQuery

_LAST = 2
_LEAST_RARE = 0.3


def queries_beside(question: str, conversation: Conversation) -> tuple[WeightedQuery, ...]:
    """The question, and it with the words of the first question and the last two; none where these have no others."""
    asked = [turn.question for turn in conversation.turns]
    held = {stem(word) for word, _, _ in words(question)}
    added: list[str] = []
    for earlier in [*asked[:1], *asked[1:][-_LAST:]]:
        for word, start, end in words(earlier):
            name = stem(word)
            if word not in STOPWORDS and name not in GENERIC | held and rarity(name) >= _LEAST_RARE:
                held.add(name)
                added.append(earlier[start:end])
    if not added:
        return ()
    return (WeightedQuery(question), WeightedQuery(f"{question.strip()} {' '.join(added)}"))
