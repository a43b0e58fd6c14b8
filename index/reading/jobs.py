"""What a process that reads is asked for: one file, and how much it may cost."""

from __future__ import annotations

from dataclasses import dataclass

from index.reading.bounds import Bounds
from index.reading.fields import FieldMapping
from index.reading.original import Original
from index.reading.recognition import Recognition
from index.reading.skipped import Skipped

FOLDER = "ONRECORD_READING_FOLDER"
"""The variable that names where the process that reads unpacks things: a folder that was made for it alone."""

_REMEDY = "split it, or save its text as a .txt file and add that"


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be read, of `size` bytes. Where it is not `certain` that it is, its content has to say so.

    `languages` are those in which pages that are pictures are recognised; None where they are not to be.
    """

    original: Original
    mapping: FieldMapping | None
    size: int
    bounds: Bounds
    certain: bool = True
    languages: str | None = None

    @classmethod
    def of(
        cls,
        original: Original,
        mapping: FieldMapping | None,
        recognition: Recognition | None = None,
        *,
        certain: bool = True,
    ) -> Job:
        try:
            size = original.path.stat().st_size
        except OSError:  # who reads it will say what is wrong
            size = 0
        return cls(original, mapping, size, Bounds.of(size), certain, recognition.languages if recognition else None)

    def left_out(self, why: str, articles: int) -> Skipped:
        """What is told of a file of which no more is read, or nothing: `articles` were found before."""
        name = self.original.name
        left = f"left after {articles:,} article{'s' * (articles > 1)}" if articles else "left out"
        return Skipped(name, f"{name} was {left}, as {why}: {_REMEDY}")
