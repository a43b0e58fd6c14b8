"""The engine of one machine: the SQLite store, and FAISS following it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import RLock

import numpy as np

from index.article import Article, Passage, tile_error
from index.engine import ArticleRecord, Contents, Filters, Hit, Vectors
from index.fusion import reciprocal_rank_fusion
from index.own_words import searchable_text
from index.store import FILE_NAME, Rows, Store
from index.vectors import DamagedVectors, VectorIndex
from index.visits import Visit

CANDIDATES = 100
"""How many passages each ranker names before the two rankings are fused."""

DENSE_WEIGHT, LEXICAL_WEIGHT = 1.0, 1.0
_SAME = 1e-6
_SEARCHERS = 2


class EmbeddedEngine:
    """Store and vectors in one folder. Processes may share it: each sees what the others wrote at its next search."""

    def __init__(self, folder: Path, *, embedder: str) -> None:
        self._folder = folder
        self._store = Store(folder / FILE_NAME, embedder=embedder)
        self._vectors: VectorIndex | None = None
        self._stamp = ""
        self._saved_stamp = ""
        self._lock = RLock()
        self._beside = ThreadPoolExecutor(_SEARCHERS, "words")
        self.notes: list[str] = []

    @property
    def embedder(self) -> str:
        return self._store.embedder

    @property
    def dimension(self) -> int:
        return self._store.dimension

    def put(self, records: Sequence[ArticleRecord]) -> None:
        self._store.put(records)

    def delete(self, article_ids: Sequence[str]) -> None:
        self._store.delete(article_ids)

    def search(self, query: str, vector: Callable[[], Vectors], *, top_k: int, filters: Filters) -> list[Hit]:
        limit = max(CANDIDATES, top_k)
        allowed = self._store.passing(filters) if filters else None
        with self._lock:
            self._current_vectors()  # it asks the store, which is busy with words from here on
        words = self._beside.submit(self._store.search_words, query, limit, filters)
        cosines = dict(self._search_vectors(vector(), limit, allowed))
        bm25 = dict(words.result())
        ids = self._store.passage_ids({**cosines, **bm25})

        def ranking(scores: Mapping[int, float]) -> list[int]:
            return sorted(scores.keys() & ids.keys(), key=lambda row: (-scores[row], ids[row]))

        fused = reciprocal_rank_fusion([(ranking(cosines), DENSE_WEIGHT), (ranking(bm25), LEXICAL_WEIGHT)])
        best = sorted(fused, key=lambda row: (-fused[row], ids[row]))[:top_k]
        located = self._store.located(best)
        return [
            Hit(*located[row], rank, fused[row], cosine=cosines.get(row), bm25=bm25.get(row))
            for rank, row in enumerate((row for row in best if row in located), start=1)
        ]

    def articles(self, filters: Filters) -> Iterator[Article]:
        return self._store.articles(filters)

    def article(self, article_id: str) -> Article | None:
        return self._store.article(article_id)

    def passages(self, article_id: str) -> list[Passage]:
        return self._store.passages(article_id)

    def content_hashes(self) -> Mapping[str, str]:
        return self._store.content_hashes()

    def original_hashes(self) -> Mapping[str, str | None]:
        return self._store.original_hashes()

    def note_originals(self, articles: Sequence[Article]) -> None:
        self._store.note_originals(articles)

    def document_frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        return self._store.document_frequencies(terms)

    def copies(self, article_id: str) -> list[str]:
        return self._store.copies(article_id)

    def duplicates(self) -> list[list[str]]:
        return self._store.duplicates()

    def visit(self, address: str) -> Visit | None:
        return self._store.visit(address)

    def remember(self, visits: Sequence[Visit]) -> None:
        self._store.remember(visits)

    def contents(self) -> Contents:
        return self._store.contents()

    def records(self, article_ids: Sequence[str]) -> Iterator[ArticleRecord]:
        return filter(None, map(self._store.record, article_ids))

    def visits(self) -> list[Visit]:
        return self._store.visits()

    def settings(self) -> Mapping[str, str]:
        return self._store.settings()

    def setting(self, name: str) -> str | None:
        return self._store.setting(name)

    def set_setting(self, name: str, value: str) -> None:
        self._store.set_setting(name, value)

    def replace_vectors(self, embedder: str, dimension: int, vectors: Iterator[tuple[Passage, Vectors]]) -> None:
        self._store.replace_vectors(embedder, dimension, vectors)

    def verify(self) -> Iterator[str]:
        yield from self._store.problems()
        for article in self._store.articles(Filters()):
            passages = self._store.passages(article.id)
            error = tile_error(article, passages)
            if error:
                yield error
            if not self._store.is_signed_as(article):
                yield f"the signature of {article.id} does not fit its text: remove the article and add it again"
            searchable = self._store.searchable(article.id)
            for passage in passages:
                expected = searchable_text(article, passage)
                indexed, has_vector = searchable[passage.position]
                if (indexed or "") != expected:
                    yield f"the full-text index holds other words than passage {passage.id}: add the article again"
                if has_vector != bool(expected):
                    yield f"passage {passage.id} and its vector do not belong together: add the article again"
        yield from self._verify_vectors()

    def close(self) -> None:
        """Keep the vector index for the next opening, and let go of the files."""
        self._beside.shutdown()
        with self._lock:
            if self._vectors is not None and self._stamp and self._stamp != self._saved_stamp:
                self._vectors.save(self._folder, self._stamp)
            self._vectors = None
        self._store.close()

    def _search_vectors(self, vector: Vectors, limit: int, allowed: Rows | None) -> list[tuple[int, float]]:
        with self._lock:
            return self._vectors.search(vector, limit, allowed) if self._vectors else []

    def _current_vectors(self) -> VectorIndex | None:
        """The index, brought in step with whatever was written since, by whichever process; None while empty."""
        stamp = self._store.stamp()
        if self._vectors is not None and stamp == self._stamp:
            return self._vectors
        dimension, stamps = self._store.dimension, self._store.stamps()
        if not dimension:
            return None
        index = self._vectors if self._stamp in stamps else self._load(dimension, stamps)
        index = index or VectorIndex(dimension)
        stored, held = self._store.vector_rows(), index.rows
        gone, new = np.setdiff1d(held, stored), np.setdiff1d(stored, held)
        if len(gone):
            index.remove(gone)
        if len(new):
            index.add(new, self._store.vectors(new))
        self._vectors, self._stamp = index, stamp
        return index

    def _load(self, dimension: int, stamps: Sequence[str]) -> VectorIndex | None:
        try:
            loaded = VectorIndex.load(self._folder, dimension, stamps)
        except DamagedVectors:
            self.notes.append("the vector index was damaged and has been rebuilt from the database; nothing is lost")
            return None
        if loaded is None:
            return None
        index, self._saved_stamp = loaded
        return index

    def _verify_vectors(self) -> Iterator[str]:
        with self._lock:
            index = self._current_vectors()
            if index is None:
                return
            rows, vectors = index.rows, index.vectors()
        stored = self._store.vectors(rows)
        if not np.allclose(np.linalg.norm(stored, axis=1), 1, atol=1e-3):
            yield "some stored vectors are not of unit length: run 'onrecord reembed' to compute them again"
        if np.abs(stored - vectors).max(initial=0) > _SAME:
            yield "the vector index differs from the database: delete vectors.faiss and it is rebuilt"
