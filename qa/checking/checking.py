"""A draft held against a library: every quotation, where it stands there, in what it differs, and who said it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from index.library import Library
from qa.checking import speakers
from qa.checking.comparing import Comparison
from qa.checking.context import left_off
from qa.checking.drafts import Draft, DraftQuotation, read_draft
from qa.checking.finding import is_found, is_near, places_of
from qa.checking.report import Finding, Kind, Report, SpeakerMatch
from qa.checking.sources import source_of, sources_of

_PART = 4
"""How many words a part of a joined quotation has at least."""

_STRAY = 0.5
"""Which share of a part's words stands at the place of another part at most."""

_TURNED = (Kind.VERBATIM, Kind.CUT, Kind.CUT_UNMARKED)


def check(library: Library, text: str, *, on_progress: Callable[[int, int], None] | None = None) -> Report:
    """Hold each quotation of a draft against what a library holds. Nothing is called true or false.

    `on_progress` is told how many of how many quotations are done. A draft without quotations has no findings.
    """
    if not isinstance(text, str):
        raise TypeError(f"a draft is a str, not {type(text).__name__}")
    draft = read_draft(text)
    if draft is None:
        return Report(text, ())
    findings, quotations = [], draft.quotations
    for number, quotation in enumerate(quotations, start=1):
        findings.append(_finding(library, draft, quotation, number))
        if on_progress:
            on_progress(number, len(quotations))
    return Report(text, tuple(findings))


def _finding(library: Library, draft: Draft, quotation: DraftQuotation, number: int) -> Finding:
    places: Sequence[Comparison] = places_of(library, quotation)
    if quotation.unclosed and places:
        quotation, places = _as_far_as_found(library, quotation, places)
    found = Finding(
        number,
        quotation.span,
        quotation.span.of(draft.text),
        Kind.NOT_FOUND,
        named=speakers.named_in(draft, quotation),
        unclosed=quotation.unclosed,
    )
    if parts := _parts(library, quotation, places):
        return _joined(draft, found, parts)
    if places and is_found(places[0]):
        return _found(draft, quotation, found, places)
    near = next(filter(is_near, places), None)
    return replace(found, nearest=source_of(near).citation, changes=near.changes) if near else found


def _found(draft: Draft, quotation: DraftQuotation, blank: Finding, places: Sequence[Comparison]) -> Finding:
    sources = sources_of(draft, places, blank.named)
    best, citations = sources[0].place, tuple(source.citation for source in sources)
    context = left_off(draft, quotation, best) if best.kind in _TURNED else None
    return replace(
        blank,
        kind=Kind.OUT_OF_CONTEXT if context else best.kind,
        citations=citations,
        changes=best.changes,
        context=context,
        speaker=speakers.match(draft, blank.named, citations),
    )


def _joined(draft: Draft, blank: Finding, parts: Sequence[Comparison]) -> Finding:
    citations = tuple(source_of(part, number).citation for number, part in enumerate(parts, start=1))
    told = [speakers.match(draft, blank.named, [citation]) for citation in citations]
    gravest = max(filter(None, told), key=tuple(SpeakerMatch).index, default=None)
    return replace(blank, kind=Kind.JOINED, citations=citations, speaker=gravest)


def _as_far_as_found(
    library: Library, quotation: DraftQuotation, places: Sequence[Comparison]
) -> tuple[DraftQuotation, Sequence[Comparison]]:
    """A quotation that is not closed ends where its place does, not where the draft's paragraph does."""
    first, after_last = places[0].run
    if first or after_last - first < _PART or after_last == len(quotation.words):
        return quotation, places
    told = replace(quotation.piece(0, after_last), unclosed=True)
    return told, places_of(library, told)


def _parts(library: Library, quotation: DraftQuotation, places: Sequence[Comparison]) -> list[Comparison]:
    """The places of a quotation's parts, where each stands as it is and the whole does not, or is not one speaker's."""
    if not places:
        return []
    if places[0].kind not in (Kind.ALTERED, Kind.JOINED):
        return _voices(places[0])
    first, after_last = places[0].run
    rest = [(start, end) for start, end in ((0, first), (after_last, len(quotation.words))) if start < end]
    whole = places[0].kind is Kind.JOINED
    if not rest or (not whole and any(places[0].shared(*piece) >= _STRAY for piece in rest)):
        return []
    pieces = sorted([(first, after_last), *rest])
    if any(end - start < _PART for start, end in pieces):
        return []
    found = list(_as_they_are(library, quotation, pieces))
    return found if len(found) == len(pieces) else []


def _voices(place: Comparison) -> list[Comparison]:
    """The two parts of a place that leads from one speaker's words to another's, over the end of a paragraph."""
    folded, article = place.printed.folded, place.printed.article
    for number, before, after in place.alignment.gaps():
        if "\n" not in folded.between(before, after):
            continue
        told = [
            speakers.speaker_of(article, folded.span(first, last))
            for first, last in ((place.alignment.first, before), (after, place.alignment.last))
        ]
        if all(told) and not speakers.is_same_speaker(*(own.name for own in told if own)):
            return list(place.parted(number))
    return []


def _as_they_are(
    library: Library, quotation: DraftQuotation, pieces: Sequence[tuple[int, int]]
) -> Iterator[Comparison]:
    for start, end in pieces:
        places = places_of(library, quotation.piece(start, end))
        if not places or places[0].kind is not Kind.VERBATIM:
            return
        yield places[0]
