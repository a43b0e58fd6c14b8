"""The query that is searched for a question, and what of it was taken from the conversation.

A question that stands alone is searched exactly as it was asked. Putting whole earlier questions in front of a
follow-up makes retrieval worse, so a follow-up takes only what it leaves out: whom “he” means, what “it” is, and the
words of the conversation that it goes without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.article import Span
from qa.answer import Conversation, Taken
from qa.followup.asked import GENERIC, Asked
from qa.followup.choosing import Weights, probabilities
from qa.followup.persons import person_meant
from qa.followup.phrases import Phrase, phrases
from qa.followup.terms import Term, sources, terms
from qa.followup.topics import with_topic

_MOST_TERMS = 6
_WHOLE = re.compile(r"^(?:it|they|them|these|those)$", re.IGNORECASE)
_OWN = re.compile(r"^(?:its|their|theirs)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StandaloneQuery:
    """What is searched for a question. Nothing is `taken` where it stands alone; then `text` is as it was asked."""

    text: str
    taken: tuple[Taken, ...] = ()


def standalone_query(
    question: str, conversation: Conversation, weights: Weights | None = None
) -> StandaloneQuery:
    """The question as it is where it stands alone, else with what it leaves out."""
    asked = Asked.of(question)
    if not conversation.turns or asked.new_subject:
        return StandaloneQuery(question)
    if asked.topic:
        about = with_topic(asked, conversation)
        if about:
            return StandaloneQuery(*about)
    replaced: list[tuple[Span, str]] = []
    taken: list[Taken] = []
    if asked.persons:
        person = person_meant(conversation)
        if person:
            pronouns = ", ".join(dict.fromkeys(span.of(asked.bare).lower() for span in asked.persons))
            taken.append(Taken(person.name, pronouns, person.turn, person.citation))
            replaced += [(span, _in_place(person.name, asked.bare, span)) for span in asked.persons]
    held = {stem for one in taken for stem in Asked.of(one.words).all_stems} | asked.all_stems
    chosen = _chosen(asked, held, conversation, weights or Weights.shipped())
    added = phrases(chosen)
    slot = next((span for span in asked.things if _WHOLE.match(span.of(asked.bare)) or _OWN.match(span.of(asked.bare))), None)
    if slot and added:
        best = max(added, key=lambda phrase: phrase.likelihood)
        same = [span for span in asked.things if span.of(asked.bare).lower() == slot.of(asked.bare).lower()]
        replaced += [(span, _in_place(best.text, asked.bare, span)) for span in same]
        taken.append(_taken(best, slot.of(asked.bare).lower(), conversation))
        added.remove(best)
    taken += [_taken(phrase, "", conversation) for phrase in added]
    if not taken:
        return StandaloneQuery(question)
    text = asked.bare
    for span, words in sorted(replaced, reverse=True):
        text = f"{text[: span.start]}{words}{text[span.end :]}"
    if added:
        text = f"{text} ({' '.join(phrase.text for phrase in added)})"
    return StandaloneQuery(text, tuple(taken))


def _chosen(asked: Asked, held: frozenset[str] | set[str], conversation: Conversation, weights: Weights) -> list[tuple[Term, float]]:
    """The terms that are taken, likeliest first. A question that says nothing by itself takes those asked for last."""
    found = [term for term in terms(sources(conversation)) if term.stem not in held]
    rated = list(zip(found, probabilities(asked, found, conversation, weights), strict=True))
    chosen = [(term, chance) for term, chance in rated if chance >= weights.threshold]
    if not chosen and (asked.answering or asked.points_back or not asked.own or asked.topic):
        turns = len(conversation.turns)
        chosen = [
            (term, chance) for term, chance in rated
            if term.stem not in GENERIC and any(place.source.turn == turns for place in term.asked)
        ]
    return sorted(chosen, key=lambda one: -one[1])[:_MOST_TERMS]


def _taken(phrase: Phrase, replaces: str, conversation: Conversation) -> Taken:
    """A phrase with where the conversation has it first of all: a query may have taken it from further back."""
    words = phrase.text.casefold()
    for number, turn in reversed(list(enumerate(conversation.turns[: phrase.source.turn], start=1))):
        if words in turn.question.casefold():
            return Taken(phrase.text, replaces, number)
        quote = next((one.number for one in turn.citations if words in one.quote.casefold()), None)
        if quote and words not in turn.query.casefold():
            return Taken(phrase.text, replaces, number, quote)
    return Taken(phrase.text, replaces, phrase.source.turn, phrase.source.citation)


def _in_place(words: str, text: str, span: Span) -> str:
    """The words as they stand for a pronoun: “Blinken” for “he”, “Blinken’s” for “his”."""
    pronoun = span.of(text).lower()
    own = pronoun in ("his", "its", "their", "theirs") or (pronoun == "her" and re.match(r"\s+\w", text[span.end :]))
    return f"{words}’s" if own else words
