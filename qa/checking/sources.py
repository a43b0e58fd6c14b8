"""The places that fit a quotation equally, as they are cited: each speaker's once, the articles that print it named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answer import Citation
from qa.checking.comparing import Comparison
from qa.checking.drafts import Draft
from qa.checking.report import SpeakerMatch
from qa.checking.speakers import is_same_speaker, match, speaker_of
from qa.citing.copies import copy_of
from qa.speech.attribution import Attribution

_TOLD = 4
"""Of how many places that fit equally the speaker is looked up."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place with its citation."""

    place: Comparison
    citation: Citation


def source_of(place: Comparison, number: int = 1) -> Source:
    """The place as it is cited; the citation's score is how like the quotation it is."""
    article, span = place.printed.article, place.span
    speaker = speaker_of(article, span)
    return Source(place, Citation(number, article, span, span.of(article.text), place.likeness, speaker))


def sources_of(draft: Draft, places: Sequence[Comparison], named: Attribution | None) -> list[Source]:
    """The places, of which those that tell the same speaker are one: whoever the draft names first, then the oldest.

    Where nobody is told, a place is none of its own beside those where somebody is.
    """
    found = [source_of(place) for place in places[:_TOLD]]
    found.sort(key=lambda source: match(draft, named, [source.citation]) is not SpeakerMatch.SAME)
    chosen: list[Source] = []
    for source in sorted(found, key=lambda source: source.citation.speaker is None):
        if not any(_tells_the_same(source, other) for other in chosen):
            chosen.append(source)
    chosen.sort(key=found.index)
    return [_with_others(source, places, number) for number, source in enumerate(chosen, start=1)]


def _tells_the_same(source: Source, other: Source) -> bool:
    """Whether the first tells nobody else than the other."""
    own, theirs = source.citation.speaker, other.citation.speaker
    return own is None or (theirs is not None and is_same_speaker(own.name, theirs.name))


def _with_others(source: Source, places: Sequence[Comparison], number: int) -> Source:
    """The source with the other articles that print the same, oldest first."""
    articles = {place.printed.article.id: place.printed.article for place in places}
    articles.pop(source.citation.article.id, None)
    also = tuple(map(copy_of, articles.values()))
    return replace(source, citation=replace(source.citation, number=number, also_in=also))
