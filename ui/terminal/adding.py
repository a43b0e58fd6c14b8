"""`onrecord add`: what it shows while it works, and afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.text import Text

from index.errors import SourceError
from index.reading.access import WebAccess
from ui.as_json import skipped_as_dict
from ui.terminal.interruption import finish_before_stopping
from ui.terminal.progress import progress_bars
from ui.terminal.streams import complain, printable, say, show
from ui.wording import counted

if TYPE_CHECKING:
    from index.library import AddReport, Library
    from index.reading import FieldMapping, Recognition, Skipped

_TOLD = 20


def add_sources(
    library: Library,
    sources: Sequence[str],
    mapping: FieldMapping | None = None,
    access: WebAccess = WebAccess(),
    recognition: Recognition | None = None,
    *,
    dry_run: bool = False,
) -> AddReport:
    """Add with progress on standard error. An interruption says what was kept, and goes on as KeyboardInterrupt."""
    before = library.contents().articles
    try:
        with progress_bars() as bars, finish_before_stopping(bars) as on_progress:
            return library.add(
                *sources,
                mapping=mapping,
                access=access,
                recognition=recognition,
                dry_run=dry_run,
                skip_missing=True,
                on_progress=on_progress,
            )
    except KeyboardInterrupt:
        held = library.contents().articles
        say(f"{counted(held - before, 'new article')} kept, {held:,} in the library: the same command adds the rest.")
        raise


@contextmanager
def empty_library() -> Iterator[Library]:
    """A library that is gone afterwards: what a dry run compares with where there is none yet."""
    from index.library import Library

    with TemporaryDirectory(prefix="onrecord-dry-run-") as folder, Library.open(folder) as library:
        yield library


def check_writable(path: Path) -> None:
    """Raises SourceError, before anything is done, where a report could not be written."""
    write_skipped(path, (), append=True)


def write_skipped(path: Path, skipped: Sequence[Skipped], *, append: bool = False) -> None:
    """Write a JSON object a line for each source that was skipped. Raises SourceError where that can't be done."""
    lines = "".join(f"{json.dumps(skipped_as_dict(source), ensure_ascii=False)}\n" for source in skipped)
    try:
        with path.open("a" if append else "w", encoding="utf-8") as file:
            file.write(lines)
    except OSError as error:
        raise SourceError(f"{path} cannot be written ({error.strerror}): name another file with --report") from error


def tell(report: AddReport, *, dry_run: bool = False) -> None:
    """What was added, in a line, and each source that was skipped, with the reason; only the first where many are."""
    for sentence in report.remarks[:_TOLD]:
        say(f"{sentence}.")
    if len(report.remarks) > _TOLD:
        say(f"… and {len(report.remarks) - _TOLD:,} more remarks: onrecord add --json lists them all.")
    for skipped in report.skipped[:_TOLD]:
        complain(f"Skipped: {skipped.reason}")
    if len(report.skipped) > _TOLD:
        say(f"… and {len(report.skipped) - _TOLD:,} more were skipped: --report FILE lists them all.")
    show(Text(summary(report, dry_run=dry_run)))


def summary(report: AddReport, *, dry_run: bool = False) -> str:
    parts = [counted(len(report.added), "article") + (" would be added" if dry_run else " added")]
    for number, what in (
        (len(report.updated), "updated"),
        (len(report.unchanged), "unchanged"),
        (len(report.skipped), "skipped"),
    ):
        if number:
            parts.append(f"{number:,} {what}")
    done = f" ({counted(report.passages, 'passage')} in {report.seconds:.1f} s)" if report.passages else ""
    apart = (
        f"{report.set_apart:,} of {report.characters:,} characters were taken for captions, credits, related stories "
        "and the like, and are not searched."
    )
    return printable(", ".join(parts) + done + "." + (f" {apart}" if report.set_apart else ""))
