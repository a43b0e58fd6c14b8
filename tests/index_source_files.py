"""A library knows the files that its articles came from, and says when they are no longer what was read."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from index.article import Article
from index.library import Library
from index.source_files import source_file
from tests.conftest import Place
from tests.documents import page, zip_of
from tests.toy import ToyEmbedder

BODY = "The bridge is shut, the harbour master said on Friday.\n\nThe ferry runs all night until it opens again.\n"


@pytest.fixture
def embedder() -> ToyEmbedder:
    return ToyEmbedder(("bridge", "ferry"))


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(BODY, encoding="utf-8")
    (folder / "b.jsonl").write_text('{"text": "One ferry."}\n{"text": "Two ferries."}\n', encoding="utf-8")
    (folder / "c#1.html").write_text(page(), encoding="utf-8")
    zip_of(folder / "d.zip", {"e.txt": BODY.encode() + b"More.\n"})
    return folder


def test_verify_tells_of_files_that_changed_or_are_gone(place: Place, news: Path, embedder: ToyEmbedder) -> None:
    with Library.open(place, embedder=embedder) as library:
        library.add(news)
        assert library.verify().originals == ()
        hashes = {Path(article.source).name: article.original_hash for article in library.articles()}
        assert hashes["a.txt"] == hashlib.sha256(BODY.encode()).hexdigest()

        (news / "a.txt").write_text(BODY + "More.\n", encoding="utf-8")
        (news / "b.jsonl").write_text('{"text": "One ferry."}\n', encoding="utf-8")
        (news / "c#1.html").unlink()
        (news / "d.zip").unlink()
        report = library.verify()
        assert report.ok
        assert set(report.originals) == {
            f"{news}/a.txt has changed since it was read: add it again to bring the library up to date",
            f"{news}/b.jsonl has changed since it was read: add it again to bring the library up to date",
            f"{news}/c#1.html is gone or cannot be read: its articles stay in the library, but cannot be compared "
            "with it",
            f"{news}/d.zip is gone or cannot be read: its articles stay in the library, but cannot be compared with it",
        }
        library.add(news)
        assert [said for said in library.verify().originals if "changed" in said] == [
            f"{news}/b.jsonl has changed since it was read: add it again to bring the library up to date",
        ]  # its second record is no longer in it


def test_a_file_that_changed_without_its_article_is_noted(place: Place, news: Path, embedder: ToyEmbedder) -> None:
    with Library.open(place, embedder=embedder) as library:
        library.add(news / "c#1.html")
        (news / "c#1.html").write_text(page().replace("</body>", "<!-- changed --></body>"), encoding="utf-8")
        assert len(library.verify().originals) == 1
        embedded = len(embedder.embedded)
        assert len(library.add(news / "c#1.html").unchanged) == 1
        assert library.verify().originals == ()
        assert len(embedder.embedded) == embedded


def test_a_moved_file_is_followed(tmp_path: Path, place: Place, news: Path, embedder: ToyEmbedder) -> None:
    with Library.open(place, embedder=embedder) as library:
        (added,) = library.add(news / "a.txt").added
        moved = tmp_path / "a.txt"
        (news / "a.txt").rename(moved)
        assert library.add(moved).unchanged == (added,)
        assert library.article(added).source == str(moved)
        assert library.verify().originals == ()


def test_an_older_library_is_brought_up_to_date(tmp_path: Path, news: Path, embedder: ToyEmbedder) -> None:
    with Library.open(tmp_path / "library", embedder=embedder) as library:
        library.add(news / "a.txt")
        before = library.articles()[0]
    connection = sqlite3.connect(tmp_path / "library" / "library.sqlite")
    for column in ("published_at", "page_starts", "first_line", "original_hash"):
        connection.execute(f"ALTER TABLE articles DROP COLUMN {column}")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    with Library.open(tmp_path / "library", embedder=embedder) as library:
        (old,) = library.articles()
        assert (old.first_line, old.original_hash) == (None, None)
        assert (old.text, old.content_hash) == (before.text, before.content_hash)
        report = library.verify()
        assert report.ok
        assert report.originals == ()
        assert len(library.add(news / "a.txt").unchanged) == 1
        assert library.articles() == [before]


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("a.txt", None),
        ("https://a.example/b", None),
        ("/none/a.jsonl#x", "/none/a.jsonl"),
        ("/none/a.zip!/b#x", "/none/a.zip"),
    ],
)
def test_where_an_article_came_from(source: str, path: str | None) -> None:
    article = Article(id="x", title="X", text="X", source=source)
    assert source_file(article) == (path and Path(path))
