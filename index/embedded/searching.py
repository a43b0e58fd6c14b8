"""One hybrid search: FAISS and SQLite's full-text index side by side, fused as every library fuses them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from index.embedded import lexical
from index.embedded.articles import EmbeddedArticles
from index.embedded.database import Database
from index.embedded.synced_vectors import SyncedVectors
from index.engine import Filters, Hit, Vectors
from index.fusion import CANDIDATES, hybrid_scores

_SEARCHERS = 2


class EmbeddedSearch:
    """Over the passages of one folder. Each search sees what any process wrote before."""

    def __init__(self, database: Database, words: Database, vectors: SyncedVectors) -> None:
        """`words` is another connection to the same database: words are searched while vectors are read."""
        self._database, self._words, self._vectors = database, words, vectors
        self._articles = EmbeddedArticles(database)
        self._beside = ThreadPoolExecutor(_SEARCHERS, "words")

    def hits(self, query: str, vector: Callable[[], Vectors], *, top_k: int, filters: Filters) -> list[Hit]:
        limit = max(CANDIDATES, top_k)
        mask = self._articles.passing_rows(filters) if filters else None
        words = self._beside.submit(lexical.search_words, self._words, query, limit, mask)
        self._vectors.sync()
        cosines = dict(self._vectors.search(vector(), limit, mask))
        found = words.result()
        bm25 = dict(found.scored)
        if not found.by_all_words:
            bm25 = dict(lexical.score_words(self._words, query, bm25.keys() | cosines.keys(), limit))
        fused = hybrid_scores(cosines, bm25, self._articles.passage_ids({**cosines, **bm25}), top_k)
        located = self._articles.located(fused)
        return [
            Hit(*located[row], rank, fused[row], cosine=cosines.get(row), bm25=bm25.get(row))
            for rank, row in enumerate((row for row in fused if row in located), start=1)
        ]

    def holding(self, phrases: Sequence[str], *, limit: int) -> list[Hit]:
        with self._database.read() as execute:
            shares = lexical.holding(execute, phrases)
        ids = self._articles.passage_ids(shares)
        best = sorted(ids, key=lambda row: (-shares[row], ids[row]))[:limit]
        located = self._articles.located(best)
        return [
            Hit(*located[row], rank, shares[row]) for rank, row in enumerate((row for row in best if row in located), 1)
        ]

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        with self._database.read() as execute:
            return lexical.document_frequencies(execute, terms)

    def in_words(self) -> str:
        return self._vectors.in_words()

    def close(self) -> None:
        self._beside.shutdown()
