"""“They” and “it”, and people who bear the same last name: told only where the text tells."""

from __future__ import annotations

from datetime import date

import pytest

from index.article import Article, Span
from qa.citing.speakers import Speakers, own_statements
from qa.reader.protocol import Evidence
from qa.speech.attribution import Attribution, is_said_by
from qa.speech.names import is_same_person, with_titles
from qa.speech.resolving import resolver_of
from qa.speech.statement import Directness
from qa.understanding import understand


def own(question: str, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence without what others said."""
    return own_statements(understand(question, date(2025, 9, 20)), evidence, Speakers())


def meant(text: str, source: str) -> str | None:
    """Whom the last place of a source in a text stands for."""
    place = text.rindex(source)
    return resolver_of(text).name(Span(place, place + len(source)))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            "Anna Lindqvist and Tomas Reyes met. They said it would hold.",
            "Anna Lindqvist and Tomas Reyes",
        ),
        (
            "Anna Lindqvist, Joan Ames and Tomas Reyes met. They said so.",
            "Anna Lindqvist, Joan Ames and Tomas Reyes",
        ),
        ("The dockers went home at noon. They said nobody had been paid.", "the dockers"),
        ("The dockers went home. They were angry. They said nobody had been paid.", "the dockers"),
        ("“Nobody was paid,” the dockers said. They added that it was a scandal.", "the dockers"),
        ("Several union leaders refused to sign because they said it was too late.", "several union leaders"),
        ("On Monday, Harbour officials met the press.\n\nThey said the pier was safe.", "Harbour officials"),
        ("The engineers wrote to the fishermen. The letter was long. They said no.", None),
        ("The engineers warned the fishermen that they would lose.", None),
        ("Tomas Reyes left. They said it would hold.", None),
        ("The pier was closed. They said it was old.", None),
        ("They said it was old.", None),
    ],
)
def test_they_are_people_named_together_or_a_group(text: str, who: str | None) -> None:
    assert meant(text, "they" if " they " in text else "They") == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The shipping company fired forty people. It said the winter was to blame.", "the shipping company"),
        ("On Friday, the Maritime Agency closed the pier. It said divers had found cracks.", "the Maritime Agency"),
        (
            "The pier is unsafe, according to the Maritime Agency. It said divers went down.",
            "the Maritime Agency",
        ),
        ("The council met after it announced the vote.", "the council"),
        ("Tomas Reyes left the pier. It said nothing.", None),
        ("The agency sued the company, which it said had lied.", None),
        ("The bridge was built by the company. It says so on a plaque.", None),
    ],
)
def test_it_is_a_body_that_the_words_before_are_about(text: str, who: str | None) -> None:
    assert meant(text, "it" if " it " in text.split(". ")[-1] else "It") == who


FAMILY = (
    "Laura Reyes and her brother Tomas Reyes own the yard.\n\n"
    "Mr. Reyes said the hull was sound. Ms. Reyes said it was not. Reyes said nothing more."
)


def test_people_of_one_last_name_are_told_apart_by_titles() -> None:
    assert meant(FAMILY, "Mr. Reyes") == "Tomas Reyes"
    assert meant(FAMILY, "Ms. Reyes") == "Laura Reyes"


def test_a_last_name_that_several_bear_alike_is_nobody_s() -> None:
    assert meant(FAMILY, "Reyes") is None
    assert meant("Laura Reyes spoke. Laura Reyes left. " + FAMILY, "Reyes") == "Laura Reyes"


def test_a_title_that_nobody_named_may_bear_is_somebody_else_s() -> None:
    assert meant("Laura Reyes owns the yard. Mr. Reyes said so.", "Mr. Reyes") == "Mr. Reyes"


@pytest.mark.parametrize(
    ("asked", "told", "same"),
    [
        ("Reyes", "Tomas Reyes", True),
        ("Tomas Reyes", "Reyes", True),
        ("Tomas Reyes", "Tomas A. Reyes", True),
        ("Laura Reyes", "Tomas Reyes", False),
        ("Joe Reyes", "Joseph Reyes", True),
        ("Tim Reyes", "Timothy Reyes", True),
        ("T. Reyes", "Tomas Reyes", True),
        ("Harbour Master Reyes", "Tomas Reyes", True),
        ("Mr. Reyes", "Laura Reyes", False),
        ("Ms. Reyes", "Laura Reyes", True),
        ("Ms. Reyes", "Mr. Reyes", False),
        ("Tomas Reyes Jr.", "Tomas Reyes", False),
        ("Tomas Reyes", "Tomas Okoro", False),
        ("the union", "the union", True),
        ("", "Reyes", False),
    ],
)
def test_whether_two_names_may_be_one_person_s(asked: str, told: str, same: bool) -> None:
    assert is_same_person(asked, told) is same
    assert is_said_by(Attribution(told, "said", Directness.INDIRECT), [asked]) is same


@pytest.mark.model
def test_titles_in_a_question_count() -> None:
    assert with_titles("What did Mrs. Reyes say to Okoro?", ["Reyes", "Okoro"]) == ["Mrs. Reyes", "Okoro"]
    text = "Laura Reyes said the hull was sound.\nTomas Reyes said the hull was not sound."
    article = Article(id="a", title="T", text=text, source="a.txt")
    split = text.index("\n")
    hers, his = (
        Evidence(article, Span(0, split), 0.9),
        Evidence(article, Span(split + 1, len(text)), 0.8),
    )
    assert own("What did Mr. Reyes say about the hull?", (hers, his)) == (his,)
    assert own("What did Laura Reyes say about the hull?", (hers, his)) == (hers,)
    assert own("What did Reyes say about the hull?", (hers, his)) == (hers, his)
