"""A quote as every view of the chat shows it: its words large, who and when on one line, the rest on demand."""

from __future__ import annotations

from html import escape

from index.article import Article, Span
from index.sentences import sentence_spans
from qa.answer import Citation
from qa.speech.cues import is_denial
from qa.speech.statement import Directness
from ui.web.bibliography import NAMES, forms
from ui.web.text import is_web_address, set_off, spaced, when, where_and_when
from ui.web.told import attributes
from ui.wording import alike_in_words, copies_in_words, dates_in_words

_AROUND = 320


def quote_text(citation: Citation) -> str:
    """The words, with the phrase that answers set off. A click on them opens the article, as its number does."""
    return f'<blockquote dir="auto">{set_off(citation.quote, citation.emphasis)}</blockquote>'


def who_line(citation: Citation) -> str:
    """“Blinken quoted · Upland Post, 14 May 2025”."""
    speaker = citation.speaker
    said = ""
    if speaker:
        how = "reported" if speaker.kind is Directness.INDIRECT else "quoted"
        told = "denied" if is_denial(speaker.cue) else how
        said = f"<strong>{escape(speaker.name)}</strong> {told} · "
    return f'<span class="said">{said}{escape(where_and_when(citation.article))}</span>'


def reference(citation: Citation, *, described: str = "", **data: object) -> str:
    """The number that opens the article at the quote. `described` is the id of the quote in its context."""
    label = f"Citation {citation.number}, open in the article: {citation.article.title}"
    tip = f' aria-describedby="{described}"' if described else ""
    shown = attributes(**data, number=citation.number)
    return f'<button type="button" class="ref"{shown} aria-label="{escape(label)}"{tip}>{citation.number}</button>'


def tools(citation: Citation, *, judging: str = "") -> str:
    """What can be done with a quote: copied, linked to, read where it was published; shown when one is at it."""
    ways = "".join(
        f'<li><button type="button" data-copy="{escape(text)}">{NAMES[name]}</button></li>'
        for name, text in forms(citation).items()
    )
    original = (
        f'<a href="{escape(citation.link or "")}" target="_blank" rel="noopener noreferrer">Original</a>'
        if is_web_address(citation.article.url)
        else ""
    )
    return (
        f'<span class="tools"><details class="menu"><summary>Copy</summary><ul>{ways}</ul></details>'
        f'<button type="button" data-link="{escape(fragment(citation))}">Link</button>{original}{judging}</span>'
    )


def fragment(citation: Citation) -> str:
    """What stands behind the # of a link to the quote: its article, its characters, and the version cited."""
    span = citation.span
    return f"quote={citation.article.id}:{span.start}-{span.end}:{citation.content_hash[:12]}"


def facts(citation: Citation) -> str:
    """What else is known of a quote: the days that its words mean, where else it stands; its place on demand."""
    told = (
        dates_in_words(citation),
        copies_in_words(citation) if citation.also_in else "",
        alike_in_words(citation) if citation.alike else "",
    )
    return "".join(f'<p class="also">{escape(fact)}</p>' for fact in told if fact)


def place(citation: Citation) -> str:
    """“Upland Post, 14 May 2025, characters 1545–1656”: for who wants to know it."""
    return " · ".join((citation.article.title, when(citation.article.published), *citation.places))


def context(citation: Citation, identity: str) -> str:
    """The quote between the sentences that stand around it, shown while one points at its number."""
    article, span = citation.article, citation.span
    before, after = _around(article, span)
    return (
        f'<div class="context" role="tooltip" id="{identity}"><p class="from">{escape(article.title)}</p>'
        f'<p dir="auto">{spaced(before)}<mark>{spaced(citation.quote)}</mark>{spaced(after)}</p></div>'
    )


def _around(article: Article, span: Span) -> tuple[str, str]:
    """The sentences before and after, as far as they are near and the article's own words."""
    begin, end = max(0, span.start - _AROUND), min(len(article.text), span.end + _AROUND)
    for apart in article.furniture:
        if apart.end <= span.start:
            begin = max(begin, apart.end)
        elif apart.start >= span.end:
            end = min(end, apart.start)
    before, after = article.text[begin : span.start], article.text[span.end : end]
    starts = [sentence.start for sentence in sentence_spans(before)]
    ends = [sentence.end for sentence in sentence_spans(after)]
    cut = before[starts[0 if begin == 0 or len(starts) == 1 else 1] :] if starts else ""
    rest = after[: ends[-1 if end == len(article.text) or len(ends) == 1 else -2]] if ends else ""
    return f"{'… ' if begin else ''}{cut}", f"{rest}{' …' if end < len(article.text) else ''}"
