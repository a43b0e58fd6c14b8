"""An addition that is interrupted by Ctrl-C, killed, and then completed: is it the library of an undisturbed one?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import numpy as np

from index.embedded.engine import FILE_NAME, EmbeddedEngine
from index.library import Library

_PATIENCE_SECONDS = 3600
_SAME_VECTOR = 1e-3


@dataclass(frozen=True, slots=True)
class CommandRun:
    """One run of `onrecord add`: its exit code, seconds, peak memory, and how many articles the library then held."""

    exit_code: int
    seconds: float
    peak_memory_mib: float
    articles: int


@dataclass(frozen=True, slots=True)
class LibraryComparison:
    """Two libraries of the same articles. `vectors_differ_by` is the largest difference in any dimension.

    The batches in which texts are embedded fall differently after an interruption, and a model's arithmetic depends a
    little on what else is in the batch.
    """

    articles: int
    passages: int
    same_articles: bool
    same_passages: bool
    same_copies: bool
    vectors_differ_by: float
    problems: int

    @property
    def same(self) -> bool:
        alike = self.same_articles and self.same_passages and self.same_copies
        return alike and self.vectors_differ_by <= _SAME_VECTOR and not self.problems


def undisturbed(articles: Path, folder: Path) -> CommandRun:
    return _run(articles, folder, lambda process: None)


def disturbed(articles: Path, folder: Path, expected: int) -> tuple[CommandRun, CommandRun, CommandRun]:
    """Interrupted when a third is stored, killed when two thirds are, and then completed."""
    return (
        _run(articles, folder, _signal_at(folder, expected // 3, signal.SIGINT)),
        _run(articles, folder, _signal_at(folder, 2 * expected // 3, signal.SIGKILL)),
        _run(articles, folder, lambda process: None),
    )


def compare(first: Path, second: Path) -> LibraryComparison:
    with Library.open(first, create=False) as one, Library.open(second, create=False) as other:
        problems = len(one.verify().problems) + len(other.verify().problems)
        contents = one.contents()
        same_articles = one.articles() == other.articles()
        same_copies = one.duplicates() == other.duplicates()
        ids = [article.id for article in one.articles()]
        same_passages = same_articles and all(one.passages(name) == other.passages(name) for name in ids)
    differ = _difference(first, second, ids) if same_passages else float("inf")
    return LibraryComparison(
        contents.articles, contents.passages, same_articles, same_passages, same_copies, differ, problems
    )


def _difference(first: Path, second: Path, article_ids: list[str]) -> float:
    """Compared an article at a time: row numbers differ, and all vectors at once would fill the memory."""
    largest = 0.0
    engines = [EmbeddedEngine(folder, embedder="") for folder in (first, second)]
    for name in article_ids:
        vectors = [record.vectors for engine in engines for record in engine.articles.records([name])]
        largest = max(largest, float(np.abs(vectors[0] - vectors[1]).max(initial=0)))
    for engine in engines:
        engine.close()
    return largest


def _run(articles: Path, folder: Path, disturb: Callable[[subprocess.Popen[bytes]], None]) -> CommandRun:
    began = perf_counter()
    command = [sys.executable, "-m", "ui.cli", "add", str(articles), "--library", str(folder), "--json"]
    with TemporaryDirectory(prefix="onrecord-interrupted-") as told, (Path(told) / "out").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)  # noqa: S603
        disturb(process)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return CommandRun(process.returncode, round(perf_counter() - began, 1), round(peak, 1), _held(folder))


def _signal_at(folder: Path, count: int, number: signal.Signals) -> Callable[[subprocess.Popen[bytes]], None]:
    def disturb(process: subprocess.Popen[bytes]) -> None:
        for _ in range(_PATIENCE_SECONDS):
            sleep(1)
            if (folder / FILE_NAME).exists() and _held(folder) >= count:
                os.kill(process.pid, number)
                return
            if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                return  # it was done before; what it used is asked for later

    return disturb


def _held(folder: Path) -> int:
    if not (folder / FILE_NAME).exists():
        return 0
    with closing(EmbeddedEngine(folder, embedder="")) as engine:
        return engine.articles.contents().articles


def benchmark(articles: Path) -> dict[str, object]:
    """The undisturbed run, the disturbed ones and the comparison, under the names that are printed."""
    with TemporaryDirectory(prefix="onrecord-interrupted-") as folder:
        whole, broken = Path(folder) / "whole", Path(folder) / "broken"
        run = undisturbed(articles, whole)
        interrupted, killed, completed = disturbed(articles, broken, run.articles)
        comparison = compare(whole, broken)
    return {
        "undisturbed": asdict(run),
        "articles_per_second": round(run.articles / run.seconds, 2),
        "passages_per_second": round(comparison.passages / run.seconds, 1),
        "interrupted": asdict(interrupted),
        "killed": asdict(killed),
        "completed": asdict(completed),
        "comparison": asdict(comparison),
        "same": comparison.same,
    }
