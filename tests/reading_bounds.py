"""No file takes anything down: reading is held to bounds, and texts cost what they are long."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from eval.benchmarks.bombs.archives import ARCHIVES, packed
from eval.benchmarks.bombs.bomb import Bomb
from eval.benchmarks.bombs.documents import DOCUMENTS
from eval.benchmarks.bombs.texts import REPEATED, TEXTS
from index.article import Article, Span
from index.chunker import Chunker
from index.library import Library
from index.reading import Skipped, bounds, read_source
from index.reading.answers import packed as packed_answer
from index.reading.answers import receive
from index.reading.bounds import Bounds, memory_of
from index.reading.furniture import find_furniture
from index.reading.head import read_head
from index.reading.jobs import Job
from index.reading.original import Original
from index.reading.process import ReadingProcess
from index.reading.watching import Watch
from index.searchable_text import searchable_text, searchable_texts
from index.sentences import sentence_spans, unwrapped
from qa.dates.finding import find_dates
from tests.toy import ToyEmbedder

MIB = 1024 * 1024
GOOD = "Harbour pilots vote to strike\n\nPilots at Tarn voted on Monday to strike for a week, their union said.\n"
CASES = {bomb.name: bomb for bomb in (*ARCHIVES, *DOCUMENTS, *TEXTS)}
SLOW = frozenset(
    "members.zip letters.txt.gz long.txt.gz lines.txt.gz name.tar.gz forms.pdf pages.pdf texts.pdf rows.docx "
    "tables.docx letters.docx counts.odt parts.eml boundaries.eml wrong.jsonl line.jsonl.gz columns.csv runs.parquet "
    "nulls.parquet rows.csv.gz sentences.parquet deep.html tables.html links.html paragraphs.html attributes.html "
    "items.rss.gz names.rss lists.md blank.txt".split()
)
"""These take seconds each: some have their own tests here, and `python -m eval.benchmarks.bombs` reads them all."""


def written(bomb: Bomb, folder: Path) -> Path:
    path = folder / bomb.name
    path.write_bytes(bomb.content())
    return path


def job(path: Path, **limits: int) -> Job:
    asked = Job.of(Original.at(path), None)
    return replace(asked, bounds=replace(asked.bounds, **limits))


@pytest.fixture
def process() -> Iterator[ReadingProcess]:
    process = ReadingProcess()
    yield process
    process.discard()


def test_there_are_bombs_of_all_formats() -> None:
    assert len(CASES) == len((*ARCHIVES, *DOCUMENTS, *TEXTS)) >= 80
    assert {name.partition(".")[2] for name in CASES} >= {
        "zip", "tar", "txt.gz", "pdf", "docx", "odt", "epub", "eml", "json", "jsonl", "csv", "parquet", "html", "rss",
        "md", "txt",
    }  # fmt: skip
    assert CASES.keys() > SLOW


@pytest.mark.parametrize("name", sorted(CASES.keys() - SLOW))
def test_bombs_are_read_or_refused(name: str, tmp_path: Path) -> None:
    path = written(CASES[name], tmp_path)
    assert path.stat().st_size < 2 * MIB
    found = list(read_source(path))
    told = [one.reason for one in found if isinstance(one, Skipped)]
    assert found
    assert sum(len(one.text) for one in found if isinstance(one, Article)) <= Bounds.of(path.stat().st_size).characters
    assert all("\n" not in reason and "stumbled" not in reason and len(reason) < 600 for reason in told)


def test_the_good_files_beside_them_are_stored(tmp_path: Path) -> None:
    folder = tmp_path / "bombs"
    folder.mkdir()
    bombs = ("forms.pdf", "chapters.epub", "nul.eml", "digits.odt", "lying.zip", "deep.docx", "laughs.rss")
    for name in bombs:
        written(CASES[name], folder)
        (folder / f"{name}.good.txt").write_text(f"{GOOD}{name} lies beside it.\n")
    with Library.open(tmp_path / "library", embedder=ToyEmbedder(("harbour",))) as library:
        report = library.add(folder)
        sources = {Path(article.source).name for article in library.articles()}
    assert sources == {f"{name}.good.txt" for name in bombs} | {"chapters.epub", "nul.eml", "digits.odt"}
    assert len(report.skipped) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows holds no process to such bounds")
def test_more_time_than_a_file_may_take_is_that_files_skip(process: ReadingProcess, tmp_path: Path) -> None:
    pages = written(CASES["pages.pdf"], tmp_path)
    (told,) = process.read(job(pages, seconds=1))
    assert told == Skipped(
        str(pages),
        f"{pages} was left out, as reading it took more than 1 s of processor time: split it, or save its text as a "
        ".txt file and add that",
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux holds a process to so much memory")
@pytest.mark.parametrize("name", ["letters.txt.gz", "forms.pdf"])
def test_more_memory_than_a_file_may_take_is_that_files_skip(
    name: str, process: ReadingProcess, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(packed(b"a" * MIB, 200) if name.endswith(".gz") else CASES[name].content())
    (told,) = process.read(job(path, memory=300 * MIB))
    assert isinstance(told, Skipped)
    assert "300 MiB of memory" in told.reason
    good = tmp_path / "good.txt"
    good.write_text(GOOD)
    assert [type(one) for one in process.read(job(good))] == [Article]


def test_more_text_than_a_file_of_its_size_can_hold_is_left_out(tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv.gz"
    rows.write_bytes(packed(b"title,text\n", 1) + packed(b"a," + b"b" * 998 + b"\n", 2_000))
    size = rows.stat().st_size
    *articles, told = read_source(rows)
    assert 500 < len(articles) < Bounds.of(size).characters // 1_000
    assert all(isinstance(one, Article) for one in articles)
    assert isinstance(told, Skipped)
    left = f"was left after {len(articles):,} articles, as it would become more than {Bounds.of(size).characters:,} "
    assert left in told.reason


def test_an_article_longer_than_any_book_is_told_with_its_length(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("A headline\n\n" + "The harbour is open. " * 500_000)
    (told,) = read_source(path)
    assert isinstance(told, Skipped)
    assert told.reason.startswith(f"{path} holds 10,500,")
    assert told.reason.endswith("characters, and an article may hold 10,000,000: split it and add the parts")


def test_of_many_wrong_records_the_first_are_told_and_then_the_number(tmp_path: Path) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text('{"title": "a", "text": "b"}\n' + "1\n" * 12_000 + '{"title": "c", "text": "d"}\n')
    found = list(read_source(path))
    assert sum(isinstance(one, Article) for one in found) == 2
    assert sum(isinstance(one, Skipped) for one in found) == 10_000 + 1
    assert found[-1] == Skipped(str(path), f"{path}: 2,000 more of what it holds gave no article: mend it")


def test_what_a_reader_stumbles_over_is_that_files_skip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from index.reading import files

    def stumble(*_: object) -> None:
        raise KeyError("a library's own")

    monkeypatch.setattr(files, "_read_text", stumble)
    path = tmp_path / "a.txt"
    path.write_text(GOOD)
    (told,) = files.read_file(Original.at(path))
    assert isinstance(told, Skipped)
    assert told.reason.startswith(f"{path} was left where its reader stumbled over it (KeyError): ")


def test_a_process_that_a_file_ends_is_told_and_replaced(process: ReadingProcess, tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text(GOOD)
    assert [type(one) for one in process.read(job(good))] == [Article]
    slow = process.read(job(written(CASES["rows.csv.gz"], tmp_path), characters=10**9))
    assert isinstance(next(slow), Article)
    process._running.process.kill()
    *articles, told = slow
    assert isinstance(told, Skipped)
    assert f"was left after {len(articles) + 1:,} article" in told.reason
    assert "as it ended the process that read it" in told.reason
    assert [type(one) for one in process.read(job(good))] == [Article]


def test_a_process_that_ended_while_idle_is_no_files_fault(process: ReadingProcess, tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text(GOOD)
    list(process.read(job(good)))
    process._running.process.kill()
    process._running.process.wait()
    assert [type(one) for one in process.read(job(good))] == [Article]


def test_whoever_stops_asking_leaves_no_process_behind_and_no_file(process: ReadingProcess, tmp_path: Path) -> None:
    reading = process.read(job(written(CASES["rows.csv.gz"], tmp_path)))
    next(reading)
    running = process._running
    assert Path(running.folder).is_dir()
    reading.close()
    assert running.process.returncode is not None
    assert not Path(running.folder).exists()


def _waiting(code: str) -> subprocess.Popen[bytes]:
    waiting = subprocess.Popen(
        [sys.executable, "-c", f"{code}\nprint(flush=True)\nimport time; time.sleep(60)"], stdout=-1
    )
    waiting.stdout.readline()
    return waiting


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell")
@pytest.mark.parametrize("processes", ["/proc", "/nowhere"], ids=["proc", "ps"])
def test_the_watch_ends_what_holds_too_much_memory(processes: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "_PROCESSES", Path(processes))
    with _waiting("held = b'a' * 200_000_000") as large:
        assert 200_000_000 < (memory_of(large.pid) or 0) < 260_000_000
        watch = Watch(large)
        with watch.over(Bounds(seconds=60, memory=100 * MIB, characters=1)):
            large.wait(timeout=20)
        watch.close()
    assert watch.ended_for == "reading it took more than 100 MiB of memory"


def test_the_watch_ends_what_says_nothing_for_too_long() -> None:
    with _waiting("pass") as silent:
        watch = Watch(silent)
        with watch.over(Bounds(seconds=0, memory=100 * MIB, characters=1)):
            silent.wait(timeout=20)
        watch.close()
    assert watch.ended_for == "nothing came of it for 0 s"


def test_the_watch_leaves_alone_what_nothing_is_awaited_of() -> None:
    with _waiting("pass") as idle:
        watch = Watch(idle)
        with watch.over(Bounds(seconds=60, memory=1000 * MIB, characters=1)):
            pass
        time.sleep(0.5)
        assert idle.poll() is None
        watch.close()
        idle.kill()


def test_nothing_but_what_was_found_is_made_of_an_answer() -> None:
    import io
    import pickle

    class Harm:
        def __reduce__(self) -> tuple[object, ...]:
            return os.system, ("true",)

    for harm in (pickle.dumps(Harm()), pickle.dumps("words"), packed_answer(Skipped("a", "b"))[:-3]):
        with pytest.raises((pickle.UnpicklingError, EOFError)):
            receive(io.BytesIO(len(harm).to_bytes(4, "big") + harm))
    with pytest.raises(pickle.UnpicklingError):
        receive(io.BytesIO(b"\xff\xff\xff\xff"))


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_the_process_that_reads_ends_with_the_one_that_asked(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD)
    code = (
        "import sys, time; from index.reading import read_source, workers; list(read_source(sys.argv[1])); "
        "running = workers._idle._kept._running; print(running.process.pid, running.folder, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "good.txt")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]) as asking:
        pid, folder = asking.stdout.readline().split()
        assert Path(folder).is_dir()
        asking.send_signal(signal.SIGKILL)
    for _ in range(100):
        if not Path(folder).exists() and memory_of(int(pid)) in (None, 0):
            return
        time.sleep(0.1)
    raise AssertionError("it is still there")


def count(text: str) -> int:
    return len(text) // 4 + 1


TEXT_WORK: dict[str, Callable[[str], object]] = {
    "sentences": sentence_spans,
    "unwrapping": unwrapped.__wrapped__,
    "cutting": lambda text: Chunker(count).passages(Article(id="a", title="t", text=f"{text}a", source="s")),
    "dates": lambda text: find_dates(text, date(2024, 3, 22)),
    "head": read_head,
    "furniture": lambda text: find_furniture("t", f"{text}a"),
}


def test_the_own_words_of_all_passages_are_those_of_each() -> None:
    text = "".join(f"Line {number} is here.\n" for number in range(300))
    for furniture in (
        (),
        tuple(Span(at, at + 15) for at in range(0, 4_000, 40)),
        (Span(90, 400), Span(100, 120), Span(0, 5)),
    ):
        article = Article(id="a", title="t", text=text, source="s", furniture=furniture)
        passages = Chunker(count).passages(article)
        assert len(passages) > 5
        assert searchable_texts(article, passages) == [searchable_text(article, passage) for passage in passages]


@pytest.mark.parametrize("work", TEXT_WORK)
def test_twice_the_text_takes_less_than_three_times_as_long(work: str) -> None:
    for name, unit in {**REPEATED, "words": "word ", "lines": "- a\n", "letters": "a"}.items():
        times = 100
        while (before := _seconds(work, unit * times)) < 0.01 and times < 25_000:
            times *= 2
        before = max(before, 0.01, *(_seconds(work, unit * times) for _ in range(2)))
        # doubled thrice: 8 times as long where it grows with the text, 64 times where with its square; a single run is
        # up or down by half and more, so the quickest of some is taken
        after = _seconds(work, unit * 8 * times)
        for _ in range(2):
            if after >= 3**3 * before:
                after = min(after, _seconds(work, unit * 8 * times))
        assert after < 3**3 * before, (name, times, before, after)


def _seconds(work: str, text: str) -> float:
    began = time.process_time()
    TEXT_WORK[work](text)
    return time.process_time() - began
