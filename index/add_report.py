"""How an addition goes, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from index.reading.skipped import Skipped


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an addition has come, in articles; `total` is None while more is to be read than fits a window.

    What `done` says of embedding is stored for good: an addition may be stopped wherever it reports. Indexing, which
    counts passages, comes last, in large libraries only.
    """

    stage: Literal["reading", "embedding", "copying", "indexing"]
    done: int
    total: int | None
    source: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What an addition did, or would do: article ids, what was skipped and why, passages embedded, and seconds.

    `remarks` are sentences about articles that were added, but not as was hoped.
    """

    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    passages: int
    seconds: float
    remarks: tuple[str, ...] = ()
