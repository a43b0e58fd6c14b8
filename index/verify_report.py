"""What came of a verification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a verification looked at, and the problems it found, a sentence each.

    It looked at the library as it was at one `moment` (in UTC), whatever was written meanwhile; `stamp` is that of the
    last write before, None where the library keeps none. `originals` tells of files that have changed since they were
    read, or are gone: no problem of the library's own.
    """

    articles: int
    passages: int
    problems: tuple[str, ...]
    moment: datetime
    stamp: str | None = None
    originals: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems
