"""A connection to Milvus: collections as tables of rows, and Milvus's errors in the words of a user."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

from pymilvus import MilvusClient
from pymilvus.client.types import LoadState
from pymilvus.exceptions import MilvusException

from index.errors import LibraryBusy, LibraryError
from index.milvus.address import MilvusAddress
from index.milvus.rows import MilvusRow

ROWS_AT_ONCE = 4_000
"""The most rows asked for in one answer; Milvus itself stops at 16,384."""

MOST = 16_384
"""The most rows that one search finds."""

_INSERTED_AT_ONCE = 1_000
_SECONDS = 10
_STRONG = "Strong"
"""Every read sees every write that was finished before it began, whoever wrote."""

for _name in ("pymilvus", "milvus_lite"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # what goes wrong is raised, and told once

_users: Counter[Path] = Counter()
_users_lock = Lock()


class Connection:
    """One library's way to its server or file. Safe to use from several threads."""

    def __init__(self, address: MilvusAddress) -> None:
        """Raises LibraryError where nothing answers, LibraryBusy where another process has the file open."""
        self.address = address
        self._file = address.file.absolute() if address.file else None
        self._closed = False
        uri = _serve(self._file) if self._file else str(address.server)
        try:
            with self.told():
                self.client = MilvusClient(
                    uri,
                    token=os.environ.get("ONRECORD_MILVUS_TOKEN", ""),
                    user=os.environ.get("ONRECORD_MILVUS_USER", ""),
                    password=os.environ.get("ONRECORD_MILVUS_PASSWORD", ""),
                    db_name="" if self._file else address.database,
                    timeout=_SECONDS,
                )
        except BaseException:
            _release(self._file)
            raise

    def drop_others(self, prefix: str, name: str) -> None:
        """Drop the collections whose names begin so, but for the one of this name."""
        with self.told():
            for other in self.client.list_collections():
                if other.startswith(prefix) and other != name:
                    self.client.drop_collection(other)

    def table(self, name: str) -> Table:
        return Table(self, name)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self.client.close()
            _release(self._file)

    @contextmanager
    def told(self) -> Iterator[None]:
        try:
            yield
        except MilvusException as error:
            said = " ".join(str(error.message or error).split())
            if error.code == _UNREACHABLE or "connect" in said.lower():
                raise LibraryError(
                    f"Milvus cannot be reached for {self.address}: check that it runs there, and that "
                    "ONRECORD_MILVUS_TOKEN (or _USER and _PASSWORD) lets you in"
                ) from error
            raise LibraryError(f"Milvus refused what was asked of {self.address} ({said[:300]})") from error


_UNREACHABLE = 2


class Table:
    """A collection."""

    def __init__(self, connection: Connection, name: str) -> None:
        self.name = name
        self._client = connection.client
        self._told = connection.told

    def exists(self) -> bool:
        with self._told():
            return bool(self._client.has_collection(self.name))

    def create(
        self, schema: Any, indexes: Any, scalars: Sequence[Any] = (), *, shards: int, partitions: Sequence[str] = ()
    ) -> None:
        """It is to be loaded before it is used. Indexes of scalars only make filters fast: a server that has no such
        index goes without."""
        with self._told():
            self._client.create_collection(self.name, schema=schema, num_shards=shards, consistency_level=_STRONG)
            self._client.create_index(self.name, indexes, sync=False)  # of nothing yet: there is no wait
            for partition in partitions:
                self._client.create_partition(self.name, partition)
        for scalar in scalars:
            with suppress(MilvusException):
                self._client.create_index(self.name, scalar, sync=False)

    def load(self, replicas: int) -> None:
        """Make it searchable; what is loaded already stays as it is, whoever loaded it with how many replicas."""
        with self._told():
            if self._client.get_load_state(self.name)["state"] != LoadState.Loaded:
                self._client.load_collection(self.name, replica_number=replicas)

    def drop(self) -> None:
        with self._told():
            self._client.drop_collection(self.name)

    def insert(self, rows: Sequence[MilvusRow], partition: str) -> None:
        """In batches. The rows are new ones."""
        for start in range(0, len(rows), _INSERTED_AT_ONCE):
            with self._told():
                self._client.insert(self.name, list(rows[start : start + _INSERTED_AT_ONCE]), partition_name=partition)

    def upsert(self, rows: Sequence[MilvusRow]) -> None:
        """Each row whole and at once, in the place of the one of its id."""
        for start in range(0, len(rows), _INSERTED_AT_ONCE):
            with self._told():
                self._client.upsert(self.name, list(rows[start : start + _INSERTED_AT_ONCE]))

    def delete(self, expression: str) -> None:
        with self._told():
            self._client.delete(self.name, filter=expression)

    def flush(self) -> None:
        """Put what was written into a segment with indexes. A server does so by itself."""
        with self._told():
            self._client.flush(self.name)

    def count(self, expression: str = "") -> int:
        with self._told():
            (row,) = self._client.query(
                self.name, filter=expression, output_fields=["count(*)"], consistency_level=_STRONG
            )
        return int(row["count(*)"])

    def rows(self, expression: str, fields: Sequence[str]) -> list[MilvusRow]:
        """The rows that fit, where they cannot be more than `ROWS_AT_ONCE`."""
        with self._told():
            found = self._client.query(
                self.name, filter=expression, output_fields=list(fields), consistency_level=_STRONG
            )
        return list(found)

    def each(self, expression: str, fields: Sequence[str], batch: int = ROWS_AT_ONCE) -> Iterator[list[MilvusRow]]:
        """All rows that fit, however many, in batches."""
        with self._told():
            rows = self._client.query_iterator(
                self.name,
                batch_size=batch,
                filter=expression,
                output_fields=list(fields),
                consistency_level=_STRONG,
            )
        try:
            while True:
                with self._told():
                    found = rows.next()
                if not found:
                    return
                yield list(found)
        finally:
            rows.close()

    def nearest(
        self,
        field: str,
        query: Any,
        limit: int,
        expression: str,
        partition: str | None,
        fields: Sequence[str],
        params: dict[str, Any],
    ) -> list[tuple[MilvusRow, float]]:
        """The rows nearest to a query by one of the vectors, with what Milvus calls their distance."""
        with self._told():
            (found,) = self._client.search(
                self.name,
                data=[query],
                anns_field=field,
                limit=limit,
                filter=expression,
                partition_names=[partition] if partition else None,
                output_fields=list(fields),
                search_params={"params": params},
                consistency_level=_STRONG,
            )
        return [({**hit["entity"], "id": hit["id"]}, float(hit["distance"])) for hit in found]


def _serve(file: Path) -> str:
    """The address of a milvus-lite server of this process over the file; it goes when its last user does."""
    try:
        from milvus_lite.server_manager import server_manager_instance
    except ImportError as error:
        raise LibraryError(
            "a library in a milvus-lite file needs milvus-lite, which is not installed: pip install 'onrecord[milvus]'"
        ) from error
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"{file} cannot be made into a library ({error.strerror}): choose another place") from error
    with _users_lock:
        uri = server_manager_instance.start_and_get_uri(str(file))
        if uri is None:
            raise LibraryBusy(
                f"{file} cannot be opened: a milvus-lite file serves one process at a time, and another one may have "
                "it open; else it is none, or damaged"
            )
        _users[file] += 1
    return str(uri)


def _release(file: Path | None) -> None:
    if file is None:
        return
    from milvus_lite.server_manager import server_manager_instance

    with _users_lock:
        _users[file] -= 1
        if _users[file] <= 0:
            del _users[file]
            server_manager_instance.release_server(str(file))
