"""What could not be read, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, line, record or address that gave no article. `reason` is one sentence that names it and the remedy."""

    source: str
    reason: str
