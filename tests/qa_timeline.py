"""Timelines over invented articles, with an embedder that can be computed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.article import Article
from index.engine import Filters
from index.errors import QuestionError
from index.library import Library
from qa.timeline import event_of, timeline
from tests.toy import ToyEmbedder

pytestmark = pytest.mark.model


def article(number: int, text: str, day: date | None, title: str = "Untitled") -> Article:
    return Article(id=f"a{number}", title=title, text=text, source=f"{number}.txt", published=day)


ARTICLES = (
    article(1, "The ceasefire talks broke off on Friday, Ida Holm said.\n\nIt rained.", date(2025, 3, 8)),
    article(2, "The ceasefire talks began in Velland on 3 March.\n\nNobody smiled.", date(2025, 3, 4)),
    article(3, "“The ceasefire talks are dead,” Tor Lind said.", None),
    article(4, "Herring prices fell.", date(2025, 3, 5)),
    article(5, "“We will meet again,” Holm said.\n\nShe left on Tuesday.", date(2025, 3, 9), "Ceasefire talks resume"),
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, embedder=ToyEmbedder(("ceasefire", "talks", "herring"))) as opened:
        opened.add(*ARTICLES)
        yield opened


def test_statements_come_in_the_order_of_their_dates(library: Library) -> None:
    found = timeline(library, "ceasefire talks")
    assert [(one.number, one.article.id, one.speaker.name if one.speaker else None) for one in found.citations] == [
        (1, "a2", None),
        (2, "a1", "Ida Holm"),
        (3, "a3", "Tor Lind"),
    ]
    assert found.text == "3 statements on “ceasefire talks”"
    events = [event_of(one) for one in found.citations]
    assert [event.days.first if event else None for event in events] == [date(2025, 3, 3), date(2025, 3, 7), None]


def test_the_json_holds_what_an_answer_does_and_the_day_told_of(library: Library) -> None:
    told = timeline(library, "ceasefire talks").as_dict()
    citation = told["citations"][0]  # type: ignore[index]
    assert told["topic"] == "ceasefire talks"
    assert citation["number"] == 1
    assert citation["dates"] == [citation["event"]]


def test_filters_and_limits(library: Library) -> None:
    until = timeline(library, "ceasefire talks", filters=Filters(until=date(2025, 3, 5)))
    assert [one.article.id for one in until.citations] == ["a2"]
    assert len(timeline(library, "ceasefire talks", limit=2).citations) == 2
    with pytest.raises(ValueError, match="limit is at least 1"):
        timeline(library, "ceasefire", limit=0)


def test_nothing_and_an_empty_topic_are_told(library: Library) -> None:
    nothing = timeline(library, "volcano")
    assert (nothing.citations, nothing.text) == ((), "The articles hold nothing on “volcano”.")
    for topic in ("", "  \n"):
        with pytest.raises(QuestionError, match="the topic is empty"):
            timeline(library, topic)
    for topic in ("???", "the of", "🙂", "x" * 2_000):
        assert timeline(library, topic).citations == ()
    with pytest.raises(QuestionError, match="at most 2,000 are read"):
        timeline(library, "x" * 10_000)


def test_an_empty_library_has_no_timeline(tmp_path: Path) -> None:
    with Library.open(tmp_path / "empty", embedder=ToyEmbedder(("bridge",))) as opened:
        assert timeline(opened, "bridge").citations == ()
