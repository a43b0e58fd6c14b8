"""The seam behind which embedding models are changed: text goes in, vectors come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.engine import Vectors

DEFAULT_MODEL = "all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """A text's contextual token vectors, special tokens left out.

    `vectors` is `(t, d)` float32, not normalised: their mean is the text's own embedding before normalisation.
    `starts` and `ends` are `(t,)` int64, half-open character offsets into the text.
    """

    vectors: Vectors = field(repr=False)
    starts: NDArray[np.int64] = field(repr=False)
    ends: NDArray[np.int64] = field(repr=False)


class Embedder(Protocol):
    """Turns text into vectors. Cosine is the similarity."""

    name: str
    dimension: int
    max_tokens: int

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """`(n, d)` float32, rows of unit length, in the order of the texts."""

    def embed_query(self, text: str) -> Vectors:
        """`(d,)` float32 of unit length."""

    def count_tokens(self, text: str) -> int:
        """How many of the model's tokens a text takes, special tokens left out."""

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        """One contextual encoding of each passage's text, cut where the model's input ends."""

    def query_tokens(self, question: str) -> TokenVectors:
        """The question encoded as passages are. It may have been searched for, and so be known already."""
