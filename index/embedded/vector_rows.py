"""Vectors as rows of the database, and what changed among them since an index last looked.

Passage rows ascend and are never used again, and what is removed is noted in order, so that a place in each of the
two says what has come and gone since.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.embedded.database import Database
from index.embedded.sql import Execute
from index.engine import Vectors
from index.errors import LibraryDamaged

Rows = NDArray[np.int64]

_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Position:
    """How far something has followed the store: the stamp of its last write, the highest row, the last removal."""

    stamp: str = ""
    row: int = 0
    removal: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What came and went between two positions. `vectors[i]` is that of row `added[i]`."""

    position: Position
    added: Rows
    vectors: Vectors = field(repr=False)
    removed: Rows


class VectorRows:
    """The vectors of one library's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def dimension(self) -> int:
        """0 until the first vectors are stored."""
        return int(self._database.meta("dimension") or 0)

    def position(self) -> Position:
        """Where the store is now."""
        with self._database.snapshot() as execute:
            return _position(execute)

    def stamp(self) -> str:
        """The last write's; it changes with every write of every process."""
        with self._database.read() as execute:
            return _stamp(execute)

    def is_past(self, stamp: str) -> bool:
        """Whether the stamp is that of a write since all vectors were last replaced."""
        with self._database.read() as execute:
            return _is_past(execute, stamp)

    def about(self) -> int:
        """About how many there are: passages without words of their own are counted too."""
        with self._database.read() as execute:
            (count,) = execute("SELECT count(*) FROM passages").fetchone()
        return int(count)

    def changes(self, since: Position) -> Changes | None:
        """What came and went; None where all vectors have been replaced since. After `Position()`, everything came."""
        with self._database.snapshot() as execute:
            if since.stamp and not _is_past(execute, since.stamp):
                return None
            position = _position(execute)
            removed = execute("SELECT passage FROM removed WHERE number > ?", (since.removal,)).fetchall()
            added = execute("SELECT passage, vector FROM vectors WHERE passage > ?", (since.row,)).fetchall()
            return Changes(position, *self._both(added), np.array(removed, np.int64).ravel())

    def removed(self, since: int) -> Rows:
        """The rows that were removed after that removal."""
        with self._database.read() as execute:
            found = execute("SELECT passage FROM removed WHERE number > ?", (since,)).fetchall()
        return np.array(found, np.int64).ravel()

    def between(self, low: int, high: int) -> Iterator[tuple[Rows, Vectors]]:
        """The rows above `low` up to `high` with their vectors, ascending, some thousands at once."""
        while True:
            with self._database.snapshot() as execute:
                found = execute(
                    "SELECT passage, vector FROM vectors WHERE passage > ? AND passage <= ? ORDER BY passage LIMIT ?",
                    (low, high, _AT_ONCE),
                ).fetchall()
                both = self._both(found)
            if not found:
                return
            yield both
            low = found[-1][0]

    def of(self, rows: Rows) -> tuple[Rows, Vectors]:
        """Those of the rows that are there, ascending, with their vectors."""
        with self._database.snapshot() as execute:
            found = execute(
                """SELECT passage, vector FROM vectors WHERE passage IN (SELECT value FROM json_each(?))
                   ORDER BY passage""",
                (json.dumps(rows.tolist()),),
            ).fetchall()
            return self._both(found)

    def rows(self) -> Rows:
        """All that there are, ascending. It reads the whole table."""
        with self._database.read() as execute:
            found = execute("SELECT passage FROM vectors ORDER BY passage").fetchall()
        return np.array(found, np.int64).ravel()

    def _both(self, found: list[tuple[int, bytes]]) -> tuple[Rows, Vectors]:
        """Within the snapshot that they were found in: another process may change the dimension too."""
        dimension = self.dimension
        for row, vector in found:
            if len(vector) != 4 * dimension:
                raise LibraryDamaged(
                    f"the vector of passage {row} in {self._database.path} is of another size: run 'onrecord reembed' "
                    "to compute them again"
                )
        vectors = np.frombuffer(b"".join(vector for _, vector in found), "<f4").reshape(-1, dimension)
        return np.array([row for row, _ in found], np.int64), np.ascontiguousarray(vectors, np.float32)


def _position(execute: Execute) -> Position:
    (row,) = execute("SELECT coalesce(max(row), 0) FROM passages").fetchone()
    (removal,) = execute("SELECT coalesce(max(number), 0) FROM removed").fetchone()
    return Position(_stamp(execute), row, removal)


def _is_past(execute: Execute, stamp: str) -> bool:
    return execute("SELECT 1 FROM writes WHERE stamp = ?", (stamp,)).fetchone() is not None


def _stamp(execute: Execute) -> str:
    row = execute("SELECT stamp FROM writes ORDER BY id DESC LIMIT 1").fetchone()
    return row[0] if row else ""
