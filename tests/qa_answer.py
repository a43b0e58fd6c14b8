from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.article import Article, Passage, Span
from index.engine import Hit
from qa.answer import NOT_ANSWERED, Answer, Citation, Conversation, Copy, Turn
from qa.confidence import Certainty, Status
from qa.question import Taken
from qa.speech.attribution import Attribution
from qa.speech.statement import Directness

ARTICLE = Article(
    id="shut-1", title="Bridge shut", text="It is shut. “Stay away,” Okoro said.", source="/pile/shut.txt",
    outlet="Wire", url="https://wire.example/shut", author="Ann Ames", published=date(2025, 3, 4),
)  # fmt: skip
CITATION = Citation(
    1,
    ARTICLE,
    Span(12, 36),
    "“Stay away,” Okoro said.",
    0.81239,
    Attribution("Nadia Okoro", "said", Directness.DIRECT),
    Span(13, 22),
)


def test_a_quote_that_is_not_what_stands_there_cannot_be_cited() -> None:
    for quote in ("“Stay away,” Okoro said", "“Stay away”, Okoro said."):
        with pytest.raises(ValueError, match="not what stands at 12–36 of shut-1"):
            replace(CITATION, quote=quote)


def test_a_highlight_lies_in_its_quote() -> None:
    assert CITATION.emphasis == Span(1, 10)
    assert CITATION.emphasis.of(CITATION.quote) == "Stay away"
    assert replace(CITATION, highlight=None).emphasis is None
    with pytest.raises(ValueError, match="not within the quote"):
        replace(CITATION, highlight=Span(11, 20))


def test_the_label_says_where() -> None:
    assert CITATION.label == "Bridge shut · 2025-03-04 · characters 12–36"
    undated = replace(CITATION, article=replace(ARTICLE, published=None))
    assert undated.label == "Bridge shut · date unknown · characters 12–36"


def test_a_citation_leads_back_to_the_original() -> None:
    paged = replace(ARTICLE, url=None, page_starts=(0, 0, 12, 30), first_line=7)
    cited = replace(CITATION, article=paged)
    assert cited.label == "Bridge shut · 2025-03-04 · pages 3–4 · characters 12–36"
    assert (cited.page, cited.position, cited.link) == (3, "line 7, column 13", None)
    first = Citation(2, paged, Span(0, 11), "It is shut.", 0.5)
    assert first.label == "Bridge shut · 2025-03-04 · page 2 · characters 0–11"  # the first page has no text


def test_the_text_is_the_quotes_with_their_numbers() -> None:
    second = Citation(2, ARTICLE, Span(0, 11), "It is shut.", 0.5)
    answer = Answer("Why?", "Why?", (CITATION, second), 0.9, Conversation())
    assert answer.answered
    assert answer.text == "“Stay away,” Okoro said. [1]\n\nIt is shut. [2]"
    nothing = Answer("Why?", "Why?", (), 0.1, Conversation())
    assert (nothing.answered, nothing.text) == (False, NOT_ANSWERED)


def test_an_answer_is_in_one_of_three_states() -> None:
    second = Citation(2, ARTICLE, Span(0, 11), "It is shut.", 0.5)
    answered = Answer("Why?", "Why?", (CITATION,), 0.9, Conversation())
    closest = Answer("Why?", "Why?", (), 0.2, Conversation(), nearest=(CITATION, second))
    nothing = Answer("Why?", "Why?", (), 0.1, Conversation())
    assert [answer.status for answer in (answered, closest, nothing)] == ["answered", "closest", "nothing"]
    assert [answer.answered for answer in (answered, closest, nothing)] == [True, False, False]
    assert [answer.quotes for answer in (answered, closest, nothing)] == [(CITATION,), (CITATION, second), ()]
    with pytest.raises(ValueError, match="not both"):
        replace(answered, nearest=(second,))


def test_the_nearest_quotes_stand_under_words_that_claim_nothing() -> None:
    one = Answer("Why?", "Why?", (), 0.2, Conversation(), nearest=(CITATION,))
    two = replace(one, nearest=(CITATION, Citation(2, ARTICLE, Span(0, 11), "It is shut.", 0.5)))
    assert one.text == "Not sure that this answers it:\n\n“Stay away,” Okoro said. [1]"
    assert two.text == "Not sure that these answer it:\n\n“Stay away,” Okoro said. [1]\n\nIt is shut. [2]"
    told = two.as_dict()
    assert (told["status"], told["answered"], told["citations"]) == ("closest", False, [])
    assert told["nearest"] == [citation.as_dict() for citation in two.nearest]
    assert two.status is Status.CLOSEST


def test_the_json_keys() -> None:
    copied = replace(CITATION, also_in=(Copy("copy-1", "Shut bridge · Post · 2025-03-05"),))
    taken = (Taken("bridge", "", 1),)
    answer = Answer(
        "Why?", "Why? (bridge)", (copied,), 0.91236, Conversation(), taken,
        beside=("Why?",), certainty=Certainty.CLEAR,
    )  # fmt: skip
    assert answer.as_dict() == {
        "question": "Why?",
        "kind": "quotes",
        "query": "Why? (bridge)",
        "read_as": [],
        "taken": [{"words": "bridge", "replaces": "", "turn": 1, "citation": None}],
        "searched_beside": ["Why?"],
        "text": "“Stay away,” Okoro said. [1]",
        "status": "answered",
        "answered": True,
        "confidence": 0.9124,
        "certainty": "clear",
        "dates": None,
        "citations": [
            {
                "number": 1,
                "article_id": "shut-1",
                "title": "Bridge shut",
                "source": "/pile/shut.txt",
                "outlet": "Wire",
                "author": "Ann Ames",
                "published": "2025-03-04",
                "url": "https://wire.example/shut",
                "link": "https://wire.example/shut#:~:text=%E2%80%9CStay%20away%2C%E2%80%9D%20Okoro%20said.",
                "page": None,
                "recognised": False,
                "position": None,
                "content_hash": ARTICLE.content_hash,
                "start": 12,
                "end": 36,
                "quote": "“Stay away,” Okoro said.",
                "highlight": [13, 22],
                "speaker": "Nadia Okoro",
                "speaker_kind": "direct",
                "speaker_span": None,
                "cue": "said",
                "cue_span": None,
                "said_via": None,
                "dates": [],
                "score": 0.8124,
                "also_in": [{"article_id": "copy-1", "label": "Shut bridge · Post · 2025-03-05"}],
                "alike": [],
            }
        ],
        "nearest": [],
        "differences": [],
        "listing": None,
    }


def test_a_conversation_grows_and_the_old_one_stays() -> None:
    first = Conversation()
    second = first.then(Turn("Why?", "Why?"))
    assert first.turns == ()
    assert second.turns == (Turn("Why?", "Why?"),)


def test_the_nearest_articles_stand_in_the_order_of_their_best_passages() -> None:
    other = replace(ARTICLE, id="open-1")
    hits = tuple(
        Hit(Passage(article.id, rank, Span(0, 11), "It is shut."), article, rank, 0.5)
        for rank, article in enumerate((ARTICLE, other, ARTICLE), start=1)
    )
    answer = Answer("Who won?", "Who won?", (), 0.1, Conversation(), hits=hits)
    assert [article.id for article in answer.nearest_articles] == ["shut-1", "open-1"]
