"""Adding many: read by several processes, stopped and killed and taken up again, tried without writing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest

from index.article import Article
from index.embedding.embedder import DEFAULT_MODEL
from index.engine import Filters
from index.library import Library
from index.reading import Skipped, read_source, workers
from index.reading.jobs import Job
from tests.toy import ToyEmbedder
from tests.ui_cli import WORDS, onrecord

ROOT = Path(__file__).parent.parent
COMMAND = """
import sys, time
import index.library
from tests.toy import ToyEmbedder

class Slow(ToyEmbedder):
    def embed_passages(self, texts):
        time.sleep(0.1)
        return super().embed_passages(texts)

index.library.load_embedder = lambda name: Slow(("bridge", "harbour", "nurses", "strike"), name=name)
from ui.cli import main
main()
"""


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    """150 files of two passages and more, one of them broken, one a table of records."""
    folder = tmp_path / "pile"
    folder.mkdir()
    for number in range(148):
        lines = "\n\n".join(f"The bridge {number} is shut in part {part}, they said." for part in range(60))
        (folder / f"a{number:03}.txt").write_text(f"Bridge {number} shut\n\n{lines}\n")
    (folder / "a050.html").write_text("<html><body></body></html>")
    (folder / "b.csv").write_text("title,text\n" + "".join(f"T{row},The harbour {row} is open.\n" for row in range(20)))
    return folder


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy embedder in the default model's place."""
    monkeypatch.setattr("index.library.load_embedder", lambda name: ToyEmbedder(WORDS, name=name))


def contents(folder: Path) -> list[tuple[object, ...]]:
    """Everything that a library holds, but for the numbers of its rows."""
    with Library.open(folder, embedder=ToyEmbedder(WORDS, name=DEFAULT_MODEL), create=False) as library:
        assert library.verify().problems == ()
        held: list[tuple[object, ...]] = [
            (article, tuple(library.passages(article.id))) for article in library.articles(Filters())
        ]
        held.append(tuple((hit.passage.id, hit.rank, hit.score) for hit in library.search("bridge strike", top_k=40)))
        return held


def adding(pile: Path, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "add", str(pile), "--library", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_articles(folder: Path, count: int) -> int:
    """How many there are, once there are more than `count`."""
    for _ in range(600):
        if (folder / "library.sqlite").exists():
            with Library.open(folder, embedder=ToyEmbedder(WORDS, name=DEFAULT_MODEL)) as library:
                held = library.contents().articles
            if held > count:
                return held
        time.sleep(0.05)
    raise AssertionError("nothing was added within half a minute")


def test_several_processes_read_what_one_reads_in_the_same_order(pile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_cores", lambda: 3)
    together = list(read_source(pile))
    monkeypatch.setattr(workers, "_cores", lambda: 1)
    assert together == list(read_source(pile))
    assert [type(one) for one in together].count(Skipped) == 1
    assert len(together) == 148 + 1 + 20


def test_large_files_of_many_records_are_read_a_record_at_a_time(pile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[Path] = []
    submitted = workers.Workers.submitted

    def noted(pool: workers.Workers, job: Job) -> Job | Future[workers.Items]:
        found = submitted(pool, job)
        if isinstance(found, Future):
            handed.append(job.original.path)
        return found

    monkeypatch.setattr(workers, "_cores", lambda: 2)
    monkeypatch.setattr(workers.Workers, "submitted", noted)
    with (pile / "c.jsonl").open("w") as file:
        for number in range(1_000):
            file.write(json.dumps({"title": f"T{number}", "text": "The harbour is open. " * 200}) + "\n")
    assert sum(isinstance(one, Article) for one in read_source(pile)) == 148 + 20 + 1_000
    assert [path.name for path in handed if path.suffix != ".txt"] == ["a050.html", "b.csv"]


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_interrupted_and_killed_and_completed_it_is_the_same_library(pile: Path, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    undisturbed = adding(pile, whole)
    undisturbed.communicate(timeout=60)
    assert undisturbed.returncode == 1  # one file was skipped

    first = adding(pile, broken)
    wait_for_articles(broken, 0)
    first.send_signal(signal.SIGINT)
    _, told = first.communicate(timeout=30)
    assert first.returncode == 130
    lines = told.splitlines()
    assert lines[-1] == "Interrupted."
    kept = wait_for_articles(broken, 0)
    assert 0 < kept < 168
    assert lines[-2] == f"{kept} new articles kept, {kept} in the library: the same command adds the rest."

    second = adding(pile, broken)
    wait_for_articles(broken, kept)
    second.kill()
    second.communicate(timeout=30)
    assert second.returncode == -signal.SIGKILL
    assert kept < wait_for_articles(broken, kept) < 168

    third = adding(pile, broken)
    printed, _ = third.communicate(timeout=60)
    assert third.returncode == 1
    assert "unchanged, 1 skipped" in printed
    assert contents(broken) == contents(whole)


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    toys: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pile = tmp_path / "pile"
    pile.mkdir()
    (pile / "one.txt").write_text("Headline one\n\nThe bridge is shut.\n")
    (pile / "empty.txt").write_text("")
    tried = onrecord("add", pile, "--dry-run")
    assert (tried.code, tried.out) == (
        1,
        "1 article would be added, 1 skipped.\n",
    )
    assert not (tmp_path / "default-library").exists()

    onrecord("add", pile)
    before = (tmp_path / "default-library" / "library.sqlite").read_bytes()
    monkeypatch.setattr("index.library.load_embedder", _no_model)
    (pile / "one.txt").write_text("Headline one\n\nThe bridge is open.\n")
    (pile / "two.txt").write_text("Headline two\n\nThe harbour is open.\n")
    (pile / "empty.txt").unlink()
    tried = onrecord("add", pile, "--dry-run", "--json")
    assert [len(tried.json[name]) for name in ("added", "updated", "unchanged", "skipped")] == [1, 1, 0, 0]
    assert tried.json["passages"] == 0
    assert (tmp_path / "default-library" / "library.sqlite").read_bytes() == before


def _no_model(name: str) -> None:
    raise AssertionError("a dry run needs no model")


def test_what_was_skipped_is_reported_a_line_each(toys: None, tmp_path: Path) -> None:
    for number in range(25):
        (tmp_path / f"{number:02}.txt").write_text("")
    outcome = onrecord("add", *sorted(tmp_path.glob("*.txt")), "--report", tmp_path / "skipped.jsonl")
    assert outcome.code == 1
    lines = outcome.err.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "… and 5 more were skipped: --report FILE lists them all."
    records = [json.loads(line) for line in (tmp_path / "skipped.jsonl").read_text().splitlines()]
    assert len(records) == 25
    assert records[0] == {
        "source": str(tmp_path / "00.txt"),
        "reason": f"{tmp_path / '00.txt'} is empty: put the article's text into it and add it again",
    }
    unwritable = onrecord("add", tmp_path / "00.txt", "--report", tmp_path / "no" / "file")
    assert "cannot be written" in unwritable.err


def test_vectors_do_not_depend_on_interruptions(tmp_path: Path) -> None:
    articles = [Article(f"a{n}", f"T{n}", f"The bridge {n} strike.", f"{n}.txt") for n in range(4)]
    with Library.open(tmp_path / "one", embedder=ToyEmbedder(WORDS)) as one:
        one.add(*articles)
        expected = one.search("bridge")
    with Library.open(tmp_path / "two", embedder=ToyEmbedder(WORDS)) as two:
        two.add(*articles[:2])
        two.add(*articles)
        found = two.search("bridge")
    assert [hit.article.id for hit in found] == [hit.article.id for hit in expected]
    assert np.allclose([hit.score for hit in found], [hit.score for hit in expected])
