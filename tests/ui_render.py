"""What people see of answers, articles and hits: in the terminal as text, in the browser as HTML that is only text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from html.parser import HTMLParser

import pytest
from rich.console import Console

from index.article import Article, Passage, Span
from index.engine import Hit
from qa.answer import Answer, Citation, Conversation, Copy
from qa.confidence import Certainty
from qa.question import Taken
from qa.speech.attribution import Attribution
from qa.speech.statement import Directness
from ui.as_json import article_as_dict, hit_as_dict
from ui.terminal.render import answer_text, article_list, article_text, hits_text
from ui.terminal.streams import printable
from ui.web.pages import Exchange, article_page, conversation_page, library_page, matching_articles, welcome_page
from ui.web.suggestions import suggested_questions
from ui.wording import counted, moment

CAPTION, SHUT, ROTTEN, HURT = Span(0, 14), Span(16, 35), Span(36, 67), Span(69, 85)
BRIDGE = Article(
    id="bridge-0123456789",
    title="Bridge shut",
    text="Photo: A. Lens\n\nThe bridge is shut. “It was rotten,” Ada Pike said.\n\nNobody was hurt.",
    source="/news/bridge.txt",
    outlet="Harbour Post",
    author="Ivo Lund",
    published=date(2025, 3, 4),
    furniture=(CAPTION,),
)
BARE = Article(id="bare-0", title="Bare", text="Nothing else is known.", source="bare.txt")
EVIL = (
    "<script>window.__pwned=1</script><img src=x onerror=alert(1)> [link](javascript:alert(1)) "
    "${alert(1)} {{value}} @children **bold** \"quoted\" 'single' &amp;"
)


def citation(number: int, span: Span, speaker: Attribution | None = None, article: Article = BRIDGE) -> Citation:
    return Citation(number, article, span, span.of(article.text), 0.9, speaker)


def answer(*citations: Citation, question: str = "Who said it?", query: str | None = None) -> Answer:
    return Answer(question, query or question, citations, 0.873, Conversation(), certainty=Certainty.LIKELY)


def closest(*citations: Citation) -> Answer:
    """An answer that cites nothing and shows what comes nearest."""
    return Answer("Who said it?", "Who said it?", (), 0.2, Conversation(), nearest=citations)


def looked_at(article: Article) -> Answer:
    """An answer that cites nothing, though a passage of the article was read."""
    passage = Passage(article.id, 0, Span(0, len(article.text)), article.text)
    return replace(answer(), hits=(Hit(passage, article, 1, 1.0),))


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


# The terminal


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


def test_what_was_taken_is_told_and_can_be_changed_below_the_newest_answer() -> None:
    taken = (Taken("Ada Pike", "she", 1, 2),)
    given = replace(answer(citation(1, HURT), question="And she?", query="Ada Pike?"), taken=taken)

    assert answer_text(given).plain.endswith(
        "Understood as: Ada Pike?\nTaken from the conversation: “Ada Pike” for “she”, from quote [2] of answer 1"
    )
    bag = replace(given, query="Ada Pike? (panel)", beside=("And she?", "And she? panel"))
    assert "panel" not in answer_text(bag).plain
    assert "Searched for" not in Elements(conversation_page([Exchange(bag)])).text
    page = conversation_page([Exchange(given), Exchange(given)])
    ways = [button.get("data-way") for button in Elements(page).named("button") if button.get("data-event") == "again"]
    assert ways == ["as-edited", "as-asked"]
    assert page.count("Taken from the conversation: “Ada Pike” for “she”") == 2
    assert Elements(page).named("input")[0]["value"] == "Ada Pike?"

    as_asked = Exchange(answer(citation(1, HURT), question="And she?"), edited=True)
    buttons = Elements(conversation_page([as_asked])).named("button")
    assert [one["data-way"] for one in buttons if "data-way" in one] == ["as-edited", "as-understood"]
    assert "data-way" not in conversation_page([as_asked], asked="And then?")


def test_copies_are_told_under_the_article() -> None:
    copies = tuple(Copy(f"copy-{number}", f"Copy {number} · Post · 2025-03-0{number}") for number in range(1, 6))
    one, many = replace(citation(1, SHUT), also_in=copies[:1]), replace(citation(1, SHUT), also_in=copies)

    assert answer_text(answer(one)).plain.splitlines()[4] == "    also in: Copy 1 · Post · 2025-03-01"
    assert answer_text(answer(many)).plain.splitlines()[4].endswith("; Copy 3 · Post · 2025-03-03; and 2 more")
    shown = Elements(conversation_page([Exchange(answer(replace(one, also_in=(Copy("x", EVIL),))))]))
    assert f"also in: {EVIL}" in shown.text
    assert shown.named("script") == shown.named("img") == []


def test_a_citation_leads_back_to_the_original() -> None:
    paged = replace(BRIDGE, url="https://post.example/bridge", page_starts=(0, 36))
    shown = answer_text(answer(citation(1, ROTTEN, article=paged))).plain.splitlines()
    assert shown[2] == "[1] Bridge shut · 2025-03-04 · page 2 · characters 36–67"
    assert shown[3] == "    Harbour Post, https://post.example/bridge"
    page = Elements(conversation_page([Exchange(answer(citation(1, ROTTEN, article=paged)))]))
    (link,) = page.named("a")
    assert (link["href"] or "").startswith("https://post.example/bridge#:~:text=")
    assert link["rel"] == "noopener noreferrer"
    assert "page 2" in page.text
    evil = replace(paged, url="javascript:alert(1)//https://post.example")
    assert not Elements(conversation_page([Exchange(answer(citation(1, ROTTEN, article=evil)))])).named("a")
    lined = replace(BRIDGE, first_line=5)
    assert (
        "    Harbour Post, /news/bridge.txt, line 7, column 21"
        in answer_text(answer(citation(1, ROTTEN, article=lined))).plain
    )


def test_the_phrase_that_answers_is_set_off_beside_page_and_copies() -> None:
    paged = replace(BRIDGE, url="https://post.example/bridge.pdf", page_starts=(0, 36))
    cited = citation(1, ROTTEN, article=paged)
    start = cited.span.start + cited.quote.index("rotten")
    whole = replace(cited, highlight=Span(start, start + 6), also_in=(Copy("copy", "Copy · Post · 2025-03-05"),))
    page = conversation_page([Exchange(answer(whole))])
    assert "<em>rotten</em>" in page
    for shown in (Elements(page).text, answer_text(answer(whole)).plain):
        assert "page 2" in shown
        assert "also in: Copy · Post · 2025-03-05" in shown
    assert "https://post.example/bridge.pdf#page=2" in page
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


# The browser


def test_an_article_page_keeps_every_character_and_marks_the_quotes() -> None:
    page = article_page(BRIDGE, cited=[SHUT, HURT], current=HURT, notice="Changed <since>.")
    body = page[page.index('<div class="body"') : page.index("</div>", page.index('<div class="body"'))]

    assert Elements(body).text == BRIDGE.text
    assert Elements(body).named("mark") == [{}, {"class": "current", "tabindex": "-1"}]
    assert "<mark>The bridge is shut.</mark>" in body
    assert '<mark class="current" tabindex="-1">Nobody was hurt.</mark>' in body
    assert '<span class="furniture">Photo: A. Lens</span>' in body
    assert "Harbour Post · Ivo Lund · 2025-03-04" in page
    assert "Changed &lt;since&gt;." in page
    assert ">bridge.txt<" in page
    assert "/news/" not in page


def test_a_quote_over_paragraphs_is_one_mark_with_exactly_its_characters() -> None:
    both = Span(36, 85)
    page = article_page(BRIDGE, cited=[both], current=both)
    marked = page[page.index("<mark") : page.index("</mark>")]

    assert Elements(marked).text == both.of(BRIDGE.text)


def test_the_article_sets_off_the_phrase_that_its_quote_sets_off() -> None:
    phrase = Span(HURT.start, HURT.start + len("Nobody"))
    page = article_page(BRIDGE, cited=[SHUT, HURT], current=HURT, phrase=phrase)

    assert '<mark class="current" tabindex="-1"><em>Nobody</em> was hurt.</mark>' in page
    assert page.count("<em>") == 1


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://harbour.example/a?b=1&c=2", True),
        ("http://harbour.example/", True),
        ("javascript:alert(1)", False),
        ("data:text/html,<script>1</script>", False),
        ("https:alert(1)", False),
        ("http://[broken", False),
    ],
)
def test_only_web_addresses_become_links(url: str, linked: bool) -> None:
    links = Elements(article_page(replace(BARE, url=url))).named("a")

    expected = {"href": url, "target": "_blank", "rel": "noopener noreferrer"}
    assert links == ([expected] if linked else [])
    assert url in Elements(article_page(replace(BARE, url=url))).text


def test_nothing_that_articles_or_visitors_say_becomes_an_element() -> None:
    hostile = replace(
        BRIDGE, id=EVIL, title=EVIL, text=EVIL, source=f"/x/{EVIL}", outlet=EVIL, author=EVIL, url=EVIL, furniture=()
    )
    whole = Span(0, len(EVIL))
    given = Answer(
        EVIL,
        f"{EVIL} again",
        (citation(1, whole, Attribution(EVIL, "said", Directness.DIRECT), hostile),),
        0.9,
        Conversation(),
        (Taken(EVIL, EVIL, 1),),
    )
    pages = [
        conversation_page([Exchange(given, edited=True)]),
        conversation_page([Exchange(given), Exchange(looked_at(hostile), filtered=True)], asked=EVIL),
        conversation_page([Exchange(replace(given, citations=(), nearest=given.citations))]),
        welcome_page(1, [EVIL]),
        article_page(hostile, cited=[whole], current=whole, notice=EVIL),
        library_page([hostile], total=1),
        library_page([], total=1, searched=EVIL),
    ]

    for page in pages:
        found = Elements(page)
        assert EVIL in found.text
        assert not {"script", "img", "a", "b", "strong", "iframe"} & {tag for tag, _ in found.elements}
        assert not [name for _, attributes in found.elements for name in attributes if name.startswith("on")]


def test_a_citation_is_a_button_that_says_where_it_leads() -> None:
    page = conversation_page([Exchange(answer(citation(1, HURT)))])

    assert Elements(page).named("button") == [
        {
            "type": "button",
            "class": "cite",
            "data-event": "cite",
            "data-turn": "0",
            "data-number": "1",
            "aria-label": "Citation 1, open in the article: Bridge shut · 2025-03-04 · characters 69–85",
        }
    ]
    assert "Confidence: likely" in page
    assert "Searched for" not in page
    assert "1Harbour Post · Bridge shut · 2025-03-04 · characters 69–85" in Elements(page).text


def test_the_closest_quotes_are_open_and_lead_to_their_places() -> None:
    page = Elements(conversation_page([Exchange(closest(citation(1, ROTTEN), citation(2, HURT)), filtered=True)]))

    assert page.text.startswith("You asked: Who said it?Not sure that these answer it:“It was rotten,” Ada Pike said.")
    assert "Only articles that pass the filters were searched." in page.text
    assert "Confidence" not in page.text
    assert page.named("details") == []
    assert [button["aria-label"] for button in page.named("button")] == [
        "Citation 1, open in the article: Bridge shut · 2025-03-04 · characters 36–67",
        "Citation 2, open in the article: Bridge shut · 2025-03-04 · characters 69–85",
    ]


def test_an_unanswered_question_quotes_nothing() -> None:
    found = Elements(conversation_page([Exchange(looked_at(BRIDGE), filtered=True)]))

    assert found.named("blockquote") == []
    assert found.named("mark") == []
    assert found.text == (
        "You asked: Who said it?The articles don’t answer this."
        "Only articles that pass the filters were searched."
        "Where it looked first"
        "These articles are nearest to the question. They don’t answer it clearly enough to quote."
        "Bridge shut"
    )


def test_the_library_is_searched_by_what_is_known_of_articles() -> None:
    assert matching_articles([BRIDGE, BARE], "harbour 2025") == [BRIDGE]
    assert matching_articles([BRIDGE, BARE], "LUND") == [BRIDGE]
    assert matching_articles([BRIDGE, BARE], " ") == [BRIDGE, BARE]
    assert matching_articles([BRIDGE, BARE], "harbour bare") == []


def test_a_long_library_says_how_many_it_shows() -> None:
    page = library_page([BARE] * 250, total=300, searched="bare")

    assert "250 articles of 300, the first 200 are shown" in page
    assert len(Elements(page).named("tr")) == 201


def test_what_was_left_out_of_an_article_stands_above_it() -> None:
    told = replace(BRIDGE, remarks=("/news/<b>.pdf: page 2 of 3 left out, as pictures without text",))
    assert "\nNote:    /news/<b>.pdf: page 2 of 3 left out, as pictures without text\n" in article_text(told).plain
    assert "/news/<b>.pdf: page 2 of 3 left out, as pictures without text." in Elements(article_page(told)).text
    assert "Harbour Post · Ivo Lund · 1 remark" in Elements(library_page([told], total=1)).text
    assert article_as_dict(told)["remarks"] == list(told.remarks)


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
