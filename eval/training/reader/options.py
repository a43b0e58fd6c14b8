"""How a training is told what to do: argparse, since it runs where none of our other dependencies are installed."""

from __future__ import annotations

import argparse
import hashlib
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from eval.training.reader.drawing import Mix
from eval.training.reader.network import ScoringParts

_OF_THE_MACHINE = ("pack", "encoder", "out", "workers", "threads", "stop_after")
"""Options that change nothing of what comes out, or name files, whose content counts."""


class LeftOut(StrEnum):
    """What an ablation leaves out of the pack's questions."""

    NEAR_MISSES = "near-misses"
    SWAPS = "swaps"


@dataclass(frozen=True, slots=True)
class Options:
    """What a training learns from, how, and where; the fields are those that `--help` tells of."""

    pack: Path
    encoder: Path
    out: Path
    rounds: int
    rows: int
    rate: float
    mix: Mix
    dropout: float
    deeper: int
    parts: ScoringParts
    workers: int
    threads: int | None
    seconds: float
    stop_after: int | None
    seed: int

    def fingerprint(self) -> str:
        """The same for trainings that make the same weights: of their options, their pack and their encoder."""
        chosen = {name: value for name, value in asdict(self).items() if name not in _OF_THE_MACHINE}
        digest = hashlib.sha256(repr(sorted(chosen.items())).encode())
        for path in (self.pack, *sorted(self.encoder.glob("*.*"))):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()


def read_options(arguments: Sequence[str] | None, description: str) -> Options:
    """The options of a command line; raises SystemExit where it is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.training.reader.train",
        description=description,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--pack", type=Path, required=True, help="what packing wrote: pack.xz")
    add("--encoder", type=Path, required=True, help="what packing wrote: encoder")
    add("--out", type=Path, required=True, help="the folder for checkpoints and weights")
    add("--rounds", type=_at_least_one, default=9, help="passes over all questions")
    add("--rows", type=_at_least_one, default=192, help="passages of a batch, of all its questions together")
    add("--rate", type=float, default=2e-4, help="the highest learning rate of the encoder")
    add("--newsroom", type=int, metavar="N", help="only so many of the newsroom questions; all unless told")
    add("--times", type=_at_least_one, default=2, help="how often a newsroom question is drawn in a round")
    add("--without", type=LeftOut, choices=list(LeftOut), help="what is left out, to see what it is worth")
    add("--parts", type=ScoringParts, choices=list(ScoringParts), default=ScoringParts.BOTH, help="what scores")
    add("--dropout", type=float, default=0.1, help="of the encoder")
    add("--deeper", type=_at_least_one, default=1, help="how often each layer stands in the encoder")
    add("--workers", type=int, default=0, help="processes that draw batches; with none, the training does")
    add("--threads", type=_at_least_one, help="processor threads; torch's own choice unless told")
    add("--seconds", type=float, default=math.inf, help="end after so long: the rate falls to nothing by then")
    add("--stop-after", type=_at_least_one, metavar="STEPS", help="stop there with a checkpoint, to go on another time")
    add("--seed", type=int, default=0, help="of what is drawn and dropped")
    told = parser.parse_args(arguments)
    mix = Mix(
        newsroom=told.newsroom,
        times=told.times,
        near_misses=told.without is not LeftOut.NEAR_MISSES,
        swaps=told.without is not LeftOut.SWAPS,
    )
    kept = {name: value for name, value in vars(told).items() if name not in ("newsroom", "times", "without")}
    return Options(mix=mix, **kept)


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is less than 1")
    return number
