"""Asking the sample articles with the real model, and the edges of asking."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from index.article import Article
from index.engine import Filters
from index.errors import QuestionError
from index.library import Library
from qa.answer import NOT_ANSWERED
from qa.assistant import Assistant
from qa.timeline import timeline
from tests.conftest import Place
from tests.toy import ToyEmbedder

pytestmark = pytest.mark.model


@pytest.fixture
def assistant(sample_library: Library) -> Assistant:
    return Assistant(sample_library)


def test_an_answer_is_verbatim_attributed_and_placed(assistant: Assistant) -> None:
    answer = assistant.ask("What did Marcus Tollemar say about the valve?")
    assert answer.answered
    first = answer.citations[0]
    assert first.article.title.startswith("Inquiry blames open valve")
    assert first.speaker is not None
    assert first.speaker.name == "Marcus Tollemar"
    for citation in answer.citations:
        assert citation.article.text[citation.span.start : citation.span.end] == citation.quote
        stored = assistant.library.article(citation.article.id)
        assert (stored.text, stored.content_hash) == (citation.article.text, citation.content_hash)
    assert 0 <= answer.confidence <= 1
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_the_same_question_gives_the_same_answer(assistant: Assistant) -> None:
    question = "How many nurses went on strike?"
    assert assistant.ask(question) == assistant.ask(question)


def test_a_follow_up_searches_with_its_history(assistant: Assistant) -> None:
    first = assistant.ask("What did Katrin Moseley say about the valve?")
    second = assistant.ask("And about the alarm?", conversation=first.conversation)
    assert second.query == "What did Katrin Moseley say about the alarm?"
    assert [turn.question for turn in second.conversation.turns] == [
        "What did Katrin Moseley say about the valve?",
        "And about the alarm?",
    ]


def test_what_nothing_answers_is_not_answered(assistant: Assistant) -> None:
    answer = assistant.ask("How long should artichokes be boiled?")
    assert (answer.citations, answer.text) == ((), NOT_ANSWERED)


def test_at_most_so_many_citations(assistant: Assistant) -> None:
    assert len(assistant.ask("What did Moseley say about the valve?", max_citations=1).citations) == 1
    with pytest.raises(ValueError, match="max_citations is at least 1"):
        assistant.ask("How many?", max_citations=0)


def test_filters_restrict_what_is_cited_and_retrieved(assistant: Assistant) -> None:
    since = Filters(since=date(2025, 7, 1))
    hits = assistant.retrieve("water deaths in Dunmarrow", top_k=5, filters=since)
    assert len(hits) == 5
    assert all(hit.article.published and hit.article.published >= date(2025, 7, 1) for hit in hits)
    cited = assistant.ask("What did Moseley say about the valve?", filters=since).citations
    assert cited
    assert all(one.article.published and one.article.published >= date(2025, 7, 1) for one in cited)


def test_hits_say_where_they_come_from(assistant: Assistant) -> None:
    hit = assistant.retrieve("herring quota")[0]
    assert hit.rank == 1
    assert "erring" in hit.title
    assert hit.url is not None
    assert hit.url.startswith("https://")


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_an_empty_question_is_told(assistant: Assistant, question: str) -> None:
    for ask in (assistant.ask, assistant.retrieve):
        with pytest.raises(QuestionError, match="empty"):
            ask(question)


def test_bytes_that_are_no_text_are_told(assistant: Assistant) -> None:
    for ask in (assistant.ask, assistant.retrieve, lambda topic: timeline(assistant.library, topic)):
        with pytest.raises(QuestionError, match="set the terminal to UTF-8"):
            ask("caf\udce9")


def test_questions_may_be_asked_at_once(assistant: Assistant) -> None:
    questions = ["What did Moseley say about the valve?", "When was the Sable Point Bridge shut?"] * 3
    expected = [assistant.ask(question) for question in questions[:2]] * 3
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(assistant.ask, questions)) == expected


@pytest.mark.parametrize(
    "question", ["???", "🙂🙂", "¿Cuántos murieron en Dunmarrow?", "x" * 2_000, "the of and", "“”", "\x00"]
)
def test_no_question_breaks_it(assistant: Assistant, question: str) -> None:
    assert 0 <= assistant.ask(question).confidence <= 1


def test_an_empty_library_does_not_answer(place: Place) -> None:
    with Library.open(place, embedder=ToyEmbedder(("bridge",))) as library:
        answer = Assistant(library).ask("Is the bridge shut?")
        assert (answer.answered, answer.confidence) == (False, 0.0)


def test_the_threshold_decides(tmp_path: Path) -> None:
    with Library.open(tmp_path, embedder=ToyEmbedder(("bridge", "shut"))) as library:
        library.add(Article(id="a", title="T", text="The bridge is shut.", source="a.txt"))
        assert Assistant(library, threshold=0).ask("bridge shut").citations[0].quote == "The bridge is shut."
        assert not Assistant(library, threshold=1).ask("bridge shut").answered
        with pytest.raises(ValueError, match="from 0 to 1"):
            Assistant(library, threshold=1.5)
