"""The query that is searched for a question, and what of it was taken from the conversation.

A question that stands alone is searched exactly as it was asked. Putting whole earlier questions in front of a
follow-up makes retrieval worse, so a follow-up takes only what it leaves out: whom “he” means, what “it” is, and the
few words of the conversation that it goes without. What was taken may be wrong, so the question as it was asked is
searched beside it, and counts twice where it likely stands alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.article import Span
from qa.answer import Conversation
from qa.followup.asked import GENERIC, Asked
from qa.followup.beside import queries_beside
from qa.followup.choosing import MOST_TERMS, Weights, likeliest, rated
from qa.followup.corrections import corrected
from qa.followup.following import follows_up
from qa.followup.persons import Person, answer_named, person_meant
from qa.followup.phrases import Phrase, phrases, with_head, without_verb
from qa.followup.terms import Kind, Term, contrasted, sources, terms
from qa.followup.topics import asks_for_statement, changes_topic, statement_about, with_topic
from qa.question import Taken, WeightedQuery
from qa.speech.asking import asked_speakers

_HIS = frozenset("he him his himself".split())
_THING = re.compile(r"(?:it|they|them)", re.IGNORECASE)
_THINGS_OWN = re.compile(r"(?:its|theirs?)", re.IGNORECASE)
_TWICE = 2.0


@dataclass(frozen=True, slots=True)
class StandaloneQuery:
    """What a question means by itself. Nothing is `taken` where it stands alone; then `text` is as it was asked.

    `beside` are other queries that are searched together with it.
    """

    text: str
    taken: tuple[Taken, ...] = ()
    beside: tuple[WeightedQuery, ...] = ()

    @property
    def queries(self) -> tuple[WeightedQuery, ...]:
        """All that is searched, `text` first, each text once; one that is searched for two reasons counts for both."""
        weights: dict[str, float] = {self.text: 1.0}
        for query in self.beside:
            weights[query.text] = weights.get(query.text, 0.0) + query.weight
        return tuple(WeightedQuery(text, weight) for text, weight in weights.items())


def standalone_query(question: str, conversation: Conversation, weights: Weights | None = None) -> StandaloneQuery:
    """The question as it is where it stands alone, else with what it leaves out.

    What the articles couldn't answer is not gone on from, but for a correction of it.
    """
    if meant := corrected(question, conversation):
        return StandaloneQuery(*meant)
    numbers = [number for number, turn in enumerate(conversation.turns, start=1) if turn.citations]
    if not numbers or len(numbers) == len(conversation.turns):
        return _standalone(Asked.of(question), conversation, weights)
    answered = Conversation(tuple(conversation.turns[number - 1] for number in numbers))
    found = _standalone(Asked.of(question), answered, weights)
    return replace(found, taken=tuple(replace(taken, turn=numbers[taken.turn - 1]) for taken in found.taken))


def _standalone(asked: Asked, conversation: Conversation, weights: Weights | None) -> StandaloneQuery:
    question = asked.text
    if not conversation.turns or asked.is_complete or changes_topic(asked, conversation):
        return StandaloneQuery(question)
    about = with_topic(asked, conversation)
    if about is None and asks_for_statement(asked) and not (asked.persons or asked.things):
        about = statement_about(asked, conversation)
    if about:
        return StandaloneQuery(*about)
    weights = weights or Weights.shipped()
    query = _Query(asked, conversation)
    if not (query.put_person() and asked.own):
        query.put_terms(weights)
    found = query.finished()
    if follows_up(asked, conversation, weights):
        return replace(found, beside=queries_beside(question, conversation))
    return replace(found, beside=(WeightedQuery(question, _TWICE),)) if found.taken else found


def asked_again(conversation: Conversation) -> StandaloneQuery:
    """The query of the turn before, for a follow-up that asks nothing new of it (“and in March?”)."""
    turns = conversation.turns
    return StandaloneQuery(turns[-1].query, (Taken(turns[-1].query, "", len(turns)),))


class _Query:
    """A question that is being completed."""

    def __init__(self, asked: Asked, conversation: Conversation) -> None:
        self._asked = asked
        self._conversation = conversation
        self._replaced: list[tuple[Span, str]] = []
        self._added: list[str] = []
        self._taken: list[Taken] = []

    def put_person(self) -> bool:
        """Whoever is meant stands for “he” and for “she”; whether there is anybody, by full name."""
        found: list[Person] = []
        for gender in ("m", "f"):
            pronouns = tuple(one for one in self._asked.persons if (self._told(one) in _HIS) == (gender == "m"))
            others = [one.name for one in found]
            person = person_meant(self._conversation, gender, others) if pronouns else None
            if person:
                found.append(person)
                self._put(person.name, pronouns, person.turn, person.citation)
        return any(" " in one.name for one in found)

    def put_terms(self, weights: Weights) -> None:
        """The likeliest phrase stands for “it” or “they”; the others are added at the end, in brackets."""
        things = [span for span in self._asked.things if _THING.fullmatch(self._told(span)) or self._is_own(span)]
        same = tuple(span for span in things if self._told(span) == self._told(things[0]))
        named = answer_named(self._conversation) if things and not self._taken else None
        if named:
            self._put(named.name, same, named.turn, named.citation)
            return
        found = phrases(self._chosen(weights))
        if same and found:
            best = max(found, key=lambda phrase: phrase.likelihood)
            found.remove(best)
            newest = best.source.turn == len(self._conversation.turns)
            best = (
                with_head(without_verb(best)) if newest and self._told(same[0]) in ("it", "its") else without_verb(best)
            )
            found = [phrase for phrase in found if phrase.text not in best.text]
            self._put(best.text, same, *_origin(best, self._conversation))
        for phrase in found:
            self._added.append(phrase.text)
            self._taken.append(Taken(phrase.text, "", *_origin(phrase, self._conversation)))

    def finished(self) -> StandaloneQuery:
        if not self._taken:
            return StandaloneQuery(self._asked.text)
        text = self._asked.bare
        for span, words in sorted(self._replaced, reverse=True):
            text = f"{text[: span.start]}{words}{text[span.end :]}"
        added = f" ({' '.join(self._added)})" if self._added else ""
        return StandaloneQuery(text + added, tuple(self._taken))

    def _chosen(self, weights: Weights) -> list[tuple[Term, float]]:
        """The terms that are taken. A question that says nothing by itself takes those that were asked for last."""
        asked, turns = self._asked, len(self._conversation.turns)
        held = asked.all_stems.union(*(Asked.of(one.words).all_stems for one in self._taken))
        others = self._spoke_before() if asked.answering and asked.names else frozenset()
        found = [
            term
            for term in terms(sources(self._conversation))
            if term.within(Kind.QUESTION) and term.stem not in held | others and not contrasted(term, asked.bare)
        ]
        chances = rated(asked, found, self._conversation, weights)
        chosen = likeliest(chances)
        if chosen or not (asked.answering or asked.points_back or asked.more or not asked.own):
            return chosen
        last = [one for one in chances if any(place.source.turn == turns for place in one[0].places)]
        return sorted((one for one in last if one[0].stem not in GENERIC), key=lambda one: -one[1])[: MOST_TERMS + 1]

    def _spoke_before(self) -> frozenset[str]:
        """The names of whoever was asked about: who is asked whether he agrees is asked for his own words."""
        named = asked_speakers(self._conversation.turns[-1].query)
        return frozenset[str]().union(*(Asked.of(name).all_stems for name in named))

    def _put(self, words: str, spans: tuple[Span, ...], turn: int, citation: int | None) -> None:
        """Words in the place of pronouns, as “Blinken’s” for “his”."""
        replaces = ", ".join(dict.fromkeys(self._told(span) for span in spans))
        self._taken.append(Taken(words, replaces, turn, citation))
        self._replaced += [(span, f"{words}’s" if self._is_own(span) else words) for span in spans]

    def _told(self, span: Span) -> str:
        return span.of(self._asked.bare).lower()

    def _is_own(self, span: Span) -> bool:
        pronoun = self._told(span)
        before_noun = re.match(r"\s+\w", self._asked.bare[span.end :])
        return bool(pronoun in ("his", "their") or _THINGS_OWN.fullmatch(pronoun) or (pronoun == "her" and before_noun))


def _origin(phrase: Phrase, conversation: Conversation) -> tuple[int, int | None]:
    """The turn, and the quote if not its question, that has a phrase: a query may have taken it from further back."""
    words = phrase.text.casefold()
    for number, turn in reversed(list(enumerate(conversation.turns[: phrase.source.turn], start=1))):
        if words in turn.question.casefold():
            return number, None
        quote = next((one.number for one in turn.citations if words in one.quote.casefold()), None)
        if quote and words not in turn.query.casefold():
            return number, quote
    return phrase.source.turn, None
