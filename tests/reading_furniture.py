"""What is not an article's own words, and what only looks like it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.reading import read_source
from index.reading.furniture import find_furniture

PARAGRAPH = "The bridge closed on Monday after a ship hit it, the harbour master said."
SECOND = "“Nobody was hurt,” she told reporters. The port is expected to open again on Friday."


def furniture(text: str, title: str = "Some other title") -> list[str]:
    return [span.of(text) for span in find_furniture(title, text)]


FURNITURE = [
    "Most Popular",
    "MOST READ",
    "Most popular stories",
    "Advertisement",
    "Story continues below advertisement",
    "Read more: Harbour master resigns",
    "READ MORE:Harbour master resigns",
    "More:Ten photographs of the bridge",
    "Also read",
    "Also read: What the ship carried",
    "Related: Where the ferries go",
    "Related Articles",
    "You may also like",
    "Watch live: Ships in the harbour",
    "Watch: Ships in the harbour",
    "SEE: The ships are still there.",
    "Image caption The bridge at dawn",
    "Photo by Jane Roe/Getty Images",
    "PHOTO BY JANE ROE",
    "Subscribe to our newsletter",
    "Subscribe to The Ledger today.",
    "Sign up for our newsletter",
    "Sign up here to get the morning briefing.",
    "To get the news every morning, sign up for our newsletter.",
    "Click here to see the whole list.",
    "Follow us on Facebook",
    "Follow Jane Roe on Twitter: @janeroe",
    "Contact Jane Roe at jroe@example.org.",
    "Share this article",
    "Share on Facebook",
    "Download our app",
    "Read the full story here.",
    "Already a subscriber? Log in",
    "4 min read",
    "Copyright 2024 The Ledger. All rights reserved.",
    "© 2024 The Ledger",
    "All rights reserved.",
    "This article originally appeared on The Ledger: Bridge closed",
    "This story has been updated with additional information.",
    "(Reporting by Jane Roe in Paris; Editing by John Doe)",
    "* * *",
    "File - The bridge in Port Averil, March 22, 2024. (Jane Roe/Pool Photo via AP)",
    "FILE - In this March 3, 2020, file photo, the bridge is seen.",
    "File photo: the bridge in March",
    "Photo: Jane Roe",
    "Image: Harbour Office",
    "Photo by Jane Roe",
    "The bridge at dawn. (Jane Roe/The Ledger)",
    "The bridge at dawn (Image credit: Jane Roe/Getty Images)",
    "The bridge at dawn. (Harbour police via Flash90)",
    "The bridge at dawn. (AP Photo/Jane Roe)",
    "The bridge at dawn. (Courtesy of the harbour office)",
    "The bridge at dawn. (Screen capture: Channel 4)",
    "The bridge at dawn. Image: Jane Roe.",
    "The bridge at dawn | Photo: Jane Roe/Reuters",
    "Jane Roe/Getty Images",
]

OWN_WORDS = [
    "Listen: there is no second bridge.",
    "Listen — we are ready for the ship.",
    "Like us, they had fled the port.",
    "Photographs by Jane Roe show the bridge leaning.",
    "Image copyright is a thorny matter, the court said.",
    "Most popular among voters was the plan to build a second bridge.",
    "“Most Popular”",
    "“Read more: it will do you good,” she said.",
    "Advertisement spending fell by 4 percent, the agency said.",
    "Related to the mayor by marriage, she had never voted for him.",
    "Subscribers to the newspaper fell to 40,000.",
    "Sign up for a library card, he told the class.",
    "Follow the money, the prosecutor said.",
    "Contact with the ship was lost at 5 p.m.",
    "Contact the police at 555-0100.",
    "Share prices fell on Monday.",
    "Copyright law does not cover recipes, the court said.",
    "All rights reserved to the states were listed in the ruling.",
    "This story has been updated to say that the ship carried grain, not coal.",
    "Photographs of the bridge were sent to the inspectors.",
    "“Photo: that is all he wrote,” the inspector said.",
    "File taxes before April, the office said.",
    "She had worked in three cities (Lima/Quito/La Paz).",
    "Ronald Haskell (R/D)",
    "He sailed from Hull (via Rotterdam).",
    "The tickets cost $40 (children half).",
    "He filed a suit on Monday. (Reuters)",
    "By Friday, the bridge was open again.",
    "Watch the video, he said, and you will see a ship that is out of control.",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_is_found_among_paragraphs(line: str) -> None:
    assert furniture(f"{PARAGRAPH}\n\n{line}\n\n{SECOND}") == [line]


@pytest.mark.parametrize("line", OWN_WORDS)
def test_ordinary_lines_are_not_furniture(line: str) -> None:
    assert furniture(f"{PARAGRAPH}\n\n{line}\n\n{SECOND}") == []


def test_head_of_a_pasted_article() -> None:
    text = f"Bridge closed\n\nBy Jane Roe and John Doe\nPublished: March 22, 2024 at 3:15 PM ET\n\n{PARAGRAPH}\n"
    assert furniture(text, "Bridge closed") == [
        "Bridge closed",
        "By Jane Roe and John Doe",
        "Published: March 22, 2024 at 3:15 PM ET",
    ]


def test_bylines_and_dates_below_the_head_are_the_articles_own() -> None:
    text = f"{PARAGRAPH}\n\n{SECOND}\n\nMarch 22, 2024\n\nBy Jane Roe\n\n{PARAGRAPH[:-1]} again."
    assert furniture(text) == []


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Bridge ‘closed’ for weeks", "BRIDGE 'CLOSED' FOR WEEKS"),
        ("Bridge closed for weeks", "# Bridge closed for weeks"),
        ("Bridge closed for weeks", "Bridge closed for weeks."),
        ("Bridge closed for weeks", "Bridge closed for weeks Tuesday, September 1, 2015"),
        ("Bridge closed for weeks after a ship hit ...", "Bridge closed for weeks after a ship hit its second pier"),
    ],
)
def test_the_headline_once_more(title: str, line: str) -> None:
    assert furniture(f"{line}\n\n{PARAGRAPH}", title) == [line]


def test_the_headline_is_furniture_only_at_the_top() -> None:
    assert furniture(f"{PARAGRAPH}\n\nBridge closed\n\n{SECOND}", "Bridge closed") == []


def test_a_paragraph_repeated_right_after_itself_stays_once() -> None:
    text = f"{PARAGRAPH}\n{SECOND}\n{SECOND}\n\n{SECOND}\n{PARAGRAPH}"
    first = text.index(SECOND)
    assert [span.start for span in find_furniture("Title", text)] == [
        first + len(SECOND) + 1,
        first + 2 * len(SECOND) + 3,
    ]


def test_a_paragraph_broken_at_a_margin_is_judged_whole() -> None:
    caption = (
        "File - The Sable Point Bridge and its damaged pier, seen from the\n"
        "ferry terminal in Port Averil on the morning of the accident.\n"
        "(Jane Roe/Pool Photo)"
    )
    prose = (
        "The mayor told the council on Tuesday evening that the list was\n"
        "most popular\n"
        "among voters who had never crossed the bridge in all their lives."
    )
    assert furniture(f"{PARAGRAPH}\n\n{caption}\n\n{SECOND}") == [caption]
    broken = prose.replace("most popular\n", "most popular for a reason that nobody could name, he said, and\n")
    assert furniture(f"{PARAGRAPH}\n\n{broken}") == []


@pytest.mark.parametrize(
    "text", ["Most Popular", "Bridge closed\n\nBy Jane Roe\n", "* * *", "Photo: Jane Roe\n\n© 2024"]
)
def test_something_always_remains(text: str) -> None:
    assert furniture(text, "Bridge closed") == []


@given(
    st.text(max_size=300), st.lists(st.sampled_from([*FURNITURE, PARAGRAPH, SECOND, "", " ", "\t", "a"]), max_size=12)
)
def test_spans_are_whole_lines_in_order(title: str, lines: list[str]) -> None:
    text = "\n".join(lines)
    spans = find_furniture(title or "title", text)
    assert list(spans) == sorted(spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    for span in spans:
        assert span.of(text) == span.of(text).strip()
        assert not text[: span.start].rpartition("\n")[2].strip()
        assert not text[span.end :].partition("\n")[0].strip()


@given(st.text())
def test_any_text_at_all(text: str) -> None:
    find_furniture("title", text)


@pytest.mark.parametrize(
    "text",
    ["_" * 10**6 + "x", " " * 10**6, "a " * 500_000, "\n" * 10**6, "(A/" * 300_000, "By " * 300_000],
    ids=["marks", "spaces", "words", "blank lines", "brackets", "bylines"],
)
def test_long_texts_take_no_longer_than_they_should(text: str) -> None:
    assert find_furniture("title", text) == ()


def test_our_users_article(data: Callable[[str], Path]) -> None:
    (article,) = read_source(data("news/blinken-rafah.txt"))
    assert isinstance(article, Article)
    assert [span.of(article.text)[:40] for span in article.furniture] == [
        "Blinken: Rafah offensive risks ‘further ",
        "Jacob Magid is The Times of Israel's US ",
        "File - US Secretary of State Antony Blin",
        "File - US Secretary of State Antony Blin",
        "Most Popular",
    ]
