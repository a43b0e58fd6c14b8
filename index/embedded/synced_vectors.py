"""A vector index in step with the store: opened from its file, synced before each search, and written anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

import numpy as np

from index.embedded import vector_building, vector_files
from index.embedded.filters import Mask
from index.embedded.vector_building import OnVectors
from index.embedded.vector_files import DamagedVectors, Seal, UnknownSeal
from index.embedded.vector_lists import VectorLists
from index.embedded.vector_plan import Due, Sizes, due
from index.embedded.vector_rows import VectorRows
from index.embedded.vectors import VectorIndex
from index.engine import Vectors

_DIFFERS = "the vector index differs from the database: delete vectors.json and it is rebuilt"
_NOT_UNIT = "some stored vectors are not of unit length: run 'onrecord reembed' to compute them again"
_SAME = 1e-6
_UNIT = 1e-3
_ALIKE_COMPRESSED = 0.5


class SyncedVectors:
    """The vectors of one library's folder, as this process searches them. Several threads may."""

    def __init__(self, folder: Path, store: VectorRows, sizes: Sizes, note: Callable[[str], None]) -> None:
        """`note` takes what the user should know of the file's state, a sentence each."""
        self._folder, self._store, self._sizes, self._note = folder, store, sizes, note
        self._index: VectorIndex | None = None
        self._saved = ""
        self._lock = RLock()
        self._writing = RLock()

    def sync(self) -> VectorIndex | None:
        """The index, in step with whatever was written since, by whichever process; None while there is nothing."""
        stamp = self._store.stamp()
        with self._lock:
            if self._index and stamp == self._index.position.stamp:
                return self._index
            if not self._store.dimension:
                return None
            index = self._index if self._index and self._store.is_past(self._index.position.stamp) else self._opened()
            if self._due(index, self._sizes.doubled) is not Due.NOTHING:
                index = self._opened()
            if self._due(index, self._sizes.doubled) is not Due.NOTHING and self._writing.acquire(blocking=False):
                try:  # while another thread is at it, the index is merely slow
                    self.settle(lambda *_: None)
                finally:
                    self._writing.release()
                index = self._opened()
            changes = self._store.changes(index.position)
            if changes is None or changes.vectors.shape[1] != index.dimension:  # all vectors were replaced meanwhile
                self._index = None
                return self.sync()
            index.apply(changes)
            self._index = index
            return index

    def search(self, vector: Vectors, limit: int, passing: Mask | None) -> list[tuple[int, float]]:
        """Rows with their cosine, best first, in the index as it was last brought in step."""
        with self._lock:
            return self._index.search(vector, limit, passing) if self._index else []

    def settle(self, on_vectors: OnVectors) -> bool:
        """Write the lists where they are due, and say whether they were. Others may go on searching meanwhile.

        An interruption leaves the former file as it was.
        """
        with self._writing:
            if not self._store.dimension:
                return False
            seal = self._believed()
            saved = (seal.layout, seal.position) if seal and seal.layout else None
            what = due(saved, self._store.position(), self._store.about, self._sizes)
            written = what is not Due.NOTHING and self._write(what, seal, on_vectors)
            if written:
                with self._lock:  # nobody searches without an index
                    self._index = None
                    self.sync()
            return written

    def in_words(self) -> str:
        """How vectors are searched."""
        index = self.sync()
        if index is None:
            return "nothing to search yet"
        if index.lists is None:
            return f"all {len(index):,} vectors, exactly"
        layout = index.lists.layout
        return (
            f"{layout.name}, {layout.probes:,} lists searched: recall@10 {layout.recall_at_10:.3f}, recall@100 "
            f"{layout.recall_at_100:.3f} when trained at {layout.trained_at:,} vectors; {len(index.lists):,} in lists, "
            f"{index.beside:,} beside them"
        )

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let no other thread search or sync meanwhile."""
        with self._lock:
            yield

    def catch_up(self, snapshot: VectorRows) -> bool:
        """Bring the index in step with a snapshot of the store that is no older. False where all vectors were replaced
        since it was synced. Within `held`."""
        index = self._index
        if index is None:
            return not snapshot.dimension
        changes = snapshot.changes(index.position)
        if changes is None:
            return False
        index.apply(changes)
        return True

    def problems(self, snapshot: VectorRows) -> list[str]:
        """Where the index is not what the snapshot that it has caught up with makes of it, a sentence each."""
        index = self._index
        if index is None:
            return []
        problems = {_DIFFERS} if index.lists and not self._is_whole() else set()
        held = [np.empty(0, np.int64)]
        for rows, vectors, exact in index.held():
            found, stored = snapshot.of(rows)
            held.append(rows)
            if not np.array_equal(found, rows) or not _alike(stored, vectors, exact):
                problems.add(_DIFFERS)
            if np.abs(np.linalg.norm(stored, axis=1) - 1).max(initial=0) > _UNIT:
                problems.add(_NOT_UNIT)
        if not np.array_equal(np.sort(np.concatenate(held)), snapshot.rows()):
            problems.add(_DIFFERS)
        return sorted(problems)

    def _is_whole(self) -> bool:
        """Whether the file is as its seal says; another process may put a new one in its place meanwhile."""
        while True:
            seal = self._believed()
            if seal is None or vector_files.is_whole(self._folder, seal):
                return True
            if self._believed() == seal:
                return False

    def close(self) -> None:
        """Keep what is compared exactly for the next opening. Lists lie in their file already."""
        with self._lock:
            index = self._index
            is_new = index is not None and index.lists is None and index.position.stamp not in ("", self._saved)
            if index and is_new and not self._has_lists():
                self._save(index)
            self._index = None

    def _write(self, what: Due, seal: Seal | None, on_vectors: OnVectors) -> bool:
        if what is Due.FLAT:
            self._save(self._from_nothing())
            return True
        on_vectors(0, self._store.about())
        if what is Due.MERGE and seal:
            try:
                return vector_building.merge(self._folder, self._store, seal, on_vectors) is not None
            except DamagedVectors:
                if not self._told_of_damage(seal):
                    return False
        return vector_building.build(self._folder, self._store, self._sizes.bytes_for_lists, on_vectors) is not None

    def _believed(self) -> Seal | None:
        """The seal, where there is one of this store's history."""
        try:
            seal = Seal.read(self._folder)
        except UnknownSeal:
            path = vector_files.set_aside(self._folder)
            self._note(
                f"{vector_files.SEAL} was nothing that onrecord had written: it is now {path}, to be deleted if you do "
                "not need it, and the vector index has been rebuilt from the database; nothing is lost"
            )
            return None
        return seal if seal and self._store.is_past(seal.position.stamp) else None

    def _save(self, index: VectorIndex) -> None:
        vector_files.write(self._folder, index.tail, index.position, None)
        self._saved = index.position.stamp

    def _from_nothing(self) -> VectorIndex:
        while True:
            index = VectorIndex(self._store.dimension, self._store.of)
            changes = self._store.changes(index.position)
            if changes and changes.vectors.shape[1] == index.dimension:
                index.apply(changes)
                return index

    def _opened(self) -> VectorIndex:
        """What the file holds; an empty index where it holds nothing of this store's history."""
        nothing = VectorIndex(self._store.dimension, self._store.of)
        seal = self._believed()
        if seal is None:
            return nothing
        try:
            index = vector_files.load(self._folder, seal)
        except DamagedVectors:
            return nothing if self._told_of_damage(seal) else self._opened()
        if index is None or index.d != self._store.dimension:
            return nothing
        if seal.layout:
            lists = VectorLists(index, seal.layout, seal.position)
            return VectorIndex(index.d, self._store.of, lists)
        self._saved = seal.position.stamp
        return VectorIndex.flat(index, seal.position, self._store.of)

    def _has_lists(self) -> bool:
        """Whether another process has written lists meanwhile."""
        seal = self._believed()
        return seal is not None and seal.layout is not None

    def _told_of_damage(self, seal: Seal) -> bool:
        """Do away with a seal that its file does not fit. False where another process has put a new one in its place:
        that one may be sound."""
        if self._believed() != seal:
            return False
        (self._folder / vector_files.SEAL).unlink(missing_ok=True)
        self._note("the vector index was damaged and has been rebuilt from the database; nothing is lost")
        return True

    def _due(self, index: VectorIndex, sizes: Sizes) -> Due:
        lists = index.lists
        saved = (lists.layout, lists.position) if lists else None
        return due(saved, self._store.position(), self._store.about, sizes)


def _alike(stored: Vectors, held: Vectors, exact: bool) -> bool:
    """Whether vectors are those that an index holds, as exactly as it holds them."""
    if exact:
        return bool(np.abs(stored - held).max(initial=0) <= _SAME)
    return bool((stored * held).sum(axis=1).min(initial=1) >= _ALIKE_COMPRESSED)
