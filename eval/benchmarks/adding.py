"""How fast articles are added, and what adding them again costs: `python -m eval.benchmarks.adding ARTICLES`."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Annotated

import typer

from eval.benchmarks.interrupted import benchmark
from eval.dataset import QuestionSet, read_articles
from eval.machine import machine, peak_memory_mib, versions
from index.embedding.loading import load_embedder
from index.library import Library


def main(
    articles: Annotated[Path, typer.Argument(help="NAME.articles.jsonl or .jsonl.gz in the common format.")],
    count: Annotated[int, typer.Option(min=1, help="How many of the articles.")] = 1000,
    seed: int = 0,
    interrupted: Annotated[
        bool, typer.Option("--interrupted", help="Add the whole file, undisturbed and disturbed, and compare.")
    ] = False,
) -> None:
    """Add a seeded sample of articles to a new library, then add it again; print one JSON object.

    With --interrupted the command `onrecord add` adds the whole file: once undisturbed, and once interrupted by
    Ctrl-C, killed, and completed. Both libraries should be the same.
    """
    if interrupted:
        print(json.dumps({**benchmark(articles), "machine": machine(), "versions": versions()}, indent=2))
        return
    chosen = QuestionSet(articles.name, (), read_articles(articles)).sampled(None, count, seed).articles
    embedder = load_embedder()
    embedder.embed_query("warm")  # the rate is that of adding, not of loading the model
    before = peak_memory_mib()
    with TemporaryDirectory(prefix="onrecord-adding-") as folder:
        with Library.open(folder, embedder=embedder) as library:
            first = library.add(*chosen)
            began = perf_counter()
            again = library.add(*chosen)
            seconds_again = perf_counter() - began
            problems = len(library.verify().problems)
            library.search("warm")
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    characters = sum(len(article.text) for article in chosen)
    result = {
        "articles": len(chosen),
        "characters": characters,
        "passages": first.passages,
        "seconds": round(first.seconds, 1),
        "articles_per_second": round(len(chosen) / first.seconds, 2),
        "passages_per_second": round(first.passages / first.seconds, 1),
        "library_bytes": size,
        "library_bytes_per_character": round(size / characters, 2),
        "peak_memory_mib": peak_memory_mib(),
        "peak_memory_mib_with_only_the_model": before,
        "again_seconds": round(seconds_again, 2),
        "again_passages_embedded": again.passages,
        "problems": problems,
        "machine": machine(),
        "versions": versions(),
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    typer.run(main)
