"""The readers by their names."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.library import Library
    from qa.reader.protocol import Reader


class ReaderName(StrEnum):
    """`evidence` is the trained network, `none` picks by similarity alone."""

    EVIDENCE = "evidence"
    NONE = "none"


def load_reader(name: ReaderName, library: Library) -> Reader:
    """A reader over a library. Only what it needs is imported."""
    match name:
        case ReaderName.EVIDENCE:
            from qa.reader.evidence_reader import EvidenceReader

            return EvidenceReader(library)
        case ReaderName.NONE:
            from qa.reader.similarity import SimilarityReader

            return SimilarityReader(library)
