"""“And what about the hostages?”: the question before, asked of something else."""

from __future__ import annotations

import re

from index.text import stem, words
from qa.answer import Conversation
from qa.followup.asked import Asked
from qa.followup.common import rarity
from qa.question import Taken
from qa.speech.asking import asked_speakers, is_somebody
from qa.speech.lexicon import either
from qa.speech.names import TITLES

_TOPIC = re.compile(r"^(?P<asked>.+?\b(?:about|regarding|concerning|on)\s+)(?P<topic>[^?(]+)\?*\s*$", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:what|how|why|when|where)\s+(?:did|does|do|has|have)\s+(?P<who>[^?]+?)\s+(?:say|said|think|claim|argue|tell|told"
    r"|warn|want|respond|reply|react|promise|describe|suggest|propose|mean)\b",
    re.IGNORECASE,
)
_ACCORDING = re.compile(r"according to (?P<who>[^\s,?]+(?: [^\s,?]+){0,3})\s*\?*$", re.IGNORECASE)
_ACCORDING_AT_END = re.compile(r"\s+according to [^,?]+\?*$", re.IGNORECASE)
_ADDED = re.compile(r"\s+\([^()]*\)$")
_AGREED = re.compile(r"^(?:did|does|do|has|have|would)\s+(?P<who>[^?]+?)\s+(?:dis)?agree\s*\?*$", re.IGNORECASE)
_AT_END = re.compile(r"\b(?:(?:dis)?agree|say|said|think|claim|argue|respond|reply|react)\s*\?*$", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:he|she|they|it|you|we|i|people|this|that|these|those)", re.IGNORECASE)
_TELLING = 2_500
_RARE = 0.8
_ENDING = 2
_MOST_WORDS = 3


def changes_topic(asked: Asked, conversation: Conversation) -> bool:
    """Whether the question says so, or asks in rare words of its own that nothing asked or cited before has.

    That is told only by a whole article, of at least 2,500 characters: a passage leaves out much of its topic.
    """
    if asked.new_subject:
        return True
    if asked.goes_on:
        return False
    turn = conversation.turns[-1]
    cited = " ".join({citation.article.id: citation.article.text for citation in turn.citations}.values()).casefold()
    rare = [word for word, _, _ in words(asked.bare) if stem(word) in asked.own and rarity(stem(word)) >= _RARE]
    if not rare or max((len(one.article.text) for one in turn.citations), default=0) < _TELLING:
        return False
    before = f"{cited} {turn.query} {turn.question}".casefold()
    return not any(re.search(rf"\b{re.escape(word[: max(4, len(word) - _ENDING)])}", before) for word in rare)


def asks_for_statement(asked: Asked) -> bool:
    """Whether it asks what somebody it names said: “What did the harbour master say?”, “Did Tarrant agree?”."""
    match = _SAID.search(asked.bare) or _AGREED.search(asked.bare)
    return match is not None and not _PRONOUN.fullmatch(match["who"])


def statement_about(asked: Asked, conversation: Conversation) -> tuple[str, tuple[Taken, ...]] | None:
    """What somebody said, about what statements were asked for before; None where only that can tell what about."""
    number, turn = len(conversation.turns), conversation.turns[-1]
    earlier = _TOPIC.match(turn.query.strip()) if asks_for_statement(Asked.of(turn.query)) else None
    if _AT_END.search(asked.bare) is None:
        return asked.text, ()
    if earlier is None:
        return None if _AGREED.search(asked.bare) else (asked.text, ())
    topic = earlier["topic"].strip()
    return f"{asked.bare.rstrip(' ?')} about {topic}?", (Taken(topic, "", number),)


def with_topic(asked: Asked, conversation: Conversation) -> tuple[str, tuple[Taken, ...]] | None:
    """The question before with the new topic, or of the new person; None where it has no place for one."""
    number, turn = len(conversation.turns), conversation.turns[-1]
    according = _ACCORDING.match(asked.bare)
    topic = according["who"] if according else re.sub(r"^The (?=[a-z])", "the ", (asked.topic or "").strip())
    if not topic:
        return None
    before = _ADDED.sub("", turn.query.strip())
    speakers = asked_speakers(before)
    named = _named(speakers[-1]).search(before) if speakers else None
    if named and is_somebody(topic) and len(topic.split()) <= _MOST_WORDS:
        head, tail = before[: named.start()], before[named.end() :]
        return f"{head}{topic}{tail}", (Taken(f"{head}… {tail.strip()}".strip(" ?"), "", number),)
    if according:
        asked_before = _ACCORDING_AT_END.sub("", before).rstrip(" ?")
        return f"{asked_before} according to {topic}?", (Taken(asked_before, "", number),)
    earlier = _TOPIC.match(before)
    if earlier is None:
        return None
    return f"{earlier['asked']}{topic}?", (Taken(earlier["asked"].strip(), "", number),)


def _named(speaker: str) -> re.Pattern[str]:
    """Where a question names a speaker, with the titles before the name."""
    name = r"\s+".join(map(re.escape, speaker.split()))
    return re.compile(rf"(?:\b{either(TITLES)}\.?\s+)*{name}(?!\w)")
