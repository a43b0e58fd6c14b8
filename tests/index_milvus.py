"""What only a library in Milvus has: addresses, errors, and writes that an interruption cuts anywhere."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.article import Article, Span
from index.engine import Contents, Filters
from index.errors import EmbedderMismatch, LibraryBusy, LibraryError, LibraryNotFound
from index.library import Library
from index.milvus.address import MilvusAddress, is_milvus, parse_address
from tests.toy import ToyEmbedder

pymilvus = pytest.importorskip("pymilvus", reason="pip install 'onrecord[milvus]'")
pytest.importorskip("milvus_lite", reason="pip install 'onrecord[milvus]'")

WORDS = ("bridge", "ferry", "herring", "strike")
LONG = "\n\n".join(f"The bridge is shut for the {number}th day, and a ferry runs." for number in range(40))
OLD = Article("b", "Bridge shut", LONG, "b.txt", outlet="Wire", author="Ann Ames", published=date(2025, 3, 4))
NEW = replace(OLD, text=LONG.replace("bridge", "herring"), author="Bo Berg")
OTHER = Article("f", "Ferry", "A ferry runs.", "f.txt")
WRITES = ("insert", "upsert", "delete")


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"milvus://{tmp_path}/library.db"


def opened(address: str) -> Library:
    return Library.open(address, embedder=ToyEmbedder(WORDS))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("milvus://host/newsroom", MilvusAddress("newsroom", "http://host:19530")),
        (
            "milvus://host:1234/paper/newsroom?tls=1&shards=8&replicas=2&index=diskann",
            MilvusAddress("newsroom", "https://host:1234", None, "paper", "DISKANN", 8, 2),
        ),
        ("milvus://[::1]/n", MilvusAddress("n", "http://[::1]:19530")),
        ("milvus:///home/me/news%20room.db", MilvusAddress("library", file=Path("/home/me/news room.db"))),
        ("milvus://./newsroom", MilvusAddress("library", file=Path("./newsroom.db"))),
    ],
)
def test_addresses(written: str, meant: MilvusAddress) -> None:
    assert is_milvus(written)
    assert parse_address(written) == meant


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("milvus://host", "names no library"),
        ("milvus://host/a-b", "letters, digits and underscores"),
        ("milvus://host/a/b/c", "names no library"),
        ("milvus://host:x/a", "a number is none"),
        ("milvus://host/a?shards=none", "a number is none"),
        ("milvus://host/a?colour=red", "asks for colour"),
        ("milvus://host/a?index=best", "choose one of FLAT, HNSW"),
        ("milvus://me:secret@host/a", "ONRECORD_MILVUS_TOKEN"),
        ("milvus:///", "names no file"),
    ],
)
def test_what_is_no_address_is_told(written: str, said: str) -> None:
    with pytest.raises(LibraryError, match=said) as told:
        Library.open(written)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("path", ["newsroom", "/home/milvus:/x", "C:\\milvus"])
def test_a_folder_is_no_address(path: str) -> None:
    assert not is_milvus(path)


def test_a_server_that_does_not_answer_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.milvus.connection._SECONDS", 1)
    with pytest.raises(LibraryError, match=r"Milvus cannot be reached for milvus://127.0.0.1:9/newsroom: check that"):
        Library.open("milvus://127.0.0.1:9/newsroom")


def test_without_pymilvus_it_says_what_to_install(address: str) -> None:
    code = (
        "import sys; sys.modules['pymilvus'] = None\n"
        "from index.errors import LibraryError; from index.library import Library\n"
        f"try: Library.open({address!r})\n"
        "except LibraryError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "a library in Milvus needs pymilvus, which is not installed: pip install 'onrecord[milvus]'\n"


def test_pymilvus_is_imported_only_for_milvus(tmp_path: Path) -> None:
    code = f"import sys; from index.library import Library; Library.open({str(tmp_path)!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pymilvus", "milvus_lite", "grpc", "pandas"} & set(loaded)


def test_opening_what_is_not_there(address: str, tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFound, match="onrecord add"):
        Library.open(address, create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_another_process_has_open_is_told(address: str) -> None:
    code = f"import sys; from index.library import Library\nLibrary.open({address!r})"
    with opened(address):
        asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert LibraryBusy.__name__ in asked.stderr
    assert "serves one process at a time" in asked.stderr
    with opened(address) as again:
        assert again.contents().articles == 0


def test_nothing_of_an_article_or_a_name_reaches_an_expression(address: str) -> None:
    nasty = 'a" or id != "" or "\\'
    article = Article(nasty, f"{nasty}\n\0\udcff{{x}}", f"The strike. {nasty}", f"/{nasty}", outlet=nasty, author=nasty)
    with opened(address) as library:
        library.add(article, OTHER)
        assert library.article(nasty) == article
        for filters in (Filters(article_ids=(nasty,)), Filters(sources=(nasty,)), Filters(authors=(nasty,))):
            assert [hit.article.id for hit in library.search("ferry", filters=filters)] == [nasty]
        for filters in (Filters(article_ids=('"] or id != ""',)), Filters(authors=("%",)), Filters(sources=("_%",))):
            assert library.search("ferry", filters=filters) == []
        assert library.document_frequencies(['strike")', "f'", "ferry or bridge", "", "🙂"]) == {
            'strike")': 1, "f'": 0, "ferry or bridge": 0, "": 0, "🙂": 0,
        }  # fmt: skip
        library.remove(nasty)
        assert [one.id for one in library.articles()] == ["f"]


def test_texts_longer_than_a_field_of_milvus(address: str) -> None:
    spaces = "Ferry.\n" + " " * 150_000 + "Bridge."
    many = "".join(f"Line {number}.\n\n" for number in range(9_000))
    spans = tuple(Span(start, start + 4) for start in range(0, len(many) - 10, 11))
    long = Article("s" * 3_000, "T" * 70_000, spaces, "s.txt", author="é" * 70_000)
    with opened(address) as library:
        library.add(long, Article("m", "Many", many, "m.txt", furniture=spans))
        assert library.article(long.id) == long
        assert library.article("m").furniture == spans
        assert library.search("bridge", filters=Filters(authors=("ÉÉ",)))[0].article.id == long.id
        assert library.verify().ok


def watched(monkeypatch: pytest.MonkeyPatch, before: Callable[[int], None]) -> None:
    """Call `before` with its number ahead of each write that reaches Milvus."""
    number = 0

    def wrapped(name: str) -> Callable[..., Any]:
        write = getattr(pymilvus.MilvusClient, name)

        def call(*given: Any, **named: Any) -> Any:
            nonlocal number
            number += 1
            before(number)
            return write(*given, **named)

        return call

    for name in WRITES:
        monkeypatch.setattr(pymilvus.MilvusClient, name, wrapped(name))


class Cut(BaseException):
    """The process ends here."""


def cut_after(address: str, writes: int, change: Callable[[Library], object]) -> bool:
    """Whether the change was cut before its write of that number. Nothing is tidied up, as when a process dies."""
    with pytest.MonkeyPatch.context() as patch:

        def before(number: int) -> None:
            if number > writes:
                raise Cut

        with opened(address) as library:
            watched(patch, before)
            try:
                change(library)
            except Cut:
                return True
            return False


def moments() -> Iterator[int]:
    yield from range(30)


CHANGES: dict[str, tuple[Callable[[Library], object], Article | None, Article | None]] = {
    "an addition": (lambda library: library.add(NEW), None, NEW),
    "an update": (lambda library: library.add(NEW), OLD, NEW),
    "a removal": (lambda library: library.remove("b"), OLD, None),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_cut_before_any_write_an_article_is_there_wholly_or_not_at_all(tmp_path: Path, change: str) -> None:
    does, before, after = CHANGES[change]
    seen = []
    for writes in moments():
        address = f"milvus://{tmp_path}/{writes}.db"
        with opened(address) as library:
            library.add(*filter(None, (before, OTHER)))
        was_cut = cut_after(address, writes, does)
        with opened(address) as library:
            held = next((article for article in library.articles() if article.id == "b"), None)
            assert held in (before, after)
            assert {hit.article for hit in library.search("bridge herring") if hit.article.id == "b"} == set(
                filter(None, (held,))
            )
            report = library.verify()  # the opening has cleaned up: not a passage is left over
            assert report.problems == ()
            if was_cut and change != "a removal":
                does(library)
                assert library.article("b") == after
            assert library.verify().ok
        seen.append(held == after)
        if not was_cut:
            break
    assert not was_cut
    assert seen == sorted(seen), "once it is there, it stays"
    assert len(seen) >= 4


ADDING = """
import sys
from index.article import Article
from index.library import Library
from tests.index_milvus import pile
from tests.toy import ToyEmbedder

with Library.open(sys.argv[1], embedder=ToyEmbedder(("bridge", "ferry"))) as library:
    print("ready", flush=True)
    for article in pile():
        library.add(article)
print("done", flush=True)
"""


def pile() -> list[Article]:
    texts = [
        "\n\n".join(f"The bridge of {number} was shut in part {part}." for part in range(60)) for number in range(60)
    ]
    return [Article(f"a{number:02}", "Bridge", text, f"{number}") for number, text in enumerate(texts)]


def test_killed_at_random_moments(address: str) -> None:
    moments = random.Random(2025)
    held = 0
    for _ in range(3):
        command = [sys.executable, "-c", ADDING, address]
        root = Path(__file__).parent.parent
        adding = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert adding.stdout is not None
        assert adding.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0, 0.8))
        adding.kill()
        adding.communicate()
        with Library.open(address, embedder=ToyEmbedder(("bridge", "ferry"))) as library:
            report = library.verify()
            assert report.problems == ()
            assert report.articles >= held, "an article that was finished is gone"
            held = report.articles
    with Library.open(address, embedder=ToyEmbedder(("bridge", "ferry"))) as library:
        assert len(library.add(*pile()).added) == 60 - held
        assert library.articles() == sorted(pile(), key=lambda article: article.id)
        assert library.verify().ok


def test_a_reader_sees_the_old_or_the_new_and_no_mixture(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(address) as library, opened(address) as reader:
        library.add(OLD, OTHER)
        seen: list[Article] = []

        def look(number: int) -> None:
            hits = reader.search("bridge herring ferry", top_k=50)
            (article,) = {hit.article for hit in hits if hit.article.id == "b"}
            passages = reader.passages("b")
            assert "".join(passage.text for passage in passages) == reader.article("b").text == article.text
            assert {hit.passage for hit in hits if hit.article.id == "b"} == set(passages)
            seen.append(article)

        watched(monkeypatch, look)
        library.add(NEW)
        look(0)
    assert seen == sorted(seen, key=lambda article: article == NEW)
    assert {OLD.content_hash, NEW.content_hash} == {article.content_hash for article in seen}


def test_verify_takes_no_write_that_is_under_way_for_damage(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(address) as library, opened(address) as reader:
        library.add(OLD, OTHER)
        told: list[str] = []
        moments = []

        def look(number: int) -> None:
            report = reader.verify()
            told.extend(report.problems)
            moments.append(report.moment)

        watched(monkeypatch, look)
        library.add(NEW)
        library.remove("f")
        assert len(moments) >= 8, "before each of the writes"
        assert moments == sorted(moments)
        assert told == []


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a library on a server: milvus-lite's own, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "milvus_lite.cmdline", "server", "--data-dir", str(tmp_path / "server")]
    serving = subprocess.Popen([*command, "--host", "127.0.0.1", "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"milvus://127.0.0.1:{port}/newsroom"
    finally:
        serving.terminate()
        serving.wait()


def test_two_clients_of_a_server(server: str) -> None:
    with opened(f"{server}?shards=2") as one, opened(server) as other:
        one.add(OLD, OTHER)
        assert other.articles() == [OLD, OTHER]
        assert other.search("ferry")[0].article == OTHER
        other.add(NEW)
        assert one.article("b") == NEW
        assert {hit.article for hit in one.search("bridge", top_k=50)} == {NEW, OTHER}
        assert one.document_frequencies(["ferries"]) == {"ferries": one.contents().passages}
        one.set_setting("calibration", "0.5")
        assert (other.setting("calibration"), other.path, other.bytes_on_disk()) == ("0.5", None, None)
        one.reembed(ToyEmbedder(("ferry",), name="other"))
        with pytest.raises(EmbedderMismatch, match=f"the library in {server} now has vectors of other"):
            other.search("ferry")
        assert one.verify().ok
    with pytest.raises(LibraryNotFound, match="there is no library at"):
        Library.open(f"{server}_of_nobody", create=False)


def test_another_writers_unfinished_write_is_left_to_it_for_a_while(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(server) as library:
        library.add(OTHER)
    assert cut_after(server, 2, lambda library: library.add(NEW))
    with opened(server) as library:
        assert [article.id for article in library.articles()] == ["f"]
        assert library.contents() == Contents(1, 1)
        library.add(OLD)
    monkeypatch.setattr("index.milvus.writing._ABANDONED_SECONDS", 0)
    with opened(server) as library:
        assert library.verify().problems == ()
        assert library.contents().passages == len(library.passages("b")) + 1


def test_a_writer_that_stood_still_for_too_long_does_not_finish(address: str) -> None:
    with opened(address) as library, pytest.MonkeyPatch.context() as patch:
        library.add(OTHER)

        def another_cleans_up(number: int) -> None:
            if number == 3:  # the passages are in, the article is not
                patch.undo()
                opened(address).close()

        watched(patch, another_cleans_up)
        with pytest.raises(LibraryBusy, match="took it for dead"):
            library.add(NEW)
        assert [article.id for article in library.articles()] == ["f"]
        assert library.verify().problems == ()


def test_a_reembedding_that_dies_leaves_the_library_as_it_was(address: str) -> None:
    with opened(address) as library:
        library.add(OLD, OTHER)
        before = library.search("ferry")
    for writes in range(2):  # the passages, the state
        assert cut_after(address, writes, lambda library: library.reembed(ToyEmbedder(("ferry",), name="other")))
        with opened(address) as library:
            assert library.search("ferry") == before
            assert library.verify().ok


def test_passages_of_a_write_under_way_take_nobodys_place(address: str) -> None:
    many = [Article(f"a{number:03}", "Strike", f"The strike of {number}.", f"{number}") for number in range(150)]
    with opened(address) as library:
        library.add(OTHER, Article("z", "Z", "The strike of the ferry.", "z"))
    assert cut_after(address, 2, lambda library: library.add(*many))  # passages are in, their articles are not
    with Library.open(address, embedder=ToyEmbedder(WORDS)) as library:
        assert [hit.article.id for hit in library.search("strike", top_k=5)] == ["z", "f"]
