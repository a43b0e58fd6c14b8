"""`onrecord timeline` and the chat's timeline: dated statements in order, for people."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from rich.text import Text

from qa.answer import Citation
from qa.dates.days import day_in_words
from qa.timeline import Timeline
from ui.terminal.render import dates_in_words, provenance, spoken_by
from ui.terminal.streams import printable
from ui.web.pages import citation_facts, quote_page

_UNKNOWN = "Date unknown"


def timeline_text(timeline: Timeline) -> Text:
    """Each day with what its articles say, the speaker, and the article it stands in."""
    shown = [Text(printable(timeline.text), style="dim")]
    for when, citations in by_day(timeline):
        lines = [Text(when, style="bold cyan")]
        for citation in citations:
            lines.append(_entry(citation))
        shown.append(Text("\n").join(lines))
    return Text("\n\n").join(shown)


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


def by_day(timeline: Timeline) -> Iterator[tuple[str, list[Citation]]]:
    """The citations of each day of publication, under the day in words."""
    for day, citations in groupby(timeline.citations, key=lambda citation: citation.article.published):
        yield (day_in_words(day) if day else _UNKNOWN), list(citations)


def _entry(citation: Citation) -> Text:
    speaker, dates = spoken_by(citation), dates_in_words(citation)
    return Text.assemble(
        f"  {printable(' '.join(citation.quote.split()))}",
        (f"\n    — {printable(speaker)}" if speaker else "", "italic"),
        (f"\n    {printable(' · '.join((citation.article.title, *citation.places)))}", "dim"),
        (f"\n    {printable(provenance(citation.article))}", "dim"),
        (f"\n    {printable(dates)}" if dates else "", "dim"),
    )


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
