"""What came of an addition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.reading.skipped import Skipped


@dataclass(frozen=True, slots=True)
class AddReport:
    """What an addition did, or would do: article ids, what was skipped and why, passages embedded, and seconds.

    `remarks` are sentences about articles that were added, but not as was hoped. Of the `characters` that the added and
    updated articles hold, `set_apart` are captions and the like, which are not searched; `passed_over` are the
    characters of sentences that their sources hold besides.
    """

    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    passages: int
    seconds: float
    remarks: tuple[str, ...] = ()
    characters: int = 0
    set_apart: int = 0
    passed_over: int = 0
