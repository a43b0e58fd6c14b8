"""Libraries to measure on: temporary ones, kept ones, and those that exist already."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from platformdirs import user_cache_path

from eval.dataset import is_articles_file, read_articles
from index.article import Article
from index.embedding.embedder import Embedder
from index.errors import QuestionSetError
from index.library import Library, Progress
from index.reading import Skipped, read_source

OnProgress = Callable[[str, int, int | None], None]
"""Told what is being done, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Indexing:
    """What a library holds, in bytes on disk too; seconds and rates are None unless all of it was built just now."""

    articles: int
    passages: int
    library_bytes: int
    seconds: float | None = None

    @property
    def articles_per_second(self) -> float | None:
        return self.articles / self.seconds if self.seconds else None

    @property
    def passages_per_second(self) -> float | None:
        return self.passages / self.seconds if self.seconds else None


def load_articles(path: Path) -> tuple[Article, ...]:
    """Articles of a file in the common format, or of any file or folder. Raises QuestionSetError.

    Whatever of a folder cannot be read makes the set unusable: a question could be about it.
    """
    if is_articles_file(path):
        return read_articles(path)
    articles = []
    for item in read_source(path):
        if isinstance(item, Skipped):
            raise QuestionSetError(f"{item.source} cannot be read as articles: {item.reason}")
        articles.append(item)
    if not articles:
        raise QuestionSetError(f"{path} holds no articles")
    return tuple(articles)


@contextmanager
def built_library(
    articles: tuple[Article, ...], embedder: Embedder, on_progress: OnProgress, *, keep: bool = False
) -> Iterator[tuple[Library, Indexing]]:
    """A library of exactly these articles: removed afterwards or, with `keep`, left in the user's cache.

    A kept library is found again while articles, embedder and the code that indexes are the same; one that was
    interrupted is completed.
    """
    if keep:
        folder = user_cache_path("onrecord", appauthor=False) / "eval" / _key(articles, embedder)
        with Library.open(folder, embedder=embedder) as library:
            yield library, _fill(library, articles, on_progress)
        return
    with TemporaryDirectory(prefix="onrecord-eval-") as name, Library.open(name, embedder=embedder) as library:
        yield library, _fill(library, articles, on_progress)


def existing_indexing(library: Library) -> Indexing:
    """What a library holds that was not built here."""
    contents = library.contents()
    return Indexing(contents.articles, contents.passages, library.bytes_on_disk() or 0)


def _fill(library: Library, articles: tuple[Article, ...], on_progress: OnProgress) -> Indexing:
    def tell(progress: Progress) -> None:
        if progress.stage == "embedding":
            on_progress("Adding articles", progress.done, progress.total)

    library.embedder.embed_query("warm")  # the rate is that of indexing, not of loading the model
    report = library.add(*articles, on_progress=tell)
    contents = library.contents()
    seconds = None if report.unchanged else report.seconds
    return Indexing(contents.articles, contents.passages, library.bytes_on_disk() or 0, seconds)


def _key(articles: tuple[Article, ...], embedder: Embedder) -> str:
    """Changes with the articles, the embedder, and the code of the package that indexes."""
    digest = hashlib.sha256(embedder.name.encode())
    for article in sorted(articles, key=lambda article: article.id):
        digest.update(f"\n{article.id}\n{article.content_hash}".encode())
    for folder in (files("index"), files("index.embedding.encoder")):
        for module in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if module.name.endswith((".py", ".onnx")):
                digest.update(module.read_bytes())
    return digest.hexdigest()[:16]
