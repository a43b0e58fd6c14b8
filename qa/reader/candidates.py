"""The sentences of the hits' passages, each with its place in the article and in the text that is encoded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import LONGEST_TITLE, Article, Passage, Span, outside
from index.engine import Hit
from index.searchable_text import own_words
from index.sentences import sentence_spans

_BLANK = 20
_FAR = 4_000
_MARKS = frozenset('“”"„«»')


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer.

    `span` is the whole sentence in the article and `held` the part of it that the passage holds: nearly always all.
    `encoded` is where that part stands in the passage's encoded text.
    """

    hit: Hit
    number: int
    span: Span
    held: Span
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
    """The candidates of each hit that has any, in the order of the hits.

    Sentences are whole as they stand in the article, also where the passage holds only a piece of one: then that piece
    is what is encoded. What the article asks in its own words answers nothing, and is left out.
    """
    return [found for hit in hits if (found := _of(hit)).sentences]


def _of(hit: Hit) -> Candidates:
    article = hit.article
    text = article.title[:LONGEST_TITLE]
    sentences: list[Candidate] = []
    for part in own_words(article, hit.passage):
        words = part.of(article.text)
        text += "\n"
        for span in sentence_spans(words):
            held = span.shift(part.start)
            whole = _whole(article, hit.passage, held)
            if not _asks(whole.of(article.text)):
                sentences.append(Candidate(hit, len(sentences), whole, held, span.shift(len(text))))
        text += words
    return Candidates(hit, text, tuple(sentences))


def _whole(article: Article, passage: Passage, sentence: Span) -> Span:
    """The article's own sentence of which a passage may hold only a piece, at its beginning or at its end.

    A passage ends within a sentence only where that is longer than a passage may be.
    """
    start, end = passage.span.start, passage.span.end
    begins = _is_cut(article.text, start) and not article.text[start : sentence.start].strip()
    goes_on = _is_cut(article.text, end) and not article.text[sentence.end : end].strip()
    if not (begins or goes_on):
        return sentence
    paragraph = _paragraph(article.text, sentence)
    own = next((part for part in outside(paragraph, article.furniture) if sentence.within(part)), sentence)
    spans = (span.shift(own.start) for span in sentence_spans(own.of(article.text)))
    return next((span for span in spans if sentence.within(span)), sentence)


def _is_cut(text: str, position: int) -> bool:
    """Whether a paragraph goes on over a place in a text."""
    around = text[max(0, position - _BLANK) : position + _BLANK]
    return 0 < position < len(text) and not re.search(r"\n\s*\n", around)


def _paragraph(text: str, span: Span) -> Span:
    """The stretch between blank lines that a place stands in, as far as it is looked at."""
    before, after = text[max(0, span.start - _FAR) : span.start], text[span.end : span.end + _FAR]
    breaks = list(re.finditer(r"\n\s*\n", before))
    start = span.start - len(before) + (breaks[-1].end() if breaks else 0)
    following = re.search(r"\n\s*\n", after)
    return Span(start, span.end + (following.start() if following else len(after)))


def _asks(sentence: str) -> bool:
    """Whether it is a question in the article's own words; one in quotation marks is somebody's statement."""
    return sentence.rstrip().endswith("?") and not _MARKS.intersection(sentence)
