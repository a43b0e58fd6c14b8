"""The article that a user gave, pasted as people paste, and the questions it has to stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from index.embedding.embedder import Embedder
from index.library import Library
from qa.answer import Answer
from qa.assistant import Assistant

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def assistant(data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    path = data("news/blinken-rafah.txt")
    library = Library.open(tmp_path_factory.mktemp("blinken"), embedder=embedder)
    library.add(path)
    (article,) = library.articles()
    assert article.text == path.read_text(encoding="utf-8")
    return Assistant(library)


def cited_as_it_stands(answer: Answer) -> str:
    """The first quote, after every quote was compared with the file's own characters."""
    assert answer.answered, answer.question
    for citation in answer.citations:
        file = Path(citation.article.source).read_text(encoding="utf-8")
        assert file[citation.span.start : citation.span.end] == citation.quote
        assert not re.search("Evelyn Hockstein|Most Popular|bureau chief", citation.quote)
    return answer.citations[0].quote


def test_its_title_is_found_and_furniture_marked(assistant: Assistant) -> None:
    (article,) = assistant.library.articles()
    assert article.title == (
        "Blinken: Rafah offensive risks ‘further isolating Israel, jeopardizing its long-term security’"
    )
    assert (article.author, article.published) == ("Jacob Magid", None)
    marked = [span.of(article.text)[:20] for span in article.furniture]
    assert marked.count("File - US Secretary ") == 2
    assert marked[-1] == "Most Popular"


def test_what_did_blinken_say_about_rafah(assistant: Assistant) -> None:
    answer = assistant.ask("What did Blinken say about Rafah?")
    assert cited_as_it_stands(answer).startswith("Blinken asserts that the US shares Israel’s goal")
    assert cited_as_it_stands(answer).endswith("a Rafah operation “is not the way to do it.”")
    assert {citation.speaker and citation.speaker.name for citation in answer.citations} == {"Antony Blinken"}


@pytest.mark.parametrize(
    ("question", "words", "speaker"),
    [
        (
            "What does Netanyahu say is required for total victory?",
            "it requires Israel going into Rafah",
            "Benjamin Netanyahu",
        ),
        ("Who described an Israeli operation as smashing into Rafah?", "smashing into Rafah", "Jake Sullivan"),
        ("How many people are sheltering in Rafah?", "over one million people are sheltering", "Benjamin Netanyahu"),
    ],
)
def test_the_others(assistant: Assistant, question: str, words: str, speaker: str) -> None:
    answer = assistant.ask(question)
    assert words in cited_as_it_stands(answer)
    assert answer.citations[0].speaker is not None
    assert answer.citations[0].speaker.name == speaker


def test_the_world_cup_is_not_answered(assistant: Assistant) -> None:
    assert not assistant.ask("Who won the World Cup?").answered


@pytest.mark.parametrize(
    "question", ["What is most popular?", "Who took the photo of Blinken?", "Who is Evelyn Hockstein?"]
)
def test_furniture_is_never_quoted(assistant: Assistant, question: str) -> None:
    for evidence in assistant.inquire(assistant.understand(question)).reading.evidence:
        assert not re.search("Evelyn Hockstein|Most Popular|bureau chief", evidence.text)
