"""The sentences of the hits' passages, each with its place in the article and in the text that is encoded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.article import LONGEST_TITLE, Span
from index.engine import Hit
from index.searchable_text import own_words
from index.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer: `span` in the article, `encoded` in its passage's encoded text."""

    hit: Hit
    number: int
    span: Span
    encoded: Span

    @property
    def text(self) -> str:
        return self.span.of(self.hit.article.text)


@dataclass(frozen=True, slots=True)
class Candidates:
    """A passage's text as it is encoded, its title first, and the sentences in it; furniture is left out."""

    hit: Hit
    text: str
    sentences: tuple[Candidate, ...]


def candidates(hits: Sequence[Hit]) -> list[Candidates]:
    """The candidates of each hit that has any, in the order of the hits."""
    return [found for hit in hits if (found := _of(hit)).sentences]


def _of(hit: Hit) -> Candidates:
    article = hit.article
    text = article.title[:LONGEST_TITLE]
    sentences: list[Candidate] = []
    for part in own_words(article, hit.passage):
        words = part.of(article.text)
        text += "\n"
        for span in sentence_spans(words):
            sentences.append(Candidate(hit, len(sentences), span.shift(part.start), span.shift(len(text))))
        text += words
    return Candidates(hit, text, tuple(sentences))
