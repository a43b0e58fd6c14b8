"""`onrecord add`: what it shows while it works, and afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from ui.progress import progress_bars
from ui.terminal import complain, counted, printable, say, show

if TYPE_CHECKING:
    from index.library import AddReport, Library
    from index.reading import FieldMapping


def add_sources(library: Library, sources: Sequence[str], mapping: FieldMapping | None = None) -> AddReport:
    """Add with progress on standard error. An interruption says what was kept, and goes on as KeyboardInterrupt."""
    before = library.contents().articles
    try:
        with progress_bars() as on_progress:
            return library.add(*sources, mapping=mapping, on_progress=on_progress)
    except KeyboardInterrupt:
        held = library.contents().articles
        say(f"{counted(held - before, 'new article')} kept, {held:,} in the library: the same command adds the rest.")
        raise


def tell(report: AddReport) -> None:
    """What was added, in a line, and each source that was skipped, with the reason."""
    for skipped in report.skipped:
        complain(f"Skipped: {skipped.reason}")
    show(Text(summary(report)))


def summary(report: AddReport) -> str:
    parts = [counted(len(report.added), "article") + " added"]
    for number, what in (
        (len(report.updated), "updated"),
        (len(report.unchanged), "unchanged"),
        (len(report.skipped), "skipped"),
    ):
        if number:
            parts.append(f"{number:,} {what}")
    done = f" ({counted(report.passages, 'passage')} in {report.seconds:.1f} s)" if report.passages else ""
    return printable(", ".join(parts) + done + ".")


def report_as_dict(report: AddReport) -> dict[str, Any]:
    return {
        "added": list(report.added),
        "updated": list(report.updated),
        "unchanged": list(report.unchanged),
        "skipped": [{"source": skipped.source, "reason": skipped.reason} for skipped in report.skipped],
        "passages": report.passages,
        "seconds": round(report.seconds, 3),
    }
