"""Names typed on another keyboard than the articles’."""

from __future__ import annotations

import pytest

from index.article import Article, Passage, Span
from index.engine import Hit
from index.library import Library
from qa.assistant import Assistant
from qa.question import Question
from qa.speech.names import is_same_person, names_in
from qa.spelling import spelt_as_found
from tests.conftest import Place


def hit(text: str) -> Hit:
    article = Article("a", "T", text, "a.txt")
    return Hit(Passage("a", 0, Span(0, len(text)), text), article, rank=1, score=1.0)


@pytest.mark.parametrize(
    ("asked", "text", "read"),
    [
        ("What did Walega say?", "Wałęga left.", "What did Wałęga say?"),
        ("What did Ian Gross say?", "Groß left.", "What did Ian Groß say?"),
        ("Who met Jorgensen?", "Jørgensen met her.", "Who met Jørgensen?"),
        ("Is Weber\u00admann ill?", "Weber\u00admann is ill.", "Is Weber\u00admann ill?"),
        ("What did Gross say?", "Groß left, Gross did not.", "What did Gross say?"),
        ("What did Pena say?", "Peña left.", "What did Pena say?"),
        ("What did Groß say?", "Groß left.", "What did Groß say?"),
        ("Why is it gross?", "It is.", "Why is it gross?"),
    ],
)
def test_a_name_is_read_as_the_articles_spell_it(asked: str, text: str, read: str) -> None:
    found = spelt_as_found(Question.alone(asked), [hit(text)])
    assert (found.query, found.asked) == (read, asked)
    assert found.queries[0].text == read


def test_speakers_are_spelt_so_too() -> None:
    assert spelt_as_found(Question.alone("What did Walega say?"), [hit("Wałęga left.")]).speakers == ("Wałęga",)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Ian Gross", "Ian Groß"),
        ("Walega", "Leszek Wałęga"),
        ("Dordevic", "Novak Đorđević"),
        ("Isikli", "İsmail Işıklı"),
        ("Zoe Kravic", "Zoë Kravić"),
        ("Holtermann", "Pia Holter\u200bmann"),
    ],
)
def test_one_person_however_the_name_is_typed(asked: str, told: str) -> None:
    assert is_same_person(asked, told)


def test_a_name_may_begin_with_any_capital() -> None:
    assert names_in("We met Łukasz Żak, Şule Çelik and Đorđe Ćosić.") == [
        "Łukasz Żak",
        "Şule Çelik and Đorđe Ćosić",
    ]


@pytest.mark.model
@pytest.mark.parametrize(
    ("article", "question", "name"),
    [
        (
            "The ferry loses money, Bjørn Kjær said on Monday.",
            "What did Bjorn Kjaer say about the ferry?",
            "Bjørn Kjær",
        ),
        ("Łukasz Żak said on Monday that the yard is sold.", "What did Lukasz Zak say?", "Łukasz Żak"),
        (
            "The wall will cost fifty million, Karl We\u00adber\u00admann said.",
            "What did Webermann say?",
            "Karl Webermann",
        ),
    ],
)
def test_a_typed_name_finds_what_was_said(place: Place, article: str, question: str, name: str) -> None:
    with Library.open(place) as library:
        library.add(Article("a", "News", article, "a.txt"), Article("b", "Rain", "Rain fell on the hills.", "b.txt"))
        citations = Assistant(library).ask(question).citations
    assert [citation.speaker.name for citation in citations if citation.speaker] == [name]
