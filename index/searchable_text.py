"""What of a passage is the article's own: the words that are embedded, indexed and read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from index.article import Article, Passage, Span, outside


def own_words(article: Article, passage: Passage) -> list[Span]:
    """The parts of a passage that are not furniture, without white space at their edges."""
    return _own_words(article, passage, article.furniture)


def searchable_text(article: Article, passage: Passage) -> str:
    """A passage's own words: what is embedded and indexed. Empty where all of it is furniture or white space."""
    return "\n".join(part.of(article.text) for part in own_words(article, passage))


def searchable_texts(article: Article, passages: Sequence[Passage]) -> list[str]:
    """The own words of each of an article's passages; its furniture, which can be long, is gone through once."""
    furniture = sorted(article.furniture)
    starts = [span.start for span in furniture]
    ends = list(accumulate((span.end for span in furniture), max))
    texts = []
    for passage in passages:
        near = furniture[bisect_right(ends, passage.span.start) : bisect_left(starts, passage.span.end)]
        texts.append("\n".join(part.of(article.text) for part in _own_words(article, passage, near)))
    return texts


def _own_words(article: Article, passage: Passage, furniture: Iterable[Span]) -> list[Span]:
    parts = (part.trimmed(article.text) for part in outside(passage.span, furniture))
    return [part for part in parts if part]
