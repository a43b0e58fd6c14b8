"""What of a passage is the article's own: the words that are embedded, indexed and read."""

from __future__ import annotations

from index.article import Article, Passage, Span, outside


def own_words(article: Article, passage: Passage) -> list[Span]:
    """The parts of a passage that are not furniture, without white space at their edges."""
    parts = (part.trimmed(article.text) for part in outside(passage.span, article.furniture))
    return [part for part in parts if part]


def searchable_text(article: Article, passage: Passage) -> str:
    """A passage's own words: what is embedded and indexed. Empty where all of it is furniture or white space."""
    return "\n".join(part.of(article.text) for part in own_words(article, passage))
