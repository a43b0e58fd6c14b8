"""Questions about who said what: answered with that somebody's own statements, or with who it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Speaker
from qa.reader.protocol import WORTH_CITING, Evidence
from qa.speech.attribution import asked_speakers, asks_for_speaker, attribute, is_said_by, named_by, with_titles

_LOOKED_AT = 5


def own_words(question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The evidence without what others said, if any of the best of it was said by whoever the question asks about.

    Where the question asks who said something, the words that name the speaker are what answers. Only what may be
    cited is looked at; what nobody can be told to have said stays where it is.
    """
    asked, who = asked_speakers(question), asks_for_speaker(question)
    if not evidence or not (asked or who):
        return tuple(evidence)
    least = WORTH_CITING * evidence[0].score
    looked_at = [one for one in evidence[:_LOOKED_AT] if one.score >= least]
    speakers = [attribute(one.article, one.span) for one in looked_at]
    rest = evidence[len(looked_at) :]
    if not asked:
        return (*map(_naming, looked_at, speakers), *rest)
    titled = with_titles(question, asked)
    told = list(zip(looked_at, speakers, strict=True))
    own = [is_said_by(speaker, named_by(one.article, titled)) for one, speaker in told]
    if not any(own):
        return tuple(evidence)
    return (*(one for (one, speaker), theirs in zip(told, own, strict=True) if theirs or speaker is None), *rest)


def _naming(one: Evidence, speaker: Speaker | None) -> Evidence:
    """The evidence with the words that name its speaker set off, where it holds them."""
    if speaker is None or speaker.source is None or not speaker.source.within(one.span):
        return one
    return replace(one, highlight=speaker.source)
