"""The chat's timeline: dated statements in order, as HTML."""

from __future__ import annotations

from html import escape

from qa.answer import Citation
from qa.timeline import Timeline
from ui.web.quotes import facts, fragment, quote_text, reference, tools, who_line
from ui.wording import by_day


def timeline_page(timeline: Timeline) -> str:
    """The statements under their days; each opens in its article."""
    told = f'<p class="count" role="status">{escape(timeline.text)}</p>'
    if not timeline.citations:
        return told
    days = "".join(
        f'<li class="day"><h3>{escape(when)}</h3><ul>{"".join(map(_item, citations))}</ul></li>'
        for when, citations in by_day(timeline)
    )
    return f'{told}<ol class="days">{days}</ol>'


def _item(citation: Citation) -> str:
    opener = reference(citation, quote=fragment(citation))
    return (
        f'<li class="quote">{quote_text(citation)}<div class="who">{opener}{who_line(citation)}'
        f'<div class="more">{facts(citation)}{tools(citation)}</div></div></li>'
    )
