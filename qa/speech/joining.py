"""Quotations join the statement they belong to: cut ones are made whole, and those without a cue go on from another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.article import Span
from index.sentences import sentence_spans
from qa.speech.found import Found
from qa.speech.quotations import Quotation, narrated

_LEAST_WORDS = 3
_WHOLE = 0.5


def with_quotations(
    text: str, found: Sequence[Found], paragraphs: Sequence[Span], quotations: Sequence[Quotation]
) -> list[Found]:
    """The statements with all of the quotations that are theirs, in the order of their first characters."""
    outer = [one for one in found if not _inside(one.cue, quotations)]
    nested = [one for one in found if _inside(one.cue, quotations)]
    sentences = [one.shift(paragraph.start) for paragraph in paragraphs for one in sentence_spans(paragraph.of(text))]
    joined = [_within_sentence(one, sentences, quotations) for one in outer]
    joined = [replace(one, content=_completed(one, quotations)) for one in joined]
    for number, paragraph in enumerate(paragraphs):
        for quotation in quotations:
            if not quotation.span.within(paragraph) or not _is_loose(text, quotation, joined):
                continue
            owner = _owner(text, quotation, paragraph, paragraphs[number - 1] if number else None, joined, quotations)
            if owner is not None:
                one = joined[owner]
                joined[owner] = replace(one, content=_sorted((*one.content, quotation.span)))
    said = [one for one in (*joined, *nested) if one.content]
    return sorted(said, key=lambda one: (one.content[0].start, one.cue.start))


def _inside(span: Span, quotations: Sequence[Quotation]) -> bool:
    return any(span.within(one.span) for one in quotations)


def _within_sentence(one: Found, sentences: Sequence[Span], quotations: Sequence[Quotation]) -> Found:
    """The statement without what runs on from the cue's sentence into others, but for what is quoted."""
    own = next((sentence for sentence in sentences if one.cue.within(sentence)), None)
    if own is None or any(quotation.span.overlap(own) for quotation in quotations):
        return one
    inside = [Span(max(span.start, own.start), min(span.end, own.end)) for span in one.content if span.overlap(own)]
    return replace(one, content=tuple(inside)) if inside else one


def _completed(one: Found, quotations: Sequence[Quotation]) -> tuple[Span, ...]:
    """The content with each quotation whole of which it holds half; what touches becomes one."""
    spans = list(one.content)
    for quotation in quotations:
        covered = sum(span.overlap(quotation.span) for span in one.content)
        if covered >= _WHOLE * len(quotation.span) and not quotation.span.overlap(one.cue):
            spans.append(quotation.span)
    return _sorted(spans)


def _sorted(spans: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _is_loose(text: str, quotation: Quotation, found: Sequence[Found]) -> bool:
    """Whether a quotation is long enough to be somebody's words and in no statement's content."""
    if len(re.findall(r"\w+", quotation.span.of(text))) < _LEAST_WORDS:
        return False
    return not any(span.overlap(quotation.span) for one in found for span in one.content)


def _owner(
    text: str,
    quotation: Quotation,
    paragraph: Span,
    before: Span | None,
    found: Sequence[Found],
    quotations: Sequence[Quotation],
) -> int | None:
    """The statement that a loose quotation goes on from: of its paragraph, or of the one before."""
    here = [number for number, one in enumerate(found) if one.cue.within(paragraph)]
    earlier = [number for number in here if found[number].cue.end <= quotation.span.start]
    if earlier:
        last = earlier[-1]
        between = (
            Span(found[last].cue.end, quotation.span.start) if found[last].cue.end < quotation.span.start else None
        )
        if between is None or _sentences_told(text, between, quotations) <= 1:
            return last
        return None
    if here:
        return here[0]
    if before is None or re.search(r"\w", narrated(text, paragraph, quotations)):
        return None
    previous = [number for number, one in enumerate(found) if _reaches(one, before)]
    if not previous:
        return None
    if (
        quotation.continues
        or text[before.start : before.end].rstrip().endswith(":")
        or _ends_quoted(before, quotations)
    ):
        return previous[-1]
    return previous[-1] if len(previous) == 1 else None


def _reaches(one: Found, paragraph: Span) -> bool:
    return one.cue.within(paragraph) or any(span.overlap(paragraph) for span in one.content)


def _ends_quoted(paragraph: Span, quotations: Sequence[Quotation]) -> bool:
    return any(paragraph.end - 1 <= one.span.end <= paragraph.end for one in quotations)


def _sentences_told(text: str, span: Span, quotations: Sequence[Quotation]) -> int:
    """How many sentences of the narrator's end between the cue and the quotation."""
    told = narrated(text, span, quotations)
    return sum(bool(re.search(r"\w{2}", one.of(told))) for one in sentence_spans(told))
