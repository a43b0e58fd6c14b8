"""The default model's weights, from its installed package, in the shapes and precision that a graph asks for.

In int8 each output channel of a matrix has a scale of its own. The matrix that widens takes the scale and shift of the
normalisation before it: what is quantized there is then of one size in every dimension.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding.runtime import Floats

LAYERS, WIDTH, HEADS = 6, 384, 12
EPSILON = 1e-12
_LARGEST = 127


class Precision(StrEnum):
    """What the matrices are multiplied in."""

    INT8 = "int8"
    FLOAT32 = "float32"


class WeightsFile:
    """A safetensors file, mapped into memory: what is not asked for is not read."""

    def __init__(self, path: Path) -> None:
        content = np.memmap(path, np.uint8, "r")
        head_size = int(content[:8].view("<u8")[0])
        self._places: dict[str, dict[str, Any]] = json.loads(bytes(content[8 : 8 + head_size]))
        self._content = content[8 + head_size :]

    def __getitem__(self, name: str) -> Floats:
        place = self._places[name]
        start, end = place["data_offsets"]
        found: Floats = self._content[start:end].view("<f4").reshape(place["shape"])
        return found


def word_vectors(file: WeightsFile) -> tuple[Floats, Floats]:
    """`(30522, 384)`: a vector for each token, still in the file; `(512, 384)`: what its place in the text adds."""
    places = file["embeddings.position_embeddings.weight"] + file["embeddings.token_type_embeddings.weight"][0]
    return file["embeddings.word_embeddings.weight"], places


def graph_weights(file: WeightsFile, precision: Precision) -> dict[str, NDArray[Any]]:
    """Every weight that the graph of this precision names."""
    return dict(_graph_weights(file, precision))


def _graph_weights(file: WeightsFile, precision: Precision) -> Iterator[tuple[str, NDArray[Any]]]:
    def norm(name: str, source: str) -> Iterator[tuple[str, NDArray[Any]]]:
        yield f"{name}.gain", np.array(file[f"{source}.weight"])
        yield f"{name}.shift", np.array(file[f"{source}.bias"])

    yield from norm("entry", "embeddings.LayerNorm")
    for layer in range(LAYERS):
        source = f"encoder.layer.{layer}"
        asked = [f"{source}.attention.self.{part}" for part in ("query", "key", "value")]
        attended, widened, narrowed = (
            f"{source}.{part}.dense" for part in ("attention.output", "intermediate", "output")
        )
        gain, shift = (file[f"{source}.attention.output.LayerNorm.{part}"] for part in ("weight", "bias"))
        matrix, bias = file[f"{widened}.weight"], file[f"{widened}.bias"]
        matrices = {
            "asked": (
                np.concatenate([file[f"{part}.weight"] for part in asked]),
                np.concatenate([file[f"{part}.bias"] for part in asked]),
            ),
            "attended": (file[f"{attended}.weight"], file[f"{attended}.bias"]),
            "widened": (matrix * gain, bias + matrix @ shift),
            "narrowed": (file[f"{narrowed}.weight"], file[f"{narrowed}.bias"]),
        }
        for name, (matrix, bias) in matrices.items():
            yield from _matrix(f"{layer}.{name}", matrix, bias, precision)
        yield from norm(f"{layer}.middle", f"{source}.attention.output.LayerNorm")
        yield from norm(f"{layer}.exit", f"{source}.output.LayerNorm")


def _matrix(name: str, matrix: Floats, bias: Floats, precision: Precision) -> Iterator[tuple[str, NDArray[Any]]]:
    """A matrix `(out, in)` as the graph takes it: turned, and in int8 with a scale for each output channel."""
    yield f"{name}.bias", np.array(bias, np.float32)
    if precision is Precision.FLOAT32:
        yield f"{name}.matrix", np.ascontiguousarray(matrix.T, np.float32)
        return
    scale = np.maximum(np.abs(matrix).max(axis=1), 1e-12) / _LARGEST
    yield f"{name}.scale", scale.astype(np.float32)
    yield f"{name}.matrix", np.ascontiguousarray(np.rint(matrix / scale[:, None]).astype(np.int8).T)
