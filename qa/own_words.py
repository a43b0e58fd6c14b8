"""Questions about what somebody said are answered with that somebody's own statements, where there are any."""

from __future__ import annotations

from collections.abc import Sequence

from qa.reader.protocol import WORTH_CITING, Evidence
from qa.speakers import asked_speakers, attribute, is_said_by, named_by

_LOOKED_AT = 5


def own_words(question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The evidence without what others said, if any of the best of it was said by whoever the question asks about.

    Only what may be cited is looked at. What nobody can be told to have said stays where it is.
    """
    asked = asked_speakers(question)
    if not asked or not evidence:
        return tuple(evidence)
    least = WORTH_CITING * evidence[0].score
    looked_at = [one for one in evidence[:_LOOKED_AT] if one.score >= least]
    own, others = set(), set()
    for number, one in enumerate(looked_at):
        speaker = attribute(one.article, one.span)
        if is_said_by(speaker, named_by(one.article, asked)):
            own.add(number)
        elif speaker is not None:
            others.add(number)
    if not own:
        return tuple(evidence)
    return tuple(one for number, one in enumerate(evidence) if number not in others)
