"""Whom pronouns and descriptions stand for, labelled by hand in articles that lie outside the project.

`tuned` are the cases that the resolver was made with; `fresh` ones were labelled afterwards and measured before they
were looked at. “-” is nobody who is named, and “|” parts what is right too. `groups` are “they” and “it”, labelled
before it was looked at what was told: there, right is only who is meant.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.dataset import read_articles
from index.article import Span
from qa.speech.resolving import resolver_of

DATA = Path(os.environ.get("ONRECORD_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))
ARTICLES = DATA / "qa" / "polnear_train.articles.jsonl.gz"
CASES = Path(__file__).with_name("speakers_meant.tsv")

pytestmark = pytest.mark.skipif(not ARTICLES.exists(), reason=f"{ARTICLES} is not there")


def is_right(meant: str, name: str | None) -> bool:
    """Whether one is part of the other (“Okoro”, “Nadia Okoro”), or nobody is named where nobody is."""
    told = set((name or "").replace(".", "").lower().split()) - {"the"}
    for one in meant.split("|"):
        if one == "-":
            if name is None or name[0].islower():
                return True
        else:
            wanted = set(one.replace(".", "").lower().split())
            if told and (told <= wanted or wanted <= told):
                return True
    return False


def judged(part: str) -> Iterator[bool]:
    return (is_right(meant, name) for meant, name in told(part))


def told(part: str) -> Iterator[tuple[str, str | None]]:
    """Who is meant in each case, and who is told."""
    texts = {article.id: article.text for article in read_articles(ARTICLES)}
    with CASES.open(encoding="utf-8") as lines:
        for case in csv.DictReader(lines, delimiter="\t"):
            if case["part"] == part:
                text = texts[case["article"]]
                yield case["meant"], resolver_of(text).name(Span(int(case["start"]), int(case["end"])))


@pytest.mark.parametrize(("part", "cases", "least"), [("tuned", 213, 0.95), ("fresh", 59, 0.83)])
def test_whom_pronouns_and_descriptions_stand_for(part: str, cases: int, least: float) -> None:
    right = list(judged(part))
    assert len(right) == cases
    assert sum(right) / len(right) >= least


def test_they_and_it_are_told_where_it_is_clear() -> None:
    cases = list(told("groups"))
    named = [(meant, name) for meant, name in cases if name]
    assert (len(cases), len(named)) == (50, 19)
    assert sum(is_right(meant, name) for meant, name in named) >= 18
