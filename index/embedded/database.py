"""One library's SQLite file: opening, migrating, transactions, and SQLite's errors in the words of a user."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock
from uuid import uuid4

from index.embedded.schema import APPLICATION_ID, MIGRATIONS
from index.embedded.sql import Execute, create_functions
from index.errors import LibraryBusy, LibraryDamaged, LibraryError

_BUSY_SECONDS = 60


class Database:
    """A connection that several threads share, beside other processes. Everything goes through `read` and `write`."""

    def __init__(self, path: Path, *, embedder: str) -> None:
        """Open the database at `path`, or create it for the embedder of this name.

        Raises LibraryDamaged where the file is empty or no database, LibraryError where it is not ours or cannot be
        opened. Nothing is written to such a file.
        """
        self.path = path
        self._lock = RLock()
        with self._told():
            if not path.exists():
                _create(path, embedder)
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=rw",
                uri=True,
                timeout=_BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self) -> None:
        execute = self._connection.execute
        (version,), (application,) = (execute(f"PRAGMA {of}").fetchone() for of in ("user_version", "application_id"))
        if not execute("PRAGMA page_count").fetchone()[0]:
            raise LibraryDamaged(
                f"{self.path} is empty: restore it from a backup, or delete it and add the articles again"
            )
        if application != APPLICATION_ID:
            raise LibraryError(f"{self.path} is a database of some other program: choose another folder")
        if version > len(MIGRATIONS):
            raise LibraryError(f"{self.path} was made by a newer onrecord: update onrecord to open it")
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            execute(f"PRAGMA {pragma}")
        create_functions(self._connection)
        if version < len(MIGRATIONS):
            with self.write():
                _migrate(self._connection)

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


def _create(path: Path, embedder: str) -> None:
    """Make a new database beside its place and put it there whole, unless another process was first."""
    draft = path.with_name(f"{path.name}.{uuid4().hex}.draft")
    try:
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            create_functions(connection)
            connection.execute("BEGIN")
            _migrate(connection)
            connection.execute("INSERT INTO meta VALUES ('embedder', ?)", (embedder,))
            connection.execute("COMMIT")
        _put_in_place(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _put_in_place(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:  # some file systems have no links
        if not os.path.lexists(path):
            os.replace(draft, path)


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to the present version, within a transaction."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for migrate in MIGRATIONS[version:]:
        migrate(connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _told(path: Path, error: sqlite3.Error) -> LibraryError | None:
    if path.is_dir():
        return LibraryError(f"{path} is a folder, not a library's database: move it away, or choose another folder")
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
        return LibraryError(
            f"{path} cannot be used ({error}): check that the disk has room, and that you may read and write there"
        )
    return None
