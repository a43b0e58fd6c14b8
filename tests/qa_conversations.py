"""Whole conversations with the real model: every turn is searched with what came before, and cites what answers.

The threshold is put aside, so that they tell what is found, not how sure the reader is; a question that nothing
answers has to stay below it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.embedding.embedder import Embedder
from index.library import Library
from qa.answer import Answer, Conversation
from qa.assistant import Assistant
from tests.conversations import CONVERSATIONS, RAFAH, Scripted

pytestmark = pytest.mark.model

LEAST_RIGHT = 33
"""Of fifty turns. 35 are right here; where the others fail, the sentence beside the right one is cited."""


def right(turn: Scripted, answer: Answer, threshold: float) -> bool:
    if not turn.places:
        return answer.confidence < threshold
    return any(
        words in citation.quote and Path(citation.article.source).stem == file
        for citation in answer.citations
        for file, words in turn.places
    )


def talk(library: Library, turns: tuple[Scripted, ...]) -> list[tuple[Scripted, Answer, bool]]:
    threshold, assistant = Assistant(library).threshold, Assistant(library, threshold=0)
    conversation, held = Conversation(), []
    for turn in turns:
        answer = assistant.ask(turn.question, conversation=conversation)
        conversation = answer.conversation
        held.append((turn, answer, right(turn, answer, threshold)))
    return held


def test_ten_conversations_of_five_turns(sample_library: Library) -> None:
    assert [len(turns) for turns in CONVERSATIONS.values()] == [5] * 10
    held = [turn for turns in CONVERSATIONS.values() for turn in talk(sample_library, turns)]
    wrong = [f"{turn.question} → {answer.query}" for turn, answer, good in held if not good]
    assert len(held) - len(wrong) >= LEAST_RIGHT, wrong


def test_the_gold_stands_in_the_articles(sample_library: Library) -> None:
    texts = {Path(article.source).stem: article.text for article in sample_library.articles()}
    for turns in CONVERSATIONS.values():
        for turn in turns:
            for file, words in turn.places:
                assert words in texts[file], (turn.question, words)


def test_the_conversation_about_rafah(data: Callable[[str], Path], tmp_path: Path, embedder: Embedder) -> None:
    library = Library.open(tmp_path / "library", embedder=embedder)
    library.add(data("news/blinken-rafah.txt"))
    wrong = [(turn.question, answer.query) for turn, answer, good in talk(library, RAFAH) if not good]
    assert not wrong


def test_a_query_that_is_given_is_searched_instead(sample_library: Library) -> None:
    assistant = Assistant(sample_library)
    first = assistant.ask("What did Katrin Moseley say about the valve?")
    understood = assistant.ask("And the alarm?", conversation=first.conversation)
    given = assistant.ask("And the alarm?", conversation=first.conversation, query="Who switched the alarm off?")
    assert (given.question, given.query, given.taken) == ("And the alarm?", "Who switched the alarm off?", ())
    assert given.conversation.turns[-1].query == "Who switched the alarm off?"
    assert understood.taken
    hits = assistant.retrieve("And the alarm?", conversation=first.conversation, query="herring quota")
    assert hits == assistant.retrieve("herring quota")
