"""What was found of a draft's quotations, in words that every view shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index.article import Span
from qa.checking.report import OTHER_SPEAKER, ChangeKind, Kind, SpeakerMatch
from ui.wording import copies_in_words, counted, spoken_by

if TYPE_CHECKING:
    from qa.answer import Citation
    from qa.checking.report import Change, Finding, Report

KINDS = {
    Kind.VERBATIM: "verbatim",
    Kind.CUT: "cut as marked",
    Kind.CUT_UNMARKED: "cut without a mark",
    Kind.ALTERED: "altered",
    Kind.JOINED: "joined from several places",
    Kind.OUT_OF_CONTEXT: "out of context",
    Kind.NOT_FOUND: "not found",
}
NAMES = {**{kind.value: told for kind, told in KINDS.items()}, OTHER_SPEAKER: "said by somebody else"}
NO_QUOTATIONS = "The draft holds no quotations."
_CHANGES = {
    ChangeKind.NEGATION: "a “not”",
    ChangeKind.NUMBER: "a number",
    ChangeKind.NAME: "a name",
    ChangeKind.WORDING: "words",
    ChangeKind.PUNCTUATION: "punctuation",
    ChangeKind.CUT: "left out",
}


def summary(report: Report) -> str:
    """“12 quotations: 9 verbatim, 2 altered, 1 not found; 1 said by somebody else”."""
    if not report.findings:
        return NO_QUOTATIONS
    counts = report.counts
    kinds = ", ".join(f"{counts[name]:,} {NAMES[name]}" for name in counts if name != OTHER_SPEAKER)
    others = f"; {counts[OTHER_SPEAKER]:,} {NAMES[OTHER_SPEAKER]}" if OTHER_SPEAKER in counts else ""
    return f"{counted(len(report.findings), 'quotation')}: {kinds}{others}."


def changes_in_words(finding: Finding) -> list[str]:
    """“a number: the draft has “12”, the article “15””, a sentence a change."""
    return [_change(change) for change in finding.changes]


def speaker_in_words(finding: Finding) -> str | None:
    """“given to Moss; the article gives it to Hale”; None where the draft names nobody, or nothing was found."""
    if finding.named is None or not finding.citations:
        return None
    named = finding.named.name
    told = list(dict.fromkeys(citation.speaker.name for citation in finding.citations if citation.speaker))
    match finding.speaker:
        case SpeakerMatch.SAME:
            return f"given to {named}, as in the article"
        case SpeakerMatch.OTHER:
            return f"given to {named}; the article gives it to {' and '.join(told)}"
    if told:
        return f"given to {named}; the article tells of {' and '.join(told)}, who may be the same"
    return f"given to {named}; the article does not tell who said it"


def context_in_words(finding: Finding) -> str | None:
    """“left off: “but only if the court agrees””; None where nothing turns it."""
    place = finding.place
    return f"left off: “{finding.context.of(place.article.text)}”" if finding.context and place else None


def notes(finding: Finding) -> list[str]:
    """Everything that is to be said of a finding, the gravest first."""
    found = [
        note for note in (context_in_words(finding), *changes_in_words(finding), speaker_in_words(finding)) if note
    ]
    if finding.unclosed:
        found.append("the draft does not close it")
    if len(finding.citations) > 1 and finding.kind is not Kind.JOINED:
        found.append("several places fit equally")
    return found


def source_in_words(citation: Citation) -> list[str]:
    """Where it stands, who says it there, and where else it is printed, a line each."""
    lines = [citation.label, spoken_by(citation), copies_in_words(citation) if citation.also_in else None]
    return [line for line in lines if line]


def around(text: str, whole: Span, most: int) -> tuple[str, str]:
    """The words before and after a place in its paragraph, at most so many characters, cut between words."""
    before, after = text[: whole.start].rpartition("\n")[2], text[whole.end :].partition("\n")[0]
    if len(before) > most:
        before = f"… {before[-most:].partition(' ')[2]}"
    if len(after) > most:
        after = f"{after[:most].rpartition(' ')[0]} …"
    return before, after


def stretches(text: str, whole: Span, spans: Sequence[Span]) -> Iterator[tuple[str, bool]]:
    """The characters of `whole` in order, each stretch with whether it lies in any of the spans."""
    place = whole.start
    for span in sorted(spans):
        start, end = max(span.start, place), min(span.end, whole.end)
        if start >= end:
            continue
        if start > place:
            yield text[place:start], False
        yield text[start:end], True
        place = end
    if place < whole.end:
        yield text[place : whole.end], False


def _change(change: Change) -> str:
    what, drafted, there = _CHANGES[change.kind], _flat(change.drafted), _flat(change.printed)
    if change.kind is ChangeKind.CUT:
        return f"left out{', as marked' if change.marked else ''}: {there}" if there else "words in brackets"
    if not drafted:
        return f"{what}: the draft leaves out {there}" if there else what
    if not there:
        return f"{what}: the draft has {drafted}, the article does not"
    return f"{what}: the draft has {drafted}, the article {there}"


def _flat(words: str) -> str:
    return f"“{' '.join(words.split())}”" if words.strip() else ""
