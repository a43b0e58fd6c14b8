"""Inverted lists are trained, filled, measured and written; later, what has come since joins them without training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.embedded.vector_files import Seal, load_to_change, write
from index.embedded.vector_plan import Layout, layout_for
from index.embedded.vector_rows import Position, Rows, VectorRows
from index.engine import Vectors

OnVectors = Callable[[int, int], None]
"""Called with how many vectors are done, and of how many."""

_MEASURED = 200
_WANTED_RECALL = 0.99
_NEARLY = 0.002
_MARGIN = 2
"""How many times as many lists are searched as the stand-ins need: questions can lie farther from everything."""

_DEPTHS = (10, 100)
_ROUNDS = 10
_SEED = 2025


def build(folder: Path, store: VectorRows, memory: int, on_vectors: OnVectors) -> Seal | None:
    """Train lists on a sample, fill them, measure how many must be searched, and write them.

    None where the vectors were replaced meanwhile.
    """
    position, count = store.position(), store.about()
    layout = layout_for(count, store.dimension, memory)
    rng = np.random.default_rng(_SEED)
    sample = _sample(store, position.row, layout.sample, rng)
    if not len(sample):
        return None
    layout = replace(layout, lists=min(layout.lists, len(sample)))
    index = _empty(layout, store.dimension)
    index.train(sample)
    questions = _between(sample, rng)
    nearest = Nearest(questions, max(_DEPTHS))
    del sample
    for rows, vectors in store.between(0, position.row):
        if vectors.shape[1] != index.d:
            return None
        index.add_with_ids(vectors, rows)
        nearest.see(rows, vectors)
        on_vectors(min(int(index.ntotal), count), count)
    return _written(folder, store, index, position, _measured(index, layout, questions, nearest.rows))


def merge(folder: Path, store: VectorRows, seal: Seal, on_vectors: OnVectors) -> Seal | None:
    """Write the lists with what came since and without what went. None where the vectors were replaced meanwhile.

    Raises DamagedVectors.
    """
    if seal.layout is None:
        raise ValueError("only lists can be merged")
    position = store.position()
    index = load_to_change(folder, seal)
    removed = store.removed(seal.position.removal)
    if len(removed):
        index.remove_ids(faiss.IDSelectorBatch(removed))
    coming = position.row - seal.position.row
    for rows, vectors in store.between(seal.position.row, position.row):
        if vectors.shape[1] != index.d:
            return None
        index.add_with_ids(vectors, rows)
        on_vectors(min(int(rows[-1]) - seal.position.row, coming), coming)
    if not store.is_past(seal.position.stamp):
        return None
    return _written(folder, store, index, position, seal.layout)


def _written(folder: Path, store: VectorRows, index: Any, position: Position, layout: Layout) -> Seal | None:
    """What was removed since the position is in the journal, and left out by whoever opens the file."""
    return write(folder, index, position, layout) if store.is_past(position.stamp) else None


def _empty(layout: Layout, dimension: int) -> Any:
    measure = faiss.METRIC_INNER_PRODUCT
    centroids = faiss.IndexFlatIP(dimension)
    if layout.parts is None:
        byte = faiss.ScalarQuantizer.QT_8bit
        index = faiss.IndexIVFScalarQuantizer(centroids, dimension, layout.lists, byte, measure)
    else:
        index = faiss.IndexIVFPQ(centroids, dimension, layout.lists, layout.parts, 8, measure)
    index.cp.niter = _ROUNDS
    index.cp.min_points_per_centroid = 1  # it is asked for as many as it should have
    return index


def _sample(store: VectorRows, highest: int, wanted: int, rng: np.random.Generator) -> Vectors:
    """Vectors of rows by chance: all of them where they are not more than wanted."""
    found: list[Vectors] = []
    held = 0
    for rows in np.array_split(rng.permutation(np.arange(1, highest + 1)), max(1, highest // 10_000)):
        _, vectors = store.of(rows)
        found.append(vectors[: wanted - held])
        held += len(found[-1])
        if held >= wanted:
            break
    return np.concatenate(found) if found else np.empty((0, store.dimension), np.float32)


def _between(sample: Vectors, rng: np.random.Generator) -> Vectors:
    """Points that stand in for questions: midway between two passages, and so as far from any as questions are."""
    pairs = rng.integers(len(sample), size=(2, _MEASURED))
    middle = sample[pairs[0]] + sample[pairs[1]]
    lengths = np.linalg.norm(middle, axis=1, keepdims=True)
    points: Vectors = np.ascontiguousarray(middle / np.where(lengths > 0, lengths, 1), np.float32)
    return points


class Nearest:
    """The exact nearest of some points among vectors that come in parts."""

    def __init__(self, points: Vectors, depth: int) -> None:
        self._points, self._depth = points, depth
        self._scores = np.empty((len(points), 0), np.float32)
        self.rows: Rows = np.empty((len(points), 0), np.int64)

    def see(self, rows: Rows, vectors: Vectors) -> None:
        scores, places = faiss.knn(
            self._points, vectors, min(self._depth, len(rows)), metric=faiss.METRIC_INNER_PRODUCT
        )
        scores = np.concatenate([self._scores, scores], axis=1)
        found = np.concatenate([self.rows, rows[places]], axis=1)
        best = np.argsort(-scores, axis=1, kind="stable")[:, : self._depth]
        self._scores, self.rows = np.take_along_axis(scores, best, 1), np.take_along_axis(found, best, 1)


def _measured(index: Any, layout: Layout, points: Vectors, nearest: Rows) -> Layout:
    """With as many probes as make the candidates hold 99 % of the hundred exact nearest, or nearly what all lists hold,
    and a margin."""
    wanted = min(_WANTED_RECALL, _recall(index, layout, layout.lists, points, nearest)[-1] - _NEARLY)
    probes = 1
    while probes < layout.lists and _recall(index, layout, probes, points, nearest)[-1] < wanted:
        probes += max(1, probes // 4)
    probes = min(layout.lists, _MARGIN * probes)
    at_10, at_100 = _recall(index, layout, probes, points, nearest)
    return replace(layout, probes=probes, recall_at_10=at_10, recall_at_100=at_100)


def _recall(index: Any, layout: Layout, probes: int, points: Vectors, nearest: Rows) -> tuple[float, ...]:
    """At each depth, the share of the exact nearest that are among the candidates of a search for a hundred."""
    wanted = int(_DEPTHS[-1] * layout.oversampling)
    _, found = index.search(points, wanted, params=faiss.SearchParametersIVF(nprobe=probes))
    shares = [
        np.mean([np.isin(own[:depth], rows).mean() for own, rows in zip(nearest, found, strict=True)])
        for depth in _DEPTHS
    ]
    return tuple(round(float(share), 4) for share in shares)
