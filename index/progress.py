"""How far something has come that takes its time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an addition has come, in articles; `total` is None while more is to be read than fits a window.

    What `done` says of embedding is stored for good: an addition may be stopped wherever it reports. Recognising counts
    the pages of one file, and can be told from any thread. Indexing, which counts passages, comes last, in large
    libraries only.
    """

    stage: Literal["reading", "recognising", "embedding", "copying", "indexing"]
    done: int
    total: int | None
    source: str
