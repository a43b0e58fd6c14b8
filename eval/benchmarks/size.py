"""Libraries of a thousand to a million passages: `python -m eval.benchmarks.size --work FOLDER`.

Real news articles are embedded once; articles are made of them in any number and go through the engine as others do.
Searching, opening and changing are measured in processes of their own, with real questions. An interrupted run goes
on where it stopped.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import numpy as np
import typer

from eval.benchmarks.at_size import HeldOutQuestions
from eval.benchmarks.curves import Curve, Panel, svg
from eval.benchmarks.made_articles import MadeArticles
from eval.benchmarks.real_library import build_real_library, real_records
from eval.dataset import articles_beside, read_articles, read_question_set
from eval.machine import machine, versions
from index.embedding.loading import load_embedder
from index.engine import ArticleRecord
from index.library import open_engine
from index.progress import Progress

_ARTICLES = "news/news_silver.articles.jsonl.gz"
_QUESTIONS = ("news/news_silver", "qa/selqa_dev")
_SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
_TOGETHER = 1_000
_TOLD_EVERY = 50_000


def main(
    work: Annotated[Path, typer.Option(help="Where libraries are built and kept: 4 GB for a million passages.")],
    data: Annotated[Path, typer.Option(help="The folder of development data.")] = Path("../shared/data"),
    passages: Annotated[int, typer.Option(min=1_000, help="The largest library: 10³, 10⁴ … up to this.")] = 1_000_000,
    searches: Annotated[int, typer.Option(min=2, help="How many questions of each kind.")] = 200,
    plot: Annotated[Path | None, typer.Option(help="Where the curves are drawn, as SVG.")] = None,
    seed: int = 0,
) -> None:
    """Print one JSON object: for each size the cost of adding, opening, searching, changing, memory and disk."""
    work.mkdir(parents=True, exist_ok=True)
    build_real_library(work / "real", data / _ARTICLES, _tell)
    made = MadeArticles(real_records(work / "real"), seed)
    asked = work / "asked.npz"
    _asked(data, searches, seed).save(asked)
    sizes = [size for size in _SIZES if size <= passages]
    if passages not in sizes:
        sizes.append(passages)
    filled = {size: _filled(work / f"{size}", made, size) for size in sizes}
    real_passages = made.real_passages
    del made
    results: dict[int, dict[str, Any]] = {}
    for size, adding in filled.items():
        folder = work / f"{size}"
        _say(f"{size:,} passages: searching")
        searched = _run("search", folder, asked)
        megabytes = {path.name: round(path.stat().st_size / 1e6, 1) for path in sorted(folder.iterdir())}
        _say(f"{size:,} passages: changing")
        changed = _run("change", folder, asked, work / "real", "--seed", seed)
        results[size] = {**adding, **searched, "megabytes": megabytes, "changing": changed}
    if plot:
        plot.write_text(svg(_panels(results)), encoding="utf-8")
    result = {
        "made_of_real_passages": real_passages,
        "questions": searches * len(_QUESTIONS),
        "sizes": results,
        "machine": machine(),
        "versions": versions(),
    }
    print(json.dumps(result, indent=2))


def _filled(folder: Path, made: MadeArticles, size: int) -> dict[str, Any]:
    """The library of so many passages, as far as it is not there yet, and what it took: noted beside it."""
    noted = folder.with_suffix(".json")
    taken: dict[str, Any] = json.loads(noted.read_text()) if noted.exists() else {"put_seconds": 0.0}
    if "settling" in taken:
        return taken
    _, engine = open_engine(folder, load_embedder().name, create=True)
    with closing(engine):
        contents = engine.articles.contents()
        number, held = contents.articles, contents.passages
        told = held
        while held < size:
            batch: list[ArticleRecord] = []
            while (coming := sum(len(record.passages) for record in batch)) < min(_TOGETHER, size - held):
                batch.append(made.record(number))
                number += 1
            began = perf_counter()
            engine.writing.put(batch)
            taken["put_seconds"] += perf_counter() - began
            held += coming
            noted.write_text(json.dumps(taken))
            if held - told >= _TOLD_EVERY:
                told = held
                _say(f"{held:,} of {size:,} passages, {taken['put_seconds']:.0f} s")
    _say(f"{size:,} passages: settling")
    taken |= {
        "articles": number,
        "passages": held,
        "put_seconds": round(taken["put_seconds"], 1),
        "put_passages_per_second": round(held / taken["put_seconds"]),
        "settling": _run("settle", folder),
    }
    noted.write_text(json.dumps(taken))
    return taken


def _run(command: str, *arguments: object) -> Any:
    """What a process of its own prints."""
    line = [sys.executable, "-m", "eval.benchmarks.at_size", command, *map(str, arguments)]
    return json.loads(subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout)  # noqa: S603


def _asked(data: Path, count: int, seed: int) -> HeldOutQuestions:
    """Questions about the articles that libraries are made of, and as many about others."""
    embedder = load_embedder()
    questions: list[str] = []
    for name in _QUESTIONS:
        path = data / f"{name}.questions.jsonl.gz"
        found = read_question_set(path, read_articles(articles_beside(path))).sampled(count, None, seed)
        questions += [one.question for one in found.questions]
    return HeldOutQuestions(questions, np.stack([embedder.embed_query(one) for one in questions]))


def _panels(results: dict[int, dict[str, Any]]) -> list[Panel]:
    sizes = list(results)

    def curve(name: str, value: Callable[[dict[str, Any]], float]) -> Curve:
        return Curve(name, [(float(size), value(results[size])) for size in sizes])

    kinds = ("hybrid", "hybrid, filtered to 1 %", "dense")
    return [
        Panel("Adding, passages/s", [curve("without embedding", lambda one: float(one["put_passages_per_second"]))]),
        Panel(
            "Searching, 95 % within ms",
            [curve(kind, lambda one, kind=kind: float(one["milliseconds"][kind]["p95"])) for kind in kinds],  # type: ignore[misc]
        ),
        Panel("Memory while searching, MiB", [curve("peak", lambda one: float(one["peak_memory_mib"]))]),
        Panel(
            "On disk, MB",
            [
                curve("all", lambda one: sum(one["megabytes"].values())),
                curve("vector index", lambda one: _megabytes_of_vectors(one["megabytes"])),
            ],
        ),
    ]


def _megabytes_of_vectors(megabytes: dict[str, float]) -> float:
    return sum(size for name, size in megabytes.items() if name.endswith(".faiss"))


def _tell(progress: Progress) -> None:
    if progress.stage == "embedding" and progress.done % 100 < 10:
        _say(f"real articles: {progress.done} of {progress.total} embedded")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    typer.run(main)
