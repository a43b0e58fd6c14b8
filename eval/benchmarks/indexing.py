"""How fast articles are indexed, beside a tutorial's pipeline: `python -m eval.benchmarks.indexing --data FOLDER`.

The pipeline is LangChain's: RecursiveCharacterTextSplitter (1,000 characters, 200 of overlap), the same model called
as its HuggingFaceEmbeddings does (sentence-transformers, float32, 32 texts at a time), and FAISS. The two take turns, a
part of the articles each, so that whatever else the machine does meets both. Then it is told where the time goes of
adding articles to onrecord. Prints JSON.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Annotated, Any

import faiss
import typer
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.benchmarks.sentence_transformers_float32 import SentenceTransformersFloat32
from eval.dataset import QuestionSet, read_articles
from eval.machine import machine, versions
from index.article import Article
from index.chunker import Chunker
from index.embedded.writing import EmbeddedWriting
from index.embedding.encoder.model import EncoderModel
from index.embedding.onnx_embedder import OnnxEmbedder
from index.library import Library

_PART = 25


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds news/news_silver.articles.jsonl.gz.")] = Path(
        "../shared/data"
    ),
    articles: Annotated[int, typer.Option(min=1, help="How many news articles.")] = 500,
    rival_articles: Annotated[
        int, typer.Option(min=1, help="How many of them the tutorial's pipeline is given, which is slower.")
    ] = 500,
    seed: int = 0,
) -> None:
    """Index news articles both ways, in turns."""
    found = read_articles(data / "news" / "news_silver.articles.jsonl.gz")
    chosen = QuestionSet("news_silver", (), found).sampled(None, articles, seed).articles
    embedder = OnnxEmbedder()
    tutorial = TutorialPipeline()
    ours, theirs = Clock(), Clock()
    with TemporaryDirectory(prefix="onrecord-indexing-") as folder, Library.open(folder, embedder=embedder) as library:
        library.embedder.embed_query("warm")
        with _timed_parts() as parts:
            for first in range(0, len(chosen), _PART):
                part = chosen[first : first + _PART]
                ours.time(library.add, part)
                if first < rival_articles:
                    theirs.time(tutorial.add, part)
            with parts.timed("FAISS"):
                library.search("what brings the vector index up to date")
        passages = library.contents().passages
    result = {
        "onrecord": {**ours.as_dict(), "passages": passages, "precision": embedder.precision},
        "tutorial": {**theirs.as_dict(), "chunks": tutorial.chunks},
        "times the rate": round(ours.rate / theirs.rate, 2),
        "times the rate by processor time": round(ours.cpu_rate / theirs.cpu_rate, 2),
        "seconds of onrecord in": parts.seconds_of(ours.seconds),
        "machine": machine(),
        "versions": versions(),
    }
    typer.echo(json.dumps(result, indent=2))


class Clock:
    """Adds up seconds and characters."""

    def __init__(self) -> None:
        self.seconds = self.cpu_seconds = 0.0
        self.characters = 0

    def time(self, add: Callable[..., object], articles: Sequence[Article]) -> None:
        began, used = perf_counter(), process_time()
        add(*articles)
        self.seconds += perf_counter() - began
        self.cpu_seconds += process_time() - used
        self.characters += sum(len(article.text) for article in articles)

    @property
    def rate(self) -> float:
        return self.characters / self.seconds

    @property
    def cpu_rate(self) -> float:
        return self.characters / self.cpu_seconds

    def as_dict(self) -> dict[str, float]:
        return {
            "characters": self.characters,
            "seconds": round(self.seconds, 1),
            "characters_per_second": round(self.rate),
            "characters_per_cpu_second": round(self.cpu_rate),
        }


class TutorialPipeline:
    """Split, embed, index: nothing is kept but the vectors."""

    def __init__(self) -> None:
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        self._model = SentenceTransformersFloat32()
        self._model.embed_passages(["warm"])
        self._index = faiss.IndexFlatL2(384)
        self.chunks = 0

    def add(self, *articles: Article) -> None:
        texts = [text for article in articles for text in self._splitter.split_text(article.text)]
        self._index.add(self._model.embed_passages(texts))
        self.chunks += len(texts)


class TimedParts:
    """Seconds by the name of what took them; what is timed inside something else is not counted twice."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = defaultdict(float)
        self._inside = 0.0

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        outside, self._inside = self._inside, 0.0
        began = perf_counter()
        try:
            yield
        finally:
            whole = perf_counter() - began
            self._seconds[name] += whole - self._inside
            self._inside = outside + whole

    def seconds_of(self, whole: float) -> dict[str, float]:
        found = {name: round(seconds, 2) for name, seconds in self._seconds.items()}
        own = whole - sum(seconds for name, seconds in self._seconds.items() if name != "FAISS")
        return {**found, "everything else": round(own, 2)}


@contextmanager
def _timed_parts() -> Iterator[TimedParts]:
    """While it lasts, what adding consists of is timed."""
    parts = TimedParts()
    originals: list[tuple[type, str, Any]] = []
    steps: tuple[tuple[type, str, str], ...] = (
        (Chunker, "passages", "cutting, counting tokens included"),
        (EncoderModel, "encode", "the model"),
        (OnnxEmbedder, "embed_passages", "tokenizing, batching and pooling"),
        (EmbeddedWriting, "put", "SQLite, signatures included"),
    )
    for owner, method, name in steps:
        original = getattr(owner, method)
        originals.append((owner, method, original))
        setattr(owner, method, _timed(original, name, parts))
    try:
        yield parts
    finally:
        for owner, method, original in originals:
            setattr(owner, method, original)


def _timed(function: Callable[..., Any], name: str, parts: TimedParts) -> Callable[..., Any]:
    def timed(*arguments: Any, **named: Any) -> Any:
        with parts.timed(name):
            return function(*arguments, **named)

    return timed


if __name__ == "__main__":
    typer.run(main)
