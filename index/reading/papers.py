"""Documents of word processors: paragraphs and a few properties become an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.article import Article, article_id, clean_text
from index.errors import SourceError
from index.reading.draft import Draft, readable
from index.reading.head import read_head
from index.reading.original import Original

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands in a document. `title`, `author` and `language` are what its styles and properties say.

    `left_out` counts what of it is not read: “2 comments”.
    """

    paragraphs: Sequence[str]
    title: str | None = None
    author: str | None = None
    language: str | None = None
    left_out: Sequence[str] = ()


def article_of(original: Original, paper: Paper) -> Article:
    """The document's article: a byline and a date above its text count more than its properties."""
    text = clean_text("\n\n".join(paragraph.strip() for paragraph in paper.paragraphs if paragraph.strip()))
    if not text.strip():
        raise SourceError(f"{original} holds no text: if it holds pictures, run text recognition over them (OCR)")
    head = read_head(text)
    draft = Draft(
        text=text,
        title=paper.title or head.headline or readable(original.stem),
        author=head.author or paper.author,
        published=head.published,
        language=paper.language,
        remarks=(f"{original}: left out {' and '.join(paper.left_out)}",) if paper.left_out else (),
    )
    return draft.article(article_id(original.key, original.stem), original.name)


def wording(element: _Element | None, path: str) -> str | None:
    """What the element at `path` says; None where there is none, or it says nothing."""
    found = element.find(path) if element is not None else None
    said = "".join(found.itertext()) if found is not None else ""
    return said.strip() or None
