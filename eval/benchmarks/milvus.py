"""A library in milvus-lite beside an embedded one: `python -m eval.benchmarks.milvus`.

The same passages go into both: real articles with vectors that are real ones, jittered. Then questions of three sets
are asked of a library and of its copy in milvus-lite, made by the code of `onrecord copy`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Annotated, Any

import numpy as np
import typer

from eval.dataset import articles_beside, read_articles, read_question_set
from eval.held_out import only_part
from eval.libraries import built_library, existing_indexing
from eval.machine import machine, peak_memory_mib, versions
from eval.runner import Settings, run
from eval.splits import Part
from eval.statistics import paired_difference
from index.batches import batches
from index.chunker import Chunker
from index.copying import copy_library
from index.embedding.embedder import Embedder
from index.embedding.loading import load_embedder
from index.engine import ArticleRecord, Engine, Filters, Vectors
from index.library import Library, open_engine
from index.searchable_text import searchable_text

_SETS = ("selqa_dev", "squad2_devA", "clapnq_dev")
_MEASURES = ("success@5", "recall@10", "hit@1", "hit_300", "hit_1000")
_BASE, _JITTER = 500, 0.25
_TOGETHER = 1_000
_RARE = 100
_TOP = 10


@dataclass(frozen=True, slots=True)
class _EmbeddedQuestion:
    query: str
    vector: Vectors


def main(
    data: Annotated[Path, typer.Option(help="The folder of development data.")] = Path("../shared/data"),
    passages: Annotated[int, typer.Option(min=0, help="How many to store and search; 0 for none.")] = 50_000,
    searches: Annotated[int, typer.Option(min=1, help="How many queries of each kind.")] = 100,
    questions: Annotated[int, typer.Option(min=0, help="How many of each set; 0 for none.")] = 100,
    articles: Annotated[int, typer.Option(min=1, help="How many articles of each set.")] = 150,
    seed: int = 0,
) -> None:
    """Print one JSON object: rates and times at size, and evidence found in three sets, for both engines."""
    embedder = load_embedder()
    with TemporaryDirectory(prefix="onrecord-milvus-") as folder:
        places = {"embedded": f"{folder}/embedded", "milvus-lite": f"milvus://{folder}/lite.db"}
        size = _at_size(places, embedder, data, passages, searches, seed) if passages else None
    result = {
        "at_size": size,
        "sets": {name: _answered(data, name, embedder, questions, articles, seed) for name in _SETS if questions},
        "machine": machine(),
        "versions": versions(),
    }
    print(json.dumps(result, indent=2))


def _at_size(
    places: dict[str, str], embedder: Embedder, data: Path, passages: int, searches: int, seed: int
) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    records = _generated(data, embedder, passages, rng)
    asked = [
        _EmbeddedQuestion(one.question, embedder.embed_query(one.question))
        for one in _questions(data, "selqa_dev", searches, seed)
    ]
    found: dict[str, list[list[str]]] = {}
    measured: dict[str, Any] = {"passages": sum(len(record.passages) for record in records), "articles": len(records)}
    for name, place in places.items():
        _, engine = open_engine(place, embedder.name, create=True)
        with closing(engine):
            began = perf_counter()
            for batch in batches(records, lambda record: len(record.passages), _TOGETHER):
                engine.writing.put(batch)
            seconds = perf_counter() - began
        began = perf_counter()
        _, engine = open_engine(place, embedder.name, create=False)
        with closing(engine):
            opening = perf_counter() - began
            engine.search.hits("", lambda: asked[0].vector, top_k=_TOP, filters=Filters())
            first = perf_counter() - began
            kinds: dict[str, Callable[[_EmbeddedQuestion], list[str]]] = {
                "dense": partial(_dense, engine),
                "hybrid": partial(_hybrid, engine, Filters()),
                "hybrid, filtered to 1 %": partial(_hybrid, engine, Filters(sources=("Rare",))),
            }
            timed = {kind: _timed(search, asked) for kind, search in kinds.items()}
            found[name] = [kinds["hybrid"](one) for one in asked]
            began = perf_counter()
            engine.writing.put([_again(record) for record in records[:100]])
            updating = perf_counter() - began
            began = perf_counter()
            engine.writing.delete([record.article.id for record in records[:100]])
            removing = perf_counter() - began
        measured[name] = {
            "put_passages_per_second": round(measured["passages"] / seconds),
            "open_seconds": round(opening, 2),
            "first_search_after_opening_seconds": round(first, 2),
            "milliseconds": timed,
            "updating_100_articles_seconds": round(updating, 2),
            "removing_100_articles_seconds": round(removing, 2),
            "megabytes": round(sum(file.stat().st_size for file in _files(place)) / 1e6),
        }
    ours, theirs = found["embedded"], found["milvus-lite"]
    measured["hybrid_top_10_in_common"] = round(
        float(np.mean([len(set(a) & set(b)) / max(1, len(a)) for a, b in zip(ours, theirs, strict=True)])), 3
    )
    measured["peak_memory_mib"] = peak_memory_mib()
    return measured


def _generated(data: Path, embedder: Embedder, passages: int, rng: np.random.Generator) -> list[ArticleRecord]:
    """Real articles, repeated under other names where there are too few; one in a hundred of an outlet of its own."""
    chunker = Chunker(embedder.count_tokens)
    cut = []
    for article in read_articles(data / "news" / "news_silver.articles.jsonl.gz"):
        own = chunker.passages(article)
        cut.append((article, own, [searchable_text(article, passage) for passage in own]))
        if sum(len(parts) for _, parts, _ in cut) >= passages:
            break
    base = embedder.embed_passages([text for _, _, texts in cut for text in texts if text][:_BASE])
    records: list[ArticleRecord] = []
    held = 0
    while held < passages:
        article, parts, texts = cut[len(records) % len(cut)]
        number = len(records)
        name = f"{article.id}-{number}"
        renamed = replace(article, id=name, source=f"{name}.txt", outlet="Rare" if number % _RARE == 0 else "Common")
        vectors = base[rng.integers(len(base), size=len(parts))]
        vectors = vectors + _JITTER * rng.standard_normal(vectors.shape) / np.sqrt(vectors.shape[1])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        own = [replace(passage, article_id=name) for passage in parts]
        records.append(ArticleRecord(renamed, own, texts, vectors.astype(np.float32)))
        held += len(parts)
    return records


def _again(record: ArticleRecord) -> ArticleRecord:
    return replace(record, article=replace(record.article, author="Another Author"))


def _dense(engine: Engine, one: _EmbeddedQuestion) -> list[str]:
    return _hybrid(engine, Filters(), replace(one, query=""))


def _hybrid(engine: Engine, filters: Filters, one: _EmbeddedQuestion) -> list[str]:
    return [hit.passage.id for hit in engine.search.hits(one.query, lambda: one.vector, top_k=_TOP, filters=filters)]


def _timed(search: Callable[[_EmbeddedQuestion], object], asked: Sequence[_EmbeddedQuestion]) -> dict[str, float]:
    search(asked[0])
    taken = []
    for one in asked:
        began = perf_counter()
        search(one)
        taken.append((perf_counter() - began) * 1000)
    return {"p50": round(float(np.median(taken)), 1), "p95": round(float(np.quantile(taken, 0.95)), 1)}


def _files(place: str) -> Iterator[Path]:
    folder = Path(place.removeprefix("milvus://"))
    return (file for file in folder.rglob("*") if file.is_file())


def _questions(data: Path, name: str, count: int, seed: int) -> tuple[Any, ...]:
    path = data / "qa" / f"{name}.questions.jsonl.gz"
    return read_question_set(path, read_articles(articles_beside(path))).sampled(count, None, seed).questions


def _answered(data: Path, name: str, embedder: Embedder, questions: int, articles: int, seed: int) -> dict[str, Any]:
    """What the two libraries find for the same held-out questions, and the paired difference in points."""
    path = data / "qa" / f"{name}.questions.jsonl.gz"
    everything = read_question_set(path, read_articles(articles_beside(path)))
    asked = only_part(everything, Part.REPORTED).sampled(questions, articles, seed)
    settings = Settings(path, baselines=False)
    silent: Callable[[str, int, int | None], None] = lambda *_: None  # noqa: E731
    with built_library(asked.articles, embedder, silent) as (library, indexing), TemporaryDirectory() as folder:
        place = f"milvus://{folder}/lite.db"
        ours = run(asked, library, indexing, settings, silent).systems[0]
        copied = copy_library(str(library.path), place)
        with Library.open(place, embedder=embedder, create=False) as other:
            theirs = run(asked, other, existing_indexing(other), settings, silent).systems[0]
    measures = {}
    for measure in _MEASURES:
        first, second = ours.values(measure), theirs.values(measure)
        if first:
            difference = paired_difference([second[one] for one in first], list(first.values()))
            measures[measure] = {
                "questions": len(first),
                "embedded": round(100 * float(np.mean(list(first.values()))), 1),
                "milvus-lite": round(100 * float(np.mean(list(second.values()))), 1),
                "difference": round(100 * difference.mean, 1),
                "interval": [round(100 * difference.low, 1), round(100 * difference.high, 1)],
            }
    return {
        "questions": len(asked.questions),
        "articles": len(asked.articles),
        "passages": indexing.passages,
        "copied_passages_per_second": round(copied.passages / copied.seconds),
        "measures": measures,
    }


if __name__ == "__main__":
    typer.run(main)
