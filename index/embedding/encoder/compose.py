"""Writes the default model's graphs, without its weights: `python -m index.embedding.encoder.compose`. It takes onnx.

In int8, each token's vector is divided by its largest value and then quantized, so that a text's vectors do not
depend on the texts beside it. What attention is computed from is quantized twice, the second time what the first left
over: there int8 alone costs most. Normalisation is not fused with the addition before it: ONNX Runtime's fused
kernel takes seven times as long as its two kernels.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from index.embedding.encoder.weights import EPSILON, HEADS, LAYERS, WIDTH, Precision

_CONTRIB = "com.microsoft"
_WIDE = 4 * WIDTH
_STEP, _MIDDLE = 1 / 127, 128
_GELU_LEAST = 0.17
_GELU_STEP, _GELU_MIDDLE = 1 / 240, 15
_SIZES = {
    "asked": (WIDTH, 3 * WIDTH),
    "attended": (WIDTH, WIDTH),
    "widened": (WIDTH, _WIDE),
    "narrowed": (_WIDE, WIDTH),
}


def main(
    out: Annotated[Path, typer.Option(help="The folder for the graphs.")] = Path(__file__).parent,
) -> None:
    """Write a graph for each precision."""
    for precision in Precision:
        (out / f"{precision}.onnx").write_bytes(composed(precision))


def composed(precision: Precision) -> bytes:
    """The graph: `embedded` `(b, n, 384)` and `lengths` `(b,)` in, the last layer's `vectors` `(b, n, 384)` out."""
    content: bytes = Composer(precision).model().SerializeToString()
    return content


class Composer:
    """Builds the graph from its entry to its exit; a method gives the name of what it computes."""

    def __init__(self, precision: Precision) -> None:
        self._precision = precision
        self._nodes: list[NodeProto] = []
        self._weights: list[TensorProto] = []
        self._last = self._normalized("embedded", "entry", "0.entry")
        for layer in range(LAYERS):
            self._last = self._layer(self._last, layer)

    def model(self) -> ModelProto:
        texts: list[str | int | None] = ["texts"]
        rows = [*texts, "tokens", WIDTH]
        graph = helper.make_graph(
            [*self._nodes, helper.make_node("Identity", [self._last], ["vectors"])],
            f"all-MiniLM-L6-v2 {self._precision}",
            [
                helper.make_tensor_value_info("embedded", TensorProto.FLOAT, rows),
                helper.make_tensor_value_info("lengths", TensorProto.INT32, texts),
            ],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, rows)],
            self._weights,
        )
        sets = [helper.make_opsetid("", 18), helper.make_opsetid(_CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=sets, ir_version=9, producer_name="onrecord")

    def _layer(self, entry: str, layer: int) -> str:
        asked = self._matrix(entry, f"{layer}.asked", twice=True)
        parts = [f"{layer}.{part}" for part in ("query", "key", "value")]
        self._node("Split", [asked], parts, axis=-1, num_outputs=3)
        seen = self._node(
            "MultiHeadAttention", [*parts, "", "lengths"], [f"{layer}.seen"], domain=_CONTRIB, num_heads=HEADS
        )
        attended = self._matrix(seen, f"{layer}.attended")
        added = self._node("Add", [attended, entry], [f"{layer}.middle.sum"])
        plain, middle = self._normalized_in_two(added, f"{layer}.middle")
        wide = self._node("Gelu", [self._matrix(plain, f"{layer}.widened")], [f"{layer}.wide"], domain=_CONTRIB)
        narrowed = self._matrix(wide, f"{layer}.narrowed")
        added = self._node("Add", [narrowed, middle], [f"{layer}.exit.sum"])
        return self._normalized(added, f"{layer}.exit", f"{layer}.exit")

    def _matrix(self, entry: str, name: str, *, twice: bool = False) -> str:
        """A matrix product and its bias."""
        size_in, size_out = _SIZES[name.partition(".")[2]]
        bias = self._weight(f"{name}.bias", np.float32, size_out)
        if self._precision is Precision.FLOAT32:
            matrix = self._weight(f"{name}.matrix", np.float32, size_in, size_out)
            product = self._node("MatMul", [entry, matrix], [f"{name}.product"])
            return self._node("Add", [product, bias], [f"{name}.out"])
        matrix = self._weight(f"{name}.matrix", np.int8, size_in, size_out)
        scale = self._weight(f"{name}.scale", np.float32, size_out)
        if name.endswith("narrowed"):  # what comes out of GELU is hardly below zero
            size = self._size(entry, name, _GELU_LEAST / (_GELU_STEP * _GELU_MIDDLE))
            step, middle = _GELU_STEP, _GELU_MIDDLE
        else:
            size = self._size(self._node("Abs", [entry], [f"{name}.absolute"]), name, 1e-12)
            step, middle = _STEP, _MIDDLE
        scaled = self._node("Div", [entry, size], [f"{name}.scaled"])
        whole, product = self._integer_product(scaled, f"{name}.first", matrix, scale, step, middle)
        if twice:
            rest = self._node("Sub", [scaled, self._floats(whole, name)], [f"{name}.rest"])
            _, second = self._integer_product(rest, f"{name}.second", matrix, scale, _STEP**2 / 2, _MIDDLE)
            product = self._node("Add", [product, second], [f"{name}.both"])
        product = self._node("Mul", [product, size], [f"{name}.product"])
        return self._node("Add", [product, bias], [f"{name}.out"])

    def _size(self, entry: str, name: str, least: float) -> str:
        """Each token's largest value, or the least that it may be."""
        largest = self._node("ReduceMax", [entry, self._constant("last axis", [-1], np.int64)], [f"{name}.largest"])
        return self._node("Max", [largest, self._constant(f"least {least:.3g}", least, np.float32)], [f"{name}.size"])

    def _integer_product(
        self, entry: str, name: str, matrix: str, scale: str, step: float, middle: int
    ) -> tuple[str, str]:
        """The entry in whole steps, 0 being `middle` of 255; and its product with the matrix."""
        step_name = self._constant(f"step {step:.3g}", step, np.float32)
        zero = self._constant(f"zero {middle}", middle, np.uint8)
        whole = self._node("QuantizeLinear", [entry, step_name, zero], [f"{name}.whole"])
        inputs = [whole, matrix, step_name, scale, zero]
        return whole, self._node("MatMulIntegerToFloat", inputs, [f"{name}.product"], domain=_CONTRIB)

    def _floats(self, whole: str, name: str) -> str:
        step = self._constant(f"step {_STEP:.3g}", _STEP, np.float32)
        zero = self._constant(f"zero {_MIDDLE}", _MIDDLE, np.uint8)
        return self._node("DequantizeLinear", [whole, step, zero], [f"{name}.rounded"])

    def _normalized(self, entry: str, weights: str, name: str) -> str:
        gain, shift = (self._weight(f"{weights}.{part}", np.float32, WIDTH) for part in ("gain", "shift"))
        return self._node("LayerNormalization", [entry, gain, shift], [f"{name}.normalized"], epsilon=EPSILON)

    def _normalized_in_two(self, entry: str, name: str) -> tuple[str, str]:
        """The entry normalized, before and after its scale and shift."""
        ones = self._constant("ones", np.ones(WIDTH), np.float32)
        plain = self._node("LayerNormalization", [entry, ones], [f"{name}.plain"], epsilon=EPSILON)
        gain, shift = (self._weight(f"{name}.{part}", np.float32, WIDTH) for part in ("gain", "shift"))
        scaled = self._node("Mul", [plain, gain], [f"{name}.scaled"])
        return plain, self._node("Add", [scaled, shift], [f"{name}.normalized"])

    def _node(self, kind: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, outputs, **attributes))
        return outputs[0]

    def _constant(self, name: str, value: Any, kind: type[np.generic]) -> str:
        if name not in {weight.name for weight in self._weights}:
            array: NDArray[Any] = np.asarray(value, kind)
            self._weights.append(numpy_helper.from_array(array, name))
        return name

    def _weight(self, name: str, kind: type[np.generic], *shape: int) -> str:
        """A weight that is to be given when the graph is loaded."""
        weight = TensorProto(name=name, data_type=helper.np_dtype_to_tensor_dtype(np.dtype(kind)), dims=shape)
        weight.data_location = TensorProto.EXTERNAL
        size = int(np.prod(shape)) * np.dtype(kind).itemsize
        for key, value in (("location", "given"), ("offset", "0"), ("length", str(size))):
            entry = weight.external_data.add()
            entry.key, entry.value = key, value
        self._weights.append(weight)
        return name


if __name__ == "__main__":
    typer.run(main)
