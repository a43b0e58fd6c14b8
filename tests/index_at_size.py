"""Vectors at size: lists, what is searched beside them, merging, filters, and what an accident leaves."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.article import Article, Passage, Span
from index.embedded.database import Database
from index.embedded.engine import FILE_NAME, EmbeddedEngine
from index.embedded.synced_vectors import SyncedVectors
from index.embedded.vector_building import merge
from index.embedded.vector_files import Seal
from index.embedded.vector_plan import Due, Layout, Sizes, due, layout_for
from index.embedded.vector_rows import Position, VectorRows
from index.engine import ArticleRecord, Filters, Vectors
from index.library import Library
from index.progress import Progress
from tests.toy import ToyEmbedder

SIZES = Sizes(flat_up_to=600, tail_up_to=200)
PASSAGES, DIMENSION = 5, 24
SENTENCE = "The ferry runs.\n\n"
CENTRES = np.random.default_rng(1).standard_normal((20, DIMENSION))


def record(number: int, dimension: int = DIMENSION) -> ArticleRecord:
    """An article of five passages near one of twenty centres; every fiftieth article is of an outlet of its own."""
    rng = np.random.default_rng((7, number))
    name = f"a{number:04}"
    article = Article(
        name, "Ferry", SENTENCE * PASSAGES, f"{name}.txt", outlet="Rare" if number % 50 == 0 else "Common"
    )
    size = len(SENTENCE)
    passages = [
        Passage(name, position, Span(position * size, (position + 1) * size), SENTENCE) for position in range(PASSAGES)
    ]
    centre = CENTRES[number % len(CENTRES)] if dimension == DIMENSION else rng.standard_normal(dimension)
    vectors = centre + rng.standard_normal((PASSAGES, dimension))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return ArticleRecord(article, passages, [SENTENCE.strip()] * PASSAGES, vectors.astype(np.float32))


def records(first: int, last: int) -> list[ArticleRecord]:
    return [record(number) for number in range(first, last)]


QUESTIONS = np.random.default_rng(3).standard_normal((40, DIMENSION)).astype(np.float32)
QUESTIONS /= np.linalg.norm(QUESTIONS, axis=1, keepdims=True)


def opened(folder: Path, sizes: Sizes = SIZES) -> EmbeddedEngine:
    folder.mkdir(exist_ok=True)
    return EmbeddedEngine(folder, embedder="toy", sizes=sizes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def engine(folder: Path) -> Iterator[EmbeddedEngine]:
    """200 articles, 1,000 passages, in lists."""
    with closing(opened(folder)) as engine:
        fill(engine, records(0, 200))
        yield engine


def fill(engine: EmbeddedEngine, added: Sequence[ArticleRecord]) -> None:
    engine.writing.put(added)
    engine.upkeep.settle(lambda _: None)


def found(engine: EmbeddedEngine, vector: Vectors, filters: Filters = Filters()) -> list[tuple[str, float]]:
    hits = engine.search.hits("", lambda: vector, top_k=10, filters=filters)
    return [(hit.passage.id, hit.cosine or 0.0) for hit in hits]


def nearest(held: Sequence[ArticleRecord], vector: Vectors) -> list[tuple[str, float]]:
    """The ten best of all passages, by comparing each."""
    scored = [
        (passage.id, float(own @ vector))
        for one in held
        for passage, own in zip(one.passages, one.vectors, strict=True)
    ]
    return sorted(scored, key=lambda pair: -pair[1])[:10]


def recall(engine: EmbeddedEngine, held: Sequence[ArticleRecord], filters: Filters = Filters()) -> float:
    shares = []
    for vector in QUESTIONS:
        best = {name for name, _ in nearest(held, vector)}
        shares.append(len(best & {name for name, _ in found(engine, vector, filters)}) / len(best))
    return float(np.mean(shares))


def seal(folder: Path) -> dict[str, object]:
    fields: dict[str, object] = json.loads((folder / "vectors.json").read_text())
    return fields


def vector_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("vectors") and path.suffix != ".json")


def test_few_vectors_are_compared_exactly(folder: Path) -> None:
    with closing(opened(folder)) as engine:
        fill(engine, records(0, 100))
        assert engine.search.in_words() == "all 500 vectors, exactly"
        assert recall(engine, records(0, 100)) == 1.0
    assert vector_files(folder) == [seal(folder)["file"]]
    assert seal(folder)["layout"] is None


def test_many_are_found_through_lists_and_compared_exactly(engine: EmbeddedEngine, folder: Path) -> None:
    assert engine.search.in_words().startswith("IVF25,SQ8")  # 1,000 / 40: more lists could not be trained
    assert recall(engine, records(0, 200)) >= 0.98
    exact = {name: score for one in QUESTIONS[:1] for name, score in nearest(records(0, 200), one)}
    for name, cosine in found(engine, QUESTIONS[0]):
        assert cosine == pytest.approx(exact.get(name, cosine), abs=1e-6)
    (file,) = vector_files(folder)
    assert seal(folder)["file"] == file
    assert engine.upkeep.verify().ok


def test_what_is_added_is_found_beside_the_lists(engine: EmbeddedEngine, folder: Path) -> None:
    before = seal(folder)
    fill(engine, records(200, 210))
    assert seal(folder) == before
    assert engine.search.in_words().endswith("1,000 in lists, 50 beside them")
    assert recall(engine, records(0, 210)) >= 0.98
    assert found(engine, record(205).vectors[2])[0][0] == "a0205#2"


def test_what_is_removed_is_not_found_wherever_it_was(engine: EmbeddedEngine) -> None:
    fill(engine, records(200, 210))
    engine.writing.delete(["a0003", "a0205"])
    for number in (3, 205):
        assert not any(name.startswith(f"a{number:04}") for name, _ in found(engine, record(number).vectors[0]))
    assert engine.search.in_words().endswith("995 in lists, 45 beside them")
    assert engine.upkeep.verify().ok


def test_an_update_is_found_with_its_new_vector(engine: EmbeddedEngine) -> None:
    other = record(999)
    moved = ArticleRecord(record(3).article, record(3).passages, record(3).texts, other.vectors)
    engine.writing.put([moved])
    assert found(engine, other.vectors[0])[0] == ("a0003#0", pytest.approx(1.0))
    assert found(engine, record(3).vectors[0])[0][0] != "a0003#0"


def test_what_came_and_went_joins_the_lists_without_training(engine: EmbeddedEngine, folder: Path) -> None:
    (before,) = vector_files(folder)
    engine.writing.delete([f"a{number:04}" for number in range(30)])
    fill(engine, records(200, 250))
    layout = seal(folder)["layout"]
    assert isinstance(layout, dict)
    assert (layout["lists"], layout["trained_at"]) == (25, 1_000)
    assert engine.search.in_words().endswith("1,100 in lists, 0 beside them")
    assert len(vector_files(folder)) == 1
    assert vector_files(folder) != [before]
    assert recall(engine, records(30, 250)) >= 0.98
    assert engine.upkeep.verify().ok


def test_four_times_as_many_are_trained_again(folder: Path) -> None:
    with closing(opened(folder, Sizes(flat_up_to=200, tail_up_to=200))) as engine:
        fill(engine, records(0, 50))
        assert engine.search.in_words().startswith("IVF6,")
        fill(engine, records(50, 200))
        assert engine.search.in_words().startswith("IVF25,")
        assert recall(engine, records(0, 200)) >= 0.98


def test_what_has_become_few_is_compared_exactly_again(engine: EmbeddedEngine) -> None:
    engine.writing.delete([f"a{number:04}" for number in range(150)])
    engine.upkeep.settle(lambda _: None)
    assert engine.search.in_words() == "all 250 vectors, exactly"
    assert recall(engine, records(150, 200)) == 1.0
    assert engine.upkeep.verify().ok


@pytest.mark.parametrize("outlet", ["Rare", "Common"])
def test_filters_keep_their_recall(engine: EmbeddedEngine, outlet: str) -> None:
    fill(engine, records(200, 230))
    passing = [one for one in records(0, 230) if one.article.outlet == outlet]
    assert recall(engine, passing, Filters(sources=(outlet,))) >= 0.98
    assert found(engine, QUESTIONS[0], Filters(sources=("Nobody",))) == []


def test_little_memory_compresses_more_and_compares_more(folder: Path) -> None:
    with closing(opened(folder, Sizes(flat_up_to=600, tail_up_to=200, memory=15_000))) as engine:
        fill(engine, records(0, 200))
        assert engine.search.in_words().startswith("IVF25,PQ6")
        assert recall(engine, records(0, 200)) >= 0.95
        assert engine.upkeep.verify().ok


def test_a_library_opens_with_its_lists(engine: EmbeddedEngine, folder: Path) -> None:
    fill(engine, records(200, 210))
    expected = [found(engine, vector) for vector in QUESTIONS]
    engine.close()
    kept = seal(folder)
    with closing(opened(folder)) as again:
        assert [found(again, vector) for vector in QUESTIONS] == expected
        assert again.notes == []
    assert seal(folder) == kept


def test_each_process_sees_what_the_other_wrote_whatever_became_of_the_file(
    engine: EmbeddedEngine, folder: Path
) -> None:
    with closing(opened(folder)) as other:
        found(other, QUESTIONS[0])
        fill(engine, records(200, 250))  # writes the lists anew: the other still has the former file open
        assert recall(other, records(0, 250)) >= 0.98
        other.writing.delete(["a0240"])
        assert not any(name.startswith("a0240") for name, _ in found(engine, record(240).vectors[0]))
        assert other.upkeep.verify().ok


def test_who_only_searches_puts_the_lists_in_order_when_nobody_else_does(engine: EmbeddedEngine, folder: Path) -> None:
    found(engine, QUESTIONS[0])
    with closing(opened(folder)) as other:
        other.writing.put(records(200, 300))  # and it ends before it settles
    assert engine.search.in_words().endswith("1,500 in lists, 0 beside them")
    assert recall(engine, records(0, 300)) >= 0.98


@pytest.mark.parametrize("damage", ["shortened", "flipped", "emptied", "seal"])
def test_damaged_lists_are_rebuilt_and_told(engine: EmbeddedEngine, folder: Path, damage: str) -> None:
    engine.close()
    (name,) = vector_files(folder)
    path = folder / ("vectors.json" if damage == "seal" else name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes({"shortened": content[:40], "flipped": content, "emptied": b"", "seal": b"{}"}[damage])
    with closing(opened(folder)) as again:
        assert recall(again, records(0, 200)) >= 0.98
        assert len(again.notes) == 1
        assert "rebuilt" in again.notes[0]
        assert again.upkeep.verify().ok


def test_missing_lists_are_rebuilt(engine: EmbeddedEngine, folder: Path) -> None:
    engine.close()
    (name,) = vector_files(folder)
    (folder / name).unlink()
    with closing(opened(folder)) as again:
        assert recall(again, records(0, 200)) >= 0.98
        again.upkeep.settle(lambda _: None)
        assert again.upkeep.verify().ok


def test_damage_that_opening_does_not_look_at_is_found_by_verify(folder: Path) -> None:
    with closing(opened(folder)) as engine:
        fill(engine, [record(number, dimension=512) for number in range(600)])
        (name,) = vector_files(folder)
    content = bytearray((folder / name).read_bytes())
    assert len(content) > 64 * (16 << 10), "all of it is looked at on opening"
    step = (len(content) - (16 << 10)) // 63
    content[step * 40 + (16 << 10) + 1_000] ^= 0xFF
    (folder / name).write_bytes(content)
    with closing(opened(folder)) as again:
        assert any("vector index differs" in problem for problem in again.upkeep.verify().problems)


@pytest.mark.parametrize("at", [0, 1])
def test_an_interruption_leaves_the_lists_that_were(engine: EmbeddedEngine, folder: Path, at: int) -> None:
    before = (seal(folder), vector_files(folder))
    engine.writing.put(records(200, 250))
    seen: list[Progress] = []

    def interrupt(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) > at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.upkeep.settle(interrupt)
    assert (seal(folder), vector_files(folder)) == before
    assert recall(engine, records(0, 250)) >= 0.98
    engine.upkeep.settle(lambda _: None)
    assert engine.search.in_words().endswith("1,250 in lists, 0 beside them")


def test_a_reembedding_begins_anew(engine: EmbeddedEngine, folder: Path) -> None:
    with closing(opened(folder)) as other:
        found(other, QUESTIONS[0])
        moved(engine)
        engine.upkeep.settle(lambda _: None)
        for either in (engine, other):
            assert found(either, record(5_017).vectors[3])[0] == ("a0017#3", pytest.approx(1.0))
        assert other.upkeep.verify().ok


def moved(engine: EmbeddedEngine) -> None:
    """Replace the vectors of the first 200 articles."""
    new = [record(number + 5_000) for number in range(200)]
    engine.writing.replace_vectors(
        "other",
        DIMENSION,
        (
            (passage, vector)
            for old, replaced in zip(records(0, 200), new, strict=True)
            for passage, vector in zip(old.passages, replaced.vectors, strict=True)
        ),
    )


def test_lists_are_not_merged_over_a_reembedding(engine: EmbeddedEngine, folder: Path) -> None:
    former = Seal.read(folder)
    assert former
    moved(engine)
    with closing(Database(folder / FILE_NAME, embedder="")) as database:
        assert merge(folder, VectorRows(database), former, lambda *_: None) is None
    assert Seal.read(folder) == former, "vectors that are none any more would have been believed"


def test_an_index_does_not_catch_up_over_a_reembedding(engine: EmbeddedEngine, folder: Path) -> None:
    with closing(Database(folder / FILE_NAME, embedder="")) as database:
        rows = VectorRows(database)
        vectors = SyncedVectors(folder, rows, SIZES, lambda _: None)
        index = vectors.sync()
        assert index
        engine.writing.put(records(200, 201))
        assert vectors.catch_up(rows)
        assert vectors.problems(rows) == []
        moved(engine)
        assert rows.changes(index.position) is None
        assert not vectors.catch_up(rows)
        vectors.sync()
        assert vectors.catch_up(rows)
        assert vectors.problems(rows) == []


def test_verify_waits_for_nobody_and_nobody_for_it(engine: EmbeddedEngine, folder: Path) -> None:
    """Another process has written something, not finished it, and holds the lock: that is none of what is verified."""
    before = engine.upkeep.verify()
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None, timeout=0)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM vectors WHERE passage = 3")
        other.execute("UPDATE articles SET text = 'Another.' WHERE id = 'a0001'")
        during = engine.upkeep.verify()
        other.execute("ROLLBACK")
    assert during.ok
    assert (during.stamp, during.articles, during.passages) == (before.stamp, 200, 1_000)
    assert during.moment > before.moment
    engine.writing.put(records(200, 201))
    after = engine.upkeep.verify()
    assert after.stamp != before.stamp
    assert after.articles == 201


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE words_content SET c1 = 'other words' WHERE id = 7",
        "UPDATE words_data SET block = zeroblob(length(block)) WHERE id > 10",
        "DELETE FROM words_docsize WHERE id = 7",
    ],
)
def test_a_damaged_full_text_index_is_found_without_a_write(folder: Path, damage: str) -> None:
    with closing(opened(folder)) as engine:
        fill(engine, records(0, 20))
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        assert connection.execute(damage).rowcount > 0
        connection.commit()
    content = (folder / FILE_NAME).read_bytes()
    with closing(opened(folder)) as engine:
        assert "the full-text index is damaged: add the articles to a new library" in engine.upkeep.verify().problems
    assert (folder / FILE_NAME).read_bytes() == content


def test_adding_to_a_library_tells_of_indexing(folder: Path) -> None:
    embedder = ToyEmbedder(("ferry", "bridge"))
    folder.mkdir()
    told: list[Progress] = []
    engine = EmbeddedEngine(folder, embedder=embedder.name, sizes=Sizes(flat_up_to=20, tail_up_to=20))
    with Library(folder, engine, embedder) as library:
        library.add(
            *(Article(f"n{number}", "Ferry", f"Ferry {number} runs.", f"{number}.txt") for number in range(100)),
            on_progress=told.append,
        )
        assert told[-1].stage == "indexing"
        assert (told[-1].done, told[-1].total) == (100, 100)
        assert library.index_in_words.startswith("IVF2,SQ8")
        assert library.search("ferry")[0].cosine is not None
        assert library.verify().ok


def test_the_layout_fits_the_number_and_the_memory() -> None:
    million = 1_000_000
    assert layout_for(million, 384, 10**9) == Layout(4_000, None, million)  # 4 · √n; 392 bytes each fit
    assert layout_for(million, 384, 2 * 10**8) == Layout(4_000, 96, million)  # 104 bytes each
    assert layout_for(million, 384, 10**8) == Layout(4_000, 64, million)  # 72 bytes each
    assert layout_for(million, 384, 0) == Layout(4_000, 24, million)  # as small as is still worth it
    assert layout_for(1_000, 384, 10**9).lists == 25  # 40 to train each on
    assert layout_for(10, 384, 10**9).lists == 1


def test_what_is_due() -> None:
    sizes, layout = Sizes(flat_up_to=100, tail_up_to=10), Layout(5, None, trained_at=200)
    now, count = Position("now", 1_000, 50), lambda number: lambda: number

    def what(row: int, removal: int, held: int) -> Due:
        return due((layout, Position("then", row, removal)), now, count(held), sizes)

    assert due(None, now, count(100), sizes) is Due.NOTHING
    assert due(None, now, count(101), sizes) is Due.BUILD
    assert what(990, 40, 500) is Due.NOTHING
    assert what(989, 50, 500) is Due.MERGE
    assert what(1_000, 39, 500) is Due.MERGE
    assert what(100, 50, 800) is Due.BUILD
    assert what(1_000, 0, 50) is Due.FLAT


def test_threads_search_while_another_writes_the_lists(engine: EmbeddedEngine) -> None:
    found(engine, QUESTIONS[0])
    with ThreadPoolExecutor(4) as threads:
        for start in (200, 320, 440):
            engine.writing.put(records(start, start + 120))  # far more than a searcher puts up with
            settled = threads.submit(engine.upkeep.settle, lambda _: None)
            searched = [threads.submit(found, engine, vector) for vector in QUESTIONS]
            assert all(len(one.result(timeout=60)) == 10 for one in searched)
            settled.result(timeout=60)
    assert recall(engine, records(0, 560)) >= 0.98
    assert engine.upkeep.verify().ok
