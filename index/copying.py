"""A library copied into another, whichever engines hold them. Nothing is embedded again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from index.batches import batches
from index.engine import ArticleRecord, Engine
from index.errors import EmbedderMismatch
from index.library import open_engine
from index.progress import Progress

_IDS_AT_ONCE = 200
_PASSAGES_AT_ONCE = 1_000
_NOTED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CopyReport:
    """How many articles and passages were copied, how many articles were there already, and seconds."""

    copied: int
    unchanged: int
    passages: int
    seconds: float


def copy_library(
    source: str | Path, target: str | Path, *, on_progress: Callable[[Progress], None] | None = None
) -> CopyReport:
    """Copy articles, passages, vectors, settings and visits; what the target holds besides stays.

    What is there already and has not changed is left alone, so that a copy that was interrupted goes on where it
    stopped. Raises LibraryNotFound, or EmbedderMismatch where the target has vectors of another model.
    """
    _, given = open_engine(source, "", create=False)
    try:
        _, taking = open_engine(target, given.embedder, create=True)
        try:
            if taking.embedder != given.embedder:
                raise EmbedderMismatch(
                    f"{target} has vectors of {taking.embedder} and {source} of {given.embedder}: copy into a new "
                    "library, or run 'onrecord reembed' on one of them first"
                )
            return _copy(given, taking, on_progress or (lambda _: None))
        finally:
            taking.close()
    finally:
        given.close()


def _copy(given: Engine, taking: Engine, on_progress: Callable[[Progress], None]) -> CopyReport:
    began = perf_counter()
    there = taking.articles.content_hashes()
    hashes = given.articles.content_hashes()
    missing = sorted(article_id for article_id, content_hash in hashes.items() if there.get(article_id) != content_hash)
    passages = done = 0
    for batch in batches(_records(given, missing), _passages_of, _PASSAGES_AT_ONCE):
        taking.writing.put(batch)
        done += len(batch)
        passages += sum(map(_passages_of, batch))
        on_progress(Progress("copying", done, len(missing), batch[-1].article.source))
    _note_source_files(given, taking, sorted(hashes.keys() - set(missing)))
    taking.visits.remember(given.visits.all())
    for name, value in given.settings.all().items():
        taking.settings.set(name, value)
    taking.upkeep.settle(on_progress)
    return CopyReport(done, len(hashes) - len(missing), passages, perf_counter() - began)


def _passages_of(record: ArticleRecord) -> int:
    return len(record.passages)


def _records(given: Engine, article_ids: Sequence[str]) -> Iterator[ArticleRecord]:
    for start in range(0, len(article_ids), _IDS_AT_ONCE):
        yield from given.articles.records(article_ids[start : start + _IDS_AT_ONCE])


def _note_source_files(given: Engine, taking: Engine, article_ids: Sequence[str]) -> None:
    """Where articles that were there already were read last, where that has changed since."""
    ours, theirs = given.articles.original_hashes(), taking.articles.original_hashes()
    changed = [article_id for article_id in article_ids if ours.get(article_id) != theirs.get(article_id)]
    for start in range(0, len(changed), _NOTED_AT_ONCE):
        found = map(given.articles.get, changed[start : start + _NOTED_AT_ONCE])
        taking.writing.note_source_files([article for article in found if article is not None])
