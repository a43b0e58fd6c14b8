"""A checked draft as Markdown: its own text, a footnote after each quotation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ui.checking.wording import KINDS, notes, source_in_words, summary

if TYPE_CHECKING:
    from qa.checking.report import Finding, Report

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def markdown(report: Report) -> str:
    """What was found in a sentence, the draft with footnotes, and the footnotes."""
    text, place = [], 0
    for finding in report.findings:
        own = finding.span.of(report.text)
        end = finding.span.start + len(own.rstrip())
        text += [report.text[place:end], f"[^q{finding.number}]"]
        place = end
    body = "".join((*text, report.text[place:])).strip()
    return "\n\n".join((f"> {summary(report)}", body, *map(_footnote, report.findings))) + "\n"


def _footnote(finding: Finding) -> str:
    said = [f"**{KINDS[finding.kind]}**", *map(_plain, notes(finding))]
    shown = finding.citations or ((finding.nearest,) if finding.nearest else ())
    lines = [f"[^q{finding.number}]: {'; '.join(said)}."]
    for citation in shown:
        near = "" if finding.citations else "Nearest: "
        lines += [f"    {near}{' — '.join(map(_plain, source_in_words(citation)))}", f"    > {_plain(citation.quote)}"]
    return "\n\n".join(lines)


def _plain(text: str) -> str:
    """Text of an article, in one line, none of it read as Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
