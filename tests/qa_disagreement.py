"""Quotes of invented articles that differ, and more that only seem to."""

from __future__ import annotations

import pytest

from qa.citing.differences import Kind, Statement, differences


def told(one: str, other: str) -> list[tuple[Kind, str, str]]:
    found = differences((Statement(1, "a", one), Statement(2, "b", other)))
    assert all(difference.numbers == (1, 2) for difference in found)
    return [(one_.kind, one_.words[0].of(one), one_.words[1].of(other)) for one_ in found]


@pytest.mark.parametrize(
    ("one", "other", "kind", "words"),
    [
        (
            "The storm killed 12 people on the island of Harn, the mayor said.",
            "The storm on the island of Harn killed 19 people, the fire service said.",
            Kind.NUMBERS,
            ("12", "19"),
        ),
        (
            "The union said 1,900 nurses had joined the strike.",
            "The hospital said 1,240 nurses joined the strike on Monday.",
            Kind.NUMBERS,
            ("1,900", "1,240"),
        ),
        (
            "Repairing the harbour bridge will cost $48 million, the authority said.",
            "The authority said that repairing the bridge in the harbour will cost $71 million.",
            Kind.NUMBERS,
            ("$48 million", "$71 million"),
        ),
        (
            "Turnout in the mayoral election was 58 percent.",
            "Turnout in the mayoral election was 61 percent, the commission said.",
            Kind.NUMBERS,
            ("58 percent", "61 percent"),
        ),
        (
            "Two ships collided off Cape Orn, and three sailors died.",
            "Five sailors died after two ships collided off Cape Orn.",
            Kind.NUMBERS,
            ("three", "Five"),
        ),
        (
            "Dahl ordered the guards to open the sluice gates, the report says.",
            "Dahl denied that he had ordered the guards to open the sluice gates.",
            Kind.DENIAL,
            ("Dahl ordered the guards to open the sluice gates, the report says.",
             "denied that he had ordered the guards to open the sluice gates"),
        ),
        (
            "Tarrant did not sign the contract for the new fenders.",
            "Tarrant signed the contract for the new fenders in May.",
            Kind.DENIAL,
            ("Tarrant did not sign", "signed"),
        ),
        (
            "The fishermen’s federation supports the herring treaty with Velland.",
            "The herring treaty with Velland is opposed by the fishermen’s federation.",
            Kind.OPPOSED,
            ("supports", "opposed"),
        ),
        (
            "Tap water in Dunmarrow is safe to drink, the utility said.",
            "The tap water in Dunmarrow is unsafe to drink, a laboratory found.",
            Kind.OPPOSED,
            ("safe", "unsafe"),
        ),
    ],
)  # fmt: skip
def test_what_differs_is_told(one: str, other: str, kind: Kind, words: tuple[str, str]) -> None:
    assert told(one, other) == [(kind, *words)]
    assert [(found[0], found[2], found[1]) for found in told(other, one)] == [(kind, *words)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The storm killed 12 people on Harn.", "The storm injured 19 people on Harn."),
        ("The storm killed 12 people on Harn.", "The storm killed 12 people on Harn and injured 40 people."),
        (
            "At least 12 people died in the storm on Harn.",
            "The storm on Harn killed 19 people, and 12 people are missing.",
        ),
        ("At least 12 people were killed by the storm on Harn.", "19 people were killed by the storm on Harn."),
        ("About 300 nurses marched to the hospital in Northmere.", "312 nurses marched to the hospital in Northmere."),
        ("The storm hit Harn on 3 May 2025.", "The storm hit Harn on 4 May 2025."),
        (
            "The council met at 7 p.m. to discuss the tram depot.",
            "The council met at 8 p.m. to discuss the tram depot.",
        ),
        ("Three boats left the harbour of Velland.", "Forty lorries left the depot at Corrow."),
        ("The talks will not resume until Monday in Velland.", "The talks will resume on Monday in Velland."),
        (
            "Lowe will not appeal the order of the harbour court.",
            "The owner appealed the order of the court against Lowe.",
        ),
        ("She denied the charge.", "The harbour master was charged with theft."),
        ("Exports of herring rose last year.", "Exports of herring fell to Velland and rose to Sarnholm last year."),
        ("It is the first strike in 63 years.", "It is the second fire in two years."),
        ("“We won,” she said.", "The other side lost."),
        ("", "Nothing."),
    ],
)
def test_what_only_seems_to_differ_is_not_told(one: str, other: str) -> None:
    assert told(one, other) == []
    assert told(other, one) == []


def test_one_article_differs_only_between_its_speakers() -> None:
    union, hospital = "The union counted 1,900 nurses on strike.", "The hospital counted 1,240 nurses on strike."
    assert not differences((Statement(1, "a", union), Statement(2, "a", hospital)))
    assert not differences((Statement(1, "a", union, "Holm"), Statement(2, "a", hospital, "Holm")))
    assert differences((Statement(1, "a", union, "Holm"), Statement(2, "a", hospital, "Lind")))


def test_each_pair_is_told_once_and_in_order() -> None:
    quotes = [
        "The storm on Harn killed 12 people.",
        "The storm on Harn killed 19 people.",
        "The storm on Harn killed 12 people.",
    ]
    statements = [Statement(number, f"a{number}", quote) for number, quote in enumerate(quotes, start=1)]
    assert [difference.numbers for difference in differences(statements)] == [(1, 2), (2, 3)]


STORIES = (
    "Ferry strikes pier at Port Lorne\nThe ferry Marta Holm struck the pier at Port Lorne on Monday.",
    "Port Lorne pier shut for a year\nThe pier at Port Lorne, which the Marta Holm struck, stays shut.",
)


def told_of_one_story(one: str, other: str) -> list[tuple[str, str]]:
    statements = [Statement(1, "a", one, "Dahl", STORIES[0]), Statement(2, "b", other, "Lowe", STORIES[1])]
    quotes = {1: one, 2: other}
    return [
        tuple(span.of(quotes[number]) for number, span in zip(found.numbers, found.words, strict=True))  # type: ignore[misc]
        for found in differences(statements)
    ]


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("The ministry put the number of dead at three.", "The panel attributed four deaths to it.", ("three", "four")),
        ("The port put the number of injured at nine.", "The clinic said it had treated 13 people.", ("nine", "13")),
        (
            "The port put the number of injured at nine.",
            "Police have closed their count of the injured. It stands at 15.",
            ("nine", "15"),
        ),
        (
            "The repair will cost $48 million, the port said.",
            "The skippers put the full cost at $71 million, counting lost trips.",
            ("$48 million", "$71 million"),
        ),
        (
            "The institute now puts the stock at 2.1 million tonnes.",
            "The catch is based on a stock of 2.6 million tonnes.",
            ("2.1 million", "2.6 million"),
        ),
        (
            "The hospital said that 640 operations had been cancelled.",
            "Its count of cancelled operations was 1,020.",
            ("640", "1,020"),
        ),
    ],
)
def test_what_is_counted_is_compared_however_it_is_worded(one: str, other: str, words: tuple[str, str]) -> None:
    assert told_of_one_story(one, other) == [words]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("The union said 1,900 of its members had joined. The hospital put the number at 1,240.", ("1,900", "1,240")),
        ("The hospital said 640 operations had been cancelled. The union put the number at 1,310.", ("640", "1,310")),
    ],
)
def test_two_counts_within_one_quote_differ(quote: str, words: tuple[str, str]) -> None:
    (found,) = differences([Statement(1, "a", quote)])
    assert found.numbers == (1, 1)
    assert tuple(span.of(quote) for span in found.words) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The battery on offer would last 40 minutes.", "The opera lasts 90 minutes."),
        ("Three people died on the pier.", "Nine people were injured on the pier."),
        ("At least three people died on the pier.", "Nine people died on the pier."),
        ("Four of them died on the pier.", "Nine people died on the pier."),
        ("The pier cost $4 million in 1998.", "The pier will cost $9 million."),
        ("Police arrested 29 people on Saturday.", "Police arrested 49 people on Thursday."),
        ("The fine is $400 a tonne.", "The owner was fined $900."),
    ],
)
def test_what_counts_something_else_of_one_story_is_not_told(one: str, other: str) -> None:
    assert told_of_one_story(one, other) == []
    assert told_of_one_story(other, one) == []
