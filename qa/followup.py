"""A question and what was asked before it become the query that is searched.

A question that stands alone is searched exactly as it was asked. Putting whole earlier questions in front of a
follow-up makes retrieval worse, so a follow-up takes over only what it leaves out: whom a pronoun means, and the
words of the question before that it has none of its own for.
"""

from __future__ import annotations

import re

from index.text import STOPWORDS, content_words, stem
from qa.answer import Conversation, Turn
from qa.speakers import names_in

_OPENER = re.compile(r"^(?:and|but|so|or|also|then|ok|okay|well)\b[\s,]*", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:(?:what|how)\s+)?about\s+(?P<topic>.+?)\s*\?*$", re.IGNORECASE)
_TOPIC = re.compile(r"^(?P<asked>.+?\b(?:about|regarding|concerning|on)\s+)(?P<topic>[^?]+)\?*$", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:(?P<own>his|her(?=\s+\w)|their)|(?P<who>he|she|him|her|they|them))\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|its|that|this|those|these|there|then|one|ones|else|same)\b", re.IGNORECASE)
_ENOUGH_WORDS = 3


def standalone_query(question: str, conversation: Conversation) -> str:
    """The question as it is where it stands alone, else with what it takes from the conversation."""
    if not conversation.turns or _stands_alone(question):
        return question
    last = conversation.turns[-1]
    bare = _OPENER.sub("", question.strip())
    bare = bare[:1].upper() + bare[1:]
    about = _ABOUT.match(bare)
    if about:
        return _with_topic(last.query, about["topic"])
    person = _person_meant(conversation)
    if person:
        bare = _PERSON.sub(lambda match: f"{person}’s" if match["own"] else person, bare)
    if not _THING.search(bare) and len(set(content_words(bare)) - STOPWORDS) >= _ENOUGH_WORDS:
        return bare
    return _with_words_of(bare, last)


def _stands_alone(question: str) -> bool:
    """Whether nothing in the question points back: no opener, no pronoun without a name, and words of its own."""
    if _OPENER.match(question.strip()) or _ABOUT.match(question.strip()):
        return False
    if re.search(r"\belse\b|\bsame\b", question, re.IGNORECASE):
        return False
    own = [word for word in content_words(question) if word not in STOPWORDS]
    if len(own) < 2 and not names_in(question):
        return False
    pronoun = _PERSON.search(question) or _THING.search(question)
    return pronoun is None or bool(names_in(question[: pronoun.start()])) or len(own) > 2 * _ENOUGH_WORDS


def _with_topic(asked_before: str, topic: str) -> str:
    """The earlier question, about the new topic."""
    earlier = _TOPIC.match(asked_before.strip())
    if earlier:
        return f"{earlier['asked']}{topic}?"
    return f"{asked_before.strip().rstrip('?')}: {topic}?"


def _with_words_of(question: str, turn: Turn) -> str:
    """The question, and in brackets the words of the one before that it has no words like."""
    held = {stem(word) for word in content_words(question)}
    taken = [
        match[0]
        for match in re.finditer(r"[\w’'-]+", turn.query)
        if match[0].casefold() not in STOPWORDS and stem(match[0].casefold()) not in held
    ]
    taken = list(dict.fromkeys(taken))
    return f"{question} ({' '.join(taken)})" if taken else question


def _person_meant(conversation: Conversation) -> str | None:
    """The last person named in a question, else the last speaker cited."""
    for turn in reversed(conversation.turns):
        names = names_in(turn.query)
        if names:
            return names[-1]
        for citation in turn.citations:
            if citation.speaker:
                return citation.speaker.name
    return None
