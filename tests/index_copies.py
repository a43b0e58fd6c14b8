"""The same story from several outlets: found, grouped, kept in step, and cited once."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from eval.benchmarks.alterations import altered
from index.article import Article, Span
from index.embedded.schema import APPLICATION_ID, MIGRATIONS
from index.engine import Hit
from index.library import Library
from index.sentences import sentence_spans
from index.signatures import alike, bands, signature
from qa.answer import Copy
from qa.assistant import Assistant
from qa.confidence import Cutoffs
from qa.question import Question
from qa.reader.protocol import Evidence, Reading
from tests.conftest import Place
from tests.toy import ToyEmbedder
from ui.as_json import groups_as_list
from ui.terminal.duplicates import groups_text

WORDS = ("bridge", "ferry", "herring", "strike")


def story(name: str, seed: int, paragraphs: int = 12) -> Article:
    """An article of invented words, the same for a seed."""
    rng = random.Random(seed)
    lines = [f"{' '.join(_word(rng) for _ in range(30)).capitalize()}." for _ in range(paragraphs)]
    return Article(
        id=name, title=f"Title {name}", text="\n\n".join(lines), source=f"{name}.txt", published=date(2025, 3, seed + 1)
    )


def _word(rng: random.Random) -> str:
    return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(3))


FLOOD, FIRE = story("flood", 1), story("fire", 2)
FLOOD_ELSEWHERE, FLOOD_CUT, FLOOD_SHUFFLED = altered(FLOOD, random.Random(3))


@pytest.fixture
def library(place: Place) -> Iterator[Library]:
    with Library.open(place, embedder=ToyEmbedder(WORDS)) as library:
        library.add(FLOOD_CUT, FIRE, FLOOD, FLOOD_ELSEWHERE, FLOOD_SHUFFLED)
        yield library


def ids(articles: Sequence[Article]) -> list[str]:
    return [article.id for article in articles]


def test_equal_places_estimate_the_share_of_equal_shingles() -> None:
    first, second = signature(FLOOD), signature(FIRE)
    assert first is not None
    assert second is not None
    assert (first.shape, first.dtype, len(bands(first))) == ((128,), np.uint32, 32)
    assert (signature(FLOOD) == first).all()
    assert (first == second).mean() < 0.05
    # The first two thirds of the shingles of the whole: 0.67, give or take two standard deviations of 128 draws.
    cut = signature(FLOOD_CUT)
    assert cut is not None
    assert abs((first == cut).mean() - 0.67) < 0.085
    assert alike(first, np.array([first, cut, second])).tolist() == [True, True, False]


def test_furniture_and_too_few_words_do_not_count() -> None:
    end = len(FLOOD.text)
    shared = f"\n\n{FIRE.text}"
    page = replace(FLOOD, text=FLOOD.text + shared, furniture=(Span(end, end + len(shared)),))
    assert signature(page) is not None
    assert (signature(page) == signature(FLOOD)).all()  # type: ignore[union-attr]
    assert signature(replace(FLOOD, text="Only eleven words stand in this text, so nothing is told.")) is None


def test_copies_are_grouped_and_others_are_not(library: Library) -> None:
    assert [ids(group) for group in library.duplicates()] == [
        ["flood", "flood-cut", "flood-headline", "flood-shuffled"]
    ]
    assert ids(library.copies("flood-cut")) == ["flood", "flood-headline", "flood-shuffled"]
    assert library.copies("fire") == []
    assert library.verify().ok


def test_groups_follow_what_is_removed_and_changed(library: Library) -> None:
    library.remove("flood-headline")
    assert ids(library.copies("flood")) == ["flood-cut", "flood-shuffled"]
    library.add(replace(FLOOD_CUT, text=FIRE.text))
    assert [ids(group) for group in library.duplicates()] == [["flood", "flood-shuffled"], ["flood-cut", "fire"]]
    library.remove("flood-shuffled")
    library.remove("fire")
    assert library.duplicates() == []
    assert library.verify().ok


def test_thousands_of_the_very_same_are_one_group(place: Place) -> None:
    with Library.open(place, embedder=ToyEmbedder(WORDS)) as library:
        short = story("same", 5, paragraphs=1)
        library.add(*(replace(short, id=f"same-{number:04}", source=f"{number}") for number in range(2_000)))
        assert [len(group) for group in library.duplicates()] == [2_000]
        assert len(library.copies("same-0042")) == 1_999


def test_a_library_from_before_is_signed_when_first_asked(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "library.sqlite")
    MIGRATIONS[0](connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    connection.execute("INSERT INTO meta VALUES ('embedder', 'toy')")
    for one in (FLOOD, FIRE, FLOOD_CUT):
        connection.execute(
            "INSERT INTO articles (id, title, text, source, furniture, content_hash) VALUES (?, ?, ?, ?, '[]', '')",
            (one.id, one.title, one.text, one.source),
        )
    connection.commit()
    connection.close()
    with Library.open(tmp_path, embedder=ToyEmbedder(WORDS)) as library:
        assert [ids(group) for group in library.duplicates()] == [["flood", "flood-cut"]]
        library.remove("flood")
        assert library.duplicates() == []


@pytest.mark.embedded
@pytest.mark.parametrize("damage", ["DELETE FROM signatures", "UPDATE meta SET value = 'old' WHERE key = 'signatures'"])
def test_missing_and_outdated_signatures_are_made_again(
    tmp_path: Path, place: Place, library: Library, damage: str
) -> None:
    expected = library.duplicates()
    library.close()
    connection = sqlite3.connect(tmp_path / "library" / "library.sqlite")
    connection.execute(damage)
    connection.commit()
    connection.close()
    with Library.open(place, embedder=ToyEmbedder(WORDS)) as again:
        assert again.duplicates() == expected


@pytest.mark.embedded
def test_verify_finds_a_signature_that_does_not_fit(tmp_path: Path, library: Library) -> None:
    connection = sqlite3.connect(tmp_path / "library" / "library.sqlite")
    connection.execute("UPDATE signatures SET places = zeroblob(512) WHERE article = 1")
    connection.commit()
    connection.close()
    assert any("signature of flood-cut does not fit" in problem for problem in library.verify().problems)


class SentenceReader:
    """Takes every sentence that holds the question's last word, and notes the hits that it was handed."""

    name = "sentences"
    cutoffs = Cutoffs(threshold=0.5, closest=0.2, likely=0.6, clear=0.8)

    def __init__(self) -> None:
        self.handed: list[Hit] = []

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        self.handed = list(hits)
        found = [
            Evidence(hit.article, span.shift(hit.passage.span.start), 0.9 - 0.01 * hit.rank)
            for hit in hits
            for span in sentence_spans(hit.passage.text)
            if question.query.split()[-1] in span.of(hit.passage.text)
        ]
        return Reading(tuple(found), 0.9)


SHUT = "The bridge was shut on Monday after a ship struck it, officials said."


def wire(name: str, text: str, outlet: str, day: int) -> Article:
    return Article(name, f"Title {name}", text, f"{name}.txt", outlet=outlet, published=date(2025, 3, day))


@pytest.mark.model
def test_copies_are_read_once_and_told_beside_the_citation(place: Place) -> None:
    body = FLOOD.text.split("\n\n")
    copies = [
        wire(f"copy-{number:02}", f"Note {number}\n\n{SHUT}\n\n" + "\n\n".join(body[:4]), f"Outlet {number}", number)
        for number in range(1, 21)
    ]
    other = wire("other", "The ferry replaces the bridge for a month, the harbour master told us.", "Post", 30)
    reader = SentenceReader()
    with Library.open(place, embedder=ToyEmbedder(WORDS)) as library:
        library.add(*copies, other)
        answer = Assistant(library, reader=reader).ask("Who shut the bridge")
    assert [hit.rank for hit in reader.handed] == list(range(1, len(reader.handed) + 1))
    bridges = [hit.article.id for hit in reader.handed if "bridge" in hit.passage.text]
    assert len(bridges) == 2
    assert bridges[0].startswith("copy-")
    assert bridges[1] == "other"
    first, second = answer.citations
    assert (first.quote, second.quote) == (SHUT, other.text)
    assert len(first.also_in) == 19
    assert first.article.id not in {copy.article_id for copy in first.also_in}
    assert Copy("copy-20", "Title copy-20 · Outlet 20 · 2025-03-20") in first.also_in
    assert second.also_in == ()


@pytest.mark.model
def test_only_copies_that_print_the_quote_are_told(place: Place) -> None:
    body = "\n\n".join(FLOOD.text.split("\n\n")[:6])
    whole = wire("whole", f"{SHUT}\n\n{body}", "Wire", 1)
    marked = wire("marked", SHUT.replace(" on", "\n on").replace(", off", " – off") + f"\n\n{body}", "Post", 2)
    without = wire("without", body, "Mail", 3)
    with Library.open(place, embedder=ToyEmbedder(WORDS)) as library:
        library.add(whole, marked, without)
        assert ids(library.copies("whole")) == ["marked", "without"]
        (citation,) = Assistant(library, reader=SentenceReader()).ask("Who shut the bridge").citations
    assert {citation.article.id, *(copy.article_id for copy in citation.also_in)} == {"whole", "marked"}


def test_groups_as_they_are_shown(library: Library) -> None:
    shown = groups_text(library.duplicates()).plain.splitlines()
    assert shown[0] == "4 articles"
    assert shown[1] == "  flood  2025-03-02 · Title flood · flood.txt"
    (group,) = groups_as_list(library.duplicates())
    assert [article["article_id"] for article in group] == ["flood", "flood-cut", "flood-headline", "flood-shuffled"]
