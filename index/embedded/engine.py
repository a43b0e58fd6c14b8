"""The engine of one machine: the SQLite store, and FAISS following it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index.add_report import Progress
from index.article import Article, Passage, tile_error
from index.embedded.store import FILE_NAME, Store
from index.embedded.synced_vectors import FollowingVectors
from index.embedded.vector_plan import Sizes
from index.engine import ArticleRecord, Contents, Filters, Hit, Vectors
from index.fusion import reciprocal_rank_fusion
from index.searchable_text import searchable_text
from index.visits import Visit

CANDIDATES = 100
"""How many passages each ranker names before the two rankings are fused."""

DENSE_WEIGHT, LEXICAL_WEIGHT = 1.0, 1.0
_SEARCHERS = 2


class EmbeddedEngine:
    """Store and vectors in one folder. Processes may share it: each sees what the others wrote at its next search."""

    def __init__(self, folder: Path, *, embedder: str, sizes: Sizes = Sizes()) -> None:
        self.notes: list[str] = []
        self._folder = folder
        self._store = Store(folder / FILE_NAME, embedder=embedder)
        self._vectors = FollowingVectors(folder, self._store.vectors, sizes, self.notes.append)
        self._beside = ThreadPoolExecutor(_SEARCHERS, "words")

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
        passing = self._store.passing(filters) if filters else None
        words = self._beside.submit(self._store.search_words, query, limit, passing)
        self._vectors.follow()
        cosines = dict(self._vectors.search(vector(), limit, passing))
        found = words.result()
        bm25 = dict(found.scored)
        if not found.by_all_words:
            bm25 = dict(self._store.score_words(query, bm25.keys() | cosines.keys(), limit))
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

    def settle(self, on_progress: Callable[[Progress], None]) -> None:
        def told(done: int, total: int) -> None:
            on_progress(Progress("indexing", done, total, str(self._folder)))

        if self._vectors.settle(told):
            self._store.note_common_words()

    def index_in_words(self) -> str:
        return self._vectors.in_words()

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
        yield from self._vectors.problems()

    def close(self) -> None:
        """Keep the vector index for the next opening, and let go of the files."""
        self._beside.shutdown()
        self._vectors.close()
        self._store.close()
