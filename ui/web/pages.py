"""The chat's parts as HTML. Whatever comes from articles, files, speakers or questions is escaped here.

The pages hold no Markdown, so nothing in an article can become a link, an image or a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePath
from urllib.parse import urlsplit

from index.article import Article, Span
from qa.answer import Answer, Citation, Mention
from ui.web.searched_query import searched_part
from ui.wording import (
    alike_in_words,
    copies_in_words,
    counted,
    dates_in_words,
    day,
    difference_in_words,
    spoken_by,
)

LISTED = 200
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


@dataclass(frozen=True, slots=True)
class Exchange:
    """An answer as the chat shows it. `filtered` tells that the visitor chose which articles are searched.

    `edited` tells that the visitor said what to search, so that the question was not understood by itself.
    """

    answer: Answer
    filtered: bool = False
    edited: bool = False


def conversation_page(exchanges: Sequence[Exchange], *, asked: str | None = None) -> str:
    """The questions and answers so far; `asked` is the question that is being answered."""
    newest = len(exchanges) - 1 if asked is None else None
    turns = [_exchange(number, exchange, newest=number == newest) for number, exchange in enumerate(exchanges)]
    if asked is not None:
        waiting = (
            '<p class="waiting" role="status">Reading the articles<span class="dots" aria-hidden="true"></span></p>'
        )
        turns.append(f'<section class="turn">{_question(asked)}{waiting}</section>')
    return f'<div class="talk" role="log" aria-live="polite" aria-label="Conversation">{"".join(turns)}</div>'


def welcome_page(articles: int, suggestions: Sequence[str]) -> str:
    """What an empty conversation shows: how much there is to ask, and questions to begin with."""
    if not articles:
        return (
            '<div class="welcome"><h2>No articles yet</h2>'
            "<p>Add some under “Library”, then ask your first question here.</p></div>"
        )
    chips = "".join(
        f'<li><button type="button" class="chip" data-event="suggest" data-question="{escape(question)}">'
        f"{escape(question)}</button></li>"
        for question in suggestions
    )
    offered = f'<ul class="chips" aria-label="Example questions">{chips}</ul>' if chips else ""
    return (
        f'<div class="welcome"><h2>Ask {counted(articles, "article")}</h2>'
        "<p>Every answer is quoted word for word, with the article and the place it stands in. "
        f"If the articles don’t say it, neither will this page.</p>{offered}</div>"
    )


def article_page(
    article: Article | None,
    *,
    cited: Sequence[Span] = (),
    current: Span | None = None,
    phrase: Span | None = None,
    notice: str = "",
    opened_from: str = "answer",
) -> str:
    """An article with its furniture dimmed, the cited spans marked, and the current one to scroll to.

    `phrase` is what answers in the current one; it is set off.
    """
    if article is None:
        return '<div class="nothing">Open a citation, or an article from the library, to read it here.</div>'
    facts = [article.outlet, article.author, day(article.published) or "date unknown"]
    known = " · ".join(escape(fact) for fact in facts if fact)
    notices = [*filter(None, [notice]), *(f"{remark}." for remark in article.remarks)]
    said = "".join(f'<p class="notice">{escape(words)}</p>' for words in notices)
    back = f'<button type="button" class="back" data-back>Back to the {opened_from}</button>' if current else ""
    return (
        f'<article aria-label="Article"><header><h2 dir="auto">{escape(article.title)}</h2>'
        f'<p class="facts">{known}</p><p class="origin">{_origin(article)}</p>{said}</header>'
        f'<div class="body" dir="auto">{_body(article, cited, current, phrase)}</div>{back}</article>'
    )


def library_page(articles: Sequence[Article], *, total: int, searched: str = "") -> str:
    """A table of articles, the first of them where they are many; titles open the article."""
    if not total:
        return '<div class="nothing">The library is empty. Add files below.</div>'
    if not articles:
        return f'<p class="count" role="status">No article matches “{escape(searched)}”.</p>'
    count = counted(len(articles), "article")
    if searched:
        count = f"{count} of {total:,}"
    if len(articles) > LISTED:
        count += f", the first {LISTED} are shown"
    rows = "".join(_row(article) for article in articles[:LISTED])
    return (
        f'<p class="count" role="status">{count}</p><table class="articles"><thead><tr>'
        '<th scope="col">Article</th><th scope="col">Date</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def matching_articles(articles: Iterable[Article], words: str) -> list[Article]:
    """The articles that hold every word in their title, outlet, byline, date or source."""
    wanted = words.casefold().split()

    def told(article: Article) -> str:
        parts = (article.title, article.outlet, article.author, day(article.published), article.source)
        return " ".join(part for part in parts if part).casefold()

    return [article for article in articles if all(word in told(article) for word in wanted)]


def _exchange(number: int, exchange: Exchange, *, newest: bool) -> str:
    answer = exchange.answer
    searched = searched_part(answer, edited=exchange.edited, changeable=newest)
    dates = _dates(answer, changeable=newest)
    if answer.remark:
        body = f'<p class="remark">{escape(answer.remark)}</p>'
    elif answer.listing:
        listed = "".join(_mention(number, mention) for mention in answer.listing.mentions)
        said = f'<p class="unanswered">{escape(answer.listing.sentence)}</p>'
        body = f'{said}<ol class="quotes">{listed}</ol><div class="below">{dates}{searched}</div>'
    elif answer.quotes:
        quotes = "".join(_quote(number, citation) for citation in answer.quotes)
        caveat = f'<p class="caveat">{answer.caveat}:</p>' if answer.caveat else ""
        sure = f'<p class="confidence">Confidence: {answer.certainty}</p>' if answer.answered else ""
        differing = "".join(
            f'<p class="differ">{escape(difference_in_words(answer, difference))}</p>'
            for difference in answer.differences
        )
        kind = "quotes" if answer.answered else "quotes closest"
        below = f'<div class="below">{sure}{dates}{searched}</div>'
        filtered = "" if answer.answered else _filtered(exchange)
        body = f'{caveat}<ol class="{kind}">{quotes}</ol>{differing}{filtered}{below}'
    else:
        said = f'<p class="unanswered">{escape(answer.text)}</p>'
        body = f'{said}{_filtered(exchange)}{_looked_at(answer)}<div class="below">{dates}{searched}</div>'
    return f'<section class="turn">{_question(answer.question)}{body}</section>'


def _dates(answer: Answer, *, changeable: bool) -> str:
    """Which dates were searched and, below the newest answer, the way to search all."""
    if answer.dates is None:
        return ""
    undo = (
        ' <button type="button" class="all-dates" data-event="again" data-way="all-dates">Search all dates</button>'
        if answer.dates.held and changeable
        else ""
    )
    return f'<p class="dates">{escape(answer.dates.sentence)}{undo}</p>'


def _question(question: str) -> str:
    return f'<h3 class="asked" dir="auto"><span class="unseen">You asked: </span>{escape(question)}</h3>'


def _mention(turn: int, mention: Mention) -> str:
    """An article that mentions what was asked for, with its first place where that is cited."""
    if mention.first:
        return _quote(turn, mention.first, above=f'<p class="also">{escape(mention.label)}</p>')
    return f'<li class="quote">{_opener(mention.article)}<p class="also">{escape(mention.label)}</p></li>'


def _quote(turn: int, citation: Citation, above: str = "") -> str:
    outlet = f"{escape(citation.article.outlet)} · " if citation.article.outlet else ""
    return (
        f'<li class="quote">{above}{quote_page(citation)}'
        f'<button type="button" class="cite" data-event="cite" data-turn="{turn}" data-number="{citation.number}" '
        f'aria-label="Citation {citation.number}, open in the article: {escape(citation.label)}">'
        f'<span class="number">{citation.number}</span><span class="label">{outlet}{_label(citation)}</span>'
        f"</button>{citation_facts(citation)}</li>"
    )


def quote_page(citation: Citation) -> str:
    """The quote and who said it."""
    speaker = spoken_by(citation)
    said = f'<p class="speaker">— {escape(speaker)}</p>' if speaker else ""
    return f'<blockquote dir="auto">{_emphasized(citation)}</blockquote>{said}'


def citation_facts(citation: Citation) -> str:
    """What stands under a citation: the way to the original, the days that its words mean, where else it stands."""
    facts = (
        dates_in_words(citation),
        copies_in_words(citation) if citation.also_in else "",
        alike_in_words(citation) if citation.alike else "",
    )
    return _original(citation) + "".join(f'<p class="also">{escape(fact)}</p>' for fact in facts if fact)


def _original(citation: Citation) -> str:
    """A link that opens the page on the web at the quote."""
    if not citation.article.url or not _is_web_address(citation.article.url):
        return ""
    return (
        f'<a class="original" href="{escape(citation.link or "")}" target="_blank" rel="noopener noreferrer">'
        "Open the original at the quote</a>"
    )


def _emphasized(citation: Citation) -> str:
    """The quote, with the phrase that answers set off."""
    return _set_off(citation.quote, citation.emphasis)


def _label(citation: Citation) -> str:
    """The citation's label, whose date, page and characters are not broken over lines."""
    title, *rest = citation.label.rsplit(" · ", 1 + len(citation.places))
    return " · ".join([escape(title), *(f'<span class="whole">{escape(part)}</span>' for part in rest)])


def _filtered(exchange: Exchange) -> str:
    return '<p class="searched">Only articles that pass the filters were searched.</p>' if exchange.filtered else ""


def _looked_at(answer: Answer) -> str:
    nearest = answer.nearest_articles
    if not nearest:
        return ""
    links = "".join(f"<li>{_opener(article)}</li>" for article in nearest)
    return (
        f'<details class="nearest"><summary>Where it looked first</summary>'
        f"<p>These articles are nearest to the question. They don’t answer it clearly enough to quote.</p>"
        f"<ul>{links}</ul></details>"
    )


def _opener(article: Article) -> str:
    return (
        f'<button type="button" class="open" data-event="open" data-article="{escape(article.id)}" dir="auto">'
        f"{escape(article.title)}</button>"
    )


def _row(article: Article) -> str:
    left_out = counted(len(article.remarks), "remark") if article.remarks else None
    facts = " · ".join(escape(fact) for fact in (article.outlet, article.author, left_out) if fact)
    under = f'<span class="facts">{facts}</span>' if facts else ""
    return f"<tr><td>{_opener(article)}{under}</td><td>{day(article.published) or '–'}</td></tr>"


def _origin(article: Article) -> str:
    if article.url and _is_web_address(article.url):
        shown = escape(article.url)
        return f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{shown}</a>'
    return escape(article.url or PurePath(article.source).name)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _body(article: Article, cited: Sequence[Span], current: Span | None, phrase: Span | None) -> str:
    """The text, every character of it, with the spans as elements."""
    marks = {*cited, current} if current else set(cited)
    pieces = []
    position = 0
    for span, opening, closing in sorted(_elements(article, marks, current), key=lambda element: element[0]):
        if span.start < position:
            continue
        pieces.append(_spaced(article.text[position : span.start]))
        emphasis = phrase.shift(-span.start) if phrase and span == current else None
        pieces.append(f"{opening}{_set_off(span.of(article.text), emphasis)}{closing}")
        position = span.end
    pieces.append(_spaced(article.text[position:]))
    return "".join(pieces)


def _elements(article: Article, marks: set[Span], current: Span | None) -> Iterator[tuple[Span, str, str]]:
    for span in marks:
        here = ' class="current" tabindex="-1"' if span == current else ""
        yield span, f"<mark{here}>", "</mark>"
    for span in article.furniture:
        yield span, '<span class="furniture">', "</span>"


def _set_off(text: str, phrase: Span | None) -> str:
    """Escaped text, a phrase of it set off."""
    if phrase is None:
        return _spaced(text)
    return f"{_spaced(text[: phrase.start])}<em>{_spaced(phrase.of(text))}</em>{_spaced(text[phrase.end :])}"


def _spaced(text: str) -> str:
    """Escaped text whose blank lines take half their height; the characters stay."""
    pieces = []
    position = 0
    for gap in _BLANK_LINES.finditer(text):
        pieces.append(escape(text[position : gap.start()]))
        pieces.append(f'<span class="gap">{gap[0]}</span>')
        position = gap.end()
    pieces.append(escape(text[position:]))
    return "".join(pieces)
