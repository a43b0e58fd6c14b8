"""The collections of one library: found or made, and read by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import RLock
from typing import Any
from uuid import uuid4

from index.errors import LibraryError, LibraryNotFound
from index.milvus import schema
from index.milvus.address import MilvusAddress
from index.milvus.connection import Connection, Table
from index.milvus.filters import one_of
from index.milvus.notes import FORMAT, Notes, State
from index.milvus.rows import MilvusRow

KEYS_AT_ONCE = 500
_SEALED_AT_ONCE = 500


class Tables:
    """What a library holds. `state` is as it was read last; `lock` is for whoever writes from this process."""

    def __init__(self, address: MilvusAddress, *, embedder: str, create: bool) -> None:
        """Raises LibraryNotFound, LibraryBusy, or LibraryError."""
        if not create and address.file is not None and not address.file.exists():
            raise _not_found(address)
        self.address = address
        self.lock = RLock()
        self._unsealed = 0
        self.connection = Connection(address)
        self.notes = Notes(self.connection, f"{address.name}_notes")
        self.articles = self.connection.table(f"{address.name}_articles")
        try:
            self.state = self._found() or self._made(embedder, create)
        except BaseException:
            self.connection.close()
            raise

    def _found(self) -> State | None:
        if not self.notes.table.exists():
            return None
        self.notes.table.load(self.address.replicas)
        state = self.notes.state()
        if state is None:
            return None
        if state.format > FORMAT:
            raise LibraryError(f"{self.address} was made by a newer onrecord: update onrecord to open it")
        for name in filter(None, (self.articles.name, state.passages)):
            self.connection.table(name).load(self.address.replicas)
        if self.address.file:  # whose only user this is: what an interrupted re-embedding was filling is nobody's
            self.connection.drop_others(f"{self.address.name}_passages_", state.passages)
        return state

    def _made(self, embedder: str, create: bool) -> State:
        """The state is written last: until then there is no library."""
        if not create:
            raise _not_found(self.address)
        tables = (
            (self.articles, schema.articles, schema.article_indexes, schema.OF_ARTICLES),
            (self.notes.table, schema.notes, schema.note_indexes, schema.OF_NOTES),
        )
        for table, made, indexes, scalars in tables:
            if not table.exists():
                table.create(made(), indexes(), self._scalars(scalars), shards=1)
            table.load(self.address.replicas)
        state = State(embedder)
        self.notes.set_state(state)
        return state

    @property
    def index(self) -> str:
        """A file's passages are few enough to be compared one by one."""
        return "FLAT" if self.address.file else self.address.index

    @property
    def passages(self) -> Table | None:
        """As the state was read last; None before there are any."""
        return self.connection.table(self.state.passages) if self.state.passages else None

    def present_passages(self) -> Table | None:
        """As another client may have made or changed them meanwhile."""
        self.refresh()
        return self.passages

    def searchable_passages(self) -> Table | None:
        """As the state was read last, ready to be searched.

        milvus-lite compares what is in no segment yet row by row, in Python: where it is much, it goes into one.
        """
        passages = self.passages
        if passages and self.address.file and self._unsealed >= _SEALED_AT_ONCE:
            with self.lock:
                passages.flush()
                self.articles.flush()
                self._unsealed = 0
        return passages

    def count_written(self, passages: int) -> None:
        """So many passages are about to be written."""
        self._unsealed += passages

    def refresh(self) -> State:
        """The state as it is now: another client may have stored the first vectors, or others."""
        self.state = self.notes.state() or self.state
        return self.state

    def passages_of(self, dimension: int) -> Table:
        """Where passages with such vectors go; made with the first."""
        state = self.refresh()
        if not state.dimension:
            self.change(replace(state, dimension=dimension, passages=self.new_passages(dimension).name))
        elif state.dimension != dimension:
            raise ValueError(f"vectors of {dimension} dimensions do not fit this library's {state.dimension}")
        return self.connection.table(self.state.passages)

    def change(self, state: State) -> None:
        self.notes.set_state(state)
        self.state = state

    def new_passages(self, dimension: int) -> Table:
        """An empty collection that nothing refers to yet."""
        table = self.connection.table(f"{self.address.name}_passages_{uuid4().hex[:8]}")
        table.create(
            schema.passages(dimension),
            schema.passage_indexes(self.index),
            self._scalars(schema.OF_PASSAGES),
            shards=self.address.shards,
            partitions=(schema.SEARCHED, schema.KEPT),
        )
        table.load(self.address.replicas)
        return table

    def rows(self, keys: Sequence[str], fields: Sequence[str]) -> list[MilvusRow]:
        """The rows of articles by their keys."""
        distinct = list(dict.fromkeys(keys))
        return [
            row
            for start in range(0, len(distinct), KEYS_AT_ONCE)
            for row in self.articles.rows(one_of("id", distinct[start : start + KEYS_AT_ONCE]), fields)
        ]

    def versions(self, keys: Sequence[str]) -> dict[str, str]:
        """The present version of each article that is there, by its key."""
        return {row["id"]: row["version"] for row in self.rows(keys, ["id", "version"])}

    def _scalars(self, fields: Sequence[str]) -> Sequence[Any]:
        return () if self.address.file else schema.scalar_indexes(*fields)


def _not_found(address: MilvusAddress) -> LibraryNotFound:
    return LibraryNotFound(f"there is no library at {address}: add articles first, with 'onrecord add'")
