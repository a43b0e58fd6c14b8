"""Links that open a page at the quote: what is written, and that a real browser finds it."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Span
from index.quote_links import link_to, text_directive

TEXT = (
    "The bridge is shut. The ferry runs.\n\n"
    "“The bridge is shut,” she said - well-known words, and costs, she added, & more.\n\n"
    "The bridge is shut. Nobody crosses.\n\n"
    "It will take weeks before anybody can say when the bridge will carry so much as a bicycle again, the engineers of "
    "the harbour said in a statement that was handed to reporters who waited at the quay for hours.\n\n"
    "The end."
)


def span(quote: str, nth: int = 0) -> Span:
    start = [match.start() for match in re.finditer(re.escape(quote), TEXT)][nth]
    return Span(start, start + len(quote))


@pytest.mark.parametrize(
    ("quote", "nth", "directive"),
    [
        ("The ferry runs.", 0, "The%20ferry%20runs."),
        ("The bridge is shut.", 0, "The%20bridge%20is%20shut."),
        ("The bridge is shut.", 1, "The%20bridge%20is%20shut.,-Nobody%20crosses."),
        ("well-known words, and costs, she added, & more.", 0,
         "well%2Dknown%20words%2C%20and%20costs%2C%20she%20added%2C%20%26%20more."),
        (TEXT.split("\n\n")[3], 0, "It%20will%20take%20weeks,the%20quay%20for%20hours."),
        ("Nobody crosses.\n\nIt will take weeks", 0, "Nobody%20crosses.,It%20will%20take%20weeks"),
    ],
)  # fmt: skip
def test_directives(quote: str, nth: int, directive: str) -> None:
    assert text_directive(TEXT, span(quote, nth)) == directive


def test_white_space_leads_nowhere() -> None:
    assert text_directive("a  \n b", Span(1, 4)) is None


def article(**known: object) -> Article:
    return Article(id="a", title="A", text=TEXT, source="a", **known)  # type: ignore[arg-type]


def test_links() -> None:
    ferry = span("The ferry runs.")
    assert link_to(article(), ferry) is None
    assert link_to(article(url="https://a.example/b"), ferry) == "https://a.example/b#:~:text=The%20ferry%20runs."
    assert link_to(article(url="https://a.example/b#c"), ferry) == "https://a.example/b#c:~:text=The%20ferry%20runs."
    paged = article(url="https://a.example/b.pdf?x=1", page_starts=(0, 10))
    assert link_to(paged, ferry) == "https://a.example/b.pdf?x=1#page=2"


@given(text=st.text("ab A.\n“-,&İß", min_size=1), data=st.data())
def test_no_span_makes_it_raise(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    directive = text_directive(text, Span(start, end))
    if directive is None:
        assert not text[start:end].strip()
    else:
        assert not re.search(r"[^\w%.,~-]", directive)
        assert unquote(directive).strip()


@pytest.mark.browser
def test_a_browser_finds_what_is_meant(tmp_path: Path) -> None:
    """Chromium scrolls to the quote, and not to the same words that stand before it."""
    playwright = pytest.importorskip("playwright.sync_api")
    from tests.documents import chromium

    path = tmp_path / "page.html"
    gap = '<div style="height:3000px"></div>'
    body = gap.join(f'<p style="margin:0" id="p{n}">{escape(part)}</p>' for n, part in enumerate(TEXT.split("\n\n")))
    path.write_text(f'<!doctype html><meta charset="utf-8">{body}{gap}', encoding="utf-8")
    known = article(url=path.as_uri())
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        for quote, nth, wanted in (("The bridge is shut.", 1, "p2"), (TEXT.split("\n\n")[3], 0, "p3")):
            page.goto("about:blank")
            page.goto(link_to(known, span(quote, nth)))
            page.wait_for_function("window.scrollY > 0")
            places = {
                f"p{n}": page.evaluate(f"document.getElementById('p{n}').getBoundingClientRect().top") for n in range(5)
            }
            seen = [name for name, top in places.items() if 0 <= top < page.viewport_size["height"]]
            assert seen == [wanted], (quote, places)
        browser.close()
