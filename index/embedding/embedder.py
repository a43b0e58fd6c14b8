"""Text becomes vectors: the protocol, and which of the two ways a model takes."""

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
        """One contextual encoding of each text, cut where the model's input ends."""


def load_embedder(name: str | None = None) -> Embedder:
    """The embedder of this name: a sentence-transformers model's name or folder; None for the default one.

    The default model runs in ONNX Runtime, any other in sentence-transformers. Only what is needed is imported.
    """
    if name in (None, DEFAULT_MODEL):
        from index.embedding.onnx_embedder import OnnxEmbedder

        return OnnxEmbedder()
    from index.embedding.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name)


def runtime_of(name: str) -> str:
    """What a model of this name runs in, known without loading it."""
    if name != DEFAULT_MODEL:
        return "sentence-transformers"
    from index.embedding.encoder.model import fitting_precision

    return f"ONNX Runtime, {fitting_precision()}"
