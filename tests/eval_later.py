"""Cases of what came later: their places, and the counts over them."""

from __future__ import annotations

from datetime import date
from importlib.resources import as_file, files

from eval.benchmarks.later import Shown, report
from eval.dataset import GoldSpan, Question
from eval.later_cases import dated_cases, sample_cases
from eval.libraries import load_articles
from eval.locating import Located
from index.article import Article, Span


def test_the_sample_has_the_places_of_its_cases() -> None:
    with as_file(files("index") / "sample") as folder:
        articles = {article.id: article for article in load_articles(folder)}
    cases = sample_cases(tuple(articles.values()))
    assert len(cases) == len({case.id for case in cases}) == 24
    for case in cases:
        last = max(articles[place.article_id].published or date.min for place in case.newest)
        assert all((articles[place.article_id].published or date.max) < last for place in case.older), case.id


def test_only_what_an_article_of_a_later_day_tells_is_a_case() -> None:
    monday = Article("m", "Shut", "Shut now. Open now.", "m", published=date(2025, 3, 3))
    tuesday = Article("t", "Open", "It is open.", "t", published=date(2025, 3, 4))
    articles = {"m": monday, "t": tuesday}
    moved = Question("q1", "Open?", (), (GoldSpan("m", Span(0, 9), 0), GoldSpan("t", Span(0, 11), 1)))
    same_day = Question("q2", "Open?", (), (GoldSpan("m", Span(0, 9), 0), GoldSpan("m", Span(10, 19), 1)))
    newest = {"q1": frozenset((1,)), "q2": frozenset((1,))}
    (case,) = dated_cases((moved, same_day), newest, articles)
    assert (case.id, case.older, case.newest) == (
        "q1",
        (Located("m", Span(0, 9)),),
        (Located("t", Span(0, 11)),),
    )


def test_the_counts() -> None:
    shown = [
        Shown((True, False), (False, True), (False, False), read=True),
        Shown((False, True), (True, False), (False, True), read=True),  # a label would be right
        Shown((False, False), (True, False), (False, True), read=True),  # and here wrong
        Shown((), (), (), read=False),
    ]
    assert report(shown) == {
        "cases": 4,
        "newest first": 1,
        "newest shown": 2,
        "older first": 2,
        "newest unread": 1,
        "told apart": {"labelled": 2, "right": 1, "of older first": 1},
    }
