"""Texts that are kept with a library, by name."""

from __future__ import annotations

from index.embedded.database import Database

_PREFIX = "setting: "


class EmbeddedSettings:
    """The settings of one database, among the other things that it keeps of itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        return self._database.meta(_PREFIX + name)

    def set(self, name: str, value: str) -> None:
        with self._database.write():
            self._database.set_meta(_PREFIX + name, value)

    def all(self) -> dict[str, str]:
        with self._database.read() as execute:
            return {
                key.removeprefix(_PREFIX): value
                for key, value in execute("SELECT key, value FROM meta")
                if key.startswith(_PREFIX)
            }
