"""What people type: misspelt words, greetings, and requests for the articles that mention something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from eval.misspelt import misspelt_questions
from index.article import Article, Span
from index.engine import Filters, Hit
from index.library import Library
from qa.answer import Conversation, Kind
from qa.assistant import Assistant
from qa.confidence import Cutoffs, Status
from qa.mentions import asked_mention
from qa.misspelling import respelt
from qa.question import Question, Respelling
from qa.reader.protocol import Reading
from qa.small_talk import WHAT_TO_ASK, is_small_talk
from tests.conftest import Place
from tests.toy import ToyEmbedder
from ui.terminal.render import answer_text

VALVE = Article(
    "valve",
    "Inquiry blames valve",
    "Marcus Tollemar denied it. The valves of Velland were shut, Tollemar said.\n\nPhoto of Tollemar",
    "valve.txt",
    published=date(2025, 7, 30),
    furniture=(Span(76, 93),),
)
TREATY = Article("treaty", "Velland signs", "The government signed.", "treaty.txt", published=date(2025, 9, 1))
OLDER = Article("older", "Tap water", "Tollemar’s plant ran.", "older.txt", published=date(2025, 5, 1))


class Silent:
    """Reads nothing."""

    name = "silent"
    cutoffs = Cutoffs(0.5, 0.2, 0.6, 0.9)

    def read(self, question: Question, hits: list[Hit]) -> Reading:
        return Reading((), 0.0)


@pytest.fixture
def library(place: Place) -> Iterator[Library]:
    with Library.open(place, embedder=ToyEmbedder(["valve", "treaty"])) as library:
        library.add(VALVE, TREATY, OLDER)
        yield library


def test_a_word_that_stands_nowhere_is_read_as_the_near_one_that_does(library: Library) -> None:
    read = respelt("What did Tollemer say about the goverment?", library.vocabulary)
    assert read == (
        "What did Tollemar say about the government?",
        (Respelling("Tollemer", "Tollemar"), Respelling("goverment", "government")),
    )


@pytest.mark.parametrize(
    "right",
    [
        "Did Tollemar deny that valves were shut?",  # known, whatever the ending
        "Who played the values game?",  # English, and near “valves”
        "What about 20259 or B2317?",
        "Did Merkel sign?",
    ],
)
def test_right_words_stay(library: Library, right: str) -> None:
    assert respelt(right, library.vocabulary) == (right, ())


def test_what_was_read_otherwise_is_searched_and_told(library: Library) -> None:
    answer = Assistant(library, reader=Silent()).ask("What did Tollemer say?")
    assert (answer.query, answer.read_as) == ("What did Tollemar say?", (Respelling("Tollemer", "Tollemar"),))
    assert answer.as_dict()["read_as"] == [{"written": "Tollemer", "read": "Tollemar"}]
    assert "Searched for: What did Tollemar say?" in answer_text(answer).plain


def test_a_query_of_ones_own_is_searched_as_it_is(library: Library) -> None:
    answer = Assistant(library, reader=Silent()).ask("What did Tollemer say?", query="What did Tollemer say?")
    assert (answer.query, answer.read_as) == ("What did Tollemer say?", ())


def test_the_articles_that_mention_something_are_listed_newest_first(library: Library) -> None:
    answer = Assistant(library, reader=Silent()).ask("Which articles mention Tollemar?")
    assert (answer.kind, answer.status, answer.answered) == (Kind.ARTICLES, Status.ANSWERED, True)
    assert answer.listing
    told = [(mention.article.id, mention.times) for mention in answer.listing.mentions]
    assert told == [("valve", 2), ("older", 1)]  # the caption is not counted
    assert [citation.quote for citation in answer.citations] == ["Marcus Tollemar denied it.", "Tollemar’s plant ran."]
    assert answer.citations[0].highlight == Span(7, 15)
    assert answer.text == (
        "2 articles mention “Tollemar”.\n\n"
        "Inquiry blames valve · 2025-07-30 · twice\nMarcus Tollemar denied it. [1]\n\n"
        "Tap water · 2025-05-01 · once\nTollemar’s plant ran. [2]"
    )
    assert answer.as_dict()["listing"] == {
        "named": "Tollemar",
        "articles": [
            {"article_id": "valve", "title": "Inquiry blames valve", "published": "2025-07-30", "times": 2,
             "citation": 1},
            {"article_id": "older", "title": "Tap water", "published": "2025-05-01", "times": 1, "citation": 2},
        ],
    }  # fmt: skip
    assert "2 articles mention “Tollemar”." in answer_text(answer).plain


def test_what_only_a_title_mentions_is_listed_without_a_quote(library: Library) -> None:
    answer = Assistant(library, reader=Silent()).ask("which articles mention Vellnd?")
    assert answer.listing
    assert [(mention.label, mention.first is None) for mention in answer.listing.mentions] == [
        ("Velland signs · 2025-09-01 · in its title", True),
        ("Inquiry blames valve · 2025-07-30 · once", False),
    ]


def test_only_articles_that_pass_the_filters_are_listed(library: Library) -> None:
    assistant = Assistant(library, reader=Silent())
    answer = assistant.ask("Which articles mention Tollemar?", filters=Filters(until=date(2025, 6, 1)))
    assert [citation.article.id for citation in answer.citations] == ["older"]
    none = assistant.ask("Which articles mention Merkel?")
    assert (none.status, none.text) == (Status.NOTHING, "No article mentions “Merkel”.")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Which articles mention Velland?", "Velland"),
        ("List all the articles that mention Judge Anquetil", "Judge Anquetil"),
        ("in which articles is “Velland” mentioned?", "Velland"),
        ("what articles refer to the Orla Constance at all?", "Orla Constance"),
        ("Which report mentions the valve?", None),
        ("What did the article mention about the valve?", None),
        ("Which articles of the treaty name Velland?", None),
    ],
)
def test_what_articles_are_asked_to_mention(question: str, named: str | None) -> None:
    assert asked_mention(question) == named


@pytest.mark.parametrize("text", ["hi", "Hello there!", "Thanks a lot, that was helpful", "what can you do?"])
def test_small_talk(text: str) -> None:
    assert is_small_talk(text)


@pytest.mark.parametrize("text", ["Thanks. And who won?", "Why?", "there", "Who is there now?", "What is this about?"])
def test_no_small_talk(text: str) -> None:
    assert not is_small_talk(text)


def test_a_greeting_gets_a_sentence_and_leaves_the_conversation_as_it_was(library: Library) -> None:
    conversation = Conversation()
    answer = Assistant(library, reader=Silent()).ask("Hello!", conversation=conversation)
    assert (answer.kind, answer.text, answer.status) == (Kind.TALK, WHAT_TO_ASK, Status.NOTHING)
    assert answer.conversation is conversation
    assert answer_text(answer).plain == WHAT_TO_ASK


def test_a_mistake_is_put_in_where_the_question_is_right() -> None:
    found = misspelt_questions({"s012": "Did Halvard’s chief pay?", "n00-066": "what happend at haynes park"})
    assert [(question.id, question.text) for question in found] == [
        ("n00-066", "what happend at haynes park"),
        ("s012", "Did Halvrad’s chief pay?"),
    ]
