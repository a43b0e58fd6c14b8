"""Texts that are kept with a library in Milvus, by name."""

from __future__ import annotations

from index.milvus.tables import Tables


class MilvusSettings:
    """The settings of one library, among its notes."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, name: str) -> str | None:
        return self._tables.notes.setting(name)

    def set(self, name: str, value: str) -> None:
        with self._tables.lock:
            self._tables.notes.set_setting(name, value)

    def all(self) -> dict[str, str]:
        return self._tables.notes.settings()
