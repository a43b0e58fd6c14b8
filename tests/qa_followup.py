"""What follow-ups take from the conversation. Each query is what the rules and the shipped weights make of it."""

from __future__ import annotations

import math
from time import perf_counter

import pytest

from index.article import Article, Span
from qa.answer import Citation, Conversation, Turn
from qa.followup import standalone_query
from qa.followup.asked import Asked
from qa.followup.choosing import Weights
from qa.followup.following import following_chance, follows_up
from qa.question import Taken, WeightedQuery
from qa.speech.attribution import Attribution
from qa.speech.statement import Directness


def after(*questions: str) -> Conversation:
    return Conversation(tuple(Turn(question, question) for question in questions))


def cited(number: int, quote: str, speaker: str | None = None, *, phrase: str = "", title: str = "News") -> Citation:
    at = quote.find(phrase) if phrase else -1
    return Citation(
        number=number,
        article=Article("a", title, quote, "a.txt"),
        span=Span(0, len(quote)),
        quote=quote,
        score=0.9,
        speaker=Attribution(speaker, "said", Directness.DIRECT) if speaker else None,
        highlight=Span(at, at + len(phrase)) if phrase else None,
    )


@pytest.mark.parametrize(
    "question",
    [
        "What did Blinken say about Rafah?",
        "How many nurses went on strike at Northmere General?",
        "Who won the League Cup in August?",
        "What did Moseley say about her panel?",
        "What did the harbour master say?",
        "  Why was Captain Drury tested?",
    ],
)
def test_a_question_that_stands_alone_is_left_exactly_as_it_is(question: str) -> None:
    for conversation in (Conversation(), after("When was the bridge shut?")):
        found = standalone_query(question, conversation)
        assert (found.text, found.taken) == (question, ())


def test_the_first_question_is_left_as_it_is_even_if_it_points_nowhere() -> None:
    assert standalone_query("And why?", Conversation()).text == "And why?"


@pytest.mark.parametrize(
    ("before", "question", "query"),
    [
        ("What did Blinken say about Rafah?", "And about the hostages?", "What did Blinken say about the hostages?"),
        ("What did Blinken say about Rafah?", "What about the hostages?", "What did Blinken say about the hostages?"),
        ("What did Blinken say about Rafah?", "And Sullivan?", "What did Sullivan say about Rafah?"),
        ("What did Blinken say about Rafah?", "Did Sullivan agree?", "Did Sullivan agree about Rafah?"),
        ("What did Katrin Moseley find?", "Why does she say that?", "Why does Katrin Moseley say that?"),
        ("When was the harbour bridge shut?", "Why?", "Why? (harbour bridge shut)"),
        ("When was the harbour bridge shut?", "Who owns it?", "Who owns harbour bridge?"),
        ("Where was the lost act of The Salt Road found?", "Who sang it?", "Who sang the lost act of The Salt Road?"),
        ("What is throat cancer?", "What are its symptoms?", "What are throat cancer’s symptoms?"),
        ("What is throat cancer?", "Is it true that lung cancer kills?", "Is it true that lung cancer kills?"),
    ],
)
def test_a_follow_up_takes_what_it_leaves_out(before: str, question: str, query: str) -> None:
    assert standalone_query(question, after(before)).text == query


def test_what_was_taken_is_told_with_the_turn_that_had_it() -> None:
    first = after("What is throat cancer?")
    second = standalone_query("Is it treatable?", first)
    assert second.taken == (Taken("throat cancer", "it", 1),)
    assert second.taken[0].label == "“throat cancer” for “it”, from question 1"
    third = standalone_query("What causes it?", first.then(Turn("Is it treatable?", second.text)))
    assert third.text == "What causes throat cancer?"
    assert third.taken == (Taken("throat cancer", "it", 1),)


def test_he_is_who_spoke_in_the_answer() -> None:
    quote = cited(1, "“The fenders were rotten,” Wendell Okafor said.", "Wendell Okafor")
    conversation = Conversation((Turn("Who warned about the fenders?", "Who warned about the fenders?", (quote,)),))
    found = standalone_query("When did he warn them?", conversation)
    assert found.text.startswith("When did Wendell Okafor warn")
    assert found.taken[0] == Taken("Wendell Okafor", "he", 1, 1)
    assert found.taken[0].label == "“Wendell Okafor” for “he”, from quote [1] of answer 1"


def test_she_is_who_was_named_in_the_answer_to_who() -> None:
    quote = cited(1, "The inquiry was led by Katrin Moseley of the university.", phrase="Katrin Moseley")
    conversation = Conversation((Turn("Who led the inquiry?", "Who led the inquiry?", (quote,)),))
    assert standalone_query("What did she discover?", conversation).text == "What did Katrin Moseley discover?"


def test_it_is_what_answered_which() -> None:
    quote = cited(1, "The biggest of the ferries is the Marram Queen.", phrase="Marram Queen")
    conversation = Conversation((Turn("Which ferry is the biggest?", "Which ferry is the biggest?", (quote,)),))
    found = standalone_query("How fast is it?", conversation)
    assert (found.text, found.taken) == ("How fast is Marram Queen?", (Taken("Marram Queen", "it", 1, 1),))


def test_whoever_was_asked_about_comes_before_whoever_else_spoke() -> None:
    quote = cited(1, "“He had letters,” Bettina Lowe said of Simon Tarrant.", "Bettina Lowe")
    question = "What did Simon Tarrant say about the letters?"
    conversation = Conversation((Turn(question, question, (quote,)),))
    assert standalone_query("Why did he resign?", conversation).text == "Why did Simon Tarrant resign?"


@pytest.mark.parametrize(
    ("before", "question", "query"),
    [
        ("What did Mrs. Okoro say about the budget?", "And Tomas Reyes?", "What did Tomas Reyes say about the budget?"),
        ("What did Nadia  Okoro say about the budget?", "And Reyes?", "What did Reyes say about the budget?"),
        (
            "What did Feld say about the alarm?",
            "And the union leader?",
            "What did the union leader say about the alarm?",
        ),
        ("What did Blinken say about Rafah?", "And the border?", "What did Blinken say about the border?"),
        ("What did Okoro say about tolls?", "And according to Tomas Reyes?", "What did Tomas Reyes say about tolls?"),
        ("How many were cancelled?", "According to the union?", "How many were cancelled according to the union?"),
        ("What did Vladimir Putin tell Angela Merkel?", "What did she answer?", "What did Angela Merkel answer?"),
        ("What did Blinken say about Rafah?", "Great Britain left which treaty?", "Great Britain left which treaty?"),
    ],
)
def test_who_is_asked_about_next(before: str, question: str, query: str) -> None:
    assert standalone_query(question, after(before)).text == query


@pytest.mark.parametrize("question", ["Well-known critics said what?", "No one voted against the harbour pact?"])
def test_words_that_open_nothing_stay(question: str) -> None:
    assert standalone_query(question, after("What did Blinken say about Rafah?")).text.startswith(question)


@pytest.mark.parametrize("question", ["Changing the subject, why is salt scarce?", "By the way, where is it made?"])
def test_a_change_of_subject_that_is_said_is_heard(question: str) -> None:
    assert standalone_query(question, after("What is throat cancer?")).text == question


def test_a_question_in_rare_words_that_a_long_article_lacks_is_another_topic() -> None:
    report = cited(1, "The harbour bridge was shut after a ship struck its pier. " * 50)
    asked = "When was the harbour bridge shut?"
    long = Conversation((Turn(asked, asked, (report,)),))
    assert standalone_query("How many herring are left?", long).taken == ()
    assert standalone_query("How thick is the pier?", long).taken != ()


def test_words_that_the_question_says_differently_are_not_taken() -> None:
    conversation = after("What is throat cancer?")
    assert standalone_query("Tell me about lung cancer.", conversation).text == "Tell me about lung cancer."


def test_the_question_as_asked_and_the_words_of_the_conversation_are_searched_beside() -> None:
    conversation = after("What is throat cancer?", "Who ran?", "Is the harbour bridge shut?", "Was it the freighter?")
    found = standalone_query("What are its symptoms?", conversation)
    assert found.queries == (
        WeightedQuery(found.text),
        WeightedQuery("What are its symptoms?"),
        WeightedQuery("What are its symptoms? throat cancer harbour bridge shut freighter"),
    )
    assert standalone_query("What did Blinken say about Rafah?", conversation).beside == ()
    assert standalone_query("And why?", after("And?")).beside == ()


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("Who won the League Cup in August?", 0, 0.2),
        ("How many nurses went on strike at Northmere General?", 0, 0.2),
        ("How much did the repairs cost?", 0.4, 1),
        ("How long?", 0.4, 1),
    ],
)
def test_how_likely_a_question_follows_up(question: str, low: float, high: float) -> None:
    conversation = after("When was the bridge shut?")
    assert low <= following_chance(Asked.of(question), conversation, Weights.shipped()) <= high


def test_a_chance_is_the_logistic_of_what_is_known() -> None:
    before = after("When was the bridge shut?")
    asked = Asked.of("How many people did the ferry carry?")
    assert following_chance(asked, before, Weights({}, {})) == 0.5
    assert following_chance(asked, before, Weights({}, {"any": math.log(3)})) == pytest.approx(0.75)
    assert following_chance(asked, before, Weights({}, {"share asked before": 9.0})) == 0.5  # nothing of it was asked
    assert following_chance(Asked.of("Which bridge?"), before, Weights({}, {"share asked last": 9.0})) > 0.99


def test_beside_a_question_that_likely_stands_alone_it_is_searched_twice_as_it_was_asked() -> None:
    question, before = "How many people did the ferry carry?", after("When was the bridge shut?")
    taking = {"any × any": 5.0}
    alone = standalone_query(question, before, Weights(taking, {"any": -2.0}))
    assert alone.taken
    assert alone.queries == (WeightedQuery(alone.text), WeightedQuery(question, 2.0))
    assert standalone_query(question, before, Weights({"any × any": -5.0}, {"any": -2.0})).queries == (
        WeightedQuery(question),
    )
    follows = standalone_query(question, before, Weights(taking, {"any": 2.0}))
    assert follows.beside == (WeightedQuery(question), WeightedQuery(f"{question} bridge shut"))


def test_words_that_go_on_outweigh_any_chance() -> None:
    unlikely = Weights({}, {"any": -9.0})
    for question in ("And the ferry?", "Who owns it?", "Who else?", "Did Tarrant agree?"):
        assert follows_up(Asked.of(question), after("When was the bridge shut?"), unlikely)
    assert not follows_up(Asked.of("Who owns the ferry?"), after("When was the bridge shut?"), unlikely)


def test_nothing_is_taken_from_nowhere() -> None:
    for words, turn, citation in (("", 1, None), ("he", 0, None), ("he", 1, 0)):
        with pytest.raises(ValueError, match="nothing can be taken"):
            Taken(words, "", turn, citation)


def test_understanding_takes_a_few_milliseconds() -> None:
    conversation = after(*(f"What did witness {number} say about the valve at Fennick?" for number in range(20)))
    standalone_query("And why?", conversation)
    began = perf_counter()
    for _ in range(20):
        standalone_query("How many of them were hurt by it?", conversation)
    assert (perf_counter() - began) / 20 < 0.02  # 1 ms where nothing else runs
