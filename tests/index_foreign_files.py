"""What is not onrecord's own, or no longer, in the places of its files: told in one sentence, and left as it is."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from typer.testing import CliRunner

from index.article import Article
from index.embedded.engine import EmbeddedEngine
from index.errors import LibraryDamaged, LibraryError
from index.library import Library
from tests.toy import ToyEmbedder
from ui.cli import app

ROOT = Path(__file__).parent.parent
WORDS = ("ferry", "bridge")
FERRY = Article("f", "Ferry", "A ferry runs.", "f.txt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "library"
    path.mkdir()
    return path


@pytest.fixture
def filled(folder: Path) -> Path:
    """The folder of a library with one article and its vectors in a file."""
    with Library.open(folder, embedder=ToyEmbedder(WORDS, name="toy")) as library:
        library.add(FERRY)
        library.search("ferry")
    return folder


def empty(path: Path) -> None:
    path.write_bytes(b"")


def another_programs(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE articles (theirs)")
        connection.commit()


def another_programs_with_versions(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
        connection.execute("PRAGMA user_version = 3")
        connection.execute("PRAGMA application_id = 7")
        connection.commit()


def without_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE passing (x)")
        connection.execute("DROP TABLE passing")


def text(path: Path) -> None:
    path.write_text("My notes on the library.\n")


def long_text(path: Path) -> None:
    path.write_text("My notes on the library.\n" * 2_000)


@pytest.mark.parametrize(
    ("make", "kind", "said"),
    [
        (empty, LibraryDamaged, r"library\.sqlite is empty: restore it from a backup, or delete it"),
        (another_programs, LibraryError, r"is a database of some other program: choose another folder"),
        (another_programs_with_versions, LibraryError, r"is a database of some other program: choose another folder"),
        (without_tables, LibraryError, r"is a database of some other program: choose another folder"),
        (text, LibraryDamaged, r"is damaged and cannot be read \(file is not a database\): restore it from a backup"),
        (long_text, LibraryDamaged, r"is damaged and cannot be read \(file is not a database\): restore it"),
    ],
)
@pytest.mark.parametrize("create", [True, False])
def test_a_file_that_is_no_library_is_told_and_left(
    folder: Path, make: Callable[[Path], None], kind: type[LibraryError], said: str, create: bool
) -> None:
    path = folder / "library.sqlite"
    make(path)
    before = path.read_bytes()
    with pytest.raises(kind, match=said):
        Library.open(folder, embedder=ToyEmbedder(WORDS), create=create)
    assert path.read_bytes() == before
    assert [file.name for file in folder.iterdir()] == ["library.sqlite"]


def test_a_folder_of_that_name_is_told_and_left(folder: Path) -> None:
    (folder / "library.sqlite" / "inside").mkdir(parents=True)
    with pytest.raises(LibraryError, match="is a folder, not a library's database: move it away"):
        Library.open(folder, embedder=ToyEmbedder(WORDS))
    assert [path.name for path in folder.rglob("*")] == ["library.sqlite", "inside"]


@pytest.mark.skipif(os.name != "posix", reason="links to nowhere need rights elsewhere")
def test_a_link_to_nowhere_is_told_and_not_followed(folder: Path) -> None:
    (folder / "library.sqlite").symlink_to(folder.parent / "gone")
    with pytest.raises(LibraryError, match=r"cannot be used .*: check that the disk has room, and that you may read"):
        Library.open(folder, embedder=ToyEmbedder(WORDS))
    assert not (folder.parent / "gone").exists()


@pytest.mark.skipif(os.name != "posix", reason="rights are others there")
def test_a_file_that_may_not_be_read_is_told(filled: Path) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\n"
        "from index.embedded.database import Database\nfrom index.errors import LibraryError\n"
        "os.geteuid() or os.setuid(65534)  # the administrator may read everything\n"
        "try: Database(Path(sys.argv[1]), embedder='toy')\nexcept LibraryError as error: print(error)"
    )
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(shutil.copy(filled / "library.sqlite", folder))
        path.chmod(0)
        command = [sys.executable, "-c", code, str(path)]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "cannot be used (unable to open database file): check that" in told.stdout, told.stderr
    assert told.stdout.count("\n") == 1


def test_the_command_tells_it_in_one_sentence(folder: Path) -> None:
    (folder / "library.sqlite").write_bytes(b"")
    outcome = CliRunner().invoke(app, ["list", "--library", str(folder)])
    assert outcome.exit_code != 0
    assert "is empty: restore it from a backup" in " ".join(outcome.output.split())
    assert "Traceback" not in outcome.output


def test_many_may_make_one_library_at_once(folder: Path) -> None:
    def opened(number: int) -> str:
        with closing(EmbeddedEngine(folder, embedder=f"toy {number}")) as engine:
            return engine.embedder

    with ThreadPoolExecutor(8) as threads:
        names = set(threads.map(opened, range(24)))
    assert len(names) == 1, "all of them opened the one that was first"
    assert not list(folder.glob("*.draft"))


SEALS: dict[str, bytes] = {
    "nested lists": b"[" * 100_000 + b"]" * 100_000,
    "lists within a limit": b"[" * 20_000 + b"]" * 20_000,
    "a number": b"5",
    "a list": b'["format", "layout"]',
    "nothing": b"null",
    "no JSON": b"\xff\xfe not JSON",
    "empty": b"",
    "another shape": b'{"vectors": [[0.1, 0.2], [0.3, 0.4]]}',
    "huge": b'{"format": 2, "padding": "' + b"x" * 1_000_000 + b'"}',
}


@pytest.mark.parametrize("content", SEALS.values(), ids=SEALS.keys())
def test_a_foreign_seal_is_told_and_kept_under_another_name(filled: Path, content: bytes) -> None:
    (filled / "vectors.json").write_bytes(content)
    with Library.open(filled, embedder=ToyEmbedder(WORDS, name="toy")) as library:
        assert [hit.article.id for hit in library.search("ferry")] == ["f"]
        (note,) = library.notes
        assert note.startswith("vectors.json was nothing that onrecord had written: it is now ")
        assert "nothing is lost" in note
        assert library.verify().ok
    (kept,) = filled.glob("vectors-set-aside-*.json")
    assert str(kept) in note
    assert kept.read_bytes() == content
    assert json.loads((filled / "vectors.json").read_text())["format"] == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("row", 10**30),
        ("row", "7"),
        ("row", True),
        ("removal", -1),
        ("bytes", 1.5),
        ("stamp", None),
        ("file", "../library.sqlite"),
        ("file", 7),
        ("layout", {"lists": 10**30, "parts": None, "trained_at": 5}),
        ("layout", {"lists": "5", "parts": None, "trained_at": 5}),
        ("layout", [1, 2]),
        ("layout", {"something": "else"}),
    ],
)
def test_a_seal_with_impossible_values_is_not_believed(filled: Path, field: str, value: object) -> None:
    seal = json.loads((filled / "vectors.json").read_text())
    (filled / "vectors.json").write_text(json.dumps({**seal, field: value}))
    with Library.open(filled, embedder=ToyEmbedder(WORDS, name="toy")) as library:
        assert [hit.article.id for hit in library.search("ferry")] == ["f"]
        assert len(library.notes) == 1
        assert library.verify().ok
    assert len(list(filled.glob("vectors-set-aside-*.json"))) == 1


def test_a_folder_in_the_seals_place_is_set_aside(filled: Path) -> None:
    (filled / "vectors.json").unlink()
    (filled / "vectors.json").mkdir()
    (filled / "vectors.json" / "theirs").write_text("mine")
    with Library.open(filled, embedder=ToyEmbedder(WORDS, name="toy")) as library:
        assert [hit.article.id for hit in library.search("ferry")] == ["f"]
    (kept,) = filled.glob("vectors-set-aside-*.json/theirs")
    assert kept.read_text() == "mine"
