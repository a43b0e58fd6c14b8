"""Who said what is read for one question: each place is looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.article import Article, Span
from qa.question import Question
from qa.reader.protocol import WORTH_CITING, Evidence
from qa.speech.attribution import Attribution, attribute, is_said_by, named_by

_LOOKED_AT = 5


class Speakers:
    """The speakers of the places that are asked about, remembered."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Span], Attribution | None] = {}

    def of(self, article: Article, span: Span) -> Attribution | None:
        """Who said the words at `span`; None where the article does not tell."""
        place = (article.id, span)
        if place not in self._known:
            self._known[place] = attribute(article, span)
        return self._known[place]


def own_statements(question: Question, evidence: Sequence[Evidence], speakers: Speakers) -> tuple[Evidence, ...]:
    """The evidence without what others said, if any of the best of it was said by whoever the question asks about.

    Where the question asks who said something, the words that name the speaker are what answers. Only what may be
    cited is looked at; what nobody can be told to have said stays where it is.
    """
    if not evidence or not question.asks_of_speakers:
        return tuple(evidence)
    least = WORTH_CITING * evidence[0].score
    looked_at = [piece for piece in evidence[:_LOOKED_AT] if piece.score >= least]
    rest = evidence[len(looked_at) :]
    told = [(piece, speakers.of(piece.article, piece.span)) for piece in looked_at]
    if not question.speakers:
        return (*(_naming(piece, speaker) for piece, speaker in told), *rest)
    own = [is_said_by(speaker, named_by(piece.article, question.speakers)) for piece, speaker in told]
    if not any(own):
        return tuple(evidence)
    kept = [piece for (piece, speaker), theirs in zip(told, own, strict=True) if theirs or speaker is None]
    return (*kept, *rest)


def _naming(evidence: Evidence, speaker: Attribution | None) -> Evidence:
    """The evidence with the words that name its speaker set off, where it holds them."""
    if speaker is None or speaker.source is None or not speaker.source.within(evidence.span):
        return evidence
    return replace(evidence, highlight=speaker.source)
