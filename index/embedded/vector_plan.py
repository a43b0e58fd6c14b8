"""How a vector index is laid out for so many vectors and so much memory, and when it is to be written anew."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from index.embedded.vector_rows import Position

_LISTS_A_ROOT = 4
_TRAINED_ON_A_LIST = 40
_MOST_LISTS = 65_536
_BYTES_A_ROW = 8
_LEAST_DIMENSIONS_A_PART = 4
_GROWN = 4
_MOST_COUNTED = 1 << 40
_SHARE_OF_MEMORY = 4
_MEMORY_WHERE_UNKNOWN = 16 << 30


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many vectors are searched exactly before there are lists, how many more or fewer before the lists are
    written anew, and how many bytes the lists may take; None means a quarter of the machine's memory."""

    flat_up_to: int = 50_000
    tail_up_to: int = 50_000
    memory: int | None = None

    @property
    def bytes_for_lists(self) -> int:
        return self.memory if self.memory is not None else _physical_memory() // _SHARE_OF_MEMORY

    @property
    def doubled(self) -> Sizes:
        """What a process puts up with that only searches."""
        return Sizes(2 * self.flat_up_to, 2 * self.tail_up_to, self.memory)


@dataclass(frozen=True, slots=True)
class Layout:
    """Inverted lists of compressed vectors.

    `parts` is None where each dimension takes a byte (SQ8), else into how many parts of a byte each a vector is cut
    (PQ). Of the `lists`, `probes` are searched, which found `recall_at_10` and `recall_at_100` of the exact nearest
    when they were trained on a library of `trained_at` vectors.
    """

    lists: int
    parts: int | None
    trained_at: int
    probes: int = 1
    recall_at_10: float = 0.0
    recall_at_100: float = 0.0

    def is_possible(self) -> bool:
        """Whether every number is one, and as large as it has to be."""
        counts = (self.lists, self.trained_at, self.probes, *(() if self.parts is None else (self.parts,)))
        return all(type(count) is int and 0 < count < _MOST_COUNTED for count in counts) and all(
            isinstance(recall, int | float) and 0 <= recall <= 1 for recall in (self.recall_at_10, self.recall_at_100)
        )

    @property
    def name(self) -> str:
        return f"IVF{self.lists},{'SQ8' if self.parts is None else f'PQ{self.parts}'}"

    @property
    def oversampling(self) -> float:
        """How many candidates are compared exactly for each one wanted: the coarser the vectors, the more."""
        return 1.2 if self.parts is None else 10.0

    @property
    def sample(self) -> int:
        """On how many vectors the lists are trained."""
        return self.lists * _TRAINED_ON_A_LIST


class Due(Enum):
    """What is to be done with the vectors' file."""

    NOTHING = "nothing"
    FLAT = "flat"
    BUILD = "build"
    MERGE = "merge"


def layout_for(count: int, dimension: int, memory: int) -> Layout:
    """The layout for so many vectors: a byte a dimension if that fits the memory, else as many parts as fit."""
    lists = max(1, min(round(_LISTS_A_ROOT * math.sqrt(count)), count // _TRAINED_ON_A_LIST, _MOST_LISTS))
    if count * (dimension + _BYTES_A_ROW) <= memory:
        return Layout(lists, None, count)
    most = max(1, dimension // _LEAST_DIMENSIONS_A_PART)
    possible = [parts for parts in range(most, 0, -1) if dimension % parts == 0]
    fitting = (parts for parts in possible if count * (parts + _BYTES_A_ROW) <= memory)
    least = max(1, dimension // (4 * _LEAST_DIMENSIONS_A_PART))
    return Layout(lists, next(fitting, min((parts for parts in possible if parts >= least), default=1)), count)


def due(saved: tuple[Layout, Position] | None, now: Position, count: Callable[[], int], sizes: Sizes) -> Due:
    """What a file of this layout and position needs where the store is now; None where it has no lists.

    Positions bound what has come and gone since; `count` says how many vectors there are.
    """
    if saved is None:
        return Due.BUILD if count() > sizes.flat_up_to else Due.NOTHING
    layout, position = saved
    if max(now.row - position.row, now.removal - position.removal) <= sizes.tail_up_to:
        return Due.NOTHING
    held = count()
    if held <= sizes.flat_up_to // 2:
        return Due.FLAT
    return Due.BUILD if held >= _GROWN * layout.trained_at else Due.MERGE


def _physical_memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows
        return _MEMORY_WHERE_UNKNOWN
