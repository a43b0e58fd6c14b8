"""What the browser gets of answers, articles and the library: HTML in which whatever comes from elsewhere is text."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from index.article import Article, Passage, Span
from index.engine import Hit
from qa.answer import Answer, Conversation, Copy
from qa.citing.differences import Difference, Kind
from qa.question import Taken
from qa.speech.attribution import Attribution
from qa.speech.statement import Directness
from tests.bridge import BARE, BRIDGE, HURT, ROTTEN, SHUT, answer, citation, closest
from ui.web.bibliography import forms
from ui.web.exchanges import Exchange
from ui.web.export import exported
from ui.web.reading import Opened, reading_page
from ui.web.shelf import Result, Wanted, adding_page, choices_page, listing_page, newest_page, options_page
from ui.web.talk import talk_page, welcome_page

PIKE = Attribution("Ada Pike", "said", Directness.DIRECT)
EVIL = (
    "<script>window.__pwned=1</script><img src=x onerror=alert(1)> [link](javascript:alert(1)) "
    "${alert(1)} {{value}} @children **bold** \"quoted\" 'single' &amp;"
)


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


def talk(*answers: Answer, filtered: bool = False, edited: bool = False) -> str:
    exchanges = [Exchange.of(each, filtered=filtered, edited=edited) for each in answers]
    return talk_page(exchanges, {}, "0123456789abcdef")


def ways(page: str) -> list[str | None]:
    return [button["data-again"] for button in Elements(page).named("button") if "data-again" in button]


def test_a_quote_stands_first_and_its_apparatus_is_quiet() -> None:
    page = talk(answer(citation(1, ROTTEN, PIKE)))
    shown = page[: page.index('<span class="tools"')]
    assert (
        Elements(shown).text
        == "Who said it?Edit“It was rotten,” Ada Pike said.1Ada Pike quoted · Harbour Post, 4 March 2025"
    )
    assert "characters" not in page[: page.index("Why this answer")]
    assert "Bridge shut · 4 March 2025 · characters 36–67" in Elements(page).text
    (opener,) = [button for button in Elements(page).named("button") if button.get("class") == "ref"]
    assert opener["aria-label"] == "Citation 1, open in the article: Bridge shut"
    assert (opener["data-turn"], opener["data-number"]) == ("0", "1")
    assert opener["aria-describedby"] == "context-0-1"
    denied = Attribution("Ada Pike", "denied", Directness.INDIRECT)
    assert "Ada Pike denied · " in Elements(talk(answer(citation(1, ROTTEN, denied)))).text
    assert "Likely" in Elements(page).text


def test_a_quote_is_shown_between_the_sentences_around_it() -> None:
    page = talk(answer(citation(1, ROTTEN)))
    context = page[page.index('id="context-0-1"') :]
    assert 'Bridge shut</p><p dir="auto">… The bridge is shut. <mark>“It was rotten,” Ada Pike said.</mark>' in context
    assert "Nobody was hurt.</p>" in context
    assert "Photo" not in context


def test_what_was_left_out_of_an_article_is_told_above_it() -> None:
    remarked = replace(BARE, remarks=("bare.txt: not UTF-8, and read as <Windows>-1252, a guess",))
    page = reading_page(Opened(remarked))
    assert "read as &lt;Windows&gt;-1252, a guess.</p><div" in page
    assert "1 remark" in listing_page([remarked], total=1, wanted=Wanted(), removable=True)


def test_what_was_understood_is_told_and_can_be_changed_under_the_newest_question() -> None:
    taken = (Taken("Ada Pike", "she", 1, 2),)
    given = replace(answer(citation(1, HURT), question="And she?", query="Ada Pike?"), taken=taken)
    beside = replace(given, beside=("And she?", "And she? panel"), taken=())
    assert "Searched in 3 wordings, with words of the conversation" in Elements(talk(beside)).text
    page = talk(given, given)
    assert ways(page) == ["as-edited", "as-asked"]
    assert page.count("Understood as: Ada Pike?") == 2
    assert Elements(page).text.count("Taken from the conversation: “Ada Pike” for “she”") == 2
    assert Elements(page).named("input")[0]["value"] == "Ada Pike?"
    edited = talk(answer(citation(1, HURT), question="And she?"), edited=True)
    assert ways(edited) == ["as-edited", "as-understood"]
    assert "Searched for: And she?" in edited


def test_copies_pages_and_the_original_are_told() -> None:
    paged = replace(BRIDGE, url="https://post.example/bridge", page_starts=(0, 36))
    also = replace(citation(1, ROTTEN, article=paged), also_in=(Copy("x", EVIL),))
    page = Elements(talk(answer(also)))
    assert f"also in: {EVIL}" in page.text
    assert page.named("script") == page.named("img") == []
    (link,) = page.named("a")
    assert (link["href"] or "").startswith("https://post.example/bridge#:~:text=")
    assert link["rel"] == "noopener noreferrer"
    assert "page 2" in page.text
    evil = replace(paged, url="javascript:alert(1)//https://post.example")
    assert not Elements(talk(answer(citation(1, ROTTEN, article=evil)))).named("a")


def test_the_phrase_that_answers_is_set_off() -> None:
    cited = citation(1, ROTTEN)
    start = cited.span.start + cited.quote.index("rotten")
    assert "<b>rotten</b>" in talk(answer(replace(cited, highlight=Span(start, start + 6))))


def test_what_differs_is_a_table_of_values_who_and_when() -> None:
    later = replace(
        BRIDGE,
        id="later",
        text="At least 19 were hurt.",
        furniture=(),
        outlet="Ostra Watch",
        published=date(2025, 3, 9),
    )
    cited = (citation(1, HURT, PIKE), citation(2, Span(0, 22), article=later))
    differing = replace(answer(*cited), differences=(Difference(Kind.NUMBERS, (1, 2), (Span(0, 6), Span(9, 11))),))
    page = talk(differing)
    rows = [Elements(row).text for row in page[: page.index("</table>")].split("<tr>")[2:]]
    assert rows == ["NobodyAda Pike4 March 2025 1", "19Ostra Watch9 March 2025, the latest 2"]


def test_the_closest_quotes_are_open_and_claim_nothing() -> None:
    page = Elements(talk(closest(citation(1, ROTTEN), citation(2, HURT)), filtered=True))
    assert "Not sure that these answer it. The closest passages:“It was rotten,” Ada Pike said." in page.text
    assert "Only articles that pass the filters were searched." in page.text
    assert "Likely" not in page.text
    refs = [button["data-number"] for button in page.named("button") if button.get("class") == "ref"]
    assert refs == ["1", "2"]


def test_an_unanswered_question_quotes_nothing() -> None:
    found = Elements(talk(looked_at(BRIDGE), filtered=True))
    assert found.named("blockquote") == found.named("mark") == []
    assert found.text.startswith(
        "Who said it?EditThe articles don’t answer this.Only articles that pass the filters were searched."
        "Nearest to the question, though none says it clearly enough to quote:Bridge shutHarbour Post, 4 March 2025"
        "Why no answer"
    )


def test_an_article_keeps_every_character_and_marks_the_quotes() -> None:
    phrase = Span(HURT.start, HURT.start + len("Nobody"))
    page = reading_page(Opened(BRIDGE, (SHUT, HURT), HURT, phrase, "Changed <since>."))
    body = page[page.index('<div class="body"') : page.index("</div>", page.index('<div class="body"'))]
    assert Elements(body).text == BRIDGE.text
    assert Elements(body).named("mark") == [{}, {"aria-current": "true", "tabindex": "-1"}]
    assert "<mark>The bridge is shut.</mark>" in body
    assert '<mark aria-current="true" tabindex="-1"><b>Nobody</b> was hurt.</mark>' in body
    assert '<span class="furniture">Photo: A. Lens</span>' in body
    assert "Harbour Post · 4 March 2025 · by Ivo Lund" in page
    assert "Changed &lt;since&gt;." in page
    assert ">bridge.txt<" in page
    assert "/news/" not in page

    both = Span(36, 85)
    page = reading_page(Opened(BRIDGE, (both,), both))
    assert Elements(page[page.index("<mark") : page.index("</mark>")]).text == both.of(BRIDGE.text)


def test_one_steps_from_quote_to_quote_but_not_beyond() -> None:
    page = reading_page(Opened(BRIDGE, (HURT,), HURT, citation=citation(2, HURT), turn=4, of=2))
    back, on = [button for button in Elements(page).named("button") if "data-step" in button]
    assert (back["data-turn"], back["data-number"], back["title"]) == ("4", "1", "Previous quote (p)")
    assert "disabled" not in back
    assert "disabled" in on


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
    page = Elements(reading_page(Opened(replace(BARE, url=url))))
    expected = {"href": url, "target": "_blank", "rel": "noopener noreferrer"}
    assert page.named("a") == ([expected, expected] if linked else [])
    assert url in page.text


def test_nothing_that_articles_or_visitors_say_becomes_an_element() -> None:
    hostile = replace(
        BRIDGE, id=EVIL, title=EVIL, text=EVIL, source=f"/x/{EVIL}", outlet=EVIL, author=EVIL, url=EVIL, furniture=()
    )
    whole = Span(0, len(EVIL))
    cited = citation(1, whole, Attribution(EVIL, "said", Directness.DIRECT), hostile)
    given = Answer(EVIL, f"{EVIL} again", (cited,), 0.9, Conversation(), (Taken(EVIL, EVIL, 1),))
    pages = [
        talk(given, edited=True),
        talk(given, replace(looked_at(hostile), question=EVIL), filtered=True),
        talk(replace(given, citations=(), nearest=given.citations)),
        welcome_page(1, [EVIL]),
        reading_page(Opened(hostile, (whole,), whole, notice=EVIL, citation=cited, turn=0, of=1)),
        listing_page([hostile], total=1, wanted=Wanted(), removable=True),
        listing_page([], total=1, wanted=Wanted(words=EVIL), removable=True),
        newest_page([hostile], 1),
        adding_page([Result(EVIL, "added", EVIL, EVIL), Result(EVIL, "removed", EVIL, EVIL)], EVIL),
        choices_page("outlet", [EVIL]),
        options_page("All", [EVIL]),
        exported(EVIL, [Exchange.of(given, filtered=False, edited=False)], "html")[2],
    ]
    for page in pages:
        found = Elements(page)
        assert EVIL in found.text
        assert not {"script", "img", "a", "b", "iframe", "svg"} & {tag for tag, _ in found.elements}
        assert not [name for _, attributes in found.elements for name in attributes if name.startswith("on")]


def test_a_quote_is_pasted_in_four_forms() -> None:
    article = replace(BRIDGE, title="Bridge_shut & *more*", url="https://post.example/a_b")
    written = forms(citation(1, ROTTEN, PIKE, article))
    quote = "“It was rotten,” Ada Pike said."
    assert written["plain"].startswith(
        f"{quote}\n— Ada Pike, in “Bridge_shut & *more*”, Harbour Post, Ivo Lund, 4 March 2025\nhttps://"
    )
    assert written["markdown"].startswith(
        f"> {quote}\n>\n> — Ada Pike, in [Bridge\\_shut & \\*more\\*](<https://post.example/a_b"
    )
    assert "  title = {Bridge\\_shut \\& *more*}," in written["bibtex"]
    assert "  date = {2025-03-04}," in written["bibtex"]
    assert written["bibtex"].startswith("@article{bridge-0123456789,\n")
    (csl,) = json.loads(written["csl"])
    assert csl["issued"] == {"date-parts": [[2025, 3, 4]]}
    assert (csl["type"], csl["container-title"], csl["note"]) == ("article-newspaper", "Harbour Post", quote)
    bare = forms(citation(1, Span(0, 22), article=BARE))
    assert bare["plain"] == "“Nothing else is known.”\n— “Bare”"


def test_the_library_is_searched_by_what_is_known_of_articles() -> None:
    def found(**wanted: str) -> list[Article]:
        return Wanted(**wanted).of([BRIDGE, BARE])  # type: ignore[arg-type]

    assert found(words="harbour 2025") == found(words="LUND") == found(words="4 march 2025") == [BRIDGE]
    assert found(words=" ") == [BRIDGE, BARE]
    assert found(words="harbour bare") == []
    assert found(sort="title") == [BARE, BRIDGE]
    assert found(outlet="Harbour Post") == found(author="Ivo Lund") == [BRIDGE]
    assert Wanted(until=date(2025, 3, 3)).of([BRIDGE, BARE]) == []


def test_a_long_library_says_how_many_it_shows() -> None:
    page = listing_page([BARE] * 250, total=300, wanted=Wanted(words="bare"), removable=False)
    assert "250 articles of 300" in page
    assert len(Elements(page).named("tr")) == 101
    assert "Show more of 150" in page
