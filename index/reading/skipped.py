"""What could not be read, and why."""

from __future__ import annotations

from dataclasses import dataclass

from index.article import clean_text


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, line, record or address that gave no article. `reason` is one sentence that names it and the remedy.

    Both can be printed: what no encoding can show, in a file's name, is replaced.
    """

    source: str
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", clean_text(self.source))
        object.__setattr__(self, "reason", clean_text(self.reason))
