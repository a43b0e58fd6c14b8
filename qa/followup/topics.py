"""“And what about the hostages?”: the question before, asked of something else."""

from __future__ import annotations

import re

from qa.answer import Conversation, Taken
from qa.followup.asked import Asked
from qa.speakers import asked_speakers, names_in

_TOPIC = re.compile(
    r"^(?P<asked>.+?\b(?:about|regarding|concerning|on|to)\s+)(?P<topic>[^?(]+)\?*\s*$", re.IGNORECASE
)


def with_topic(asked: Asked, conversation: Conversation) -> tuple[str, tuple[Taken, ...]] | None:
    """The question before with the new topic, or of the new person; None where it has no place for one."""
    number, turn = len(conversation.turns), conversation.turns[-1]
    topic, before = (asked.topic or "").strip(), turn.query.strip()
    speakers = asked_speakers(before)
    if speakers and names_in(f"… {topic}") == [topic] and len(topic.split()) <= 3:  # noqa: PLR2004
        head, _, tail = before.partition(speakers[-1])
        return f"{head}{topic}{tail}", (Taken(f"{head}… {tail.strip()}".strip(" ?"), "", number),)
    earlier = _TOPIC.match(before)
    if earlier is None:
        return None
    return f"{earlier['asked']}{topic}?", (Taken(earlier["asked"].strip(), "", number),)
