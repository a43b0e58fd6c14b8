"""The real articles that made ones are made of: a library of them, built once and kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from eval.dataset import read_articles
from index.engine import ArticleRecord
from index.library import Library, Progress, open_engine


def build_real_library(folder: Path, articles: Path, on_progress: Callable[[Progress], None]) -> None:
    """Add what is not there yet: an interruption loses little."""
    with Library.open(folder) as library:
        library.add(*read_articles(articles), on_progress=on_progress)


def real_records(folder: Path) -> list[ArticleRecord]:
    _, engine = open_engine(folder, "", create=False)
    with closing(engine):
        return list(engine.articles.records(sorted(engine.articles.content_hashes())))
