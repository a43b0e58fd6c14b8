"""The reading pane as HTML: an article with its furniture dimmed and its quotes marked, its headline always in view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePath

from index.article import Article, Span
from qa.answer import Citation
from ui.web.quotes import tools
from ui.web.text import is_web_address, set_off, spaced, when
from ui.web.told import attributes


@dataclass(frozen=True, slots=True)
class Opened:
    """What of an article is shown: the quotes marked in it, the current one, and where that is among the answer's.

    `phrase` is what answers in the current quote; `turn`, `number` and `of` tell the citation that was opened, and how
    many the answer has.
    """

    article: Article
    cited: Sequence[Span] = ()
    current: Span | None = None
    phrase: Span | None = None
    notice: str = ""
    citation: Citation | None = None
    turn: int | None = None
    of: int = 0


def reading_page(opened: Opened) -> str:
    """The head, which stays in view, and the text that scrolls under it."""
    article = opened.article
    facts = [article.outlet, when(article.published), f"by {article.author}" if article.author else None]
    known = " · ".join(escape(fact) for fact in facts if fact)
    said = f'<p class="notice">{escape(opened.notice)}</p>' if opened.notice else ""
    remarks = "".join(f'<p class="notice">{escape(remark)}.</p>' for remark in article.remarks)
    return (
        '<header class="head"><button type="button" class="back" data-back>‹ Back</button>'
        f'<h2 dir="auto">{escape(article.title)}</h2><p class="facts" dir="auto">{known}</p>{said}'
        f'{_steps(opened)}</header><div class="scroll" tabindex="0" role="region" aria-label="Text of the article">'
        f'{remarks}<div class="body" dir="auto"{attributes(article=article.id)}>{_body(opened)}</div>'
        f'<p class="origin">{_origin(article)}</p></div>'
    )


def _steps(opened: Opened) -> str:
    """From quote to quote of the answer, and what can be done with the current one."""
    citation = opened.citation
    steps = ""
    if citation and opened.turn is not None and opened.of > 1:
        steps = (
            f"{_step(opened, -1, '‹ Previous', 'p')}<span>Quote {citation.number} of {opened.of}</span>"
            f"{_step(opened, 1, 'Next ›', 'n')}"
        )
    own = tools(citation) if citation else _original(opened.article)
    right = '<button type="button" class="choose" data-choose hidden>This is the right sentence</button>'
    return f'<div class="steps">{steps}{own}{right}</div>'


def _step(opened: Opened, by: int, label: str, key: str) -> str:
    number = (opened.citation.number if opened.citation else 0) + by
    there = 1 <= number <= opened.of
    data = attributes(cite="", turn=opened.turn, number=number, step=key)
    off = "" if there else " disabled"
    return f'<button type="button"{data}{off} title="{label.strip("‹ ›")} quote ({key})">{label}</button>'


def _original(article: Article) -> str:
    if not is_web_address(article.url):
        return ""
    return f'<a href="{escape(article.url or "")}" target="_blank" rel="noopener noreferrer">Original</a>'


def _origin(article: Article) -> str:
    if is_web_address(article.url):
        shown = escape(article.url or "")
        return f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{shown}</a>'
    return escape(article.url or PurePath(article.source).name)


def _body(opened: Opened) -> str:
    """The text, every character of it, with the spans as elements."""
    article, current, phrase = opened.article, opened.current, opened.phrase
    pieces = []
    position = 0
    for span, opening, closing in sorted(_elements(opened), key=lambda element: element[0]):
        if span.start < position:
            continue
        pieces.append(spaced(article.text[position : span.start]))
        emphasis = phrase.shift(-span.start) if phrase and span == current else None
        pieces.append(f"{opening}{set_off(span.of(article.text), emphasis)}{closing}")
        position = span.end
    pieces.append(spaced(article.text[position:]))
    return "".join(pieces)


def _elements(opened: Opened) -> Iterator[tuple[Span, str, str]]:
    marks = {*opened.cited, opened.current} if opened.current else set(opened.cited)
    for span in marks:
        here = ' aria-current="true" tabindex="-1"' if span == opened.current else ""
        yield span, f"<mark{here}>", "</mark>"
    for span in opened.article.furniture:
        yield span, '<span class="furniture">', "</span>"
