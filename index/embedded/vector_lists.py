"""Inverted lists of compressed vectors, mapped into memory: they name candidates for an exact comparison."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import faiss
import numpy as np

from index.embedded.filters import Mask
from index.embedded.vector_plan import Layout
from index.embedded.vector_rows import Position, Rows
from index.engine import Vectors


class VectorLists:
    """What a file of inverted lists holds, and which of its rows have been removed since it was written."""

    def __init__(self, index: Any, layout: Layout, position: Position) -> None:
        self._index = index
        self._alive = np.ones(position.row + 1, np.bool_)
        self._gone = 0
        self.layout = layout
        self.position = position

    def __len__(self) -> int:
        return int(self._index.ntotal) - self._gone

    def forget(self, rows: Rows) -> None:
        """Leave rows out from here on; those that it does not hold are ignored."""
        own = rows[rows <= self.position.row]
        self._gone += int(self._alive[own].sum())
        self._alive[own] = False

    def candidates(self, vector: Vectors, limit: int, passing: Mask | None) -> Rows:
        """Rows that are probably nearest, more than `limit` of them. Where few rows pass, more lists are searched."""
        wanted = min(math.ceil(limit * self.layout.oversampling), len(self))
        if wanted <= 0:
            return np.empty(0, np.int64)
        selected = self._selected(passing)
        parameters = faiss.SearchParametersIVF(nprobe=self.layout.probes)
        if selected is not None:
            share = np.count_nonzero(selected) / max(1, len(self))
            if share == 0:
                return np.empty(0, np.int64)
            probes = min(self.layout.lists, math.ceil(self.layout.probes / min(1.0, share)))
            selector = faiss.IDSelectorBitmap(np.packbits(selected, bitorder="little"))
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=probes)
        _, rows = self._index.search(np.ascontiguousarray(vector[None]), wanted, params=parameters)
        found: Rows = rows[0][rows[0] >= 0]
        return found

    def held(self) -> Iterator[tuple[Rows, Vectors]]:
        """The rows of each list that have not been removed, with their vectors as they were compressed."""
        lists, dimension = self._index.invlists, self._index.d
        for number in range(self._index.nlist):
            size = lists.list_size(number)
            if not size:
                continue
            rows = faiss.rev_swig_ptr(lists.get_ids(number), size).copy()
            codes = faiss.rev_swig_ptr(lists.get_codes(number), size * self._index.code_size).copy()
            numbers, vectors = np.full(size, number, np.int64), np.empty((size, dimension), np.float32)
            self._index.decode_vectors(size, faiss.swig_ptr(codes), faiss.swig_ptr(numbers), faiss.swig_ptr(vectors))
            alive = self._alive[rows]
            yield rows[alive], vectors[alive]

    def _selected(self, passing: Mask | None) -> Mask | None:
        """Which rows may be found; None where all may."""
        if passing is None:
            return self._alive if self._gone else None
        within = passing[: len(self._alive)]
        selected = np.zeros(len(self._alive), np.bool_)
        selected[: len(within)] = within & self._alive[: len(within)]
        return selected
