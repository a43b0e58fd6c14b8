"""What is known of an article before a document is made of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from index.article import Article, Span, outside
from index.reading import read_source


@dataclass(frozen=True, slots=True)
class Truth:
    """An article as its writer handed it in."""

    title: str
    author: str
    published: date
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Of one article: words that it has and that were read, the same of paragraphs, and what is right of the rest.

    `words` are those in it, `read` those that were taken for its own, `both` those in both, however often.
    """

    words: int
    read: int
    both: int
    paragraphs: int
    whole: int
    title: bool
    author: bool
    day: bool


def sample_truths() -> list[Truth]:
    """The sample's articles that say who wrote them and when."""
    found = [item for item in read_source(str(files("index") / "sample")) if isinstance(item, Article)]
    return [
        Truth(article.title, article.author, article.published, _paragraphs(own_words(article)))
        for article in found
        if article.author and article.published
    ]


def own_words(article: Article) -> str:
    """The text without what was set apart in it."""
    return "".join(span.of(article.text) for span in outside(Span(0, len(article.text)), article.furniture))


def score(truth: Truth, article: Article | None) -> Score:
    """None stands for an article that was not read at all."""
    wanted = Counter(" ".join(truth.paragraphs).split())
    text = own_words(article) if article else ""
    found = Counter(text.split())
    spaced = " ".join(text.split())
    return Score(
        words=wanted.total(),
        read=found.total(),
        both=(wanted & found).total(),
        paragraphs=len(truth.paragraphs),
        whole=sum(paragraph in spaced for paragraph in truth.paragraphs),
        title=article is not None and article.title == truth.title,
        author=article is not None and article.author == truth.author,
        day=article is not None and article.published == truth.published,
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(block.split()) for block in text.split("\n\n") if block.strip())
