"""Whether copies of a story are found, and what that costs: `python -m eval.benchmarks.duplicates --data FOLDER`.

From 200 articles of news_silver three altered copies each are made, and all 800 are added to a library; pairs in one
group are held against pairs of one origin. The cost is measured on libraries that hold up to 20,000 articles.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Annotated

import numpy as np
import typer

from eval.benchmarks.alterations import altered
from eval.dataset import read_articles
from eval.machine import machine, peak_memory_mib, versions
from index.article import Article
from index.embedded.engine import FILE_NAME, EmbeddedEngine
from index.embedding.embedder import DEFAULT_MODEL
from index.engine import ArticleRecord

_SET = "news/news_silver.articles.jsonl.gz"
_TUNED_ON = 400
"""The shingle's length and the threshold were chosen on the first so many of the shuffled articles: not used here."""

_ORIGINS = 200
_SIZES = (2_500, 5_000, 10_000, 20_000)
_REALLY_SHARED = 0.3


@dataclass(frozen=True, slots=True)
class PairCounts:
    """Pairs of articles that were put into one group, and pairs that have one origin."""

    found: int
    true: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0


@dataclass(frozen=True, slots=True)
class CopiesCost:
    """`adding` is what storing the articles' text and signatures took, `listing` finding all groups; in seconds."""

    articles: int
    adding: float
    of_which_signatures: float
    listing: float
    one_article_ms: float
    groups: int
    bytes_per_article: int
    peak_memory_mib: float | None


def main(
    data: Annotated[Path, typer.Option(help="The folder of development data.")] = Path("../shared/data"),
    seed: int = 7,
    size: Annotated[int | None, typer.Option(hidden=True, help="Measure the cost of this size alone.")] = None,
) -> None:
    """Print one JSON object: precision and recall by pairs, then the cost at growing sizes."""
    articles = list(read_articles(data / _SET))
    random.Random(1).shuffle(articles)  # noqa: S311
    if size is not None:
        print(json.dumps(asdict(_cost(articles, size, seed))))
        return
    unseen = articles[_TUNED_ON:]
    random.Random(seed).shuffle(unseen)  # noqa: S311
    origins, real_copies = _origins(unseen)
    copies = {origin.id: altered(origin, random.Random(f"{seed} {origin.id}")) for origin in origins}  # noqa: S311
    pairs = _measured([(origin, *copies[origin.id]) for origin in origins])
    result = {
        "origins": len(origins),
        "articles": 4 * len(origins),
        "left_out_as_real_copies_of_another_origin": real_copies,
        "pairs": asdict(pairs),
        "precision": round(pairs.precision, 4),
        "recall": round(pairs.recall, 4),
        "cost": [_cost_in_a_process_of_its_own(data, seed, size) for size in _SIZES],
        "machine": machine(),
        "versions": versions(),
    }
    print(json.dumps(result, indent=2))


def _origins(articles: Sequence[Article]) -> tuple[list[Article], int]:
    """200 articles of which none is, by exact comparison, a copy of another; and how many were left out for that.

    The collection holds real copies. Which, is told here without signatures: by the share of common runs of eight
    words in the shorter of the two.
    """
    chosen: list[tuple[Article, frozenset[str]]] = []
    left_out = 0
    for article in articles:
        runs = _runs(article.text)
        if any(len(runs & others) > _REALLY_SHARED * min(len(runs), len(others)) for _, others in chosen):
            left_out += 1
            continue
        chosen.append((article, runs))
        if len(chosen) == _ORIGINS:
            break
    return [article for article, _ in chosen], left_out


def _runs(text: str) -> frozenset[str]:
    words = text.casefold().split()
    return frozenset(" ".join(words[start : start + 8]) for start in range(max(1, len(words) - 7)))


def _measured(families: Sequence[Sequence[Article]]) -> PairCounts:
    family = {article.id: number for number, members in enumerate(families) for article in members}
    true = sum(len(members) * (len(members) - 1) // 2 for members in families)
    with TemporaryDirectory(prefix="onrecord-duplicates-") as folder:
        engine = EmbeddedEngine(Path(folder), embedder=DEFAULT_MODEL)
        engine.writing.put([_record(article) for members in families for article in members])
        found = [pair for group in engine.copies.groups() for pair in combinations(group, 2)]
        engine.close()
    return PairCounts(len(found), true, sum(family[first] == family[second] for first, second in found))


def _cost(articles: Sequence[Article], size: int, seed: int) -> CopiesCost:
    """Of a library of this size: the collection, and invented articles of its length and words up to the size."""
    with TemporaryDirectory(prefix="onrecord-duplicates-") as folder:
        engine = EmbeddedEngine(Path(folder), embedder=DEFAULT_MODEL)
        adding = 0.0
        batch: list[ArticleRecord] = []
        for number, article in enumerate(_filled(articles, size, seed), start=1):
            batch.append(_record(article))
            if len(batch) == 100 or number == size:
                began = perf_counter()
                engine.writing.put(batch)
                adding += perf_counter() - began
                batch = []
        signing = _seconds_of_signing(articles[:500]) * size / min(500, len(articles))
        began = perf_counter()
        groups = engine.copies.groups()
        listing = perf_counter() - began
        began = perf_counter()
        for article in articles[:200]:
            engine.copies.of(article.id)
        one = (perf_counter() - began) / len(articles[:200])
        engine.close()
        stored = (Path(folder) / FILE_NAME).stat().st_size
    return CopiesCost(
        size, round(adding, 1), round(signing, 1), round(listing, 2), round(1000 * one, 2), len(groups),
        stored // size, peak_memory_mib(),
    )  # fmt: skip


def _filled(articles: Sequence[Article], size: int, seed: int) -> Iterator[Article]:
    """The collection first; then articles whose sentences are drawn from all over it, so that words are shared."""
    yield from articles[:size]
    rng = random.Random(seed)  # noqa: S311
    for number in range(len(articles), size):
        model = rng.choice(articles)
        lines: list[str] = []
        while sum(map(len, lines)) < len(model.text):
            sentences = rng.choice(articles).text.split(". ")
            lines.append(rng.choice(sentences))
        yield replace(model, id=f"invented-{number}", source=f"invented-{number}", text=". ".join(lines), furniture=())


def _seconds_of_signing(articles: Sequence[Article]) -> float:
    from index.signatures import bands, signature

    began = perf_counter()
    for article in articles:
        places = signature(article)
        if places is not None:
            bands(places)
    return perf_counter() - began


def _record(article: Article) -> ArticleRecord:
    """An article without passages: copies are told by its text alone."""
    return ArticleRecord(article, (), (), np.zeros((0, 1), np.float32))


def _cost_in_a_process_of_its_own(data: Path, seed: int, size: int) -> object:
    """So that the peak of memory is that of this size."""
    command = [sys.executable, "-m", "eval.benchmarks.duplicates", "--data", str(data), "--seed", str(seed)]
    printed = subprocess.run([*command, "--size", str(size)], capture_output=True, text=True, check=True).stdout  # noqa: S603
    return json.loads(printed)


if __name__ == "__main__":
    typer.run(main)
