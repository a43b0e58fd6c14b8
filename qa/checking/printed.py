"""An article as quotations are held against it: its words, which stand in quotation marks, and what parts them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from index.article import Article, Span
from index.sentences import unwrapped
from qa.checking.folding import Folded, spans_outside
from qa.checking.marks import plain_marks
from qa.speech.quotations import paragraph_spans, quotations_in

_MOST_PARTED = 40
_KEPT = 64


@dataclass(frozen=True, slots=True)
class Printed:
    """`quotations` are the article's own, in order; a leap leads over what parts one of them: “he said” (by words)."""

    article: Article = field(repr=False)
    marked: str = field(repr=False)
    folded: Folded = field(repr=False)
    quotations: tuple[Span, ...] = field(repr=False)
    leaps: tuple[tuple[int, int], ...] = field(repr=False)

    def quotation_at(self, word: int) -> int | None:
        """Which quotation a word stands in; None where it is the article's own."""
        span = self.folded.spans[word]
        number = bisect_right(self.quotations, span.start, key=lambda own: own.start) - 1
        return number if number >= 0 and span.end <= self.quotations[number].end else None

    def is_quoted(self, word: int) -> bool:
        return self.quotation_at(word) is not None


@lru_cache(maxsize=_KEPT)
def printed(article: Article) -> Printed:
    """Those of the last few articles are kept."""
    marked = unwrapped(plain_marks(article.text))
    spans = [quotation.span for quotation in quotations_in(marked, list(paragraph_spans(marked)))]
    folded = Folded.of(marked, spans_outside(marked, article.furniture))
    return Printed(article, marked, folded, tuple(spans), tuple(_leaps(folded, spans)))


def _leaps(folded: Folded, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """From the last word of a quotation to the first of the next, where little stands between them."""
    found = []
    for before, after in pairwise(spans):
        first, last = folded.words_in(before)[1] - 1, folded.words_in(after)[0]
        if 0 <= first < last - 1 <= first + _MOST_PARTED and last < len(folded):
            found.append((first, last))
    return found
