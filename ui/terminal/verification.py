"""What `onrecord verify` found, for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from ui.terminal.streams import printable
from ui.transcript import check, read_transcript
from ui.wording import counted

if TYPE_CHECKING:
    from index.library import Library


@dataclass(frozen=True, slots=True)
class Verified:
    """`value` is the JSON that `--json` prints."""

    ok: bool
    text: Text
    value: dict[str, Any]


def verify_library(library: Library) -> Verified:
    report = library.verify()
    held = f"{counted(report.articles, 'article')}, {counted(report.passages, 'passage')}"
    when = f"as of {report.moment:%Y-%m-%d %H:%M:%S} UTC" + (f", write {report.stamp}" if report.stamp else "")
    lines = [Text(printable(problem), style="red") for problem in report.problems]
    lines += [Text(printable(original), style="yellow") for original in report.originals]
    verdict = "everything matches" if report.ok else counted(len(report.problems), "problem")
    lines.append(Text(f"{held}: {verdict} ({when})."))
    value = {
        "ok": report.ok,
        "articles": report.articles,
        "passages": report.passages,
        "problems": list(report.problems),
        "originals": list(report.originals),
        "moment": report.moment.isoformat(timespec="seconds"),
        "stamp": report.stamp,
    }
    return Verified(report.ok, Text("\n").join(lines), value)


def verify_transcript(library: Library, path: Path) -> Verified:
    """Each quote of a transcript against the article's text at its characters. Raises SourceError."""
    checks = check(library, read_transcript(path))
    failed = sum(not compared.finding.ok for compared in checks)
    lines = []
    for compared in checks:
        quotation = compared.quotation
        where = f"{quotation.title} · characters {quotation.start}–{quotation.end}"
        finding = "; ".join((compared.finding, *compared.otherwise))
        lines.append(Text(printable(f"{where}: {finding}"), style="" if compared.finding.ok else "red"))
    verdict = f"{failed:,} not proved" if failed else "all verbatim" if checks else "nothing to check"
    lines.append(Text(f"{counted(len(checks), 'quote')}: {verdict}."))
    value = {"ok": not failed, "quotes": [compared.as_dict() for compared in checks]}
    return Verified(not failed, Text("\n").join(lines), value)
