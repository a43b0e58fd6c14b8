"""FAISS over the store's vectors: derived, kept in a file to open quickly, and rebuilt whenever in doubt."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from uuid import uuid4

import faiss
import numpy as np

from index.engine import Vectors
from index.store import Rows

_INDEX, _SEAL = "vectors.faiss", "vectors.json"


class DamagedVectors(Exception):
    """The FAISS file is not what was written; the store can rebuild it."""


class VectorIndex:
    """Exact inner-product search. Ids are the store's passage rows; on unit vectors the score is the cosine."""

    def __init__(self, dimension: int) -> None:
        self._index = faiss.IndexIDMap(faiss.IndexFlatIP(dimension))

    @property
    def rows(self) -> Rows:
        """The rows held, in no particular order."""
        found: Rows = faiss.vector_to_array(self._index.id_map)
        return found

    def add(self, rows: Rows, vectors: Vectors) -> None:
        self._index.add_with_ids(np.ascontiguousarray(vectors), rows)

    def remove(self, rows: Rows) -> None:
        self._index.remove_ids(faiss.IDSelectorBatch(rows))

    def search(self, vector: Vectors, limit: int, allowed: Rows | None = None) -> list[tuple[int, float]]:
        """Rows with their cosine, best first; only allowed rows are looked at."""
        parameters = None if allowed is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))
        limit = min(limit, self._index.ntotal if allowed is None else len(allowed))
        if limit == 0:
            return []
        scores, rows = self._index.search(np.ascontiguousarray(vector[None]), limit, params=parameters)
        return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]

    def vectors(self) -> Vectors:
        """All vectors, in the order of `rows`."""
        flat = faiss.downcast_index(self._index.index)
        found: Vectors = flat.reconstruct_n(0, flat.ntotal)
        return found

    def save(self, folder: Path, stamp: str) -> None:
        """Write the index, and beside it the seal: its hash, and the stamp of the store's write that it holds."""
        content = faiss.serialize_index(self._index).tobytes()
        seal = Seal(stamp, blake2b(content).hexdigest())
        _replace(folder / _INDEX, content)
        _replace(folder / _SEAL, json.dumps({"stamp": seal.stamp, "blake2b": seal.digest}).encode())

    @classmethod
    def load(cls, folder: Path, dimension: int, stamps: Sequence[str]) -> tuple[VectorIndex, str] | None:
        """The saved index and its stamp; None where there is none for this history of the store.

        Raises DamagedVectors where the files are not as they were written.
        """
        try:
            seal = Seal.read(folder / _SEAL)
            if seal.stamp not in stamps:
                return None
            content = (folder / _INDEX).read_bytes()
        except FileNotFoundError:
            return None
        if blake2b(content).hexdigest() != seal.digest:
            raise DamagedVectors
        loaded = cls(dimension)
        loaded._index = faiss.deserialize_index(np.frombuffer(content, np.uint8))
        if loaded._index.d != dimension:
            raise DamagedVectors
        return loaded, seal.stamp


@dataclass(frozen=True, slots=True)
class Seal:
    stamp: str
    digest: str

    @classmethod
    def read(cls, path: Path) -> Seal:
        try:
            fields = json.loads(path.read_bytes())
            return cls(fields["stamp"], fields["blake2b"])
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedVectors from error


def _replace(path: Path, content: bytes) -> None:
    """Write a file as a whole: a reader sees the old one or the new one."""
    draft = path.with_name(f"{path.name}.{uuid4().hex}.draft")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
