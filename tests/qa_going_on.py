"""Corrections, what is not gone on from, the story at hand, and which of two readings is believed."""

from __future__ import annotations

import pytest

from index.article import Article, Span
from index.engine import Filters
from index.library import Library
from qa.answer import Answer, Citation, Conversation, Turn
from qa.assistant import Assistant
from qa.deciding import STANDS_ALONE, STORY, is_alone, leaning_on
from qa.followup import standalone_query
from qa.followup.corrections import corrected
from qa.odds import logit, sigmoid
from qa.question import Question, Taken, WeightedQuery
from qa.reader.protocol import Evidence, Reading
from qa.searching import search
from tests.toy import ToyEmbedder

BRIDGE = Article("bridge", "Bridge", "Harbour master Lena Moss said the bridge is closed until June.", "bridge.txt")
CITED = Citation(1, BRIDGE, Span(0, len(BRIDGE.text)), BRIDGE.text, 0.9)


def after(*turns: tuple[str, bool]) -> Conversation:
    """The questions that were asked, and whether each was answered."""
    return Conversation(tuple(Turn(asked, asked, (CITED,) if answered else ()) for asked, answered in turns))


@pytest.mark.parametrize(
    ("before", "said", "query"),
    [
        ("What did Moss say about the bridge?", "wrong, I meant the ferry", "What did Moss say about the ferry?"),
        ("What did Moss say about the bridge?", "No, the ferry", "What did Moss say about the ferry?"),
        ("What did Moss say about the bridge?", "not the bridge, the ferry", "What did Moss say about the ferry?"),
        (
            "What did Moss say about the bridge?",
            "not the bridge but the ferry.",
            "What did Moss say about the ferry?",
        ),
        ("What did Moss say about the bridge?", "the ferry, not the bridge", "What did Moss say about the ferry?"),
        ("What did Moss say about the bridge?", "I mean the ferry", "What did Moss say about the ferry?"),
        ("When was the bridge shut?", "Sorry, I meant the tunnel", "When was the tunnel shut?"),
        ("Who won in Castlebray?", "No, I meant Dunmarrow", "Who won in Dunmarrow?"),
        ("Did Moss open the bridge?", "not Moss, Reyes", "Did Reyes open the bridge?"),
    ],
)
@pytest.mark.parametrize("answered", [True, False])
def test_a_correction_asks_the_last_question_with_the_word_put_in(
    before: str, said: str, query: str, answered: bool
) -> None:
    found = standalone_query(said, after(("Who is Ada Pike?", True), (before, answered)))
    assert found.text == query
    assert {taken.turn for taken in found.taken} == {2}


@pytest.mark.parametrize("said", ["What did I mean?", "No, why was it shut?", "Not bad", "Thanks, that was it"])
def test_what_corrects_nothing_is_no_correction(said: str) -> None:
    assert corrected(said, after(("When was the bridge shut?", True))) is None


def test_what_could_not_be_answered_is_not_gone_on_from() -> None:
    conversation = after(("What did Moss say about the bridge?", True), ("What is the capital of Mongolia?", False))
    found = standalone_query("And about the ferry?", conversation)
    assert found.text == "What did Moss say about the ferry?"
    assert [taken.turn for taken in found.taken] == [1]


def test_where_nothing_was_answered_all_of_it_may_be_meant() -> None:
    found = standalone_query("And about the ferry?", after(("What did Moss say about the bridge?", False)))
    assert found.text == "What did Moss say about the ferry?"


@pytest.mark.parametrize(("surer", "alone"), [(0.0, True), (-STANDS_ALONE + 0.01, True), (-STANDS_ALONE - 0.01, False)])
def test_the_surer_reading_is_believed_by_a_margin(surer: float, alone: bool) -> None:
    assert is_alone(Reading((), sigmoid(logit(0.4) + surer)), Reading((), 0.4)) is alone


def test_evidence_of_the_story_at_hand_moves_up() -> None:
    other = Article("other", "Other", "Reyes said no.", "other.txt")
    first, second = Evidence(other, Span(0, 14), 0.5), Evidence(BRIDGE, Span(0, 12), 0.4)
    moved = leaning_on(Reading((first, second), 0.7), "bridge")
    assert [evidence.article.id for evidence in moved.evidence] == ["bridge", "other"]
    assert moved.evidence[0].score == pytest.approx(sigmoid(logit(0.4) + STORY))
    assert moved.confidence == 0.7
    assert leaning_on(Reading((first, second), 0.7), "elsewhere") == Reading((first, second), 0.7)


def test_passages_of_the_story_are_among_those_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    texts = [f"The herring fleet numbered {number} left port." for number in range(12)]
    articles = [Article(f"a{number}", f"Fleet {number}", text, f"{number}.txt") for number, text in enumerate(texts)]
    with Library.open(tmp_path_factory.mktemp("library"), embedder=ToyEmbedder(["herring", "bridge"])) as library:
        library.add(*articles, BRIDGE)
        queries = (WeightedQuery("herring fleet"),)
        plain = search(library, Question("herring fleet", "herring fleet", queries), top_k=4)
        story = Question("herring fleet", "herring fleet", queries, story=("bridge",))
        found = search(library, story, top_k=4)
        assert "bridge" not in {hit.article.id for hit in plain}
        assert [hit.article.id for hit in found] == [*(hit.article.id for hit in plain[:3]), "bridge"]
        assert [hit.rank for hit in found] == [1, 2, 3, 4]
        elsewhere = search(library, story, top_k=4, filters=Filters(article_ids=("a1", "a2")))
        assert {hit.article.id for hit in elsewhere} == {"a1", "a2"}


@pytest.mark.parametrize(
    ("words", "replaces", "well"),
    [
        ("Ada Pike", "she", True),
        ("the bridge", "it", True),
        ("lost act", "it", False),
        ("the dockers", "they", True),
        ("Griner", "they", False),
        ("Charles and Camilla", "they", True),
        ("about the ferry", "", True),
    ],
)
def test_whether_what_was_taken_reads_well(words: str, replaces: str, well: bool) -> None:
    assert Taken(words, replaces, 1).reads_well is well


@pytest.mark.parametrize(
    ("query", "taken", "understood"),
    [
        ("Where is Ada Pike?", (Taken("Ada Pike", "she", 1),), "Where is Ada Pike?"),
        ("Where is she? (panel)", (Taken("panel", "", 1),), None),
        ("How do Griner keep in touch?", (Taken("Griner", "they", 1),), None),
        ("Where is she?", (), None),
    ],
)
def test_what_was_understood_is_a_sentence_or_left_out(
    query: str, taken: tuple[Taken, ...], understood: str | None
) -> None:
    answer = Answer("Where is she?", query, (), 0.1, Conversation(), taken)
    assert answer.understood == understood


@pytest.mark.model
def test_a_complete_question_is_answered_as_alone_whatever_was_asked_before(sample_library: Library) -> None:
    assistant = Assistant(sample_library)
    before = assistant.ask("Who led the inquiry into the Dunmarrow poisoning?").conversation
    for question in ("Who won the Castlebray election?", "When was the Sable Point Bridge shut?"):
        alone, later = assistant.ask(question), assistant.ask(question, conversation=before)
        assert [(one.article.id, one.span) for one in later.citations] == [
            (one.article.id, one.span) for one in alone.citations
        ]
