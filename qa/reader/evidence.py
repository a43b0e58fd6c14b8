"""Scored sentences become evidence: neighbours are merged, and a quotation is kept whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.article import Article, Span
from index.sentences import unwrapped
from qa.reader.candidates import Candidate
from qa.reader.protocol import Evidence
from qa.speech.quotations import Quotation, narrated, quotations_in

MOST_EVIDENCE = 8
_LONGEST = 400
_WORTH_JOINING = 0.5
"""A sentence joins its neighbour where its score reaches this share of the neighbour's."""
_LONGEST_QUOTATION = 600
_OPENING = frozenset('“"`')
_STOPS = frozenset(",.!?…—–-")


def merged(scored: Sequence[tuple[Candidate, float]]) -> tuple[Evidence, ...]:
    """Evidence from sentences given best first.

    A sentence joins its neighbour in the same paragraph where it is nearly as good (in the next one, somebody
    else may be speaking), up to 400 characters; a sentence out of a quotation brings the rest of it, up to 600, over
    paragraphs where nothing but the quotation goes on.
    """
    sentences = {(candidate.hit.article.id, candidate.span) for candidate, _ in scored}
    found: list[Evidence] = []
    for candidate, score in scored:
        article, span = candidate.hit.article, candidate.span
        if any(evidence.article.id == article.id and evidence.span.overlap(span) for evidence in found):
            continue
        neighbour = _neighbour(found, article, span, score)
        if neighbour is not None:
            found[neighbour] = _joined(found[neighbour], span)
            continue
        if len(found) == MOST_EVIDENCE:
            break
        own = {span for article_id, span in sentences if article_id == article.id}
        taken = [evidence.span for evidence in found if evidence.article.id == article.id]
        found.append(Evidence(article, _whole_quotation(unwrapped(article.text), span, own, taken), score))
    return tuple(found)


def _neighbour(found: Sequence[Evidence], article: Article, span: Span, score: float) -> int | None:
    """Where in `found` the sentence belongs: beside evidence that is not much better, in its paragraph."""
    for number, evidence in enumerate(found):
        if evidence.article.id != article.id or score < _WORTH_JOINING * evidence.score:
            continue
        start, end = min(evidence.span.start, span.start), max(evidence.span.end, span.end)
        between = unwrapped(article.text)[min(evidence.span.end, span.end) : max(evidence.span.start, span.start)]
        if end - start <= _LONGEST and not between.strip() and "\n" not in between:
            return number
    return None


def _joined(evidence: Evidence, span: Span) -> Evidence:
    whole = Span(min(evidence.span.start, span.start), max(evidence.span.end, span.end))
    return Evidence(evidence.article, whole, evidence.score)


def _whole_quotation(text: str, span: Span, sentences: set[Span], taken: Sequence[Span]) -> Span:
    """The sentence with the rest of the quotation that it stands in, where that is short and not cited already."""
    whole = span
    while _within_quotation(text, whole.start) and (before := _beside(text, whole, sentences, -1)):
        whole = Span(before.start, whole.end)
    while _within_quotation(text, whole.end) and (after := _beside(text, whole, sentences, 1)):
        whole = Span(whole.start, after.end)
    if not _fits(whole, taken):
        return span
    while (after := _continued(text, whole, sentences)) and _fits(wider := Span(whole.start, after.end), taken):
        whole = wider
    return whole


def _fits(span: Span, taken: Sequence[Span]) -> bool:
    return len(span) <= _LONGEST_QUOTATION and not any(span.overlap(other) for other in taken)


def _continued(text: str, span: Span, sentences: set[Span]) -> Span | None:
    """The next sentence of a quotation that was interrupted to say whose it is: “It is true,” he said. “All of it.”

    Or the one that opens the next paragraph, where the quotation goes on into it.
    """
    quotations = _quotations_around(text, span.end - 1)
    after = _beside(text, span, sentences, 1)
    if after is None:
        goes_on = any(one.goes_on and one.span.start < span.end for one in quotations)
        return _below(text, span, sentences) if goes_on else None
    interrupted = any(span.start < one.span.end <= span.end and _is_broken_off(text, one) for one in quotations)
    opened = [one.span for one in quotations if one.span.start <= after.start < one.span.end]
    goes_on = any(interrupted or one.start < after.start for one in opened)
    return after if goes_on and _is_all_quoted(text, after) else None


def _below(text: str, span: Span, sentences: set[Span]) -> Span | None:
    """The sentence that opens the next paragraph, if it is nothing but quotation."""
    after = (one for one in sentences if one.start >= span.end and not text[span.end : one.start].strip())
    return next((one for one in after if text[one.start] in _OPENING and _is_all_quoted(text, one)), None)


def _is_broken_off(text: str, quotation: Quotation) -> bool:
    """Whether its sentence stops within it, before somebody is named: no mere word in quotation marks."""
    return text[: quotation.span.end].rstrip("”\"'`’")[-1:] in _STOPS


def _is_all_quoted(text: str, span: Span) -> bool:
    """Whether every word stands in quotation marks: else it may be somebody else's."""
    return re.search(r"\w", narrated(text, span, _quotations_around(text, span.start))) is None


def _within_quotation(text: str, position: int) -> bool:
    """Whether a quotation that was opened in the paragraph is still open at `position`."""
    return any(one.span.start < position < one.span.end for one in _quotations_around(text, position))


def _quotations_around(text: str, position: int) -> list[Quotation]:
    """Those of the paragraph that `position` stands in or ends."""
    start, end = text.rfind("\n", 0, position) + 1, text.find("\n", position)
    paragraph = Span(start, end if end >= 0 else len(text))
    return quotations_in(text, [paragraph])


def _beside(text: str, span: Span, sentences: set[Span], direction: int) -> Span | None:
    """The sentence of the same paragraph right before (−1) or after (1)."""
    for other in sentences:
        between = text[other.end : span.start] if direction < 0 else text[span.end : other.start]
        edge = other.end <= span.start if direction < 0 else other.start >= span.end
        if edge and not between.strip() and "\n" not in between:
            return other
    return None
