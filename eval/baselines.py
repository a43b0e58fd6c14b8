"""The baselines that onrecord is compared with: BM25 over sentences, and plain chunks with dense retrieval."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import islice

import numpy as np

from eval.dataset import Question
from eval.locating import Located
from eval.systems import CITATIONS, PASSAGES, SNIPPETS, Response
from index.article import Article, Span
from index.embedding.embedder import Embedder
from index.engine import Vectors
from index.sentences import sentence_spans
from index.text import content_words

CHUNK_WORDS = 200
READ_CHUNKS = 5
_HALF_CONFIDENT = 10.0
_BATCH = 64


class _Pieces:
    """Places in articles, numbered, with their text."""

    def __init__(self, articles: Sequence[Article], cut: Callable[[str], Sequence[Span]]) -> None:
        self._texts = {article.id: article.text for article in articles}
        self.places = [Located(article.id, span) for article in articles for span in cut(article.text)]
        self._spans: dict[str, list[Span]] = defaultdict(list)
        for place in self.places:
            self._spans[place.article_id].append(place.span)

    def spans(self, article_id: str) -> Sequence[Span]:
        return self._spans.get(article_id, ())

    def text(self, place: Located) -> str:
        return place.span.of(self._texts[place.article_id])


class Bm25Sentences:
    """Every sentence is a passage and a snippet; BM25 (k1 1.2, b 0.75) over Porter stems without stopwords ranks them.

    Confidence grows with the best score s as s / (s + 10). It never declines to answer while a word matches.
    """

    name = "bm25-sentences"

    def __init__(self, articles: Sequence[Article]) -> None:
        self._sentences = _Pieces(articles, sentence_spans)
        self._index = sqlite3.connect(":memory:")
        self._index.execute(
            "CREATE VIRTUAL TABLE sentences USING "
            "fts5 (text, content = '', tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        self._index.executemany(
            "INSERT INTO sentences (rowid, text) VALUES (?, ?)",
            ((number, self._sentences.text(place)) for number, place in enumerate(self._sentences.places)),
        )

    def answer(self, question: Question) -> Response:
        found = self._search(question.question)
        places = tuple(self._sentences.places[number] for number, _ in found)
        best = found[0][1] if found else 0.0
        return Response(
            query=question.question,
            passages=places,
            snippets=places[:SNIPPETS],
            quotes=tuple(self._sentences.text(place) for place in places[:SNIPPETS]),
            citations=places[:CITATIONS],
            confidence=best / (best + _HALF_CONFIDENT),
        )

    def passages(self, article_id: str) -> Sequence[Span]:
        return self._sentences.spans(article_id)

    def _search(self, query: str) -> list[tuple[int, float]]:
        terms = " OR ".join(f'"{word}"' for word in dict.fromkeys(content_words(query)))
        if not terms:
            return []
        return self._index.execute(
            "SELECT rowid, -bm25(sentences) AS score FROM sentences WHERE sentences MATCH ? "
            "ORDER BY score DESC, rowid LIMIT ?",
            (terms, PASSAGES),
        ).fetchall()


class Dense200Words:
    """Chunks of 200 words, ranked by the cosine of their vectors; of the best five, the sentences of best cosine.

    Sentences that a chunk's edge cuts stay cut, as they do in plain chunking. Confidence is the best sentence's
    cosine, from 0. It never declines to answer.
    """

    name = "dense-200-words"

    def __init__(
        self,
        articles: Sequence[Article],
        embedder: Embedder,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        """`on_progress` is told how many chunks are embedded, of how many."""
        self._embedder = embedder
        self._chunks = _Pieces(articles, word_chunks)
        places = self._chunks.places
        rows = []
        for first in range(0, len(places), _BATCH):
            batch = places[first : first + _BATCH]
            rows.append(embedder.embed_passages([self._chunks.text(place) for place in batch]))
            on_progress(first + len(batch), len(places))
        self._vectors = np.concatenate(rows) if rows else np.empty((0, embedder.dimension), np.float32)
        self._sentences: dict[int, tuple[list[Located], Vectors]] = {}

    def answer(self, question: Question) -> Response:
        vector = self._embedder.embed_query(question.question)
        chunks = _best_first(self._vectors @ vector)[:PASSAGES]
        read = self._read(chunks[:READ_CHUNKS])
        sentences = [place for places, _ in read for place in places]
        cosines = np.concatenate([vectors @ vector for _, vectors in read]) if read else np.empty(0, np.float32)
        order = _best_first(cosines)
        snippets = tuple(sentences[number] for number in order[:SNIPPETS])
        return Response(
            query=question.question,
            passages=tuple(self._chunks.places[chunk] for chunk in chunks),
            snippets=snippets,
            quotes=tuple(self._chunks.text(place) for place in snippets),
            citations=snippets[:CITATIONS],
            confidence=float(np.clip(cosines[order[0]], 0, 1)) if order else 0.0,
        )

    def passages(self, article_id: str) -> Sequence[Span]:
        return self._chunks.spans(article_id)

    def _read(self, chunks: Sequence[int]) -> list[tuple[list[Located], Vectors]]:
        """The sentences of each chunk and their vectors, kept for the questions to come."""
        unread = [chunk for chunk in chunks if chunk not in self._sentences]
        cut = [self._cut(self._chunks.places[chunk]) for chunk in unread]
        texts = [self._chunks.text(sentence) for sentences in cut for sentence in sentences]
        vectors = self._embedder.embed_passages(texts)
        ends = np.cumsum([len(sentences) for sentences in cut])
        for chunk, sentences, end in zip(unread, cut, ends, strict=True):
            self._sentences[chunk] = sentences, vectors[end - len(sentences) : end]
        return [self._sentences[chunk] for chunk in chunks]

    def _cut(self, chunk: Located) -> list[Located]:
        spans = sentence_spans(self._chunks.text(chunk))
        return [Located(chunk.article_id, span.shift(chunk.span.start)) for span in spans]


def word_chunks(text: str, words: int = CHUNK_WORDS) -> list[Span]:
    """A text in chunks of so many words, the last one shorter, without the white space between chunks."""
    matches = re.finditer(r"\S+", text)
    chunks = []
    while chunk := list(islice(matches, words)):
        chunks.append(Span(chunk[0].start(), chunk[-1].end()))
    return chunks


def _best_first(scores: Vectors) -> list[int]:
    order: list[int] = np.argsort(-scores, kind="stable").tolist()
    return order
