from __future__ import annotations

import pytest

from qa.answer import Conversation, Turn
from qa.followup import standalone_query


def after(*questions: str) -> Conversation:
    return Conversation(tuple(Turn(question, question) for question in questions))


@pytest.mark.parametrize(
    "question",
    [
        "What did Blinken say about Rafah?",
        "How many nurses went on strike at Northmere General?",
        "Who won the League Cup in August?",
        "What did Moseley say about her panel?",
    ],
)
def test_a_question_that_stands_alone_is_left_exactly_as_it_is(question: str) -> None:
    assert standalone_query(question, Conversation()) == question
    assert standalone_query(question, after("When was the bridge shut?")) == question


def test_the_first_question_is_left_as_it_is_even_if_it_points_nowhere() -> None:
    assert standalone_query("And why?", Conversation()) == "And why?"


@pytest.mark.parametrize(
    ("before", "question", "query"),
    [
        ("What did Blinken say about Rafah?", "And about the hostages?", "What did Blinken say about the hostages?"),
        ("What did Blinken say about Rafah?", "What about the hostages?", "What did Blinken say about the hostages?"),
        ("How many were hurt?", "How about the ferries?", "How many were hurt: the ferries?"),
        ("What did Katrin Moseley find?", "Why does she say that?", "Why does Katrin Moseley say that? (find)"),
        ("When was the harbour bridge shut?", "Why?", "Why? (harbour bridge shut)"),
        ("Who struck the bridge?", "Who else?", "Who else? (struck bridge)"),
    ],
)
def test_a_follow_up_takes_what_it_leaves_out(before: str, question: str, query: str) -> None:
    assert standalone_query(question, after(before)) == query


def test_only_the_last_question_is_taken_from() -> None:
    conversation = after("What did Blinken say about Rafah?", "How many herring are left?")
    assert standalone_query("And why?", conversation) == "Why? (many herring left)"
