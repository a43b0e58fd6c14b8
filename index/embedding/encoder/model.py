"""The default model as a graph with its weights, run by ONNX Runtime: token ids become the vectors of the tokens."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime

from index.embedding.encoder.weights import WIDTH, Precision, WeightsFile, graph_weights, word_vectors
from index.embedding.runtime import Floats, Integers, session, session_options

_CPUINFO = Path("/proc/cpuinfo")


class EncoderModel:
    """Contextual vectors of tokens. Safe to share between threads."""

    def __init__(self, weights: Path, precision: Precision) -> None:
        """`weights` is the model's safetensors file; of its word vectors only those that are asked for are read."""
        file = WeightsFile(weights)
        self._words, self._places = word_vectors(file)
        options = session_options()
        options.intra_op_num_threads = cores()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        given = graph_weights(file, precision)
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in given.values()]
        options.add_external_initializers(list(given), values)
        graph = (files("index.embedding.encoder") / f"{precision}.onnx").read_bytes()
        self._session = session(graph, options)

    def encode(self, texts: Sequence[Integers]) -> list[Floats]:
        """For each text's token ids, special ones included, `(n, 384)` float32: what the last layer gives them."""
        lengths = np.array([len(ids) for ids in texts], np.int32)
        embedded = np.zeros((len(texts), lengths.max(), WIDTH), np.float32)
        for row, ids in enumerate(texts):
            np.add(self._words[ids], self._places[: len(ids)], out=embedded[row, : len(ids)])
        (vectors,) = self._session.run(["vectors"], {"embedded": embedded, "lengths": lengths})
        return [vectors[row, :length] for row, length in enumerate(lengths)]


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def fitting_precision() -> Precision:
    """Int8 where the processor is known to multiply it at least twice as fast as float32 and without overflow."""
    if platform.machine().lower() in ("arm64", "aarch64"):
        return Precision.INT8
    known = _CPUINFO.read_text(errors="replace") if _CPUINFO.exists() else ""
    flags = next((line for line in known.splitlines() if line.startswith("flags")), "").split()
    return Precision.INT8 if {"avx512_vnni", "avx_vnni"} & set(flags) else Precision.FLOAT32
