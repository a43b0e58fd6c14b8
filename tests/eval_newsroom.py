"""The newsroom set: what it holds, that its places are sentences of its articles, and how its figures are made."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from eval.benchmarks.newsroom import Outcome, interval, report
from eval.dataset import Question
from eval.newsroom.questions import ARTICLES, Use, newest_evidence, newsroom, refutations

PARTS = json.loads((files("eval.newsroom") / "parts.json").read_text())
RECORDS = [json.loads(line) for line in (files("eval.newsroom") / "questions.jsonl").read_text().splitlines()]


def test_it_holds_what_it_says() -> None:
    assert len(RECORDS) == len({record["id"] for record in RECORDS}) == 2_430
    assert Counter(part["use"] for part in PARTS.values()) == {"train": 12, "fit": 3, "report": 3}
    named = [article for part in PARTS.values() for article in part["articles"]]
    assert len(named) == len(set(named)) == 360
    kinds = Counter(record["type"] for record in RECORDS)
    assert kinds["said"] >= 0.15 * len(RECORDS)
    assert kinds["followup"] >= 0.15 * len(RECORDS)
    assert sum(count for kind, count in kinds.items() if kind.startswith("unanswerable")) == 360


def test_every_place_stands_in_an_article_of_its_own_part() -> None:
    for record in RECORDS:
        own = set(PARTS[str(record["part"])]["articles"])
        places = [*record["evidence"], *record.get("answers", ()), *filter(None, [record.get("refuted_by")])]
        assert all(article in own and 0 <= start < end for article, start, end in places), record["id"]
        assert record["type"].startswith("unanswerable") == (not record["evidence"])
        assert (record["type"] == "followup") == ("history" in record)
        assert len(record.get("later", record["evidence"])) == len(record["evidence"])


def test_no_article_text_is_shipped() -> None:
    assert max(len(record["question"]) for record in RECORDS) < 200
    assert all(set(record) <= KEYS for record in RECORDS)


KEYS = {"id", "part", "question", "type", "evidence", "answers", "later", "history", "refuted_by"}


def test_it_is_joined_to_its_articles(data: Callable[[str], Path]) -> None:
    folder = data(str(ARTICLES)).parents[1]
    reported = newsroom(folder, Use.REPORT)
    assert (len(reported.questions), len(reported.articles)) == (405, 360)
    texts = {article.id: article.text for article in reported.articles}
    for question in reported.questions:
        for gold in question.gold:
            words = gold.span.of(texts[gold.article_id])
            assert words == words.strip()
        for answer in question.answers:
            assert any(answer in gold.span.of(texts[gold.article_id]) for gold in question.gold)
    assert len(newsroom(folder).questions) == 2_430
    assert all(question.answerable is bool(question.gold) for question in reported.questions)


def test_what_came_later_and_what_refutes_are_told_by_question() -> None:
    known = {record["id"]: record for record in RECORDS}
    assert all(known[name]["type"] == "unanswerable-premise" for name in refutations())
    assert len(newest_evidence()) >= 60
    for name, entries in newest_evidence().items():
        assert entries <= set(range(len(known[name]["evidence"])))


def outcome(
    kind: str, *, first: bool = False, answered: bool = False, right: bool = False, sure: float = 0.5
) -> Outcome:
    question = Question(kind, "Why?", type=kind, answerable=not kind.startswith("unanswerable"))
    return Outcome(question, first, first, first, answered, right, sure)


def test_the_figures_are_shares_of_their_questions() -> None:
    told = report(
        [
            outcome("fact", first=True, answered=True, right=True, sure=0.9),
            outcome("fact", first=True, sure=0.4),
            outcome("said", answered=True, sure=0.7),
            outcome("unanswerable-off", sure=0.1),
            outcome("unanswerable-off", answered=True, sure=0.6),
        ]
    )
    answerable = told["answerable"]
    assert isinstance(answerable, dict)
    assert answerable["questions"] == 3
    shares = {name: str(value).split(" ")[0] for name, value in answerable.items() if name != "questions"}
    assert shares == {
        "right first": "66.7",
        "among three": "66.7",
        "within 300 characters": "66.7",
        "answered right": "33.3",
        "answered wrong": "33.3",
        "declined": "33.3",
    }
    assert told["auroc"] == round(5 / 6, 3)  # of six pairs, only (0.4, 0.6) is the wrong way round
    off = told["unanswerable-off"]
    assert isinstance(off, dict)
    assert str(off["answered"]).startswith("50.0 ")


@pytest.mark.parametrize(("values", "told"), [([1.0, 1.0], "100.0 (100.0–100.0)"), ([0.0], "0.0 (0.0–0.0)"), ([], "–")])
def test_an_interval(values: list[float], told: str) -> None:
    assert interval(np.array(values), 0) == told
