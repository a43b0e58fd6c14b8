"""An article becomes passages that tile it exactly, at paragraph and sentence boundaries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

from index.article import Article, Passage, Span
from index.sentences import sentence_spans

PASSAGE_TOKENS = 110
_COUNTED_FIRST = 8192
_LAST_SPACE = re.compile(r"\s(?=\S*$)")
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class Chunker:
    """Cuts articles into passages of at most `passage_tokens` of the embedder's own tokens.

    Whole paragraphs are packed together; a paragraph that is too long is cut between sentences, and a sentence
    that is too long between clauses or words.
    """

    count_tokens: Callable[[str], int]
    passage_tokens: int = PASSAGE_TOKENS

    def passages(self, article: Article) -> list[Passage]:
        """The article's passages, in order; they concatenate to exactly its text."""

        @cache  # the splitter asks for each piece more than once
        def length(piece: str) -> int:
            return max(1, self._count(piece)) if piece else 0  # a piece of length 0 would be repeated

        splitter = _PassageSplitter(
            chunk_size=self.passage_tokens,
            chunk_overlap=0,
            length_function=length,
            strip_whitespace=False,
        )
        passages: list[Passage] = []
        start = 0
        for piece in splitter.split_text(article.text):
            span = Span(start, start + len(piece))
            passages.append(Passage(article.id, len(passages), span, piece))
            start = span.end
        return passages

    def _count(self, piece: str) -> int:
        """The tokens of a piece, or as many as show that it is too long: to count those of a book takes gigabytes."""
        end = _COUNTED_FIRST
        while end < len(piece):
            words = _LAST_SPACE.search(piece, end // 2, end)
            found = self.count_tokens(piece[: words.start()]) if words else 0
            if found > self.passage_tokens:
                return found
            end *= 4
        return self.count_tokens(piece)


class _PassageSplitter(TextSplitter):
    """Paragraphs where they fit, else sentences, else what the recursive splitter makes of a sentence."""

    def split_text(self, text: str) -> list[str]:
        return self._merge_splits(self._pieces(text), separator="")

    def _pieces(self, text: str) -> Iterator[str]:
        for paragraph in _cut(text, (match.end() for match in _PARAGRAPH_END.finditer(text))):
            if self._length_function(paragraph) <= self._chunk_size:
                yield paragraph
                continue
            starts = (span.start for span in sentence_spans(paragraph)[1:])
            for sentence in _cut(paragraph, starts):
                if self._length_function(sentence) <= self._chunk_size:
                    yield sentence
                else:
                    yield from self._cut_sentence(sentence)

    def _cut_sentence(self, sentence: str) -> list[str]:
        return RecursiveCharacterTextSplitter(
            separators=[r"[;:]\s", r",\s", r"\s", ""],
            is_separator_regex=True,
            keep_separator="end",
            chunk_size=self._chunk_size,
            chunk_overlap=0,
            length_function=self._length_function,
            strip_whitespace=False,
        ).split_text(sentence)


def _cut(text: str, positions: Iterator[int]) -> Iterator[str]:
    start = 0
    for position in positions:
        if position > start:
            yield text[start:position]
            start = position
    if start < len(text):
        yield text[start:]
