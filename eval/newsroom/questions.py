"""The newsroom set: questions written by reading twenty articles at a time, joined to those articles.

The package holds questions, places and ids; the articles belong to their publishers and lie in the development data. A
part of twenty articles serves for one thing: to train on, to fit on, or only to report on. Stories never cross parts.
"""

from __future__ import annotations

import json
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

from eval.dataset import GoldSpan, PastTurn, Question, QuestionSet, read_articles
from index.article import Article, Span

ARTICLES = Path("news") / "news_silver.articles.jsonl.gz"
"""In the folder of the development data."""

_FOLDER = "eval.newsroom"


class Use(StrEnum):
    """What a part serves for."""

    TRAIN = "train"
    FIT = "fit"
    REPORT = "report"


def newsroom(data: Path, *uses: Use) -> QuestionSet:
    """The questions of the parts that serve for these uses (all unless told), with the articles of every part.

    `data` is the folder of the development data. Raises QuestionSetError where the articles are not as they were.
    """
    parts: dict[str, dict[str, Any]] = json.loads((files(_FOLDER) / "parts.json").read_text(encoding="utf-8"))
    named = {name for part in parts.values() for name in part["articles"]}
    articles = {article.id: article for article in read_articles(data / ARTICLES) if article.id in named}
    wanted = {int(number) for number, part in parts.items() if not uses or part["use"] in uses}
    questions = [_question(record, articles) for record in _records() if record["part"] in wanted]
    return QuestionSet("newsroom", tuple(questions), tuple(articles.values()))


def refutations() -> dict[str, GoldSpan]:
    """The place that refutes what a question takes for granted, by the question's id, where there is one."""
    return {record["id"]: _gold(record["refuted_by"], 0) for record in _records() if "refuted_by" in record}


def newest_evidence() -> dict[str, frozenset[int]]:
    """Which entries of its evidence were true last, by the id of each question whose story moved on."""
    return {
        record["id"]: frozenset(entry for entry, later in enumerate(record["later"]) if later)
        for record in _records()
        if "later" in record
    }


def _records() -> list[dict[str, Any]]:
    lines = (files(_FOLDER) / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _question(record: dict[str, Any], articles: dict[str, Article]) -> Question:
    def told(place: list[Any]) -> str:
        article, start, end = place
        return articles[article].text[start:end]

    evidence = record["evidence"]
    return Question(
        id=record["id"],
        question=record["question"],
        answers=tuple(told(place) for place in record.get("answers", ())),
        gold=tuple(_gold(place, entry) for entry, place in enumerate(evidence)),
        answerable=bool(evidence),
        history=tuple(
            PastTurn(turn["question"], told(turn["evidence"]) if "evidence" in turn else "")
            for turn in record.get("history", ())
        ),
        type=record["type"],
    )


def _gold(place: list[Any], entry: int) -> GoldSpan:
    article, start, end = place
    return GoldSpan(article, Span(start, end), entry)
