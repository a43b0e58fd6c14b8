"""`onrecord timeline`: dated statements in order."""

from __future__ import annotations

from rich.text import Text

from qa.answer import Citation
from qa.timeline import Timeline
from ui.terminal.streams import printable
from ui.wording import by_day, dates_in_words, provenance, spoken_by


def timeline_text(timeline: Timeline) -> Text:
    """Each day with what its articles say, the speaker, and the article it stands in."""
    shown = [Text(printable(timeline.text), style="dim")]
    for when, citations in by_day(timeline):
        lines = [Text(when, style="bold cyan")]
        for citation in citations:
            lines.append(_entry(citation))
        shown.append(Text("\n").join(lines))
    return Text("\n\n").join(shown)


def _entry(citation: Citation) -> Text:
    speaker, dates = spoken_by(citation), dates_in_words(citation)
    return Text.assemble(
        f"  {printable(' '.join(citation.quote.split()))}",
        (f"\n    — {printable(speaker)}" if speaker else "", "italic"),
        (f"\n    {printable(' · '.join((citation.article.title, *citation.places)))}", "dim"),
        (f"\n    {printable(provenance(citation.article))}", "dim"),
        (f"\n    {printable(dates)}" if dates else "", "dim"),
    )
