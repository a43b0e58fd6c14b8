"""Whether small files that are made to do harm can: `python -m eval.benchmarks.bombs`.

Each is added to a library of its own, in a process of its own, with a good file after it. Prints what became of it, the
processor time and the memory of the process that read it, and the time of the one that added what was read, whose
vectors cost nothing here. Exits with 1 where a bound was broken, or the good file is not in the library.
"""

from __future__ import annotations

import atexit
import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer

from eval.benchmarks.bombs.archives import ARCHIVES
from eval.benchmarks.bombs.bomb import Bomb
from eval.benchmarks.bombs.documents import DOCUMENTS
from eval.benchmarks.bombs.texts import TEXTS
from index.embedding.embedder import TokenVectors
from index.engine import Vectors
from index.library import Library

BOMBS: tuple[Bomb, ...] = (*ARCHIVES, *DOCUMENTS, *TEXTS)
_MOST_SECONDS, _MOST_MIB = 20, 1024
_START_SECONDS = 1.5
"""What starting the process, twice where a file ended it, may add to what reading costs."""

_GOOD = "Harbour pilots vote to strike\n\nPilots at Tarn voted on Monday to strike for a week, their union said.\n"


class _Idle:
    """An embedder that does nothing, so that the time is that of reading and cutting."""

    name, dimension, max_tokens = "idle", 2, 256

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.tile(np.array([1, 0], np.float32), (len(texts), 1))

    def embed_query(self, text: str) -> Vectors:
        return np.array([1, 0], np.float32)

    def count_tokens(self, text: str) -> int:
        return len(text) // 4 + 1

    def query_tokens(self, question: str) -> TokenVectors:
        raise NotImplementedError

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        raise NotImplementedError


def main(
    only: Annotated[str, typer.Option(help="Only the files whose names hold this.")] = "",
    alone: Annotated[str | None, typer.Option(help="Add only this one, in this very process.")] = None,
) -> None:
    """Add each bomb and a good file, and tell what it cost."""
    if alone:
        _add(next(bomb for bomb in BOMBS if bomb.name == alone))
        return
    typer.echo(f"{'file':<18}{'KiB':>7}{'s':>7}{'MiB':>6}{'s to add':>9}  what it is, and what became of it")
    broken = 0
    chosen = [bomb for bomb in BOMBS if only in bomb.name]
    for bomb in chosen:
        told = _elsewhere(bomb)
        within = (
            bool(told["good"])
            and float(told["seconds"]) <= _MOST_SECONDS + _START_SECONDS
            and int(told["mib"]) <= _MOST_MIB
        )
        broken += not within
        typer.echo(
            f"{bomb.name:<18}{told['kib']:>7}{told['seconds']:>7}{told['mib']:>6}{told['own_seconds']:>9}  "
            f"{'' if within else 'BROKEN: '}{bomb.what}: {told['became']}"
        )
    typer.echo(f"{len(chosen) - broken} of {len(chosen)} within {_MOST_SECONDS} s and {_MOST_MIB} MiB")
    if broken:
        raise typer.Exit(1)


def _elsewhere(bomb: Bomb) -> dict[str, str | float | int | bool]:
    command = [sys.executable, "-m", "eval.benchmarks.bombs", "--alone", bomb.name]
    run = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    if run.returncode:
        last = run.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        return {
            "kib": 0,
            "seconds": 0,
            "mib": 0,
            "own_seconds": 0,
            "good": False,
            "became": f"the addition ended: {last}",
        }
    told: dict[str, str | float | int | bool] = json.loads(run.stdout)
    return told


def _add(bomb: Bomb) -> None:
    told: dict[str, str | float | int | bool] = {}
    atexit.register(_tell, told)  # before the process that reads is started, so that it runs when that one has ended
    with TemporaryDirectory() as name:
        folder = Path(name)
        file, good = folder / bomb.name, folder / "good.txt"
        file.write_bytes(bomb.content())
        good.write_text(_GOOD)
        told["kib"] = file.stat().st_size // 1024
        before = _seconds(resource.RUSAGE_SELF)
        with Library.open(folder / "library", embedder=_Idle()) as library:
            report = library.add(file, good)
            told["own_seconds"] = round(_seconds(resource.RUSAGE_SELF) - before, 1)
            articles = [article for article in library.articles() if article.source != str(good.resolve())]
            told["good"] = len(articles) == len(library.articles()) - 1
        skipped = report.skipped[-1].reason.replace(f"{folder.resolve()}/", "") if report.skipped else ""
        characters = sum(len(article.text) for article in articles)
        read = f"{len(articles):,} articles, {characters:,} characters" if articles else ""
        told["became"] = "; ".join(filter(None, (read, skipped)))


def _tell(told: dict[str, str | float | int | bool]) -> None:
    told["seconds"] = round(_seconds(resource.RUSAGE_CHILDREN), 1)
    told["mib"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    typer.echo(json.dumps(told))


def _seconds(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    typer.run(main)
