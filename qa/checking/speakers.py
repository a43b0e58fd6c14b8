"""Whether whoever a draft names said it, as the library's articles tell it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.article import Article, Span
from index.sentences import unwrapped
from qa.answer import Citation
from qa.checking.drafts import Draft, DraftQuotation
from qa.checking.report import SpeakerMatch
from qa.speech.attribution import Attribution, attribute, named_by
from qa.speech.names import DETERMINERS, MEN, NAME, WOMEN, bare, is_same_person
from qa.speech.people import cast_of
from qa.speech.statement import Directness

_CREDIT = re.compile(rf"[^“”\"\n]{{0,800}}[”\"][.,]?\s{{0,3}}(?:[—–―]|--|(?<=\s)-)[ \t\xa0]*(?P<who>{NAME})")


def named_in(draft: Draft, quotation: DraftQuotation) -> Attribution | None:
    """Who says it in the draft: told of its longest part, or of any, or named behind a dash below it."""
    parts = sorted(quotation.parts, key=len, reverse=True)
    return next(filter(None, (speaker_of(draft.article, part) for part in parts)), None)


def speaker_of(article: Article, span: Span) -> Attribution | None:
    """Who says it in an article, or is named behind a dash below the quotation that it stands in."""
    return (
        attribute(article, span)
        or attribute(article, span, trained=False)
        or _credited(unwrapped(article.text), span.end)
    )


def _credited(text: str, end: int) -> Attribution | None:
    """Whom a credit below names: “— Ada Pike”."""
    credit = _CREDIT.match(text, end)
    return Attribution(bare(credit["who"]), "", Directness.DIRECT, Span(*credit.span("who"))) if credit else None


def match(draft: Draft, named: Attribution | None, places: Sequence[Citation]) -> SpeakerMatch | None:
    """The same speaker where any place tells so, another only where one is told and no place may be the same one's.

    None where the draft names nobody.
    """
    if named is None:
        return None
    found = [_at(draft.article, named, place) for place in places]
    if SpeakerMatch.SAME in found:
        return SpeakerMatch.SAME
    others = bool(found) and all(own is SpeakerMatch.OTHER for own in found)
    return SpeakerMatch.OTHER if others else SpeakerMatch.NOT_TOLD


def _at(draft: Article, named: Attribution, place: Citation) -> SpeakerMatch:
    """What one place tells: names are compared with names, descriptions only where they are traced to one.

    The draft's last name alone is compared too: whom it takes it for may be told elsewhere in the draft only by chance.
    """
    told = place.speaker
    if told is None:
        return SpeakerMatch.NOT_TOLD
    theirs = named_by(place.article, [named.name])
    written = bare(named.source.of(draft.text)) if named.source else ""
    own = [*theirs, written] if written in named.name.split() else theirs
    if any(is_same_speaker(one, told.name) for one in own):
        return SpeakerMatch.SAME
    if _is_person(draft, theirs[-1]) and _is_person(place.article, told.name):
        return SpeakerMatch.OTHER
    return SpeakerMatch.NOT_TOLD


def is_same_speaker(named: str, told: str) -> bool:
    """Whether two names, or descriptions, can be one speaker's."""
    return named.casefold() == told.casefold() or is_same_person(named, told) or is_same_person(told, named)


def _is_person(article: Article, name: str) -> bool:
    """Whether a name is somebody's: a description may be anybody, and a body speaks through somebody."""
    if not name[:1].isupper() or name.split()[0].lower() in DETERMINERS:
        return False
    cast = cast_of(article.text)
    known = cast.is_person(name) or name in cast.speaking or " " in name or name in MEN | WOMEN
    return known and not cast.is_body(name)
