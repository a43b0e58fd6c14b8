"""What people see of answers, articles and hits in the terminal, and which questions are suggested."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from rich.console import Console

from index.article import Passage, Span
from index.engine import Hit
from qa.answer import Copy
from qa.question import Taken
from qa.speech.attribution import Attribution
from qa.speech.statement import Directness
from tests.bridge import BARE, BRIDGE, HURT, ROTTEN, SHUT, answer, citation, closest
from ui.as_json import article_as_dict, hit_as_dict
from ui.terminal.render import answer_text, article_list, article_text, hits_text
from ui.terminal.streams import printable
from ui.web.suggestions import suggested_questions
from ui.wording import counted, moment


def test_an_answer_shows_quotes_speakers_articles_and_confidence() -> None:
    speaker = Attribution("Ada Pike", "said", Directness.DIRECT)
    shown = answer_text(
        answer(citation(1, ROTTEN, speaker), citation(2, HURT), question="And she?", query="And she? Ada Pike")
    )

    assert shown.plain == (
        "“It was rotten,” Ada Pike said.\n"
        "    — Ada Pike, quoted [1]\n"
        "\n"
        "Nobody was hurt. [2]\n"
        "\n"
        "[1] Bridge shut · 2025-03-04 · characters 36–67\n"
        "    Harbour Post, /news/bridge.txt\n"
        "[2] Bridge shut · 2025-03-04 · characters 69–85\n"
        "    Harbour Post, /news/bridge.txt\n"
        "\n"
        "Confidence: likely\n"
        "Searched for: And she? Ada Pike"
    )


def test_what_was_taken_is_told() -> None:
    taken = (Taken("Ada Pike", "she", 1, 2),)
    given = replace(answer(citation(1, HURT), question="And she?", query="Ada Pike?"), taken=taken)

    assert answer_text(given).plain.endswith(
        "Understood as: Ada Pike?\nTaken from the conversation: “Ada Pike” for “she”, from quote [2] of answer 1"
    )
    bag = replace(given, query="Ada Pike? (panel)", beside=("And she?", "And she? panel"))
    assert "panel" not in answer_text(bag).plain


def test_copies_are_told_under_the_article() -> None:
    copies = tuple(Copy(f"copy-{number}", f"Copy {number} · Post · 2025-03-0{number}") for number in range(1, 6))
    one, many = replace(citation(1, SHUT), also_in=copies[:1]), replace(citation(1, SHUT), also_in=copies)

    assert answer_text(answer(one)).plain.splitlines()[4] == "    also in: Copy 1 · Post · 2025-03-01"
    assert answer_text(answer(many)).plain.splitlines()[4].endswith("; Copy 3 · Post · 2025-03-03; and 2 more")


def test_a_citation_leads_back_to_the_original() -> None:
    paged = replace(BRIDGE, url="https://post.example/bridge", page_starts=(0, 36))
    shown = answer_text(answer(citation(1, ROTTEN, article=paged))).plain.splitlines()
    assert shown[2] == "[1] Bridge shut · 2025-03-04 · page 2 · characters 36–67"
    assert shown[3] == "    Harbour Post, https://post.example/bridge"
    lined = replace(BRIDGE, first_line=5)
    assert (
        "    Harbour Post, /news/bridge.txt, line 7, column 21"
        in answer_text(answer(citation(1, ROTTEN, article=lined))).plain
    )


def test_the_phrase_that_answers_is_told_beside_page_and_copies() -> None:
    paged = replace(BRIDGE, url="https://post.example/bridge.pdf", page_starts=(0, 36))
    cited = citation(1, ROTTEN, article=paged)
    start = cited.span.start + cited.quote.index("rotten")
    whole = replace(cited, highlight=Span(start, start + 6), also_in=(Copy("copy", "Copy · Post · 2025-03-05"),))
    shown = answer_text(answer(whole)).plain
    assert "page 2" in shown
    assert "also in: Copy · Post · 2025-03-05" in shown
    keys = whole.as_dict()
    assert (keys["page"], keys["highlight"]) == (2, [start, start + 6])
    assert keys["also_in"] == [{"article_id": "copy", "label": "Copy · Post · 2025-03-05"}]


def test_reported_speech_is_not_called_quoted() -> None:
    shown = answer_text(answer(citation(1, SHUT, Attribution("the mayor", "according to", Directness.INDIRECT))))

    assert shown.plain.splitlines()[:2] == ["The bridge is shut.", "    — the mayor, reported [1]"]


def test_an_unanswered_question_is_said_plainly() -> None:
    assert answer_text(answer()).plain == "The articles don’t answer this."


def test_the_closest_quotes_are_shown_and_not_claimed() -> None:
    near = closest(citation(1, ROTTEN, Attribution("Ada Pike", "said", Directness.DIRECT)), citation(2, HURT))

    assert answer_text(near).plain == (
        "Not sure that these answer it:\n"
        "\n"
        "“It was rotten,” Ada Pike said.\n"
        "    — Ada Pike, quoted [1]\n"
        "\n"
        "Nobody was hurt. [2]\n"
        "\n"
        "[1] Bridge shut · 2025-03-04 · characters 36–67\n"
        "    Harbour Post, /news/bridge.txt\n"
        "[2] Bridge shut · 2025-03-04 · characters 69–85\n"
        "    Harbour Post, /news/bridge.txt"
    )
    edited = replace(near, query="Who called it rotten?")
    assert answer_text(edited).plain.endswith("/news/bridge.txt\n\nSearched for: Who called it rotten?")


def test_an_article_shows_what_is_known_and_dims_its_furniture() -> None:
    shown = article_text(BRIDGE)

    assert shown.plain == (
        "Bridge shut\n"
        "Outlet:  Harbour Post\n"
        "Author:  Ivo Lund\n"
        "Date:    2025-03-04\n"
        "Source:  /news/bridge.txt\n"
        "Id:      bridge-0123456789\n"
        "Apart:   14 of 85 characters (16 %), dimmed below\n"
        "\n" + BRIDGE.text
    )
    body = shown.plain.index("Photo")
    assert [
        shown.plain[span.start : span.end] for span in shown.spans if span.style == "dim" and span.start >= body
    ] == ["Photo: A. Lens"]


def test_a_list_in_a_pipe_is_a_line_an_article_with_tabs() -> None:
    tabbed = replace(BARE, title="Two\nlines\tand a tab")

    assert article_list([BRIDGE, tabbed], terminal=False).plain == (  # type: ignore[union-attr]
        "bridge-0123456789\t2025-03-04\tHarbour Post\tBridge shut\nbare-0\t\t\tTwo lines and a tab"
    )


def test_a_list_on_a_terminal_shows_markup_in_titles_as_text() -> None:
    console = Console(width=100)
    with console.capture() as capture:
        console.print(article_list([replace(BARE, title="[bold]Not bold[/bold]")], terminal=True))

    assert [line.split() for line in capture.get().splitlines()] == [
        ["Id", "Date", "Outlet", "Title", "Apart"],
        ["bare-0", "[bold]Not", "bold[/bold]"],
    ]


def test_hits_show_their_scores_and_places() -> None:
    passage = Passage(BRIDGE.id, 1, Span(16, 69), BRIDGE.text[16:69])

    assert hits_text([Hit(passage, BRIDGE, 1, 0.5, cosine=0.25), Hit(passage, BRIDGE, 2, 0.25, bm25=3.5)]).plain == (
        "1. Bridge shut · 2025-03-04 · characters 16–69\n"
        "   Harbour Post, /news/bridge.txt\n"
        "   score 0.500, cosine 0.250\n"
        "The bridge is shut. “It was rotten,” Ada Pike said.\n"
        "\n"
        "2. Bridge shut · 2025-03-04 · characters 16–69\n"
        "   Harbour Post, /news/bridge.txt\n"
        "   score 0.250, bm25 3.50\n"
        "The bridge is shut. “It was rotten,” Ada Pike said."
    )
    assert hit_as_dict(Hit(passage, BRIDGE, 1, 0.5, cosine=0.25)) == {
        "rank": 1,
        "score": 0.5,
        "cosine": 0.25,
        "bm25": None,
        "article_id": "bridge-0123456789",
        "title": "Bridge shut",
        "source": "/news/bridge.txt",
        "outlet": "Harbour Post",
        "author": "Ivo Lund",
        "published": "2025-03-04",
        "url": None,
        "start": 16,
        "end": 69,
        "text": "The bridge is shut. “It was rotten,” Ada Pike said.\n\n",
    }


def test_an_article_as_json() -> None:
    assert article_as_dict(BARE) == {
        "article_id": "bare-0",
        "title": "Bare",
        "source": "bare.txt",
        "outlet": None,
        "author": None,
        "published": None,
        "published_at": None,
        "url": None,
        "language": None,
        "characters": 22,
        "set_apart": 0,
        "remarks": [],
        "content_hash": BARE.content_hash,
    }


def test_a_time_is_shown_with_its_zone() -> None:
    def shown(published_at: datetime | None) -> str | None:
        return moment(replace(BRIDGE, published_at=published_at))

    assert shown(None) == "2025-03-04"
    assert shown(datetime(2025, 3, 4, 18, 30)) == "2025-03-04, 18:30"
    assert shown(datetime(2025, 3, 4, 18, 30, 1, 500, tzinfo=UTC)) == "2025-03-04, 18:30 UTC"
    assert shown(datetime(2025, 3, 4, 18, 30, tzinfo=timezone(timedelta(hours=-5)))) == "2025-03-04, 18:30 -05:00"


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\r", "\x9b", "\u202e", "\u2066"])
def test_what_would_drive_a_terminal_is_not_printed(character: str) -> None:
    assert printable(f"a{character}[2Jb\tc\n") == "a�[2Jb\tc\n"


def test_counts_are_words() -> None:
    assert [counted(number, "article") for number in (0, 1, 2, 1234)] == [
        "0 articles",
        "1 article",
        "2 articles",
        "1,234 articles",
    ]


# Example questions


def test_questions_are_suggested_of_people_and_the_headline_s_nouns() -> None:
    letters = replace(
        BRIDGE,
        title="Inspectors warned of rotten fenders",
        text="“I wrote that the fenders were soft,” Wendell Pryce said.\n\n“The weather was fine,” Ada Pike said.",
        furniture=(),
    )

    assert suggested_questions([letters], lambda _: True, limit=1) == ["What did Wendell Pryce say about the fenders?"]
    assert suggested_questions([letters], lambda question: question.startswith("What happened")) == [
        "What happened: Inspectors warned of rotten fenders?"
    ]
    assert suggested_questions([letters], lambda _: False) == []
