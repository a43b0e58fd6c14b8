"""Whom pronouns and descriptions stand for, labelled by hand in articles that lie outside the project.

`tuned` are the cases that the resolver was made with and that its weights are fitted to; `fresh` ones were labelled
afterwards and measured before they were looked at. “-” is nobody who is named, and “|” parts what is right too.
`groups` are “they” and “it”, labelled before it was looked at what was told: there, right is only who is meant.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.dataset import read_articles
from eval.training.fit_pronouns import CASES, LabelledSource, labelled_sources
from qa.speech.resolving import resolver_of

DATA = Path(os.environ.get("ONRECORD_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))
ARTICLES = DATA / "qa" / "polnear_train.articles.jsonl.gz"

pytestmark = pytest.mark.skipif(not ARTICLES.exists(), reason=f"{ARTICLES} is not there")


def told(part: str) -> Iterator[tuple[LabelledSource, str | None]]:
    """The cases of a part, and who is told to be meant."""
    texts = {article.id: article.text for article in read_articles(ARTICLES)}
    for case in labelled_sources(CASES):
        if case.part == part:
            yield case, resolver_of(texts[case.article_id]).name(case.span)


@pytest.mark.parametrize(("part", "cases", "least"), [("tuned", 213, 0.95), ("fresh", 59, 0.83)])
def test_whom_pronouns_and_descriptions_stand_for(part: str, cases: int, least: float) -> None:
    right = [case.is_right(name) for case, name in told(part)]
    assert len(right) == cases
    assert sum(right) / len(right) >= least


def test_they_and_it_are_told_where_it_is_clear() -> None:
    cases = list(told("groups"))
    named = [(case, name) for case, name in cases if name]
    assert (len(cases), len(named)) == (50, 19)
    assert sum(case.is_right(name) for case, name in named) >= 18
