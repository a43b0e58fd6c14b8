"""A library copied between engines: everything comes along, and nothing is embedded again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from index.article import Article, Span
from index.copying import copy_library
from index.engine import Contents
from index.errors import EmbedderMismatch, LibraryNotFound
from index.library import Library, Progress, open_engine
from index.visits import Visit
from tests.conftest import Place
from tests.index_library import BRIDGE, FERRY, HERRING, WORDS
from tests.toy import ToyEmbedder
from ui.cli import app

LONG = Article(
    "long",
    "A long strike",
    "\n\n".join(f"The strike goes into its {number}th day. Most Popular." for number in range(60)),
    "long.txt",
    furniture=(Span(27, 40),),
)
CAPTION = Article("caption", "Caption", "Photo: a ferry", "caption.txt", furniture=(Span(0, 14),))
VISITS = [Visit("https://post.example/f", "f", '"tag"', None, None), Visit("https://post.example/feed", None, "x")]


@pytest.fixture(params=["to milvus", "to embedded", "embedded to embedded"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Place, Place]:
    embedded, other = tmp_path / "source", tmp_path / "target"
    if request.param == "embedded to embedded":
        return embedded, other
    pytest.importorskip("pymilvus", reason="pip install 'onrecord[milvus]'")
    pytest.importorskip("milvus_lite", reason="pip install 'onrecord[milvus]'")
    milvus = f"milvus://{tmp_path}/lite.db"
    return (embedded, milvus) if request.param == "to milvus" else (milvus, other)


@pytest.fixture
def source(places: tuple[Place, Place]) -> Place:
    embedder = ToyEmbedder(WORDS)
    with Library.open(places[0], embedder=embedder) as library:
        library.add(BRIDGE, FERRY, HERRING, LONG, CAPTION)
        library.set_setting("calibration", "0.4 é")
        library._engine.visits.remember(VISITS)
    return places[0]


def test_everything_comes_along(source: Place, places: tuple[Place, Place]) -> None:
    seen: list[Progress] = []
    report = copy_library(source, places[1], on_progress=seen.append)
    embedder = ToyEmbedder(WORDS)
    with Library.open(source, embedder=embedder) as ours, Library.open(places[1], embedder=embedder) as theirs:
        assert (report.copied, report.unchanged, report.passages) == (5, 0, ours.contents().passages)
        assert theirs.articles() == ours.articles()
        assert theirs.contents() == ours.contents()
        assert theirs.passages("long") == ours.passages("long")
        assert theirs.setting("calibration") == "0.4 é"
        assert theirs._engine.visits.all() == ours._engine.visits.all() == VISITS
        assert theirs._engine.articles.original_hashes() == ours._engine.articles.original_hashes()
        for query in ("ferry", "the long strike", "bridge"):
            found, expected = theirs.search(query, top_k=100), ours.search(query, top_k=100)
            assert [hit.passage.id for hit in found] == [hit.passage.id for hit in expected]
            assert [hit.cosine for hit in found] == pytest.approx([hit.cosine for hit in expected], abs=1e-6)
        assert theirs.verify().problems == ()
    assert [(one.stage, one.done, one.total) for one in seen] == [("copying", 5, 5)]
    assert embedder.embedded == []
    for theirs_record, ours_record in zip(_records(places[1]), _records(source), strict=True):
        assert np.allclose(theirs_record, ours_record, atol=1e-7)


def _records(place: Place) -> list[np.ndarray]:  # type: ignore[type-arg]
    _, engine = open_engine(place, "", create=False)
    found = {record.article.id: record.vectors for record in engine.articles.records(["caption", "long", "b", "none"])}
    engine.close()
    assert sorted(found) == ["b", "caption", "long"]
    return [found[name] for name in sorted(found)]


def test_an_interrupted_copy_goes_on_where_it_stopped(
    source: Place, places: tuple[Place, Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.copying._PASSAGES_AT_ONCE", 1)

    def interrupt(progress: Progress) -> None:
        if progress.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_library(source, places[1], on_progress=interrupt)
    report = copy_library(source, places[1])
    assert (report.copied, report.unchanged) == (3, 2)
    again = copy_library(source, places[1])
    assert (again.copied, again.unchanged, again.passages) == (0, 5, 0)


def test_what_changed_is_copied_anew_and_what_the_target_has_besides_stays(
    source: Place, places: tuple[Place, Place]
) -> None:
    copy_library(source, places[1])
    with Library.open(source, embedder=ToyEmbedder(WORDS)) as library:
        library.add(replace(BRIDGE, text="The strike goes on."))
        library.remove("h")
    report = copy_library(source, places[1])
    assert (report.copied, report.unchanged) == (1, 3)
    with Library.open(places[1], embedder=ToyEmbedder(WORDS)) as library:
        assert library.article("b").text == "The strike goes on."
        assert library.article("h") == HERRING
        assert library.verify().ok


def test_vectors_of_another_model_are_not_mixed(source: Place, places: tuple[Place, Place]) -> None:
    with Library.open(places[1], embedder=ToyEmbedder(("x",), name="other")) as library:
        library.add(FERRY)
    with pytest.raises(EmbedderMismatch, match=r"has vectors of other and .* of toy: copy into a new library"):
        copy_library(source, places[1])


def test_a_copy_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFound):
        copy_library(tmp_path / "none", tmp_path / "target")
    assert not (tmp_path / "target").exists()
    Library.open(tmp_path / "empty", embedder=ToyEmbedder(WORDS)).close()
    assert copy_library(tmp_path / "empty", tmp_path / "target").copied == 0
    with Library.open(tmp_path / "target", embedder=ToyEmbedder(WORDS)) as library:
        assert library.contents() == Contents(0, 0)


def test_the_command(source: Place, places: tuple[Place, Place]) -> None:
    copied = CliRunner().invoke(app, ["copy", str(source), str(places[1])])
    assert (copied.exit_code, copied.output) == (0, "5 articles copied, 0 there already.\n")
    listed = CliRunner().invoke(app, ["info", "--library", str(places[1]), "--json"])
    assert '"articles": 5' in listed.output
    verified = CliRunner().invoke(app, ["verify", "--library", str(places[1])])
    assert "everything matches" in verified.output
