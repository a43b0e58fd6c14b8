"""The library over its real engines (SQLite with FAISS, and milvus-lite), with vectors that can be computed by hand."""

from __future__ import annotations

import json
import math
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.article import Article, Span
from index.engine import Contents, Filters
from index.errors import (
    ArticleNotFound,
    EmbedderMismatch,
    LibraryClosed,
    LibraryDamaged,
    LibraryError,
    LibraryNotFound,
    QuestionError,
    SourceNotFound,
)
from index.library import Library
from index.reading import Skipped
from tests.conftest import Place
from tests.toy import ToyEmbedder

WORDS = ("bridge", "ferry", "herring", "strike")


def article(name: str, text: str, **fields: object) -> Article:
    return replace(Article(id=name, title=f"Title {name}", text=text, source=f"{name}.txt"), **fields)  # type: ignore[arg-type]


BRIDGE = article("b", "The bridge is shut.", published=date(2025, 3, 4), outlet="Wire", author="Ann Ames")
FERRY = article("f", "A ferry runs.", published=date(2025, 3, 9), url="https://www.post.example/f", author="Bo Berg")
HERRING = article("h", "The herring pact.", outlet="Post")


@pytest.fixture
def embedder() -> ToyEmbedder:
    return ToyEmbedder(WORDS)


@pytest.fixture
def library(place: Place, embedder: ToyEmbedder) -> Iterator[Library]:
    with Library.open(place, embedder=embedder) as library:
        library.add(BRIDGE, FERRY, HERRING)
        yield library


def vector_files(folder: Path) -> list[Path]:
    """The seal, and the file that it names."""
    return [folder / "vectors.json", *folder.glob("vectors-*.faiss")]


def found(library: Library, query: str, **filters: object) -> list[str]:
    return [hit.article.id for hit in library.search(query, filters=Filters(**filters))]  # type: ignore[arg-type]


def test_what_was_added_comes_back_as_it_was(library: Library) -> None:
    assert library.article("b") == BRIDGE
    assert library.articles() == [FERRY, BRIDGE, HERRING]
    assert library.contents() == Contents(articles=3, passages=3)
    assert [passage.text for passage in library.passages("b")] == ["The bridge is shut."]
    with pytest.raises(ArticleNotFound, match="no article has the id 'x'"):
        library.article("x")


def test_scores_are_those_computed_by_hand(library: Library) -> None:
    hit, *others = library.search("ferry")
    # Embedded is "A ferry runs.": axis 1 once, and a, runs and the full stop at 0.1 each on the last axis.
    assert hit.cosine == pytest.approx(1 / math.hypot(1, 0.3))
    assert hit.bm25 is not None
    assert hit.bm25 > 0
    assert (hit.rank, hit.score, hit.title, hit.url) == (1, 1.0, "Title f", "https://www.post.example/f")
    # The others are equally far and hold no word of the query: second and third of the dense ranking, ties by id.
    assert [(other.article.id, other.rank, other.bm25) for other in others] == [("b", 2, None), ("h", 3, None)]
    assert [other.score for other in others] == pytest.approx([(1 / 12) / (2 / 11), (1 / 13) / (2 / 11)])


def test_cosine_is_1_for_the_same_0_for_orthogonal_and_minus_1_for_opposite(place: Place) -> None:
    class Signed(ToyEmbedder):
        def embed_query(self, text: str) -> np.ndarray:  # type: ignore[type-arg]
            return np.array([1, 0], np.float32)

        def embed_passages(self, texts: list[str]) -> np.ndarray:  # type: ignore[type-arg,override]
            rows = {"same": [1, 0], "orthogonal": [0, 1], "opposite": [-1, 0]}
            return np.array([rows[text.split()[-1]] for text in texts], np.float32)

    with Library.open(place, embedder=Signed(("one",))) as library:
        library.add(*(article(word, word) for word in ("opposite", "orthogonal", "same")))
        hits = library.search("anything")
    assert [(hit.article.id, hit.cosine) for hit in hits] == [("same", 1.0), ("orthogonal", 0.0), ("opposite", -1.0)]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"since": date(2025, 3, 4)}, {"b", "f"}),
        ({"since": date(2025, 3, 5)}, {"f"}),
        ({"until": date(2025, 3, 4)}, {"b"}),
        ({"sources": ("wire",)}, {"b"}),
        ({"sources": ("post.example", "Post")}, {"f", "h"}),
        ({"sources": ("h.txt",)}, {"h"}),
        ({"authors": ("berg",)}, {"f"}),
        ({"article_ids": ("b", "h")}, {"b", "h"}),
        ({"article_ids": ()}, set()),
        ({"sources": ("nowhere",)}, set()),
    ],
)
def test_filters_restrict_the_search_itself(library: Library, filters: dict[str, object], expected: set[str]) -> None:
    assert set(found(library, "herring", **filters)) == expected
    assert {article.id for article in library.articles(Filters(**filters))} == expected  # type: ignore[arg-type]


def test_a_filter_finds_what_lies_far_beyond_the_best(place: Place, embedder: ToyEmbedder) -> None:
    with Library.open(place, embedder=embedder) as library:
        library.add(*(article(f"a{number:03}", f"Strike {number}.", outlet="Many") for number in range(300)))
        library.add(article("z", "Nothing of the kind here.", outlet="One"))
        assert found(library, "strike", sources=("One",)) == ["z"]


def test_thousands_of_articles_can_be_named_in_a_filter(library: Library) -> None:
    names = tuple(f"nobody-{number}" for number in range(5_000))
    everything = {"article_ids": (*names, "f"), "authors": (*names, "Berg"), "sources": (*names, "f.txt")}
    assert found(library, "ferry", **everything) == ["f"]


def test_a_question_of_hundreds_of_words(library: Library) -> None:
    assert found(library, "ferry " + " ".join(f"w{number}" for number in range(400)))[0] == "f"


def test_ties_are_decided_by_passage_id(place: Place, embedder: ToyEmbedder) -> None:
    with Library.open(place, embedder=embedder) as library:
        library.add(*(replace(article(name, "The strike."), title="Same") for name in ("c", "a", "b")))
        assert found(library, "strike") == ["a", "b", "c"]


def test_unchanged_articles_are_not_embedded_again(library: Library, embedder: ToyEmbedder) -> None:
    assert len(embedder.embedded) == 3
    report = library.add(BRIDGE, FERRY, HERRING)
    assert (report.added, report.updated, report.unchanged) == ((), (), ("b", "f", "h"))
    assert (report.passages, len(embedder.embedded)) == (0, 3)


def test_an_update_replaces_the_article_and_only_that(library: Library, embedder: ToyEmbedder) -> None:
    report = library.add(replace(BRIDGE, text="The strike goes on."), FERRY)
    assert (report.updated, report.unchanged, report.passages) == (("b",), ("f",), 1)
    assert embedder.embedded[3:] == ["The strike goes on."]
    assert found(library, "strike")[0] == "b"
    assert [hit for hit in library.search("bridge") if hit.bm25] == []
    assert library.contents().articles == 3
    assert library.verify().ok


def test_removing_shifts_nothing(library: Library) -> None:
    library.search("ferry")
    library.remove("b")
    assert found(library, "ferry") == ["f", "h"]
    assert library.verify().ok
    with pytest.raises(ArticleNotFound):
        library.remove("b")


def test_two_articles_of_one_id_in_one_addition(library: Library) -> None:
    report = library.add(article("n", "First."), article("n", "Second."))
    assert report.added == ("n",)
    assert [skipped.source for skipped in report.skipped] == ["n.txt"]
    assert "give it one of its own" in report.skipped[0].reason
    assert library.article("n").text == "First."


def test_records_of_two_files_do_not_replace_each_other(tmp_path: Path, library: Library) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.jsonl").write_text(f'{{"id": "1", "title": "T", "text": "Text of {name}."}}\n')
    assert library.add(tmp_path / "one.jsonl").added == ("1",)
    report = library.add(tmp_path / "two.jsonl")
    assert (report.added, report.updated) == ((), ())
    assert "belongs to an article of" in report.skipped[0].reason
    assert library.article("1").text == "Text of one."
    (tmp_path / "one.jsonl").write_text('{"id": "1", "title": "T", "text": "Text of one, amended."}\n')
    assert library.add(tmp_path / "one.jsonl").updated == ("1",)


def test_a_moved_file_is_the_same_article(tmp_path: Path, library: Library) -> None:
    text = "Harbour bridge shut\n\nThe bridge was shut on Monday after a ship struck it, officials said."
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "shut.txt").write_text(text)
    first = library.add(tmp_path / "old")
    second = library.add(tmp_path / "new" / "shut.txt")
    assert (len(first.added), second.added, second.unchanged) == (1, (), first.added)


def test_progress_counts_what_is_read_and_embedded(place: Place, embedder: ToyEmbedder) -> None:
    seen: list[tuple[str, int, int | None]] = []
    with Library.open(place, embedder=embedder) as library:
        library.add(
            BRIDGE, FERRY, on_progress=lambda progress: seen.append((progress.stage, progress.done, progress.total))
        )
    assert seen == [("reading", 1, None), ("reading", 2, None), ("embedding", 0, 2), ("embedding", 2, 2)]


def test_furniture_is_neither_found_nor_embedded(place: Place, embedder: ToyEmbedder) -> None:
    text = "The bridge is shut.\n\nMost Popular herring"
    with Library.open(place, embedder=embedder) as library:
        library.add(article("b", text, furniture=(Span(21, 41),)))
        assert embedder.embedded == ["The bridge is shut."]
        assert [hit.bm25 for hit in library.search("herring")] == [None]
        assert library.verify().ok


def test_an_article_that_is_all_furniture_is_kept_but_not_searched(place: Place, embedder: ToyEmbedder) -> None:
    with Library.open(place, embedder=embedder) as library:
        library.add(article("b", "Most Popular", furniture=(Span(0, 12),)), FERRY)
        assert found(library, "popular") == ["f"]
        assert library.verify().ok


def test_a_library_opens_as_it_was_closed(place: Place, library: Library, embedder: ToyEmbedder) -> None:
    before = library.search("ferry")
    library.close()
    with Library.open(place, embedder=embedder) as again:
        assert again.search("ferry") == before
        assert again.notes == ()


def test_one_process_sees_what_another_adds_and_removes(place: Place, library: Library) -> None:
    with Library.open(place, embedder=ToyEmbedder(WORDS)) as other:
        assert found(other, "strike") == ["b", "f", "h"]
        library.add(article("s", "A strike."))
        assert found(other, "strike")[0] == "s"
        library.remove("s")
        assert found(other, "strike") == ["b", "f", "h"]


@pytest.mark.embedded
@pytest.mark.parametrize("damage", ["shortened", "flipped", "emptied", "seal"])
def test_a_damaged_vector_file_is_rebuilt_and_told(tmp_path: Path, place: Place, library: Library, damage: str) -> None:
    before = library.search("ferry")
    library.close()
    seal, vectors = vector_files(tmp_path / "library")
    path = seal if damage == "seal" else vectors
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes({"shortened": content[:40], "flipped": content, "emptied": b"", "seal": b"{}"}[damage])
    with Library.open(place, embedder=ToyEmbedder(WORDS)) as again:
        assert again.search("ferry") == before
        assert "rebuilt" in again.notes[0]
        assert again.verify().ok


@pytest.mark.embedded
def test_a_missing_or_old_vector_file_is_no_matter(tmp_path: Path, place: Place, library: Library) -> None:
    library.search("ferry")
    library.close()
    kept = {path: path.read_bytes() for path in vector_files(tmp_path / "library")}
    with Library.open(place, embedder=ToyEmbedder(WORDS)) as again:
        again.remove("h")
        again.add(article("s", "A strike."))
        again.search("strike")
    for path, content in kept.items():
        path.write_bytes(content)
    with Library.open(place, embedder=ToyEmbedder(WORDS)) as again:
        assert found(again, "strike") == ["s", "b", "f"]
        assert again.notes == ()
        assert again.verify().ok
    for path in vector_files(tmp_path / "library"):
        path.unlink()
    with Library.open(place, embedder=ToyEmbedder(WORDS)) as again:
        assert found(again, "strike") == ["s", "b", "f"]


@pytest.mark.embedded
def test_the_vector_file_of_another_database_is_not_believed(tmp_path: Path, place: Place, library: Library) -> None:
    library.search("ferry")
    library.close()
    with Library.open(tmp_path / "other", embedder=ToyEmbedder(WORDS)) as other:
        other.add(HERRING, BRIDGE, FERRY)
        other.search("ferry")
    for path in vector_files(tmp_path / "other"):
        (tmp_path / "library" / path.name).write_bytes(path.read_bytes())
    with Library.open(place, embedder=ToyEmbedder(WORDS)) as again:
        assert found(again, "ferry")[0] == "f"
        assert again.verify().ok


@pytest.mark.embedded
def test_a_damaged_database_is_told(tmp_path: Path, place: Place, library: Library) -> None:
    library.close()
    path = tmp_path / "library" / "library.sqlite"
    path.write_bytes(b"This is not a database at all. " * 200)
    with pytest.raises(LibraryDamaged, match="restore it from a backup"):
        Library.open(place)


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "library.sqlite")
    connection.execute("CREATE TABLE theirs (x)")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    with pytest.raises(LibraryError, match="some other program"):
        Library.open(tmp_path)


@pytest.mark.embedded
def test_a_newer_library_is_told(tmp_path: Path, place: Place, library: Library) -> None:
    library.close()
    connection = sqlite3.connect(tmp_path / "library" / "library.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryError, match="newer onrecord"):
        Library.open(place)


def test_opening_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFound, match="onrecord add"):
        Library.open(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="choose another folder"):
        Library.open(tmp_path / "file")


def test_another_embedder_is_refused_and_reembed_changes_it(place: Place, library: Library) -> None:
    library.search("ferry")
    library.close()
    other = ToyEmbedder(("ferry",), name="other")
    with pytest.raises(EmbedderMismatch, match=r"made with the embedder toy, not other.*onrecord reembed other"):
        Library.open(place, embedder=other)
    with Library.open(place, embedder=ToyEmbedder(WORDS)) as again:
        assert again.reembed(other) == 3
        assert again.search("ferry")[0].cosine == pytest.approx(1 / math.hypot(1, 0.3))
        assert again.verify().ok
    with Library.open(place, embedder=other) as changed:
        assert found(changed, "ferry")[0] == "f"


def test_an_interrupted_reembedding_changes_nothing(library: Library) -> None:
    before = library.search("ferry")

    class Failing(ToyEmbedder):
        def embed_passages(self, texts: list[str]) -> np.ndarray:  # type: ignore[type-arg,override]
            if "herring" in texts[0]:
                raise KeyboardInterrupt
            return super().embed_passages(texts)

    with pytest.raises(KeyboardInterrupt):
        library.reembed(Failing(("ferry",), name="other"))
    assert library.search("ferry") == before
    assert library.verify().ok


def test_a_server_tells_that_its_library_was_reembedded(place: Place, library: Library) -> None:
    with Library.open(place, embedder=ToyEmbedder(WORDS)) as server:
        server.search("ferry")
        library.reembed(ToyEmbedder(("ferry",), name="other"))
        with pytest.raises(EmbedderMismatch, match="open it again"):
            server.search("ferry")


@pytest.mark.embedded
def test_verify_finds_what_was_tampered_with(tmp_path: Path, library: Library) -> None:
    library.search("ferry")
    connection = sqlite3.connect(tmp_path / "library" / "library.sqlite")
    connection.execute("UPDATE articles SET text = 'The bridge is open.' WHERE id = 'b'")
    connection.execute("UPDATE vectors SET vector = zeroblob(20) WHERE passage = 2")
    connection.commit()
    connection.close()
    problems = library.verify().problems
    assert any("hash of b" in problem for problem in problems)
    assert any("full-text index holds other words than passage b#0" in problem for problem in problems)
    assert any("unit length" in problem for problem in problems)
    assert any("vector index differs" in problem for problem in problems)


def test_an_empty_library_and_an_empty_query(place: Place, embedder: ToyEmbedder) -> None:
    with Library.open(place, embedder=embedder) as library:
        assert library.search("bridge") == []
        assert library.verify().ok
        with pytest.raises(QuestionError, match="empty"):
            library.search("  ")
        with pytest.raises(ValueError, match="top_k is at least 1"):
            library.search("bridge", top_k=0)


@pytest.mark.parametrize(
    "query", ['"', "'; DROP TABLE articles; --", "NEAR(a b)", "* OR *", "ferry AND NOT", "🙂", "_", "a\0b"]
)
def test_no_query_breaks_the_search(library: Library, query: str) -> None:
    assert len(library.search(query)) == 3


def test_skipped_sources_are_told_and_the_others_added(tmp_path: Path, library: Library) -> None:
    (tmp_path / "rows.jsonl").write_text('{"id": "r", "title": "R", "text": "A strike."}\n{broken\n')
    report = library.add(tmp_path / "rows.jsonl", tmp_path / "missing.txt", skip_missing=True)
    assert report.added == ("r",)
    assert len(report.skipped) == 2
    assert all(isinstance(skipped, Skipped) for skipped in report.skipped)
    assert "line 2" in report.skipped[0].reason or "line 2" in report.skipped[0].source


def test_a_path_that_does_not_exist_is_told_before_anything_is_added(tmp_path: Path, library: Library) -> None:
    (tmp_path / "there.txt").write_text("A strike.")
    before = library.contents()
    missing = f"nothing was added, for {tmp_path / 'missing.txt'} does not exist: check the path"
    with pytest.raises(SourceNotFound, match=re.escape(missing)):
        library.add(tmp_path / "there.txt", tmp_path / "missing.txt")
    with pytest.raises(SourceNotFound, match="no/such, a\\x00b do not exist"):
        library.add("no/such", "a\0b", dry_run=True)
    assert library.contents() == before


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (None, "a source is a path, an address or an Article: not NoneType"),
        (["a.txt", "b.txt"], r"a source is a path, an address or an Article: write add\(\*list\) for a list"),
    ],
)
def test_what_is_no_source_is_told(library: Library, source: Any, told: str) -> None:
    with pytest.raises(TypeError, match=told):
        library.add(source)


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"authors": ("Lund",)}, r"not a dict: write filters=Filters\(authors=\('Lund',\)\)"),
        (None, "not NoneType: leave it out to search everything"),
        ("Lund", "filters takes a Filters, not str"),
    ],
)
def test_what_are_no_filters_is_told(library: Library, filters: Any, told: str) -> None:
    with pytest.raises(TypeError, match=told):
        library.search("ferry", filters=filters)
    with pytest.raises(TypeError, match=told):
        library.articles(filters)


@pytest.mark.parametrize("query", [None, 7, b"ferry"])
def test_a_query_is_text(library: Library, query: Any) -> None:
    with pytest.raises(TypeError, match=f"a question is a str, such as .*, not {type(query).__name__}"):
        library.search(query)


def test_a_query_is_no_longer_than_a_question(library: Library) -> None:
    assert library.search("ferry " * 333)
    with pytest.raises(QuestionError, match="the question has 2,001 characters, and at most 2,000 are read"):
        library.search("f" * 2_001)


def test_a_closed_library_says_so(library: Library) -> None:
    library.close()
    library.close()
    told = f"the library in {library.place} is closed: open it again"
    for use in (
        library.contents,
        library.verify,
        library.articles,
        lambda: library.search("x"),
        lambda: library.add(FERRY),
    ):
        with pytest.raises(LibraryClosed, match=re.escape(told)):
            use()


def test_document_frequencies_ignore_endings_and_case(library: Library) -> None:
    assert library.document_frequencies(["ferries", "IS", "Title"]) == {"ferries": 1, "IS": 1, "Title": 0}


@pytest.mark.embedded
def test_the_seal_names_the_write_that_the_index_holds(tmp_path: Path, library: Library) -> None:
    library.search("ferry")
    library.close()
    path, vectors = vector_files(tmp_path / "library")
    seal = json.loads(path.read_text())
    assert seal["file"] == vectors.name
    connection = sqlite3.connect(tmp_path / "library" / "library.sqlite")
    (last,) = connection.execute("SELECT stamp FROM writes ORDER BY id DESC LIMIT 1").fetchone()
    connection.close()
    assert seal["stamp"] == last
