"""FAISS over the store's vectors: derived, kept in a file to open quickly, and rebuilt whenever in doubt.

While there are few, all vectors are compared exactly. Beyond, inverted lists of compressed vectors name candidates,
which are compared exactly too; what was added since the lists were written is searched beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import faiss
import numpy as np

from index.embedded.filters import Mask
from index.embedded.vector_lists import VectorLists
from index.embedded.vector_rows import Changes, Position, Rows
from index.engine import Vectors

Exact = Callable[[Rows], tuple[Rows, Vectors]]
"""Those of the rows that are there, and their vectors."""


class VectorIndex:
    """Inner-product search. Ids are the store's passage rows; on unit vectors the score is the cosine."""

    def __init__(self, dimension: int, exact: Exact, lists: VectorLists | None = None) -> None:
        self.dimension = dimension
        self._exact = exact
        self.lists = lists
        self.position = lists.position if lists else Position()
        self._tail = faiss.IndexIDMap(faiss.IndexFlatIP(dimension))

    @classmethod
    def flat(cls, index: Any, position: Position, exact: Exact) -> VectorIndex:
        """An index as `tail` gave it, holding the store as it was at that position."""
        found = cls(index.d, exact)
        found._tail, found.position = index, position
        return found

    @property
    def tail(self) -> Any:
        """What is compared exactly: a FAISS index with ids. Where there are no lists, everything."""
        return self._tail

    def __len__(self) -> int:
        return self.beside + (len(self.lists) if self.lists else 0)

    @property
    def beside(self) -> int:
        """How many vectors are searched beside the lists."""
        return int(self._tail.ntotal)

    def apply(self, changes: Changes) -> None:
        """Take in what came and went since the position."""
        if len(changes.removed):
            self._tail.remove_ids(faiss.IDSelectorBatch(changes.removed))
            if self.lists:
                self.lists.forget(changes.removed)
        if len(changes.added):
            self._tail.add_with_ids(changes.vectors, changes.added)
        self.position = changes.position

    def search(self, vector: Vectors, limit: int, passing: Mask | None = None) -> list[tuple[int, float]]:
        """Rows with their cosine, best first; only passing rows are looked at."""
        found = self._search_tail(vector, limit, passing)
        if self.lists:
            candidates = self.lists.candidates(vector, limit, passing)
            rows, vectors = self._exact(candidates)
            found += zip(rows.tolist(), (vectors @ vector).tolist(), strict=True)
        return sorted(found, key=lambda scored: (-scored[1], scored[0]))[:limit]

    def held(self) -> Iterator[tuple[Rows, Vectors, bool]]:
        """All rows in parts, each ascending, with their vectors as the index holds them, and whether exactly so."""
        flat = faiss.downcast_index(self._tail.index)
        rows, vectors = faiss.vector_to_array(self._tail.id_map), flat.reconstruct_n(0, flat.ntotal)
        order = np.argsort(rows)
        yield rows[order], vectors[order], True
        for rows, vectors in self.lists.held() if self.lists else ():
            order = np.argsort(rows)
            yield rows[order], vectors[order], False

    def _search_tail(self, vector: Vectors, limit: int, passing: Mask | None) -> list[tuple[int, float]]:
        if not self.beside:
            return []
        parameters = None
        if passing is not None:
            selector = faiss.IDSelectorBitmap(np.packbits(passing, bitorder="little"))
            parameters = faiss.SearchParameters(sel=selector)
        scores, rows = self._tail.search(np.ascontiguousarray(vector[None]), min(limit, self.beside), params=parameters)
        return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]
