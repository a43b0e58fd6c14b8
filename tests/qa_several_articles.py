"""Answers over several articles: dates that restrict them, the newest first, each thing once, and what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from index.article import Article, Span
from index.engine import Filters, Hit
from index.library import Library
from index.sentences import sentence_spans
from qa.answer import Answer
from qa.assistant import Assistant
from qa.citing.copies import grouped
from qa.confidence import Cutoffs
from qa.question import Question
from qa.reader.protocol import Evidence, Reading
from tests.toy import ToyEmbedder
from ui.terminal.render import answer_text
from ui.web.exchanges import Exchange
from ui.web.talk import talk_page
from ui.wording import difference_in_words

TODAY = date(2025, 9, 20)


pytestmark = pytest.mark.model


class WordReader:
    """Every sentence that holds “storm” answers, best in the order of the articles' ids; “Velland” only weakly."""

    name = "storm"
    cutoffs = Cutoffs(threshold=0.5, closest=0.2, likely=0.6, clear=0.8)

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        self.asked.append(question.query)
        found = [
            Evidence(hit.article, span.shift(hit.passage.span.start), 0.1 if "Velland" in hit.passage.text else 0.9)
            for hit in sorted(hits, key=lambda hit: hit.article.id)
            for span in sentence_spans(hit.passage.text)
            if "storm" in span.of(hit.passage.text)
        ]
        return Reading(tuple(sorted(found, key=lambda one: -one.score)), 0.9 if found else 0.1)


def article(name: str, text: str, day: date | None) -> Article:
    return Article(id=name, title=f"Title {name}", text=text, source=f"{name}.txt", published=day)


ARTICLES = (
    article("a", "The storm killed 12 people on the island of Harn, Ida Holm said.", date(2025, 3, 4)),
    article("b", "Ida Holm said that the storm on Harn island had killed 12 people by noon.", date(2025, 3, 5)),
    article("c", "Roofs were lifted by the storm in the old harbour quarter.", date(2025, 4, 2)),
    article("d", "In Velland they said the storm on the island of Harn killed 19 people.", date(2025, 3, 9)),
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, embedder=ToyEmbedder(("storm", "Harn"))) as opened:
        opened.add(*ARTICLES)
        yield opened


@pytest.fixture
def assistant(library: Library) -> Assistant:
    return Assistant(library, reader=WordReader(), today=lambda: TODAY)


def ids(answer: Answer) -> list[str]:
    return [citation.article.id for citation in answer.citations]


def test_the_same_thing_is_said_once(assistant: Assistant) -> None:
    answer = assistant.ask("How bad was the storm?")
    assert ids(answer) == ["a", "c", "d"]
    assert [copy.article_id for copy in answer.citations[0].alike] == ["b"]
    assert answer.citations[0].also_in == ()
    assert "much the same in: Title b · 2025-03-05" in answer_text(answer).plain
    assert ids(assistant.ask("How bad was the storm?", max_citations=1)) == ["a"]


@pytest.mark.parametrize(
    ("quote", "word", "other"),
    [
        ("Three people were killed when the old harbour bridge collapsed on Monday.", "Three", "Four"),
        ("The number of herring landed in the harbour rose sharply in the spring.", "rose", "fell"),
        ("The harbour council approved the plan to rebuild the northern pier.", "approved", "vetoed"),
    ],
)
def test_what_contradicts_is_not_much_the_same(quote: str, word: str, other: str) -> None:
    articles = [Article(text, "T", text, "t.txt") for text in (quote, quote.replace(word, other))]
    evidence = [Evidence(article, Span(0, len(article.text)), 0.5) for article in articles]
    assert [group.others for group in grouped(evidence)] == [(), ()]


def shown(answer: Answer) -> str:
    """The answer as the chat shows it."""
    return talk_page([Exchange.of(answer, filtered=False, edited=False)], {}, "")


def test_what_contradicts_is_cited_and_both_are_told_with_their_dates(assistant: Assistant) -> None:
    answer = assistant.ask("How bad was the storm?")
    (difference,) = answer.differences
    assert difference.numbers == (1, 3)
    told = "These differ: “12” [1], 2025-03-04; “19” [3], 2025-03-09"
    assert difference_in_words(answer, difference) == told
    assert told in answer_text(answer).plain
    assert "The articles differ" in shown(answer)
    assert answer.as_dict()["differences"] == [{"kind": "numbers", "citations": [1, 3], "words": [[17, 19], [60, 62]]}]


def test_the_latest_comes_first(assistant: Assistant) -> None:
    assert ids(assistant.ask("What is the latest on the storm?"))[:2] == ["c", "b"]


def test_dates_of_the_question_restrict_the_search(assistant: Assistant) -> None:
    answer = assistant.ask("What did they say about the storm in April?")
    assert ids(answer) == ["c"]
    assert answer.query == "What did they say about the storm?"
    assert answer.dates
    assert answer.dates.sentence == "Only articles from 1 to 30 April 2025."
    assert answer.dates.sentence in answer_text(answer).plain
    assert "Search all dates" in shown(answer)
    assert len(ids(assistant.ask("What did they say about the storm in April?", dates=False))) == 3


def test_where_nothing_of_these_dates_answers_all_are_searched_and_that_is_told(assistant: Assistant) -> None:
    answer = assistant.ask("What did they say about the storm last week?")
    assert ids(answer) == ["a", "c", "d"]
    assert answer.dates
    assert answer.dates.sentence == "No article from 8 to 14 September 2025 answers this: all dates were searched."
    assert "Search all dates" not in shown(answer)
    contradicting = assistant.ask(
        "What did they say about the storm in April?", filters=Filters(until=date(2025, 3, 31))
    )
    assert contradicting.dates
    assert (contradicting.dates.held, ids(contradicting)) == (False, ["a", "d"])


def test_a_follow_up_takes_the_question_and_other_dates(assistant: Assistant) -> None:
    first = assistant.ask("What did they say about the storm in March?")
    assert ids(first) == ["a", "d"]
    second = assistant.ask("And in April?", conversation=first.conversation)
    assert (second.query, ids(second)) == (first.query, ["c"])
    third = assistant.ask("And about the roofs?", conversation=second.conversation)
    assert third.dates
    assert third.dates.carried
    assert "from 1 to 30 April 2025" in third.dates.sentence


def test_a_question_of_an_event_says_that_it_is_no_date(assistant: Assistant) -> None:
    answer = assistant.ask("What have they said about the storm since the vote?")
    assert answer.dates
    assert answer.dates.sentence == "“since the vote” names an event, not a date: all dates were searched."


def test_days_in_a_quote_are_told(library: Library) -> None:
    library.add(article("e", "The storm will come back on Thursday.", date(2025, 3, 4)))
    answer = Assistant(library, reader=WordReader()).ask("storm", filters=Filters(article_ids=("e",)))
    (phrase,) = answer.citations[0].dates
    assert (phrase.span.of(answer.citations[0].article.text), phrase.in_words) == ("on Thursday", "6 March 2025")
    assert "“on Thursday” is 6 March 2025" in answer_text(answer).plain
    assert "“on Thursday” is 6 March 2025" in shown(answer)
