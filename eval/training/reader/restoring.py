"""The shipped graph's weights as those of a network again, so that training can go on from them.

Matrices come back from int8: what rounding lost stays lost, and is soon learned again.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from eval.training.reader.network import EvidenceNetwork
from qa.reader.evidence_model import GRAPH

Floats = NDArray[np.float32]


def restored_network(folder: Path) -> EvidenceNetwork:
    """The shipped network. `folder` holds the sentence encoder that it began as, whose embeddings it kept."""
    network = EvidenceNetwork.from_encoder(folder)
    graph = onnx.load_from_string((files("qa.reader") / GRAPH).read_bytes()).graph
    given = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    state = network.state_dict()
    for name in state:
        if name in given:
            state[name] = torch.from_numpy(given[name].copy())
    matrices = _matrices(given)
    unnamed = iter([matrix for name, matrix in matrices.items() if name not in state])
    for name in (*_multiplied(state), *(matrices.keys() & state.keys())):
        matrix = matrices[name] if name in matrices else next(unnamed)
        if matrix.T.shape != tuple(state[name].shape):
            raise ValueError(f"the graph holds {matrix.shape} where {name} takes {tuple(state[name].shape)}")
        state[name] = torch.from_numpy(np.ascontiguousarray(matrix.T))
    if next(unnamed, None) is not None:
        raise ValueError("the graph holds more matrices than the network")
    network.load_state_dict(state)
    return network


def _matrices(given: dict[str, NDArray[np.generic]]) -> dict[str, Floats]:
    """The graph's dequantized matrices by their names, in the order in which they are multiplied with."""
    ending = "_quantized"
    names = [name.removesuffix(ending) for name in given if name.endswith(ending) and "embeddings" not in name]
    return {
        name.removesuffix("_Transposed"): (
            given[f"{name}{ending}"].astype(np.float32) - given[f"{name}_zero_point"].astype(np.float32)
        )
        * given[f"{name}_scale"].astype(np.float32)
        for name in names
    }


def _multiplied(state: dict[str, torch.Tensor]) -> list[str]:
    """The names of the network's matrices in that order: layer by layer, then the heads as they are computed."""
    inner = [
        "attention.self.query",
        "attention.self.key",
        "attention.self.value",
        "attention.output.dense",
        "intermediate.dense",
        "output.dense",
    ]
    layers = sum(name.endswith("attention.self.query.weight") for name in state)
    return [
        *(f"encoder.encoder.layer.{layer}.{name}.weight" for layer in range(layers) for name in inner),
        "token_weight.weight",
        "attention.weight",
        "judge.0.weight",
        "judge.2.weight",
        "edges.weight",
    ]
