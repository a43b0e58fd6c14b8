"""What is left out of an article is told, with how much."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from index.article import Article, Span
from index.left_out import LeftOut, left_out_of
from index.library import Library
from index.reading import read_source
from tests.toy import ToyEmbedder
from ui.as_json import article_as_dict, report_as_dict
from ui.terminal.adding import summary
from ui.terminal.render import article_text

SENTENCES = "The bridge was shut on Monday after a ship struck it. Officials said that it would stay shut for weeks. "


def article(apart: int, whole: int = 1_000, beside: int = 0) -> Article:
    furniture = (Span(0, apart),) if apart else ()
    return Article("bridge", "Bridge", "x" * whole, "bridge.html", furniture=furniture, passed_over=beside)


def test_where_it_is_much() -> None:
    assert list(left_out_of(article(0))) == []
    assert list(left_out_of(article(299, whole=400))) == []  # few characters
    assert list(left_out_of(article(499, whole=2_000))) == []  # less than a quarter
    (sentence,) = left_out_of(article(500, whole=2_000))
    assert "500 of 2,000 characters (25 %)" in sentence
    assert "onrecord show bridge" in sentence
    (sentence,) = left_out_of(article(0, whole=4_000, beside=400))  # a tenth
    assert "400 characters of sentences beside the 4,000" in sentence
    assert list(left_out_of(article(0, whole=4_000, beside=399))) == []


def test_what_is_known_of_an_article_is_not_lost_with_its_head() -> None:
    """The headline, the byline and the day are furniture, and known as such; a caption between them is left out."""
    head = ["Bridge shut for weeks", "By JANE ROE, The Ledger", "22 March 2024, 18:30"]
    caption = "The bridge, seen from the pier on 22 March 2024, shortly before the freighter struck its first pier."
    text = "\n\n".join([*head, caption, SENTENCES, head[0]])
    furniture = tuple(Span(at := text.index(line), at + len(line)) for line in (*head, caption))
    again = Span(len(text) - len(head[0]), len(text))
    known = Article(
        "bridge", "Bridge shut for weeks", text, "a.txt", author="Jane Roe", published=date(2024, 3, 22),
        furniture=(*furniture, again),
    )  # fmt: skip
    assert known.set_apart == len(caption) + len(again)  # further down, the headline leads to another article
    assert replace(known, furniture=furniture[:3]).set_apart == 0
    assert replace(known, furniture=furniture[:3], author=None).set_apart == len(head[1]) + len(head[2])
    assert replace(known, title="Bridge shut").set_apart == len(caption) + len(again)
    assert replace(known, title="Ferry strike").set_apart == sum(map(len, known.furniture))


def test_of_many_articles_the_first_are_told() -> None:
    left_out = LeftOut()
    for number in range(25):
        left_out.note(replace(article(600), id=f"bridge-{number}"))
    assert (left_out.characters, left_out.set_apart) == (25_000, 15_000)
    assert len(left_out.sentences()) == 21
    assert left_out.sentences()[-1] == "as much was left out of 5 more articles"


def test_the_report_tells(tmp_path: Path) -> None:
    caption = "File - The bridge on day {}, seen from the pier. (Jane Roe/AP)"
    captions = "\n\n".join(map(caption.format, range(6)))
    (tmp_path / "bridge.txt").write_text(f"{SENTENCES * 4}\n\n{captions}\n", "utf-8")
    with Library.open(tmp_path / "library", embedder=ToyEmbedder(("bridge",))) as library:
        report = library.add(tmp_path / "bridge.txt")
        (stored,) = library.articles()
    assert report.set_apart == stored.set_apart == 6 * len(caption.format(0))
    assert report.characters == len(stored.text)
    assert "characters" in report.remarks[0]
    assert f"{report.set_apart:,} of {report.characters:,} characters were taken for captions" in summary(report)
    assert report_as_dict(report)["set_apart"] == article_as_dict(stored)["set_apart"] == report.set_apart
    assert "dimmed below" in article_text(stored).plain


def test_sentences_that_a_page_holds_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    body = "".join(f"<p>{number}. {SENTENCES}</p>" for number in range(8))
    lost = [
        f"In column {number} a reader of long ago asked why nobody mends the pier of Averil." for number in range(5)
    ]
    other = "".join(f"<p>{line}</p>" for line in lost)
    page = f"<article><h1>Bridge shut</h1>{body}</article><div><div><div class='column'>{other}</div></div></div>"
    path.write_text(f"<html><head><title>Bridge shut</title></head><body>{page}</body></html>", "utf-8")
    (found,) = read_source(path)
    assert isinstance(found, Article)
    assert found.passed_over == sum(map(len, lost))
    assert not any(line in found.text for line in lost)
