"""`onrecord check`: each quotation of a draft with what the library holds of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from index.article import Span
from ui.checking.wording import KINDS, notes, source_in_words, stretches, summary
from ui.terminal.streams import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.answer import Citation
    from qa.checking.report import Finding, Report


def report_text(report: Report, *, everything: bool) -> Text:
    """What is to be looked at, or with `everything` all quotations, and at the end how many there are of each kind."""
    shown = [_finding(report, finding) for finding in report.findings if everything or not finding.ok]
    return Text("\n\n").join([*shown, Text(summary(report), style="bold")])


def _finding(report: Report, finding: Finding) -> Text:
    style = "green" if finding.ok else "red"
    line = report.text.count("\n", 0, finding.span.start) + 1
    shown = Text.assemble(
        (f"{finding.number}. {KINDS[finding.kind]}", f"bold {style}"),
        (f" · line {line}, characters {finding.span.start}–{finding.span.end}", "dim"),
        "\n   ",
        _marked(report.text, finding.span, finding.changed_in_draft),
    )
    for note in notes(finding):
        shown.append(f"\n   {printable(note)}", style=style)
    for number, citation in enumerate(finding.citations or ((finding.nearest,) if finding.nearest else ())):
        changed = () if number else finding.changed_in_article
        shown.append("\n   → " if finding.citations else "\n   nearest: ", style="dim")
        shown.append_text(_source(citation, changed))
    return shown


def _source(citation: Citation, changed: Sequence[Span]) -> Text:
    shown = _marked(citation.article.text, citation.span, changed)
    for line in source_in_words(citation):
        shown.append(f"\n     {printable(line)}", style="dim")
    return shown


def _marked(text: str, whole: Span, spans: Sequence[Span]) -> Text:
    """The words in one line, those that differ set off."""
    shown = Text()
    for words, differs in stretches(text, whole, spans):
        flat = " ".join(f"\0{words}\0".split()).replace("\0", "")
        shown.append(printable(flat), style="bold underline" if differs else "")
    return shown
