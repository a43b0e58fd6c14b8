"""What a library in Milvus holds beside its articles: its state, settings, visits, bylines, and pending writes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.milvus.connection import Connection, Table
from index.milvus.filters import one_of
from index.milvus.rows import NOTHING, MilvusRow, key, new_version, plain_pieces, value_of
from index.visits import Visit

FORMAT = 1
_STATE = "state"
_BYLINES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class State:
    """What the whole library hangs on. `passages` is the name of the collection that holds them; empty before any."""

    embedder: str
    dimension: int = 0
    passages: str = ""
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Pending:
    """A write under way: the keys of its articles, and the second of its beginning, by the writer's clock."""

    id: str
    keys: tuple[str, ...]
    began: float


class Notes:
    """The collection of notes. Each is one row, so that it is there wholly or not at all."""

    def __init__(self, connection: Connection, name: str) -> None:
        self.table: Table = connection.table(name)
        self._bylines: set[str] = set()

    def state(self) -> State | None:
        stored = self._value(_STATE)
        return State(**stored) if stored else None

    def set_state(self, state: State) -> None:
        self._keep([_note(_STATE, _STATE, asdict(state))])

    def setting(self, name: str) -> str | None:
        stored = self._value(f"setting-{key(name)}")
        return str(stored[1]) if stored else None

    def set_setting(self, name: str, value: str) -> None:
        self._keep([_note(f"setting-{key(name)}", "setting", [name, value])])

    def settings(self) -> dict[str, str]:
        found = self.table.each('kind == "setting"', ["value"])
        return dict(value_of(row["value"]) for rows in found for row in rows)

    # ── visits ────────────────────────────────────────────────────────────────────────────────────────────────

    def visit(self, address: str) -> tuple[Visit, str] | None:
        """The last visit of an address, and the version of its article that it brought."""
        stored = self._value(f"visit-{key(address)}")
        return (Visit(**stored[0]), str(stored[1])) if stored else None

    def visits(self) -> list[tuple[Visit, str]]:
        found = self.table.each('kind == "visit"', ["value"])
        stored = [value_of(row["value"]) for rows in found for row in rows]
        return [(Visit(**visit), version) for visit, version in stored]

    def remember(self, visits: Iterable[tuple[Visit, str]]) -> None:
        self._keep(
            [
                _note(f"visit-{key(visit.address)}", "visit", [asdict(visit), version], _article_key(visit))
                for visit, version in visits
            ]
        )

    def forget_visits(self, addresses: Sequence[str]) -> None:
        if addresses:
            self.table.delete(one_of("id", [f"visit-{key(address)}" for address in addresses]))

    def forget_visits_of(self, keys: Sequence[str]) -> None:
        """Those that brought one of the articles, and those that brought none: a feed is to name again what went."""
        self.table.delete(f'kind == "visit" and {one_of("article", ["", *keys])}')

    # ── bylines ───────────────────────────────────────────────────────────────────────────────────────────────

    def bylines(self) -> dict[str, str]:
        """Every folded byline that an article has or had, by its key."""
        found = self.table.each('kind == "byline"', ["value"])
        return {key(byline): byline for rows in found for byline in (value_of(row["value"]) for row in rows)}

    def add_bylines(self, bylines: Iterable[str]) -> None:
        new = set(bylines) - self._bylines
        self._keep([_note(f"byline-{key(byline)}", "byline", byline) for byline in sorted(new)])
        self._bylines |= new

    # ── writes under way ──────────────────────────────────────────────────────────────────────────────────────

    def begin(self, keys: Sequence[str]) -> Pending:
        pending = Pending(f"pending-{new_version()}", tuple(keys), time.time())
        self._keep([_note(pending.id, "pending", [list(keys), pending.began])])
        return pending

    def end(self, pending: Pending) -> None:
        self.table.delete(one_of("id", [pending.id]))

    def is_pending(self, pending: Pending) -> bool:
        return self._value(pending.id) is not None

    def pending(self) -> list[Pending]:
        found = self.table.each('kind == "pending"', ["value"])
        stored = [(row["id"], value_of(row["value"])) for rows in found for row in rows]
        return [Pending(note, tuple(keys), began) for note, (keys, began) in stored]

    def _value(self, note: str) -> Any:
        rows = self.table.rows(one_of("id", [note]), ["value"])
        return value_of(rows[0]["value"]) if rows else None

    def _keep(self, rows: Sequence[MilvusRow]) -> None:
        for start in range(0, len(rows), _BYLINES_AT_ONCE):
            self.table.upsert(rows[start : start + _BYLINES_AT_ONCE])


def _note(note: str, kind: str, value: object, article: str = "") -> MilvusRow:
    return {"id": note, "kind": kind, "article": article, "value": plain_pieces(value), "nothing": NOTHING}


def _article_key(visit: Visit) -> str:
    return key(visit.article_id) if visit.article_id is not None else ""
