"""The topics that follow-ups are learned from and reported on, and the sums of the report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from eval.benchmarks.followups import Outcome, Searched, report
from eval.dataset import PastTurn, Question
from eval.training.fit_followups import examples, following_examples
from eval.training.followup_topics import RewrittenQuestion, first_half, reported_topics, rewrites, topic_of
from qa.followup.choosing import Weights


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("cast-100_2", "cast-100"),
        ("cast20-100_2", "cast-100"),
        ("cast-133_3-4", "cast-133"),
        ("mtrag-f0d2<::>7", "mtrag-f0d2"),
        ("inscit-food_level1_dial24-10", "inscit-food_level1_dial24"),
    ],
)
def test_the_topic_of_a_question(question: str, topic: str) -> None:
    assert topic_of(question) == topic


def test_half_of_the_topics_is_reported_on() -> None:
    topics = {f"cast-{number}" for number in range(9)}
    assert len(first_half(topics)) == 4
    assert first_half(topics) < topics


def test_no_topic_is_both_learned_from_and_reported_on(data: Callable[[str], Path]) -> None:
    folder = data("qa/rewrite_cast.jsonl.gz").parent.parent
    reported = reported_topics(folder)
    rewritten = rewrites(folder)
    assert len(reported) == 31
    assert {one.topic for one in rewritten.values()} >= reported
    assert not {topic for _, _, topic in examples(rewritten, reported)} & reported


def test_what_a_person_took_is_an_example() -> None:
    asked = RewrittenQuestion("t", ("What is throat cancer?",), "Is it treatable?", "Is throat cancer treatable?")
    taken = [(facts["any × thing"], was) for facts, was, _ in examples({"t_2": asked}, ())]
    assert taken == [(1.0, True), (1.0, True)]
    assert not list(examples({"t_2": asked}, {"t"}))


def test_what_a_person_changed_follows_up_and_what_was_made_of_it_stands_alone() -> None:
    first = RewrittenQuestion("t", (), "What is throat cancer?", "What is throat cancer?")
    second = RewrittenQuestion("t", ("What is throat cancer?",), "Is it treatable?", "Is throat cancer treatable?")
    other = RewrittenQuestion("u", (), "Who won?", "Who won?")
    asked = {"t_1": first, "t_2": second, "u_1": other}
    told = [(was, "thing" in facts, topic) for facts, was, topic in following_examples(asked, (), Weights({}, {}))]
    assert told == [
        (False, False, "t"),  # the first question, after “Who won?”
        (False, False, "t"),  # “Is throat cancer treatable?”, after “Who won?”
        (True, True, "t"),  # “Is it treatable?”
        (False, False, "t"),  # “Is throat cancer treatable?”, where “Is it treatable?” was asked
        (False, False, "u"),  # “Who won?”, after throat cancer
    ]
    assert [topic for _, _, topic in following_examples(asked, {"t"}, Weights({}, {}))] == ["u"]


def test_the_report_tells_the_share_of_the_gap() -> None:
    def outcome(raw: float, ours: float, human: float, *, alone: bool) -> Outcome:
        found = dict(zip(Searched, (raw, 0.0, ours, human), strict=True))
        question = Question("q", "Why?", history=(PastTurn("What?"),))
        return Outcome(question, "Why?", alone, alone, found, found, 1.0)

    outcomes = [outcome(0, 1, 1, alone=False), outcome(0, 0, 1, alone=False), outcome(1, 0.5, 1, alone=True)]
    rows = report(outcomes)
    recall = rows["passage recall@5"]
    assert isinstance(recall, dict)
    assert recall["ours minus raw"][0] == 16.7  # (1 + 0 − 0.5) / 3
    assert recall["human minus raw"][0] == 66.7  # (1 + 1 + 0) / 3
    assert recall["share of the gap from raw to human that ours closes"][0] == 0.25  # 0.5 / 2
    assert recall["ours minus raw where they stand alone"][0] == -50.0
    assert rows["follow-ups searched as they were asked"] == 1
