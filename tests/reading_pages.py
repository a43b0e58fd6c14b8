"""What a web page declares and sets apart, and how the benchmark of saved pages counts."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from eval.benchmarks.pages import LabelledPage, PageReading, Tally, half_of, read_pages, scores
from index.reading.blocks import blocks, html_tree
from index.reading.page_author import without_degrees
from index.reading.page_furniture import set_apart
from index.reading.page_head import PageHead, read_page_head

DECLARED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "The Ledger"},
        {
            "@type": ["NewsArticle"],
            "headline": "Bridge closed after ship hits pier",
            "author": [{"@type": "Person", "name": "Jane Roe, PhD"}],
            "datePublished": "2024-03-22T10:00:00Z",
            "articleBody": "The bridge is closed.",
        },
    ],
}


def head(
    body: str, title: str = "Bridge closed - The Ledger", extra: str = "", outlet: str | None = "The Ledger"
) -> PageHead:
    page = f"<html><head><title>{title}</title>{extra}</head><body>{body}</body></html>"
    return read_page_head(html_tree(page), outlet)


def test_json_ld() -> None:
    found = head("", extra=f'<script type="application/ld+json">{json.dumps(DECLARED)}</script>')
    assert (found.author, found.published) == ("Jane Roe", date(2024, 3, 22))
    assert found.published_at == datetime(2024, 3, 22, 10, tzinfo=UTC)
    assert found.body == "The bridge is closed."
    assert head("", extra='<script type="application/ld+json">{broken</script>').author is None


@pytest.mark.parametrize(
    ("body", "title", "extra", "headline"),
    [
        ("<h1>Bridge closed</h1>", "Bridge closed - The Ledger", "", "Bridge closed"),
        ("<h1>The Ledger</h1><h1>Bridge closed</h1>", "Bridge closed - The Ledger", "", "Bridge closed"),
        ("<h1>Politics Bridge closed for many weeks</h1>", "Bridge closed for many weeks - The Ledger", "",
         "Bridge closed for many weeks"),
        ("<h1>Averil: Bridge closed for many weeks</h1>", "Bridge closed for many weeks - The Ledger", "",
         "Averil: Bridge closed for many weeks"),
        ("<h1>Subscribe to us today</h1>", "Bridge closed", '<meta property="og:title" content="Bridge closed">', None),
        ("<p>Nothing</p>", "Bridge closed for weeks | The Ledger", "", "Bridge closed for weeks"),
        ("<h1>Ship hits pier, bridge closed</h1>", "Bridge closed after ship hits pier", "",
         "Ship hits pier, bridge closed"),
    ],
)  # fmt: skip
def test_headlines(body: str, title: str, extra: str, headline: str | None) -> None:
    assert head(body, title, extra).headline == headline


@pytest.mark.parametrize(
    ("body", "author"),
    [
        ('<a rel="author" href="/jane">Jane Roe</a>', "Jane Roe"),
        ('<p class="byline">Posted on March 3, 2024 by Jane Roe</p>', "Jane Roe"),
        ('<p class="comment-author">Jane Roe says</p>', None),
        ("<p>by Jane Roe</p>", None),
    ],
)
def test_authors(body: str, author: str | None) -> None:
    assert head(body).author == author


def test_degrees_are_no_names() -> None:
    assert without_degrees("Jane Roe, Ph.D., John Doe, MPH, RD") == "Jane Roe, John Doe"
    assert without_degrees("jane@ledger.example") is None


def test_standfirsts() -> None:
    said = "The port of Averil stays shut until engineers have looked at every pier."
    described = f'<meta name="description" content="{said[:50]}…">'
    assert head(f"<h1>Bridge closed</h1><p>{said}</p>", extra=described).standfirst == said
    assert head(f'<h1>Bridge closed</h1><p class="article-lead">{said}</p>').standfirst == said
    assert head(f'<h1>Bridge closed</h1><p class="leader">{said}</p>').standfirst is None


def test_what_a_page_sets_apart() -> None:
    page = html_tree(
        "<body class='social'><article class='related'><p>" + "A long text. " * 60 + "</p>"
        "<figure><img><figcaption>The bridge on  Monday</figcaption></figure>"
        "<div class='newsletter-box'><p>Sign up</p><p>Every morning</p></div>"
        "<p><a href='/other'>Ferry runs all night again</a></p><p>He <a href='/x'>said so</a>.</p></article></body>"
    )
    assert set_apart(page, "A long text. " * 60) == {
        "The bridge on Monday", "Sign up", "Every morning", "Ferry runs all night again",
    }  # fmt: skip
    assert set_apart(None, "") == frozenset()


def test_blocks() -> None:
    page = html_tree("<div>One <b>and</b>\n two<br>three<p>Four</p>tail<script>no</script></div><ul><li>Five</ul>")
    assert blocks(page) == ["One and two\nthree", "Four", "tail", "Five"]
    assert blocks(None) == []


def test_the_benchmark_counts() -> None:
    page = LabelledPage(
        Path("a.html"), ("one two", "three"), ("ad", "menu"), "A Title", "Jane Roe and John Doe", date(2024, 3, 1)
    )
    bare = LabelledPage(Path("b.html"), ("x",), (), None, None, None)
    found = scores(
        [page, bare],
        [PageReading("one two four menu", "a title!", "John Doe; Jane Roe", date(2024, 3, 2)), PageReading("")],
    )
    assert found == {
        "segments kept": Tally(1, 3),  # one of the page's two, none of the other's one
        "furniture left out": Tally(1, 2),
        "title": Tally(1, 1),
        "author": Tally(1, 1),
        "date": Tally(0, 1),
    }
    assert (str(Tally(1, 3)), str(Tally(0, 0))) == ("33.3 % (1/3)", "–")


def test_the_halves_are_fixed(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    names = [f"{number}.html" for number in range(200)]
    pages = [{"file": name, "with": [" a  b "], "without": [], "title": "", "author": ["A", "B"]} for name in names]
    (tmp_path / "html" / "pages.json").write_text(json.dumps(pages), encoding="utf-8")
    read = read_pages(tmp_path)
    assert (read[0].kept, read[0].title, read[0].author) == (("a b",), None, "A, B")
    tuning = [page for page in read if half_of(page) == "tuning"]
    assert 70 < len(tuning) < 130
    assert half_of(read[0]) == half_of(LabelledPage(Path("/elsewhere/0.html"), (), (), None, None, None))
