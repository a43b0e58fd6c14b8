"""What `size` runs in processes of their own, so that time and memory are a library's alone: settle, search, change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import numpy as np
import typer

from eval.benchmarks.made_articles import MadeArticles
from eval.benchmarks.real_library import real_records
from eval.machine import peak_memory_mib
from index.embedded.articles import EmbeddedArticles
from index.embedded.database import Database
from index.embedded.engine import FILE_NAME
from index.embedded.vector_building import Nearest
from index.embedded.vector_rows import VectorRows
from index.engine import Engine, Filters, Vectors
from index.library import open_engine

app = typer.Typer()

_TOP = 10
_HUNDRED = 100
_BEYOND = 10_000_000
_WARMING = 3
_ONE_PERCENT = Filters(sources=("Outlet 7",))
_TWO_THIRDS = Filters(since=date(2018, 8, 25))


@dataclass(frozen=True, slots=True)
class HeldOutQuestions:
    """Questions with their vectors."""

    questions: Sequence[str]
    vectors: Vectors

    def save(self, path: Path) -> None:
        np.savez(path, questions=np.array(self.questions), vectors=self.vectors)

    @classmethod
    def load(cls, path: Path) -> HeldOutQuestions:
        with np.load(path) as saved:
            return cls([str(one) for one in saved["questions"]], saved["vectors"])


Folder = Annotated[Path, typer.Argument(help="The library.")]
AskedFile = Annotated[Path, typer.Argument(help="What `HeldOutQuestions.save` wrote.")]


@app.command()
def settle(folder: Folder) -> None:
    """Put a library that has been filled in order; print seconds and peak memory."""
    _, engine = open_engine(folder, "", create=False)
    with closing(engine):
        began = perf_counter()
        engine.upkeep.settle(lambda _: None)
        seconds = perf_counter() - began
        engine.search.hits("", lambda: np.zeros(engine.dimension, np.float32), top_k=1, filters=Filters())
    print(json.dumps({"seconds": round(seconds, 1), "peak_memory_mib": round(peak_memory_mib() or 0)}))


@app.command()
def search(folder: Folder, asked: AskedFile) -> None:
    """Open, search, and compare what is found by meaning with an exact search; print one JSON object."""
    told = HeldOutQuestions.load(asked)
    before = peak_memory_mib() or 0.0
    began = perf_counter()
    _, engine = open_engine(folder, "", create=False)
    with closing(engine):
        _found(engine, told.questions[0], told.vectors[0], Filters())
        opened = perf_counter() - began
        kinds: dict[str, tuple[bool, Filters]] = {
            "dense": (False, Filters()),
            "hybrid": (True, Filters()),
            "hybrid, filtered to 1 %": (True, _ONE_PERCENT),
            "dense, filtered to 1 %": (False, _ONE_PERCENT),
            "hybrid, filtered to 2/3": (True, _TWO_THIRDS),
        }
        times = {kind: _timed(engine, told, *how) for kind, how in kinds.items()}
        peak = peak_memory_mib() or 0.0
        filters = {"all": Filters(), "1 %": _ONE_PERCENT}
        found = {name: [_found(engine, "", vector, one) for vector in told.vectors] for name, one in filters.items()}
        index = engine.search.in_words()
    result: dict[str, Any] = {
        "open_and_first_search_seconds": round(opened, 3),
        "milliseconds": times,
        "peak_memory_mib": round(peak),
        "of_which_before_opening_mib": round(before),
        "index": index,
    }
    exact = _exact(folder, told.vectors, filters)
    result["recall@10"] = {name: _recall(found[name], exact[name]) for name in filters}
    print(json.dumps(result))


@app.command()
def change(
    folder: Folder,
    asked: AskedFile,
    real: Annotated[Path, typer.Argument(help="The library of real articles.")],
    seed: int = 0,
    times: Annotated[int, typer.Option(min=1, help="How often.")] = 3,
) -> None:
    """Add 100 articles whose vectors are known, search, remove them, search; print the seconds as one JSON object."""
    told = HeldOutQuestions.load(asked)
    made = MadeArticles(real_records(real), seed)
    _, engine = open_engine(folder, "", create=False)
    seconds: dict[str, list[float]] = {"adding": [], "searching_then": [], "removing": []}
    passages = 0
    with closing(engine):
        _found(engine, told.questions[0], told.vectors[0], Filters())
        for _ in range(times):
            records = [made.record(_BEYOND + number) for number in range(_HUNDRED)]
            passages = sum(len(record.passages) for record in records)
            began = perf_counter()
            engine.writing.put(records)
            engine.upkeep.settle(lambda _: None)
            added = perf_counter()
            _found(engine, told.questions[0], told.vectors[0], Filters())
            searched = perf_counter()
            engine.writing.delete([record.article.id for record in records])
            removed = perf_counter()
            for name, taken in zip(seconds, (added - began, searched - added, removed - searched), strict=True):
                seconds[name].append(round(taken, 3))
    print(json.dumps({"articles": _HUNDRED, "passages": passages, "seconds": seconds}))


def _found(engine: Engine, question: str, vector: Vectors, filters: Filters) -> list[str]:
    return [hit.passage.id for hit in engine.search.hits(question, lambda: vector, top_k=_TOP, filters=filters)]


def _timed(engine: Engine, asked: HeldOutQuestions, with_words: bool, filters: Filters) -> dict[str, float]:
    """Milliseconds a search, the question's vector given, after some to warm up."""
    searches: list[Callable[[], object]] = [
        lambda question=question, vector=vector: _found(engine, question if with_words else "", vector, filters)  # type: ignore[misc]
        for question, vector in zip(asked.questions, asked.vectors, strict=True)
    ]
    for one in searches[:_WARMING]:
        one()
    taken = []
    for one in searches:
        began = perf_counter()
        one()
        taken.append((perf_counter() - began) * 1000)
    return {"p50": round(float(np.median(taken)), 1), "p95": round(float(np.quantile(taken, 0.95)), 1)}


def _exact(folder: Path, vectors: Vectors, filters: dict[str, Filters]) -> dict[str, list[list[str]]]:
    """The ids of the passages that are nearest among all that pass, by comparing every one."""
    with closing(Database(folder / FILE_NAME, embedder="")) as database:
        articles, store = EmbeddedArticles(database), VectorRows(database)
        passing = {name: articles.passing_rows(asked) for name, asked in filters.items()}
        nearest = {name: Nearest(vectors, _TOP) for name in filters}
        for rows, stored in store.between(0, store.position().row):
            for name, mask in passing.items():
                chosen = np.isin(rows, np.flatnonzero(mask))
                if chosen.any():
                    nearest[name].see(rows[chosen], stored[chosen])
        return {name: [_ids(articles, rows) for rows in best.rows] for name, best in nearest.items()}


def _ids(articles: EmbeddedArticles, rows: Iterable[int]) -> list[str]:
    return list(articles.passage_ids([int(row) for row in rows]).values())


def _recall(found: Sequence[Sequence[str]], exact: Sequence[Sequence[str]]) -> float:
    shares = [len(set(ours) & set(best)) / len(best) for ours, best in zip(found, exact, strict=True) if best]
    return round(float(np.mean(shares)), 4)


if __name__ == "__main__":
    app()
