"""How long a check takes: `python -m eval.benchmarks.checking.speed --data FOLDER --work FOLDER [--made 1000000]`.

Drafts of 1,500 words with 30 quotations each, taken from news_silver as they are or altered, are held against a library
of its articles, or of that many passages made of them. The library is built when it is first needed, and kept.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Annotated

import numpy as np
import typer

from eval.benchmarks.checking.articles import WithoutMeaning, material, read_all
from eval.benchmarks.checking.made_drafts import made_drafts
from eval.benchmarks.made_articles import MadeArticles
from eval.benchmarks.real_library import real_records
from eval.dataset import read_articles
from eval.machine import machine, peak_memory_mib
from index.library import Library, open_engine
from qa.checking.checking import check

_SET = "news/news_silver.articles.jsonl.gz"
_WORDS, _QUOTATIONS = 1_500, 30
_AT_ONCE = 500
_FILLER = "Nobody in the room had seen the papers before, and the talk went on until the lamps were lit."


def main(
    work: Annotated[Path, typer.Option(help="Where the libraries are, or are to be kept.")],
    data: Annotated[Path, typer.Option(help="The folder of development data.")] = Path("../shared/data"),
    made: Annotated[int | None, typer.Option(help="A library of so many made passages, not of the articles.")] = None,
    drafts: Annotated[int, typer.Option(min=1, help="How many drafts.")] = 10,
    seed: int = 7,
) -> None:
    """Print one JSON object: seconds a draft, warm, and memory."""
    folder = _library(work, data, made)
    texts = list(_drafts(data, drafts, seed))
    before = peak_memory_mib() or 0.0
    with Library.open(folder, embedder=WithoutMeaning(), create=False) as library:
        check(library, texts[0])
        warm = peak_memory_mib() or 0.0
        seconds, kinds = [], 0
        for text in texts:
            began = perf_counter()
            kinds += len(check(library, text).findings)
            seconds.append(perf_counter() - began)
        result = {
            "passages": library.contents().passages,
            "drafts": len(texts),
            "words_a_draft": round(float(np.mean([len(text.split()) for text in texts]))),
            "quotations_a_draft": round(kinds / len(texts), 1),
            "seconds": {"median": round(float(np.median(seconds)), 2), "most": round(max(seconds), 2)},
            "memory_mib": {
                "before": round(before),
                "after_one_draft": round(warm),
                "after_all": round(peak_memory_mib() or 0.0),
            },
            "machine": machine(),
        }
    print(json.dumps(result, indent=2))


def _library(work: Path, data: Path, made: int | None) -> Path:
    """A library of the articles, or of that many made passages."""
    real = work / "real"
    with Library.open(real, embedder=WithoutMeaning()) as library:
        library.add(*read_articles(data / _SET))
    if made is None:
        return real
    folder = work / f"made-{made}"
    _, engine = open_engine(folder, WithoutMeaning.name, create=True)
    with closing(engine):
        held = engine.articles.contents()
        articles, numbers = MadeArticles(real_records(real), 0), count(held.articles)
        passages = held.passages
        while passages < made:
            records = [articles.record(next(numbers)) for _ in range(_AT_ONCE)]
            engine.writing.put(records)
            passages += sum(len(record.passages) for record in records)
        engine.upkeep.settle(lambda _: None)
    return folder


def _drafts(data: Path, wanted: int, seed: int) -> Iterator[str]:
    """Drafts of thirty of the made paragraphs, filled up to 1,500 words."""
    quoted = material(read_all(data), data, reported=True)
    paragraphs: list[str] = []
    for draft in made_drafts(quoted, 2 * wanted, seed):
        paragraphs += _paragraphs(draft.text)
    rng = random.Random(seed)  # noqa: S311
    for number in range(wanted):
        yield _filled(paragraphs[number * _QUOTATIONS : (number + 1) * _QUOTATIONS], rng)


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]


def _filled(paragraphs: Sequence[str], rng: random.Random) -> str:
    missing = _WORDS - sum(len(paragraph.split()) for paragraph in paragraphs)
    filler = [_FILLER] * max(0, missing // len(_FILLER.split()))
    whole = [*paragraphs, *filler]
    rng.shuffle(whole)
    return "\n\n".join(whole)


if __name__ == "__main__":
    typer.run(main)
