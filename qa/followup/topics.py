"""“And what about the hostages?”: the question before, asked of something else."""

from __future__ import annotations

import re

from index.text import stem, words
from qa.answer import Conversation, Taken
from qa.followup.asked import Asked
from qa.followup.common import rarity
from qa.speakers import asked_speakers, names_in

_TOPIC = re.compile(
    r"^(?P<asked>.+?\b(?:about|regarding|concerning|on|to)\s+)(?P<topic>[^?(]+)\?*\s*$", re.IGNORECASE
)
_TELLING = 1_500
_RARE = 0.8
_ENDING = 2


def changes_topic(asked: Asked, conversation: Conversation) -> bool:
    """Whether the question says so, or asks in rare words of its own that nothing asked or cited before has.

    That is told only by articles of at least 1,500 characters: a short passage leaves out much of its topic.
    """
    if asked.new_subject:
        return True
    if asked.opened or asked.points_back or asked.more or asked.answering:
        return False
    turn = conversation.turns[-1]
    cited = " ".join({citation.article.id: citation.article.text for citation in turn.citations}.values()).casefold()
    rare = [word for word, _, _ in words(asked.bare) if stem(word) in asked.own and rarity(stem(word)) >= _RARE]
    if not rare or len(cited) < _TELLING:
        return False
    before = f"{cited} {turn.query} {turn.question}".casefold()
    return not any(re.search(rf"\b{re.escape(word[: max(4, len(word) - _ENDING)])}", before) for word in rare)


def with_topic(asked: Asked, conversation: Conversation) -> tuple[str, tuple[Taken, ...]] | None:
    """The question before with the new topic, or of the new person; None where it has no place for one."""
    number, turn = len(conversation.turns), conversation.turns[-1]
    if not asked.topic:
        return None
    topic, before = asked.topic.strip(), turn.query.strip()
    speakers = asked_speakers(before)
    if speakers and names_in(f"… {topic}") == [topic] and len(topic.split()) <= 3:  # noqa: PLR2004
        head, _, tail = before.partition(speakers[-1])
        return f"{head}{topic}{tail}", (Taken(f"{head}… {tail.strip()}".strip(" ?"), "", number),)
    earlier = _TOPIC.match(before)
    if earlier is None:
        return None
    return f"{earlier['asked']}{topic}?", (Taken(earlier["asked"].strip(), "", number),)
