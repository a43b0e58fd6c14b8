"""Understand, search, read, choose, cite: what is known of a question is found once and handed on."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from index.errors import QuestionError
from index.library import Library
from qa.answer import Conversation
from qa.assistant import PASSAGES_READ, Assistant
from qa.dates.days import Days
from qa.dates.questions import AskedDates, dates_asked_for, event_named, wants_latest
from qa.followup import standalone_query
from qa.question import Question, WeightedQuery
from qa.speech.asking import asked_speakers, asks_for_speaker
from qa.speech.attribution import attribute
from qa.understanding import understand

QUESTION = "What did Tollemar say about the valve?"
TODAY = date(2025, 9, 20)
PARSERS = (asked_speakers, asks_for_speaker, dates_asked_for, event_named, wants_latest, standalone_query)


pytestmark = pytest.mark.model


def counted(monkeypatch: pytest.MonkeyPatch, function: Callable[..., Any]) -> Counter[tuple[object, ...]]:
    """How often a function of ours is called from now on, wherever it was imported to, by what it is given."""
    calls: Counter[tuple[object, ...]] = Counter()

    def counting(*given: Any, **named: Any) -> Any:
        calls[tuple(getattr(value, "id", value) for value in (*given, *named.items()))] += 1
        return function(*given, **named)

    for module in [module for name, module in sys.modules.items() if name.split(".")[0] in ("qa", "index")]:
        if isinstance(module, ModuleType) and getattr(module, function.__name__, None) is function:
            monkeypatch.setattr(module, function.__name__, counting)
    return calls


def test_a_question_is_understood_once(sample_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = Assistant(sample_library)
    parsed = {parser.__name__: counted(monkeypatch, parser) for parser in PARSERS}
    searched = counted(monkeypatch, Library.search)
    monkeypatch.setattr(Library, "search", _counting(searched, Library.search))

    assert assistant.ask(QUESTION).answered
    assert {name: calls.total() for name, calls in parsed.items()} == dict.fromkeys(parsed, 1)
    assert searched.total() == 1


def test_each_place_is_attributed_once(sample_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = Assistant(sample_library)
    attributed = counted(monkeypatch, attribute)

    answer = assistant.ask(QUESTION)
    assert {citation.span for citation in answer.citations} <= {given[1] for given in attributed}
    assert set(attributed.values()) == {1}


def test_what_is_retrieved_is_what_is_read(sample_library: Library) -> None:
    assistant = Assistant(sample_library, today=lambda: TODAY)
    for question in (QUESTION, "What did Tollemar say in March 2025?", "Who won the cup?", "latest on the bridge"):
        answer = assistant.ask(question)
        if answer.dates is None or answer.dates.held:
            assert assistant.retrieve(question, top_k=PASSAGES_READ) == list(answer.hits)
    first = assistant.ask("How long is the Sable Point Bridge shut?")
    again = assistant.ask("Why?", conversation=first.conversation)
    assert assistant.retrieve("Why?", conversation=first.conversation, top_k=PASSAGES_READ) == list(again.hits)


def test_everything_that_is_understood_stands_in_one_value() -> None:
    found = understand("What did Mr. Tollemar last say about the valve in May 2025?", TODAY)
    assert found == Question(
        asked="What did Mr. Tollemar last say about the valve in May 2025?",
        query="What did Mr. Tollemar last say about the valve?",
        queries=(WeightedQuery("What did Mr. Tollemar last say about the valve?"),),
        dates=AskedDates("in May 2025", Days(date(2025, 5, 1), date(2025, 5, 31))),
        speakers=("Mr. Tollemar",),
        newest_first=True,
    )
    assert understand("Who warned about the valve?", TODAY).asks_who
    assert not understand("What broke the valve?", TODAY).asks_of_speakers


def test_a_given_query_is_searched_instead() -> None:
    found = understand("And why?", TODAY, query="Why is the Sable Point Bridge shut?")
    assert (found.asked, found.query) == ("And why?", "Why is the Sable Point Bridge shut?")
    assert found.queries == (WeightedQuery("Why is the Sable Point Bridge shut?"),)
    for question, query in (("", None), ("Why?", " ")):
        with pytest.raises(QuestionError):
            understand(question, TODAY, query=query)


def test_what_is_no_question_and_no_filter_is_told(sample_library: Library) -> None:
    assistant = Assistant(sample_library)
    with pytest.raises(TypeError, match="a question is a str"):
        assistant.ask(None)  # type: ignore[arg-type]
    for ask in (assistant.ask, assistant.retrieve):
        with pytest.raises(TypeError, match=r"write filters=Filters\(since='2025'\)"):
            ask("Why?", filters={"since": "2025"})  # type: ignore[operator]


def test_the_queries_begin_with_what_is_read_and_name_each_text_once() -> None:
    for queries in ((), (WeightedQuery("other"),), (WeightedQuery("why"), WeightedQuery("why"))):
        with pytest.raises(ValueError, match="begin with it and name each text once"):
            Question("why", "why", queries)
    with pytest.raises(ValueError, match="more than 0"):
        WeightedQuery("why", 0)


def test_what_was_searched_beside_is_listed_once(sample_library: Library) -> None:
    assistant = Assistant(sample_library)
    conversation = assistant.ask("When was the Sable Point Bridge shut?", conversation=Conversation()).conversation
    answer = assistant.ask("How long will repairs take?", conversation=conversation)
    beside = answer.as_dict()["searched_beside"]
    assert isinstance(beside, list)
    assert len(beside) == len(set(beside))
    assert answer.query not in beside


def _counting(calls: Counter[tuple[object, ...]], method: Callable[..., Any]) -> Callable[..., Any]:
    def counting(own: Any, *given: Any, **named: Any) -> Any:
        calls[given] += 1
        return method(own, *given, **named)

    return counting
