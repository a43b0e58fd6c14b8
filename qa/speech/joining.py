"""Quotations join the statement they belong to: cut ones are made whole, and those without a cue go on from another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.article import Span
from index.sentences import sentence_spans
from qa.speech.quotations import Quotation, narrated
from qa.speech.statement import FoundStatement

_LEAST_WORDS = 3
_WHOLE = 0.5


def with_quotations(
    text: str, found: Sequence[FoundStatement], paragraphs: Sequence[Span], quotations: Sequence[Quotation]
) -> list[FoundStatement]:
    """The statements with all of the quotations that are theirs, in the order of their first characters."""
    if not found:
        return []
    outer = [statement for statement in found if not _inside(statement.cue, quotations)]
    nested = [statement for statement in found if _inside(statement.cue, quotations)]
    sentences = [
        sentence.shift(paragraph.start) for paragraph in paragraphs for sentence in sentence_spans(paragraph.of(text))
    ]
    joined = [_within_sentence(statement, sentences, quotations) for statement in outer]
    joined = [replace(statement, content=_completed(statement, quotations)) for statement in joined]
    for number, paragraph in enumerate(paragraphs):
        for quotation in quotations:
            if not quotation.span.within(paragraph) or not _is_loose(text, quotation, joined):
                continue
            owner = _owner(text, quotation, paragraph, paragraphs[number - 1] if number else None, joined, quotations)
            if owner is not None:
                statement = joined[owner]
                joined[owner] = replace(statement, content=_sorted((*statement.content, quotation.span)))
    said = [statement for statement in (*joined, *nested) if statement.content]
    return sorted(said, key=lambda statement: (statement.content[0].start, statement.cue.start))


def _inside(span: Span, quotations: Sequence[Quotation]) -> bool:
    return any(span.within(quotation.span) for quotation in quotations)


def _within_sentence(
    statement: FoundStatement, sentences: Sequence[Span], quotations: Sequence[Quotation]
) -> FoundStatement:
    """The statement without what runs on from the cue's sentence into others, but for what is quoted."""
    own = next((sentence for sentence in sentences if statement.cue.within(sentence)), None)
    if own is None or any(quotation.span.overlap(own) for quotation in quotations):
        return statement
    inside = [
        Span(max(span.start, own.start), min(span.end, own.end)) for span in statement.content if span.overlap(own)
    ]
    return replace(statement, content=tuple(inside)) if inside else statement


def _completed(statement: FoundStatement, quotations: Sequence[Quotation]) -> tuple[Span, ...]:
    """The content with each quotation whole of which it holds half; what touches becomes one."""
    spans = list(statement.content)
    for quotation in quotations:
        covered = sum(span.overlap(quotation.span) for span in statement.content)
        if covered >= _WHOLE * len(quotation.span) and not quotation.span.overlap(statement.cue):
            spans.append(quotation.span)
    return _sorted(spans)


def _sorted(spans: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _is_loose(text: str, quotation: Quotation, found: Sequence[FoundStatement]) -> bool:
    """Whether a quotation is long enough to be somebody's words and in no statement's content."""
    if len(re.findall(r"\w+", quotation.span.of(text))) < _LEAST_WORDS:
        return False
    return not any(span.overlap(quotation.span) for statement in found for span in statement.content)


def _owner(
    text: str,
    quotation: Quotation,
    paragraph: Span,
    before: Span | None,
    found: Sequence[FoundStatement],
    quotations: Sequence[Quotation],
) -> int | None:
    """The statement that a loose quotation goes on from: of its paragraph, or of the one before."""
    here = [number for number, statement in enumerate(found) if statement.cue.within(paragraph)]
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
    previous = [number for number, statement in enumerate(found) if _reaches(statement, before)]
    if not previous:
        return None
    if (
        quotation.continues
        or text[before.start : before.end].rstrip().endswith(":")
        or _ends_quoted(before, quotations)
    ):
        return previous[-1]
    return previous[-1] if len(previous) == 1 else None


def _reaches(statement: FoundStatement, paragraph: Span) -> bool:
    return statement.cue.within(paragraph) or any(span.overlap(paragraph) for span in statement.content)


def _ends_quoted(paragraph: Span, quotations: Sequence[Quotation]) -> bool:
    return any(paragraph.end - 1 <= quotation.span.end <= paragraph.end for quotation in quotations)


def _sentences_told(text: str, span: Span, quotations: Sequence[Quotation]) -> int:
    """How many sentences of the narrator's end between the cue and the quotation."""
    told = narrated(text, span, quotations)
    return sum(bool(re.search(r"\w{2}", sentence.of(told))) for sentence in sentence_spans(told))
