"""Addresses that were fetched, among the notes of a library in Milvus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from index.milvus.rows import key
from index.milvus.tables import Tables
from index.visits import Visit


class MilvusVisits:
    """The visits of one library. A visit belongs to a version of its article: with the version it goes."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def visit(self, address: str) -> Visit | None:
        stored = self._tables.notes.visit(address)
        return next(self._valid([stored]), None) if stored else None

    def all(self) -> list[Visit]:
        return sorted(self._valid(self._tables.notes.visits()), key=lambda visit: visit.address)

    def remember(self, visits: Sequence[Visit]) -> None:
        with self._tables.lock:
            present = self._versions(visits)
            versions = [(visit, present(visit)) for visit in visits]
            self._tables.notes.forget_visits([visit.address for visit, version in versions if version is None])
            self._tables.notes.remember([(visit, version) for visit, version in versions if version is not None])

    def _valid(self, stored: Sequence[tuple[Visit, str]]) -> Iterator[Visit]:
        present = self._versions([visit for visit, _ in stored])
        return (visit for visit, version in stored if present(visit) == version)

    def _versions(self, visits: Sequence[Visit]) -> Callable[[Visit], str | None]:
        """The present version of a visit's article; empty for a visit without one, None where it is not stored."""
        found = self._tables.versions([key(visit.article_id) for visit in visits if visit.article_id is not None])
        return lambda visit: "" if visit.article_id is None else found.get(key(visit.article_id))
