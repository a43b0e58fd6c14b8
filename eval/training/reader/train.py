"""Trains the evidence reader: `python -m eval.training.reader.train --pack FILE --encoder FOLDER --out FOLDER`.

It is trained as it is used: a question comes with the passages that a search brings for it, and one choice is made
among all their sentences and none of them. On a GPU that takes minutes, on two cores days; it can be interrupted at any
time and goes on from its last checkpoint. Weights are averaged over the last steps.

It runs where torch, transformers and NumPy are installed and nothing else of ours is but this folder, with empty
packages `eval`, `eval.training` and `index` around and beside it: so it is carried to a machine with a GPU.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import torch

from eval.training.reader.drawing import Drawing
from eval.training.reader.loop import Training, tell
from eval.training.reader.network import EvidenceNetwork
from eval.training.reader.options import read_options
from eval.training.reader.packed import Pack
from eval.training.reader.similar import similar_passages
from eval.training.reader.watching import watched

_DESCRIPTION = "Train the evidence reader; the weights are written to OUT/network.pt, how it does to OUT/watched.json."


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(arguments, _DESCRIPTION)
    for path in (options.pack, options.encoder):
        if not path.exists():
            raise SystemExit(f"{path} is missing: `python -m eval.training.reader.packing` writes it")
    torch.manual_seed(options.seed)
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.backends.cuda.matmul.allow_tf32 = True
    device = "cuda" if torch.cuda.is_available() else "cpu"
    pack = Pack.read(options.pack)
    network = EvidenceNetwork.from_encoder(options.encoder, options.parts, options.dropout)
    network.deepen(options.deeper)
    network.to(device)
    drawing = Drawing(pack, similar_passages(network, pack), options.mix)
    options.out.mkdir(parents=True, exist_ok=True)
    training = Training(network, drawing, options)
    tell(f"{len(pack.questions)} questions, {len(pack.groups)} groups, {training.steps} steps on {device}")
    if not training.run():
        return
    figures = {name: asdict(told) for name, told in watched(network, drawing, pack).items()}
    (options.out / "watched.json").write_text(json.dumps(figures, indent=1) + "\n")
    tell(json.dumps(figures))
    halves = {name: value.half() for name, value in network.state_dict().items()}  # they are shipped in int8 anyway
    torch.save(halves, options.out / "network.pt")


if __name__ == "__main__":
    main()
