"""The places in a library that are most like a quotation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from index.article import Article, Span
from index.engine import Hit
from index.library import Library
from qa.checking.aligning import WORD, Alignment, GapCost, align
from qa.checking.comparing import Comparison, compare
from qa.checking.drafts import BreakKind, DraftQuotation
from qa.checking.folding import Folded
from qa.checking.phrases import phrases_of
from qa.checking.printed import Printed, printed
from qa.checking.report import Kind

_HITS = 60
_ALIGNED = 4
"""How many articles a quotation is aligned with, word by word, that none has as it stands."""

_OCCURRENCES = 3
_LIKELY = 0.5
"""Which share of the phrases of the best hit another has at least that is looked at."""

_MOST_CELLS = 2_000_000
_AROUND = 150
_LEAST_LIKENESS, _LEAST_LIKENESS_OF_FEW, _LONG = 0.6, 0.75, 12
_LEAST_RUN = 8
_FEW_COST, _ALL_COST = WORD // 2, 2 * WORD
"""What it may cost that all words of a quotation stand somewhere: of three words or fewer, and of more."""

_LEAST_WORDS = 3
_NEAR_LIKENESS, _NEAR_RUN = 0.4, 3
_GAPS = {
    BreakKind.ELLIPSIS: GapCost(10, 1),
    BreakKind.BRACKETS: GapCost(10, 5),
    BreakKind.INTERRUPTION: GapCost(10, 5),
}
_KINDS = tuple(Kind)


def places_of(library: Library, quotation: DraftQuotation) -> list[Comparison]:
    """The places that are most like a quotation, all equally: the oldest first. They may be little like it."""
    hits = library.holding(phrases_of(quotation), limit=_HITS)
    found = list(_exact(quotation, hits)) or list(_aligned(quotation, hits))
    if not any(is_found(place) for place in found):
        found += _aligned(quotation, library.holding(phrases_of(quotation, length=2), limit=_HITS))
    if not found:
        return []
    best = min(map(_cost, found))
    return sorted((place for place in found if _cost(place) == best), key=_order)


def is_found(place: Comparison) -> bool:
    """Whether a place is so like a quotation that it is where it comes from."""
    words = len(place.alignment.pairs)
    if place.likeness == 1 and place.alignment.cost <= (_FEW_COST if words <= _LEAST_WORDS else _ALL_COST):
        return True
    if words <= _LEAST_WORDS:
        return False
    run = place.run[1] - place.run[0]
    least = _LEAST_LIKENESS if words >= _LONG else _LEAST_LIKENESS_OF_FEW
    return run >= _LEAST_RUN or (place.likeness >= least and run >= _LEAST_WORDS)


def is_near(place: Comparison) -> bool:
    """Whether a place is worth showing beside a quotation that was not found."""
    return place.likeness >= _NEAR_LIKENESS and place.run[1] - place.run[0] >= _NEAR_RUN


def _cost(place: Comparison) -> tuple[int, int]:
    return place.alignment.cost, _KINDS.index(place.kind)


def _order(place: Comparison) -> tuple[bool, date, str, int]:
    article = place.printed.article
    unquoted = not place.printed.is_quoted(place.alignment.first)
    return unquoted, article.published or date.max, article.id, place.alignment.first


def _articles(hits: Sequence[Hit]) -> Iterator[tuple[Article, Hit]]:
    """The articles of the hits with the first hit of each."""
    seen = set()
    for hit in hits:
        if hit.article.id not in seen:
            seen.add(hit.article.id)
            yield hit.article, hit


def _likely(hits: Sequence[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.score >= _LIKELY * hits[0].score]


def _exact(quotation: DraftQuotation, hits: Sequence[Hit]) -> Iterator[Comparison]:
    """Where the words stand as they are, at most a few places of an article: those in quotation marks first."""
    words = quotation.words.words
    if any(0 < mark.after < len(words) and mark.kind is not BreakKind.INTERRUPTION for mark in quotation.breaks):
        return
    for article, _ in _articles([hit for hit in _likely(hits) if _holds(hit, words)]):
        own = printed(article)
        firsts = sorted(own.folded.find(words), key=lambda first: not own.is_quoted(first))
        for first in firsts[:_OCCURRENCES]:
            pairs = tuple((number, first + number) for number in range(len(words)))
            yield compare(quotation, own, Alignment(pairs, 0))


def _holds(hit: Hit, words: Sequence[str]) -> bool:
    """Whether the words stand in or around a passage as they are: quicker than looking through its whole article."""
    text, span = hit.article.text, hit.passage.span
    around = sum(map(len, words)) * 2 + _AROUND
    near = Folded.of(text, [Span(max(0, span.start - around), min(len(text), span.end + around))])
    return next(near.find(words), None) is not None


def _aligned(quotation: DraftQuotation, hits: Sequence[Hit]) -> Iterator[Comparison]:
    for article, hit in islice(_articles(_likely(hits)), _ALIGNED):
        own = printed(article)
        if alignment := _alignment(quotation, own, hit):
            yield compare(quotation, own, alignment)


def _alignment(quotation: DraftQuotation, own: Printed, hit: Hit) -> Alignment | None:
    """The best in the whole article, or of a very long one around the passage that was hit."""
    words, others = quotation.words.words, own.folded.words
    first, after_last = 0, len(others)
    if len(words) * len(others) > _MOST_CELLS:
        begins, ends = own.folded.words_in(hit.passage.span)
        around = 2 * len(words) + _AROUND
        first, after_last = max(0, begins - around), min(len(others), ends + around)
    costs = sorted(((mark.after, _GAPS[mark.kind]) for mark in quotation.breaks), key=lambda gap: -gap[1].a_word)
    leaps = [(start - first, end - first) for start, end in own.leaps if first <= start and end < after_last]
    quoted = own.in_quotation[first:after_last]
    found = align(words, others[first:after_last], gaps=dict(costs), leaps=leaps, preferred=quoted)
    if found is None or not first:
        return found
    pairs = tuple((number, None if place is None else place + first) for number, place in found.pairs)
    return Alignment(pairs, found.cost)
