"""An article as quotations are held against it: its words, which stand in quotation marks, and what parts them."""

from __future__ import annotations

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
_KEPT = 32


@dataclass(frozen=True, slots=True)
class Printed:
    """A leap leads from a word to a later one, over what parts a quotation: “he said”. `in_quotation` tells of each."""

    article: Article = field(repr=False)
    folded: Folded = field(repr=False)
    leaps: tuple[tuple[int, int], ...] = field(repr=False)
    in_quotation: tuple[bool, ...] = field(repr=False)

    def is_quoted(self, word: int) -> bool:
        """Whether a word stands in quotation marks."""
        return self.in_quotation[word]


@lru_cache(maxsize=_KEPT)
def printed(article: Article) -> Printed:
    """Those of the last few articles are kept."""
    marked = unwrapped(plain_marks(article.text))
    spans = [quotation.span for quotation in quotations_in(marked, list(paragraph_spans(marked)))]
    folded = Folded.of(marked, spans_outside(marked, article.furniture))
    return Printed(article, folded, tuple(_leaps(folded, spans)), tuple(_in_quotation(folded, spans)))


def _in_quotation(folded: Folded, spans: Sequence[Span]) -> list[bool]:
    quoted = [False] * len(folded)
    for span in spans:
        first, after_last = folded.words_in(span)
        quoted[first:after_last] = [True] * (after_last - first)
    return quoted


def _leaps(folded: Folded, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """From the last word of a quotation to the first of the next, where little stands between them."""
    found = []
    for before, after in pairwise(spans):
        first, last = folded.words_in(before)[1] - 1, folded.words_in(after)[0]
        if 0 <= first < last - 1 <= first + _MOST_PARTED and last < len(folded):
            found.append((first, last))
    return found
