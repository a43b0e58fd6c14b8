"""Questions about who said what: answered with that somebody's own statements, or with who it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.reader.protocol import WORTH_CITING, Evidence
from qa.speech.asking import asked_speakers, asks_for_speaker
from qa.speech.attribution import Attribution, attribute, is_said_by, named_by
from qa.speech.names import with_titles

_LOOKED_AT = 5


def own_statements(question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The evidence without what others said, if any of the best of it was said by whoever the question asks about.

    Where the question asks who said something, the words that name the speaker are what answers. Only what may be
    cited is looked at; what nobody can be told to have said stays where it is.
    """
    asked, asks_who = asked_speakers(question), asks_for_speaker(question)
    if not evidence or not (asked or asks_who):
        return tuple(evidence)
    least = WORTH_CITING * evidence[0].score
    best = [quote for quote in evidence[:_LOOKED_AT] if quote.score >= least]
    attributions = [attribute(quote.article, quote.span) for quote in best]
    rest = evidence[len(best) :]
    if not asked:
        return (*map(_naming, best, attributions), *rest)
    titled = with_titles(question, asked)
    told = list(zip(best, attributions, strict=True))
    own = [is_said_by(attribution, named_by(quote.article, titled)) for quote, attribution in told]
    if not any(own):
        return tuple(evidence)
    kept = (quote for (quote, attribution), theirs in zip(told, own, strict=True) if theirs or attribution is None)
    return (*kept, *rest)


def _naming(quote: Evidence, attribution: Attribution | None) -> Evidence:
    """The evidence with the words that name its speaker set off, where it holds them."""
    if attribution is None or attribution.source is None or not attribution.source.within(quote.span):
        return quote
    return replace(quote, highlight=attribution.source)
