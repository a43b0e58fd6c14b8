"""A page's article is read whole, whatever its paragraphs are called and however they are wrapped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.article import Article, Span, outside
from index.reading import read_source
from index.reading.blocks import html_tree, placed_blocks
from index.reading.page_body import whole_body

SAID = (
    "The council of Averil voted on Monday to keep the night ferry for another three years, by eleven votes to four.",
    "“Nobody here has another way across,” said Ida Ros, who has worked at the slip since she was nineteen years old.",
    "The boats are forty years old, and the yard that built them closed its doors in the spring of last year.",
    "A report to the council puts the cost of two new hulls at nine million, of which the region would pay a third.",
    "Four members wanted a bridge instead, which engineers had called the dearest of all answers in a letter of 1988.",
    "The first of the new boats could sail in two years, if the yard in Castlebray can begin before the winter comes.",
)
HEADLINE = "Night ferry stays for three years"


def read(tmp_path: Path, body: str, head: str = "") -> Article:
    path = tmp_path / "page.html"
    path.write_text(f"<html lang='en'><head><title>{HEADLINE}</title>{head}</head><body>{body}</body></html>", "utf-8")
    (found,) = read_source(path)
    assert isinstance(found, Article)
    return found


def own_words(article: Article) -> str:
    parts = outside(Span(0, len(article.text)), article.furniture)
    return " ".join("".join(part.of(article.text) for part in parts).split())


def missing(article: Article) -> list[str]:
    return [said[:30] for said in SAID if said not in own_words(article)]


def paragraphs(name: str, first: int = 1) -> str:
    free = "".join(f"<p>{said}</p>" for said in SAID[:first])
    return free + "".join(f'<p class="{name}">{said}</p>' for said in SAID[first:])


CLASSES = (
    "article-share-text", "story social", "post-meta", "entry-meta lead", "teaser", "body-teaser", "promo-text",
    "subscription", "sponsored", "related", "trending", "byline-text credit", "widget text", "sidebar", "tags",
    "read-more", "most-read", "newsletter", "disclosure", "comments-open", "login", "cookie", "copyright", "advert",
    "bio", "recommended", "subscribe", "breadcrumb", "signup",
)  # fmt: skip


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_on_each_paragraph_sets_nothing_apart(tmp_path: Path, name: str) -> None:
    assert missing(read(tmp_path, f"<article><h1>{HEADLINE}</h1>{paragraphs(name)}</article>")) == []


def test_many_classes_together_set_little_apart(tmp_path: Path) -> None:
    named = "".join(f'<p class="{name}">{said}</p>' for name, said in zip(CLASSES, SAID, strict=False))
    assert len(missing(read(tmp_path, f"<article><h1>{HEADLINE}</h1>{named}</article>"))) <= 2  # a third of six


def test_paragraphs_that_are_declared_to_be_paid_for_are_the_articles(tmp_path: Path) -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".subscribe"}
    declared = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "hasPart": part})
    head = f'<script type="application/ld+json">{declared}</script>'
    article = f"<article><h1>{HEADLINE}</h1>{paragraphs('subscribe', first=5)}</article>"
    assert missing(read(tmp_path, article)) == [SAID[5][:30]]  # one of six is what such a name can set apart
    assert missing(read(tmp_path, article, head)) == []


def test_furniture_is_still_furniture(tmp_path: Path) -> None:
    notice = "Get the ferry's times in your post every Friday, before everybody else does."
    body = f"<article><h1>{HEADLINE}</h1>{paragraphs('text')}<p class='newsletter'>{notice}</p></article>"
    article = read(tmp_path, body)
    assert missing(article) == []
    assert notice not in own_words(article)


def wrapped(before: str, after: str, between: str = "", each: int = 2) -> str:
    parts = [SAID[at : at + each] for at in range(0, len(SAID), each)]
    return between.join(before + "".join(f"<p>{said}</p>" for said in part) + after for part in parts)


CONTAINERS = {
    "of one class": wrapped('<div class="body-text">', "</div>", '<div class="ad-slot">Buy boats</div>'),
    "without a class": f"<article>{wrapped('<section>', '</section>')}</article>",
    "entries of a live page": wrapped('<div class="entry"><h3>10:20</h3>', "</div>"),
    "deep in columns": wrapped(
        '<div class="row"><div class="col"><div class="rich-text">', "</div></div></div>", "<hr>"
    ),
    "with an id": wrapped('<div id="first-part">', "</div>"),
    "one for each paragraph": wrapped('<div class="wysiwyg">', "</div>", each=1),
    "blocks of a builder": wrapped('<div class="block block-text">', "</div>", '<div class="block"><img></div>'),
    "rows of a table": f"<table>{wrapped('<tr><td>', '</td></tr>')}</table>",
    "parts of a story": f"<main>{wrapped('<div class=story-part>', '</div>', '<aside>Also on sale</aside>')}</main>",
}


@pytest.mark.parametrize("kind", CONTAINERS)
def test_a_body_in_several_containers_is_read_whole(tmp_path: Path, kind: str) -> None:
    assert missing(read(tmp_path, f"<h1>{HEADLINE}</h1>{CONTAINERS[kind]}<footer>The Ledger</footer>")) == []


BEHIND = {
    "a block quote": f"<blockquote>{SAID[1]}</blockquote>",
    "a list": f"<ul><li>{SAID[1]}</li></ul>",
    "a heading": f"<p>{SAID[1]}</p><h2>The boats</h2>",
    "a rule and a picture": f"<p>{SAID[1]}</p><hr><figure><img><figcaption>A boat</figcaption></figure>",
    "preformatted words": f"<pre>{SAID[1]}</pre>",
    "a quotation in a paragraph": f"<blockquote><p>{SAID[1]}</p></blockquote>",
    "a table": f"<p>{SAID[1]}</p><table><tr><td>Boats</td><td>4</td></tr></table>",
}


@pytest.mark.parametrize("kind", BEHIND)
@pytest.mark.parametrize("frame", ["article", "div class=post-content", "td", "section"])
def test_text_behind(tmp_path: Path, kind: str, frame: str) -> None:
    below = f"{SAID[3]} <em>{SAID[4]}</em><br><br><span>{SAID[5]}</span>"
    loose = f"{SAID[0]}<br><br>{BEHIND[kind]}{SAID[2]}<br><br>{below}"
    table = ("<table><tr>", "</tr></table>") if frame == "td" else ("", "")
    article = read(tmp_path, f"{table[0]}<{frame}>{loose}</{frame.split()[0]}>{table[1]}")
    assert missing(article) == []
    assert article.text.index(SAID[0]) < article.text.index(SAID[2]) < article.text.index(SAID[5])


NOT_THE_ARTICLES = {
    "the next article": f"<article><h1>Bridge closed</h1><p>{SAID[4]}</p><p>{SAID[5]}</p></article>",
    "another of its class": f'<div class="text"><h1>Bridge closed</h1><p>{SAID[4]}</p><p>{SAID[5]}</p></div>',
    "a teaser": f'<div class="text"><h3><a href="/x">Bridge closed</a></h3><p>{SAID[4]}</p><p>{SAID[5]}</p></div>',
    "a reader's comment": f'<div class="comments"><div class="text"><p>{SAID[4]}</p><p>{SAID[5]}</p></div></div>',
    "an aside": f'<aside class="text"><p>{SAID[4]}</p><p>{SAID[5]}</p></aside>',
    "links": f'<div class="text"><p><a href="/x">{SAID[4]}</a></p><p><a href="/y">{SAID[5]}</a></p></div>',
    "what the text has already": f'<div class="text"><p>{SAID[0]}</p><p>{SAID[1]}</p></div>',
}


@pytest.mark.parametrize("kind", NOT_THE_ARTICLES)
def test_what_is_not_the_articles_is_not_added(kind: str) -> None:
    text = "\n\n".join(SAID[:4])
    own = "".join(f"<p>{said}</p>" for said in SAID[:4])
    page = placed_blocks(html_tree(f"<body><div class='text'>{own}</div>{NOT_THE_ARTICLES[kind]}</body>"))
    assert whole_body(page, text).text == text


def test_a_paragraph_that_was_passed_over_stands_where_the_page_has_it() -> None:
    page = placed_blocks(html_tree("<div>" + "".join(f"<p>{said}</p>" for said in SAID) + "</div>"))
    assert whole_body(page, "\n\n".join([SAID[1], SAID[4]])).text == "\n\n".join(SAID)
    assert whole_body([], SAID[0]).text == SAID[0]
    assert whole_body(placed_blocks(html_tree("<p>Other words</p>")), SAID[0]).text == SAID[0]
