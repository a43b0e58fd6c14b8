"""Does `verify` cry damage while others write? `python -m eval.benchmarks.verifying --runs 200 --writers 3`.

Writers, each a process of its own, add, update and remove articles, note where files are, remember visits, replace all
vectors, let lists be written, and open and close the library over and over. Nothing is damaged: whatever a verification
tells is a false alarm.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Annotated

import numpy as np
import typer

from eval.machine import machine
from index.article import Article, Passage, Span
from index.embedded.engine import EmbeddedEngine
from index.embedded.vector_plan import Sizes
from index.engine import ArticleRecord, Vectors
from index.searchable_text import searchable_text
from index.visits import Visit

_EMBEDDER = "made vectors"
_DIMENSION = 32
_SIZES = Sizes(flat_up_to=400, tail_up_to=60)
"""So small that lists are written and written anew all the time."""
_ARTICLES_A_WRITER = 60
_WORDS = "ferry bridge herring harbour minister valve strike report council river inquiry storm".split()
_REMEMBERED = 5
_PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often was verified beside how many writes, and what was told: problems and notes, a sentence each."""

    runs: int
    writers: int
    writes_meanwhile: int
    runs_with_writes_meanwhile: int
    false_alarms: int
    told: tuple[str, ...]
    seconds: float


def main(
    runs: Annotated[int, typer.Option(min=1, help="How often to verify.")] = 200,
    writers: Annotated[int, typer.Option(min=0, help="How many processes write meanwhile.")] = 3,
) -> None:
    """Verify beside writers; print one JSON object, and exit with 1 where there was a false alarm."""
    with TemporaryDirectory(prefix="onrecord-verifying-") as folder:
        outcome = verified_beside_writers(Path(folder), runs, writers)
    print(json.dumps({**asdict(outcome), "machine": machine()}, indent=2))
    if outcome.false_alarms:
        raise typer.Exit(1)


def verified_beside_writers(folder: Path, runs: int, writers: int) -> Outcome:
    """Half of the verifications open the library for themselves, as the command does; the others keep it open."""
    with closing(_opened(folder)) as engine:
        engine.writing.put([made_record("always", seed) for seed in range(50)])
        engine.upkeep.settle(lambda _: None)
    context = get_context("spawn")
    stop = context.Event()
    processes = [context.Process(target=_write, args=(folder, number, stop)) for number in range(writers)]
    for process in processes:
        process.start()
    began, told, writes, busy_runs, alarms = perf_counter(), [], 0, 0, 0
    try:
        with closing(_opened(folder)) as kept:
            while len(kept.settings.all()) < writers and all(process.exitcode is None for process in processes):
                sleep(0.05)  # until all of them write
            for number in range(runs):
                before = _writes(kept)
                problems = _verified(kept) if number % 2 else _verified_anew(folder)
                written = _writes(kept) - before
                writes += written
                busy_runs += written > 0
                alarms += bool(problems)
                told += problems
    finally:
        stop.set()
        for process in processes:
            process.join(_PATIENCE_SECONDS)
    if any(process.exitcode != 0 for process in processes):
        told.append("a writer failed")
        alarms += 1
    return Outcome(runs, writers, writes, busy_runs, alarms, tuple(told), round(perf_counter() - began, 1))


def made_record(name: str, seed: int) -> ArticleRecord:
    """An article of a few made paragraphs, a passage each, with vectors by chance."""
    rng = random.Random(f"{name} {seed}")  # noqa: S311
    parts = [f"{' '.join(rng.choices(_WORDS, k=rng.randint(8, 30))).capitalize()}.\n" for _ in range(rng.randint(1, 8))]
    article = Article(f"{name}-{seed % _ARTICLES_A_WRITER}", f"{name} {seed}", "".join(parts), f"{name}-{seed}.txt")
    passages: list[Passage] = []
    start = 0
    for position, part in enumerate(parts):
        passages.append(Passage(article.id, position, Span(start, start + len(part)), part))
        start += len(part)
    texts = [searchable_text(article, passage) for passage in passages]
    return ArticleRecord(article, passages, texts, _vectors(len(parts), rng.randrange(2**32)))


def _vectors(count: int, seed: int) -> Vectors:
    drawn = np.random.default_rng(seed).standard_normal((count, _DIMENSION)).astype(np.float32)
    lengths: Vectors = np.linalg.norm(drawn, axis=1, keepdims=True)
    unit: Vectors = drawn / lengths
    return unit


def _opened(folder: Path) -> EmbeddedEngine:
    return EmbeddedEngine(folder, embedder=_EMBEDDER, sizes=_SIZES)


def _verified_anew(folder: Path) -> list[str]:
    with closing(_opened(folder)) as engine:
        return _verified(engine)


def _verified(engine: EmbeddedEngine) -> list[str]:
    """What a verification tells, and what the engine has to note, both of which should be nothing."""
    problems = [*engine.upkeep.verify().problems, *engine.notes]
    engine.notes.clear()
    return problems


def _writes(engine: EmbeddedEngine) -> int:
    """How often the library was written to, as far as is known: every writer counts its own."""
    return sum(map(int, engine.settings.all().values()))


def _write(folder: Path, number: int, stop: Event) -> None:
    """Write until told to stop."""
    rng = random.Random(number)  # noqa: S311
    name = f"writer{number}"
    seed = written = 0
    while not stop.is_set():
        with closing(_opened(folder)) as engine:
            for _ in range(rng.randint(1, 6)):
                seed += 1
                _write_once(engine, rng, name, seed)
                written += 1
                engine.settings.set(name, str(written))
                if stop.is_set():
                    return


def _write_once(engine: EmbeddedEngine, rng: random.Random, name: str, seed: int) -> None:
    match rng.choice(("put", "put", "put", "delete", "note", "visit", "search", "settle", "replace")):
        case "put":
            engine.writing.put([made_record(name, seed + number) for number in range(rng.randint(1, 5))])
        case "delete":
            engine.writing.delete([f"{name}-{rng.randrange(_ARTICLES_A_WRITER)}" for _ in range(3)])
        case "note":
            record = made_record(name, seed)
            engine.writing.note_source_files([replace(record.article, source=f"moved-{seed}.txt")])
        case "visit":
            addresses = (f"https://{name}.example/{number}" for number in range(_REMEMBERED))
            engine.visits.remember([Visit(address, mark=str(seed)) for address in addresses])
        case "search":
            engine.upkeep.settle(lambda _: None)
            engine.search.in_words()
        case "settle":
            engine.upkeep.settle(lambda _: None)
        case "replace" if rng.random() < 0.3:
            engine.writing.replace_vectors(_EMBEDDER, _DIMENSION, _new_vectors(engine, seed))


def _new_vectors(engine: EmbeddedEngine, seed: int) -> Iterator[tuple[Passage, Vectors]]:
    for number, article_id in enumerate(engine.articles.content_hashes()):
        passages = engine.articles.passages(article_id)
        yield from zip(passages, _vectors(len(passages), 1_000 * seed + number), strict=True)


if __name__ == "__main__":
    typer.run(main)
