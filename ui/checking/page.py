"""A checked draft as one page that needs nothing else: its quotations marked, and their sources beside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from index.article import Span
from qa.checking.report import Kind, SpeakerMatch
from ui.checking.wording import KINDS, around, notes, source_in_words, stretches, summary

if TYPE_CHECKING:
    from qa.answer import Citation
    from qa.checking.report import Finding, Report

_AROUND = 90
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(report: Report, title: str) -> str:
    """The HTML. Nothing of the draft or of an article is read as HTML; nothing is fetched, and nothing runs."""
    style = (files("ui.checking") / "page.css").read_text("utf-8")
    cards = "\n".join(_card(finding, report.text) for finding in report.findings)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} – checked</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"<header><h1>{escape(title)}</h1><p>{escape(summary(report))} It says what the library holds, not what is "
        f'true.</p></header>\n<main>\n<article id="draft">{_draft(report)}</article>\n'
        f'<ol id="findings">\n{cards}\n</ol>\n</main>\n</body>\n</html>\n'
    )


def tone(finding: Finding) -> str:
    """How grave a finding is: “good”, “fair” or “bad”."""
    if finding.ok:
        return "good"
    slight = finding.kind in (Kind.VERBATIM, Kind.CUT, Kind.CUT_UNMARKED)
    return "fair" if slight and finding.speaker is not SpeakerMatch.OTHER else "bad"


def _draft(report: Report) -> str:
    shown, place = [], 0
    for finding in report.findings:
        number = finding.number
        own = finding.span.of(report.text)
        shown.append(escape(report.text[place : finding.span.start]))
        shown.append(
            f'<mark id="in-draft-{number}" class="{tone(finding)}"><a href="#finding-{number}" '
            f'title="{escape(KINDS[finding.kind])}">{escape(own)}<sup>{number}</sup></a></mark>'
        )
        place = finding.span.end
    return "".join((*shown, escape(report.text[place:])))


def _card(finding: Finding, text: str) -> str:
    number = finding.number
    rows = [("Draft", _marked(text, finding.span, finding.changed_in_draft), "")]
    for order, citation in enumerate(finding.citations or ((finding.nearest,) if finding.nearest else ())):
        rows.append(("Article" if finding.citations else "Nearest", _source(finding, citation, first=order == 0), ""))
    if told := notes(finding):
        rows.append(("Note", "".join(f"<p>{escape(note)}</p>" for note in told), ' class="notes"'))
    listed = "".join(f"<dt>{name}</dt><dd{kind}>{shown}</dd>" for name, shown, kind in rows)
    return (
        f'<li class="finding" id="finding-{number}"><h2><a class="number" href="#in-draft-{number}">{number}</a>'
        f'<span class="kind {tone(finding)}">{escape(_verdict(finding))}</span></h2><dl>{listed}</dl></li>'
    )


def _verdict(finding: Finding) -> str:
    other = ", but said by somebody else" if finding.speaker is SpeakerMatch.OTHER else ""
    return f"{KINDS[finding.kind]}{other}"


def _source(finding: Finding, citation: Citation, *, first: bool) -> str:
    """The place with the words that differ set off and some words around it, and where it stands."""
    spans = list(finding.changed_in_article) if first else []
    if finding.context and first:
        spans.append(finding.context)
    text, span = citation.article.text, citation.span
    shown = Span(min([span.start, *(own.start for own in spans)]), max([span.end, *(own.end for own in spans)]))
    before, after = around(text, shown, _AROUND)
    lines = [escape(line) for line in source_in_words(citation)]
    if citation.link:
        lines[0] = f'<a href="{escape(citation.link)}" rel="noreferrer">{lines[0]}</a>'
    return (
        f'<span class="beside">{escape(before)}</span>{_marked(text, shown, spans)}'
        f'<span class="beside">{escape(after)}</span>' + "".join(f"<small>{line}</small>" for line in lines)
    )


def _marked(text: str, whole: Span, spans: Sequence[Span]) -> str:
    return "".join(
        f'<b class="changed">{escape(shown)}</b>' if differs else escape(shown)
        for shown, differs in stretches(text, whole, spans)
    )
