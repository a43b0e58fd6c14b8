"""Searching words where many passages hold them, and filters that read no text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from index.article import Article, Passage, Span
from index.embedded.bm25 import Bm25, Candidate
from index.embedded.database import Database
from index.embedded.engine import FILE_NAME, EmbeddedEngine
from index.embedded.lexical import Scored, affordable, note_common_words, score_words, search_words
from index.embedded.schema import APPLICATION_ID, MIGRATIONS
from index.engine import ArticleRecord, Filters
from index.library import Library
from index.text import stems
from tests.toy import ToyEmbedder

WORDS = ("government", "ferry", "herring", "inspector", "harbour")


def article(number: int) -> Article:
    """Common is “government”, then “harbour” in half, “ferry” in a tenth, “herring” in one of fifty."""
    text = "The government" + " said so again" * (number % 7) + "."
    text += " The harbour is shut." if number % 2 else ""
    text += " A ferry ferries ferry crews." if number % 10 == 3 else ""
    text += " Herring, herrings!" if number % 50 == 13 else ""
    return Article(f"a{number:03}", f"Notice from the harbour {number % 3}", text, f"a{number:03}.txt")


def record(one: Article) -> ArticleRecord:
    passage = Passage(one.id, 0, Span(0, len(one.text)), one.text)
    return ArticleRecord(one, [passage], [one.text], np.array([[1.0, 0.0]], np.float32))


def same(ours: Scored, theirs: Scored) -> bool:
    return [row for row, _ in ours] == [row for row, _ in theirs] and [score for _, score in ours] == pytest.approx(
        [score for _, score in theirs], rel=1e-9
    )


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(EmbeddedEngine(tmp_path, embedder="toy")) as engine:
        engine.writing.put([record(article(number)) for number in range(200)])
    with closing(Database(tmp_path / FILE_NAME, embedder="toy")) as database:
        with database.write() as execute:
            note_common_words(execute, common_from=10)
        yield database


def test_rare_words_are_asked_for_as_long_as_they_are_affordable() -> None:
    frequencies = {"said": 900, "ferry": 60, "herring": 30, "bridge": 500}
    words = affordable(frequencies, 100, wanted=10)
    assert (words.expression, words.expected, words.left_out) == ('"herring" OR "ferry"', 90, True)
    words = affordable(frequencies, 10_000, wanted=10)
    assert (words.expression, words.left_out) == ('"herring" OR "ferry" OR "bridge" OR "said"', False)


def test_where_rare_words_name_too_few_the_next_two_together_join_them() -> None:
    words = affordable({"said": 900, "herring": 3, "bridge": 500}, 100, wanted=10)
    assert (words.expression, words.left_out) == ('"herring" OR ("bridge" AND "said")', True)


def test_where_no_word_is_rare_the_rarest_two_are_asked_for_together() -> None:
    words = affordable({"said": 900, "bridge": 500, "shut": 600}, 100, wanted=10)
    assert (words.expression, words.left_out) == ('"bridge" AND "shut"', True)
    words = affordable({"said": 900}, 100, wanted=10)
    assert (words.expression, words.expected, words.left_out) == ('"said"', 900, False)


def test_bm25_is_what_sqlite_computes(database: Database) -> None:
    query = "herrings ferry harbour government"
    exact = search_words(database, query, 500)
    assert exact.by_all_words
    assert len(exact.scored) == 200
    scored = score_words(database, query, range(1, 201), 500)
    assert [row for row, _ in scored[:24]] == [row for row, _ in exact.scored[:24]]
    assert [score for _, score in scored] == pytest.approx([score for _, score in exact.scored], rel=1e-9)


def test_bm25_by_hand() -> None:
    # One passage of two words, as long as the mean: 1.5 · f · 2.2 / (f + 1.2) for f = 1 in the text and ½ in the title.
    score = Bm25({"ferri": 1.5}, 2.0, 0.5, 1.0)(Candidate(stems("Ferry"), stems("ferries")))
    assert score == pytest.approx(1.5 * 1.5 * 2.2 / (1.5 + 1.2))


def test_words_that_cost_too_much_are_left_out_and_scored_afterwards(database: Database) -> None:
    query = "herring and ferry of the harbour government"
    found = search_words(database, query, 4, most_rows=30)
    assert not found.by_all_words
    assert 4 <= len(found.scored) <= 12  # of 24 that hold a herring or a ferry, three for each one wanted
    best = score_words(database, query, [row for row, _ in found.scored], 4)
    assert same(best, search_words(database, query, 4).scored)


def test_of_a_word_that_is_everywhere_those_added_last_are_looked_at(database: Database) -> None:
    found = search_words(database, "government", 200, most_rows=50)
    assert found.by_all_words
    assert {row for row, _ in found.scored} == set(range(151, 201))


def test_few_passing_passages_are_all_scored(database: Database) -> None:
    passing = np.zeros(300, np.bool_)
    passing[[14, 15, 16]] = True
    found = search_words(database, "herring harbour government", 5, passing, most_rows=0)
    assert not found.by_all_words
    best = score_words(database, "herring harbour government", [row for row, _ in found.scored], 5)
    assert [row for row, _ in best] == [14, 16, 15]  # herring and harbour; harbour; government alone
    assert same(best, search_words(database, "herring harbour government", 5, passing).scored)
    assert search_words(database, "herring", 5, np.zeros(300, np.bool_)).scored == []


def test_what_is_near_in_meaning_is_scored_by_all_words_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = ToyEmbedder(WORDS)
    with Library(tmp_path, EmbeddedEngine(tmp_path, embedder="toy"), embedder) as library:
        library.add(*(article(number) for number in range(200)))
        query = "herring for the inspector of the harbour"
        before = library.search(query, top_k=8)
        with (
            closing(Database(tmp_path / FILE_NAME, embedder="toy")) as database,
            database.write() as execute,
        ):
            note_common_words(execute, common_from=10)
        monkeypatch.setattr("index.embedded.lexical.search_words", partial(search_words, most_rows=5))
        after = library.search(query, top_k=8)
    assert {hit.article.id for hit in after} == {hit.article.id for hit in before}
    assert {hit.article.id: hit.bm25 for hit in after} == pytest.approx({hit.article.id: hit.bm25 for hit in before})


def test_an_older_library_is_filtered_without_its_texts(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.create_function("fold", 1, str.casefold)
    for migrate in MIGRATIONS[:4]:
        migrate(connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 4")
    connection.execute("INSERT INTO meta VALUES ('embedder', 'toy')")
    for number, (outlet, author, published, url) in enumerate(
        [("Wire", "Ann Ames", "2025-03-04", None), ("Post", None, None, "https://www.post.example/f")], start=1
    ):
        connection.execute(
            """INSERT INTO articles (id, title, text, source, outlet, author, published, url, furniture, content_hash)
               VALUES (?, 'T', 'A ferry runs.', ?, ?, ?, ?, ?, '[]', '')""",
            (f"a{number}", f"/old/{number}.txt", outlet, author, published, url),
        )
        connection.execute("INSERT INTO passages (article, position, start, end) VALUES (?, 0, 0, 13)", (number,))
    connection.commit()
    connection.close()
    with closing(EmbeddedEngine(tmp_path, embedder="toy")) as engine:
        for filters, rows in (
            (Filters(sources=("WIRE",)), [1]),
            (Filters(sources=("post.example", "1.txt")), [1, 2]),
            (Filters(authors=("ames",)), [1]),
            (Filters(since=date(2025, 3, 4), until=date(2025, 3, 4)), [1]),
            (Filters(article_ids=("a2",)), [2]),
            (Filters(article_ids=()), []),
        ):
            assert np.flatnonzero(engine.articles.passing_rows(filters)).tolist() == rows
            assert [article.id for article in engine.articles.passing(filters)] == [f"a{row}" for row in rows]


def test_a_filter_follows_the_article_to_its_new_place(tmp_path: Path) -> None:
    one = article(1)
    with closing(EmbeddedEngine(tmp_path, embedder="toy")) as engine:
        engine.writing.put([record(article(0)), record(one)])
        engine.writing.note_source_files([Article(one.id, one.title, one.text, "/new/moved.txt")])
        assert np.flatnonzero(engine.articles.passing_rows(Filters(sources=("moved.txt",)))).tolist() == [2]
        assert not engine.articles.passing_rows(Filters(sources=("a001.txt",))).any()
        engine.writing.delete([one.id])
        assert not engine.articles.passing_rows(Filters(sources=("moved.txt",))).any()
        assert np.flatnonzero(engine.articles.passing_rows(Filters(sources=("a000.txt",)))).tolist() == [1]


def test_an_older_library_is_searched_as_names_are_typed(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    text = "Leszek Wałęga met Ian Groß at the Ge\u00adsamt\u00adschule."
    written = Article("a", "Çelik", text, "a.txt")
    with Library.open(tmp_path, embedder=ToyEmbedder({})) as library:
        library.add(written)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE words SET text = ?", (text,))
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) - 1}")
        connection.commit()
    with Library.open(tmp_path, embedder=ToyEmbedder({})) as library:
        assert not library.verify().problems
    for name in ("Walega", "wałęga", "Gross", "groß", "gesamtschule", "Celik"):
        with Library.open(tmp_path, embedder=ToyEmbedder({})) as library:
            assert [hit.bm25 is not None for hit in library.search(name)] == [True], name
