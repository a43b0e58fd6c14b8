"""An embedder that can be computed by hand: each known word is an axis, a text is the sum of its words' axes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from index.embedding.embedder import TokenVectors
from index.engine import Vectors

_TOKEN = re.compile(r"\w+|[^\w\s]")


class ToyEmbedder:
    """`words` get axes 0, 1, 2 …; every other token shares the last axis at a tenth of the length."""

    max_tokens = 100

    def __init__(self, words: Sequence[str], name: str = "toy") -> None:
        self.name = name
        self.dimension = len(words) + 1
        self.embedded: list[str] = []
        self._axis = {word: number for number, word in enumerate(words)}

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        return np.array([self._embed(text) for text in texts], np.float32).reshape(len(texts), self.dimension)

    def embed_query(self, text: str) -> Vectors:
        return self._embed(text)

    def count_tokens(self, text: str) -> int:
        return len(_TOKEN.findall(text))

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        found = []
        for text in texts:
            tokens = list(_TOKEN.finditer(text))
            found.append(
                TokenVectors(
                    np.array([self._token(token[0]) for token in tokens], np.float32).reshape(-1, self.dimension),
                    np.array([token.start() for token in tokens], np.int64),
                    np.array([token.end() for token in tokens], np.int64),
                )
            )
        return found

    def query_tokens(self, question: str) -> TokenVectors:
        return self.token_vectors([question])[0]

    def _token(self, token: str) -> Vectors:
        vector = np.zeros(self.dimension, np.float32)
        axis = self._axis.get(token.lower())
        vector[self.dimension - 1 if axis is None else axis] = 0.1 if axis is None else 1.0
        return vector

    def _embed(self, text: str) -> Vectors:
        total = sum((self._token(token) for token in _TOKEN.findall(text)), np.zeros(self.dimension, np.float32))
        length = float(np.linalg.norm(total))
        unit: Vectors = total / length if length else total
        return unit
