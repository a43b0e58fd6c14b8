"""One library's SQLite file: opening, migrating, transactions, and SQLite's errors in the words of a user."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from index.embedded.schema import APPLICATION_ID, MIGRATIONS
from index.embedded.sql import Execute, create_functions
from index.errors import LibraryBusy, LibraryDamaged, LibraryError

_BUSY_SECONDS = 60


class Database:
    """A connection that several threads share, beside other processes. Everything goes through `read` and `write`."""

    def __init__(self, path: Path, *, embedder: str) -> None:
        """Open the database at `path`, or create it for the embedder of this name.

        Raises LibraryDamaged where the file is no database, LibraryError where it is not ours or cannot be opened.
        """
        self.path = path
        self._lock = RLock()
        with self._told():
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare(embedder)
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self, embedder: str) -> None:
        execute = self._connection.execute
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            execute(f"PRAGMA {pragma}")
        create_functions(self._connection)
        version = execute("PRAGMA user_version").fetchone()[0]
        if version and execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise LibraryError(f"{self.path} is a database of some other program: choose another folder")
        if version > len(MIGRATIONS):
            raise LibraryError(f"{self.path} was made by a newer onrecord: update onrecord to open it")
        if version == len(MIGRATIONS):
            return
        with self.write():
            version = execute("PRAGMA user_version").fetchone()[0]
            for migrate in MIGRATIONS[version:]:
                migrate(self._connection)
            execute(f"PRAGMA application_id = {APPLICATION_ID}")
            execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
            if not version:
                self.set_meta("embedder", embedder)

    @contextmanager
    def read(self) -> Iterator[Execute]:
        """Each statement sees what was last written, whichever process wrote it."""
        with self._lock, self._told():
            yield self._connection.execute

    @contextmanager
    def snapshot(self) -> Iterator[Execute]:
        """All statements see the same state, whatever other processes write meanwhile."""
        with self._lock, self._told():
            nested = self._connection.in_transaction
            if not nested:
                self._connection.execute("BEGIN")
            try:
                yield self._connection.execute
            finally:
                if not nested:
                    self._connection.execute("COMMIT")

    @contextmanager
    def write(self) -> Iterator[Execute]:
        """A transaction: all of it or nothing. Every write leaves its stamp."""
        with self._lock, self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection.execute
                self._connection.execute("INSERT INTO writes (stamp) VALUES (?)", (secrets.token_hex(8),))
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def function(self, name: str, function: Callable[[int], bool]) -> Iterator[Execute]:
        """Read with an SQL function of one argument that is there as long."""
        with self.read() as execute:
            self._connection.create_function(name, 1, function)
            try:
                yield execute
            finally:
                self._connection.create_function(name, 1, None)

    def meta(self, key: str) -> str | None:
        with self.read() as execute:
            row = execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Within a write."""
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's errors in the words of a user."""
        try:
            yield
        except sqlite3.Error as error:
            told = _told(self.path, error)
            if told is None:
                raise
            raise told from error


def _told(path: Path, error: sqlite3.Error) -> LibraryError | None:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LibraryBusy(
            f"another process has been writing to {path} for over {_BUSY_SECONDS} seconds: try again when it is done"
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return LibraryDamaged(
            f"{path} is damaged and cannot be read ({error}): restore it from a backup, or move its folder away and "
            "add the articles again"
        )
    if name.startswith(("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM")):
        return LibraryError(f"{path} cannot be used ({error}): check that the disk has room and the folder is writable")
    return None
