"""What the reader is trained on, as tokens: small enough to be carried to a machine with a GPU.

Passages are held once; a question names its own. Nothing here imports more than NumPy.
"""

from __future__ import annotations

import lzma
import pickle
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Tokens = NDArray[np.uint16]
Sentences = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class PackedPassage:
    """`title` and `ids` are token ids, `(t,)` and `(n,)`; `sentence` is `(n,)`: each token's sentence, −1 for none."""

    title: Tokens = field(repr=False)
    ids: Tokens = field(repr=False)
    sentence: Sentences = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """A passage, by its number, with what in it answers a question.

    `gold` are the sentences that answer, `ignored` those that are neither right nor wrong, `edges` the first and the
    last token of phrases that answer, counted in the passage's `ids`.
    """

    passage: int
    gold: frozenset[int] = frozenset()
    ignored: frozenset[int] = frozenset()
    edges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PackedQuestion:
    """A question asked of one passage.

    `misses` are passages that share its words and hold none of its answers, `answers` what such a passage must not
    hold, `unanswerable` the same question with a name, a number or a direction exchanged. Where nobody knows whether
    other passages answer it, it is asked of its own `alone`.
    """

    ids: Tokens = field(repr=False)
    home: Place
    misses: tuple[int, ...] = ()
    answers: tuple[Tokens, ...] = ()
    unanswerable: tuple[Tokens, ...] = ()
    alone: bool = False


@dataclass(frozen=True, slots=True)
class PackedGroup:
    """A question with the passages that our own search brought, best first; none is gold where none answers.

    `found` is how many of them the search found; those behind hold gold and were not found.
    """

    ids: Tokens = field(repr=False)
    places: tuple[Place, ...]
    found: int
    kind: str
    answerable: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """All that is learned from, and what training is watched on: groups and single passages that nobody learns from."""

    passages: list[PackedPassage]
    questions: list[PackedQuestion]
    groups: list[PackedGroup]
    watched_questions: list[PackedQuestion]
    watched_groups: list[PackedGroup]

    def write(self, path: Path) -> None:
        """Write it to a file."""
        path.write_bytes(lzma.compress(pickle.dumps(self), preset=6))

    @classmethod
    def read(cls, path: Path) -> Pack:
        """The pack that a file holds, which `write` has written."""
        loaded: Pack = pickle.loads(lzma.decompress(path.read_bytes()))  # noqa: S301  (written by this package)
        return loaded
