"""The trained networks that are shipped as ONNX graphs: checked when they are read, and run without torch."""

from __future__ import annotations

import hashlib
from importlib.resources import files

import onnxruntime

from index.errors import OnrecordError

_SLOW = "SkipLayerNormFusion"
"""ONNX Runtime's fusion of an addition and a normalisation takes seven times as long on a CPU as the two alone."""


def shipped_graph(package: str, name: str, checksums: str, damaged: str) -> bytes:
    """A package's graph, after its SHA-256 was compared. Raises OnrecordError, saying `damaged`, where it differs."""
    graph = (files(package) / name).read_bytes()
    lines = (files(package) / checksums).read_text().splitlines()
    if f"{hashlib.sha256(graph).hexdigest()}  {name}" not in lines:
        raise OnrecordError(damaged)
    return graph


def session(graph: bytes) -> onnxruntime.InferenceSession:
    """What runs a graph on the CPU. Safe to share between threads."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=[_SLOW])
