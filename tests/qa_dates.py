"""Temporal expressions against days written down by hand, and what of them questions ask for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.engine import Filters
from qa.answer import Conversation, Turn
from qa.dates.days import Days, easter, months_later
from qa.dates.finding import days_meant, find_dates
from qa.dates.questions import AskedDates, SearchedDates, dates_asked_for, event_named, narrowed, wants_latest
from qa.understanding import understand

TODAY = date(2025, 9, 20)
TABLES = {
    "temporal_expressions": 1.0,
    "temporal_expressions_second": 0.97,
    "temporal_expressions_third": 0.97,
    "temporal_expressions_fourth": 0.95,
}


def rows(name: str) -> list[list[str]]:
    lines = (Path(__file__).parent / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def as_told(text: str, seen_from: date) -> list[tuple[str, str]]:
    def end(day: date | None) -> str:
        return day.isoformat() if day else ".."

    found = [(end(phrase.days.first), end(phrase.days.last)) for phrase in find_dates(text, seen_from)]
    return found or [("none", "none")]


@pytest.mark.parametrize("name", TABLES)
def test_expressions_mean_the_days_written_beside_them(name: str) -> None:
    table = rows(name)
    wrong = [
        (text, first, last, told)
        for text, seen_from, first, last, *_ in table
        if (told := as_told(text, date.fromisoformat(seen_from))) != [(first, last)]
    ]
    assert 1 - len(wrong) / len(table) >= TABLES[name], wrong


def test_there_are_over_two_hundred_and_no_two_the_same() -> None:
    texts = [row[0] for name in TABLES for row in rows(name)]
    assert len(texts) == len(set(texts)) == 135 + 48 + 40 + 60


@pytest.mark.parametrize("tense", ["past", "future", "business"])
def test_each_tense_is_told(tense: str) -> None:
    table = [row for row in rows("temporal_expressions_fourth") if row[4] == tense]
    right = [as_told(text, date.fromisoformat(day)) == [(first, last)] for text, day, first, last, _ in table]
    assert len(table) >= 17
    assert sum(right) >= 0.94 * len(table)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Third-quarter profit rose to $4 million from $3 million a year earlier.",
            ["1 July to 30 September 2025", "1 July to 30 September 2024"],
        ),
        ("Prices jumped 6 percent in October from a year earlier.", ["1 to 31 October 2025", "1 to 31 October 2024"]),
        ("Prices rose in October from a month earlier.", ["1 to 31 October 2025", "1 to 30 September 2025"]),
        (
            "In 2019 he left; a year earlier he had won.",
            ["1 January to 31 December 2019", "1 January to 31 December 2018"],
        ),
        ("He said on Tuesday that sales had risen from a year earlier.", ["4 November 2025"]),
        ("Prices rose in October. A year earlier she had won.", ["1 to 31 October 2025"]),
        ("In October he left a month before Super Tuesday.", ["1 to 31 October 2025"]),
    ],
)
def test_a_year_earlier_hangs_on_the_period_that_was_told(text: str, told: list[str]) -> None:
    assert [phrase.in_words for phrase in find_dates(text, date(2025, 11, 4))] == told


@pytest.mark.parametrize("seen_from", [date.min, date.max])
def test_the_ends_of_the_calendar_break_nothing(seen_from: date) -> None:
    for text in ("this decade", "in early 9999-12-31", *(row[0] for name in TABLES for row in rows(name))):
        find_dates(text, seen_from)


@pytest.mark.parametrize("verb", ["He’ll resign", "She'll be asked to resign", "He will resign"])
def test_what_is_to_come_may_be_contracted(verb: str) -> None:
    assert as_told(f"{verb} on Thursday.", date(2025, 6, 4)) == [("2025-06-05", "2025-06-05")]


def test_a_phrase_knows_its_place_and_its_second_reading() -> None:
    text = "It will open on Thursday, she said on 12/03/2025."
    ahead, numeric = find_dates(text, date(2025, 3, 10))
    assert (ahead.span.of(text), ahead.in_words, ahead.relative) == ("on Thursday", "13 March 2025", True)
    assert (numeric.span.of(text), numeric.relative) == ("on 12/03/2025", False)
    assert numeric.in_words == "12 March 2025, or 3 December 2025"
    assert ahead.as_dict() == {"start": 13, "end": 24, "first": "2025-03-13", "last": "2025-03-13"}


def test_without_a_day_to_see_it_from_only_whole_dates_are_told() -> None:
    text = "On Monday the pact of 3 May 2024 ended."
    assert [phrase.span.of(text) for phrase in find_dates(text, None)] == ["3 May 2024"]


@pytest.mark.parametrize(
    "text", ["", "no dates", "9999-12-31 and 31 December 9999", "0001-01-01", "x" * 5000, "in 12 years"]
)
@pytest.mark.parametrize("day", [date.min, date.max, date(2024, 2, 29)])
def test_nothing_breaks_it(text: str, day: date) -> None:
    find_dates(text + " yesterday, last week, in March, 99 years ago, next decade, Easter Monday", day)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 6, 12), date(2025, 6, 12), "12 June 2025"),
        (date(2025, 3, 1), date(2025, 3, 31), "1 to 31 March 2025"),
        (date(2025, 3, 30), date(2025, 4, 2), "30 March to 2 April 2025"),
        (date(2024, 12, 30), date(2025, 1, 2), "30 December 2024 to 2 January 2025"),
        (date(2025, 3, 6), None, "from 6 March 2025"),
        (None, date(2025, 8, 31), "until 31 August 2025"),
    ],
)
def test_days_in_words(first: date | None, last: date | None, words: str) -> None:
    assert Days(first, last).in_words == words


def test_the_calendar() -> None:
    assert [easter(year) for year in (2024, 2025, 2038)] == [date(2024, 3, 31), date(2025, 4, 20), date(2038, 4, 25)]
    assert months_later(date(2024, 3, 31), -1) == date(2024, 2, 29)
    with pytest.raises(ValueError, match="lies after"):
        Days(date(2025, 2, 1), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("yesterday", Days(date(2025, 9, 19), date(2025, 9, 19))),
        ("last month", Days(date(2025, 8, 1), date(2025, 8, 31))),
        ("March 2025", Days(date(2025, 3, 1), date(2025, 3, 31))),
        ("March", Days(date(2025, 3, 1), date(2025, 3, 31))),
        ("2024", Days(date(2024, 1, 1), date(2024, 12, 31))),
        ("two weeks ago", Days(date(2025, 9, 1), date(2025, 9, 7))),
        ("Thursday", Days(date(2025, 9, 18), date(2025, 9, 18))),
        ("2024-03-22", Days(date(2024, 3, 22), date(2024, 3, 22))),
        ("the vote", None),
        ("yesterday or so", None),
        ("", None),
    ],
)
def test_an_expression_by_itself(words: str, days: Days | None) -> None:
    assert days_meant(words, TODAY) == days


@pytest.mark.parametrize(
    ("question", "words", "days", "left"),
    [
        ("What did Tollemar say in March 2025?", "in March 2025", "1 to 31 March 2025", "What did Tollemar say?"),
        ("What did Tollemar say last week?", "last week", "8 to 14 September 2025", "What did Tollemar say?"),
        ("What has Tollemar said since June?", "since June", "from 1 June 2025", "What has Tollemar said?"),
        ("In March 2024, what did Lowe say?", "In March 2024", "1 to 31 March 2024", "What did Lowe say?"),
        ("What did Pell say in May about herring?", "in May", "1 to 31 May 2025", "What did Pell say about herring?"),
        ("What happened yesterday?", "yesterday", "19 to 20 September 2025", "What happened?"),
        ("How many died in the past month?", "in the past month", "20 August to 20 September 2025", "How many died?"),
        ("What did Lowe say in 2024?", "in 2024", "1 January to 31 December 2024", "What did Lowe say?"),
        ("and in March?", "in March", "1 to 31 March 2025", ""),
        ("And last week?", "last week", "8 to 14 September 2025", ""),
    ],
)
def test_dates_that_a_question_asks_for(question: str, words: str, days: str, left: str) -> None:
    found = dates_asked_for(question, TODAY)
    assert found is not None
    asked, rest = found
    assert asked.days is not None
    assert (asked.words, asked.days.in_words, rest) == (words, days, left)
    assert words in question


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2024 election?",
        "Who won the election in 2024?",
        "What did he say about the 2008 crisis?",
        "What did she say about the attack on October 7?",
        "When did she resign in 2023?",
        "How many nurses went on strike in January?",
        "Who was mayor before 2020?",
        "What will open next week?",
        "What did the minister say about last week’s vote?",
        "What did May say about the March on Velland?",
        "Which treaty was signed on 14 June 2025?",
        "What has the union said since the vote?",
        "Why is the bridge shut?",
    ],
)
def test_a_time_that_belongs_to_what_is_asked_is_left_alone(question: str) -> None:
    assert dates_asked_for(question, TODAY) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("He must appeal within two weeks.", ["within two weeks"]),
        ("“I asked for an answer within 60 days.”", []),
        ("The court will rule within 30 days of the hearing.", []),
    ],
)
def test_within_some_days_is_dates_only_where_it_is_to_come(text: str, told: list[str]) -> None:
    assert [phrase.span.of(text) for phrase in find_dates(text, date(2025, 3, 6))] == told


@pytest.mark.parametrize(
    "text",
    [
        "Nobody shouted on the last day.",
        "He died the next day.",
        "They met again the next week.",
        "It was the last week of the campaign.",
        "Barley was grown here 6,400 years ago.",
        "It melted 2.5 months ago, as ice does.",
    ],
)
def test_what_counts_from_elsewhere_or_is_part_of_a_number_is_left_out(text: str) -> None:
    assert not find_dates(text, date(2025, 6, 27))


def test_the_phrase_for_a_day_in_a_name_is_the_day() -> None:
    (phrase,) = find_dates(text := "She won in Sunday’s election.", date(2025, 6, 27))
    assert (phrase.span.of(text), phrase.in_words) == ("Sunday", "22 June 2025")


def test_an_event_is_no_date() -> None:
    assert event_named("What has the union said since the vote?") == "since the vote"
    assert event_named("What has the union said since March?") is None
    assert event_named("Who has been mayor since the vote?") is None
    told = SearchedDates("since the vote", None, held=False)
    assert told.sentence == "“since the vote” names an event, not a date: all dates were searched."


def test_latest() -> None:
    assert wants_latest("What is the latest on the bridge?")
    assert wants_latest("What did Hatch last say?")
    assert not wants_latest("What must be paid by Friday at the latest?")
    assert not wants_latest("What happened last week?")


def test_filters_are_narrowed_to_days() -> None:
    march = Days(date(2025, 3, 1), date(2025, 3, 31))
    chosen = Filters(since=date(2025, 3, 10), sources=("Wire",))
    assert narrowed(chosen, march) == Filters(date(2025, 3, 10), date(2025, 3, 31), ("Wire",))
    assert narrowed(Filters(since=date(2025, 4, 1)), march) is None


def test_a_follow_up_takes_a_new_month_of_the_same_year_and_carries_the_old_one() -> None:
    february = understand("What did Tollemar say in February 2024?", TODAY)
    assert february.dates
    told = SearchedDates.of(february.dates, held=True)
    assert told.sentence == "Only articles from 1 to 29 February 2024."
    before = Conversation((Turn(february.asked, february.query, (), told),))

    march = understand("And in March?", TODAY, conversation=before)
    assert march.query == february.query == "What did Tollemar say?"
    assert march.dates == AskedDates("in March", Days(date(2024, 3, 1), date(2024, 3, 31)))
    last_week = understand("And last week?", TODAY, conversation=before)
    assert last_week.dates == AskedDates("last week", Days(date(2025, 9, 8), date(2025, 9, 14)))
    carried = understand("And about the report?", TODAY, conversation=before)
    assert carried.dates == AskedDates(february.dates.words, february.dates.days, carried=True)
    assert understand("What did Tollemar say in May 2024?", TODAY, dates=False).dates is None
