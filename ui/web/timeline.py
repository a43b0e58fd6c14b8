"""The chat's timeline: dated statements in order, as HTML."""

from __future__ import annotations

from html import escape

from qa.answer import Citation
from qa.timeline import Timeline
from ui.web.pages import citation_facts, quote_page
from ui.wording import by_day


def timeline_page(timeline: Timeline | None) -> str:
    """The statements under their days; each opens in its article."""
    if timeline is None:
        return (
            '<div class="nothing">Type a topic to see what the articles say of it, in the order of their dates.</div>'
        )
    if not timeline.citations:
        return f'<p class="count" role="status">{escape(timeline.text)}</p>'
    days = "".join(
        f'<li class="day"><h3>{escape(when)}</h3><ul>{"".join(map(_item, citations))}</ul></li>'
        for when, citations in by_day(timeline)
    )
    return f'<p class="count" role="status">{escape(timeline.text)}</p><ol class="days">{days}</ol>'


def _item(citation: Citation) -> str:
    return f'<li class="quote">{quote_page(citation)}{_opener(citation)}{citation_facts(citation)}</li>'


def _opener(citation: Citation) -> str:
    outlet = f"{escape(citation.article.outlet)} · " if citation.article.outlet else ""
    places = "".join(f' · <span class="whole">{escape(place)}</span>' for place in citation.places)
    return (
        f'<button type="button" class="cite" data-event="statement" data-number="{citation.number}" '
        f'aria-label="Statement {citation.number}, open in the article: {escape(citation.label)}">'
        f'<span class="number">{citation.number}</span>'
        f'<span class="label">{outlet}{escape(citation.article.title)}{places}</span></button>'
    )
