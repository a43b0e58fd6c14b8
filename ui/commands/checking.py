"""Checking a draft's quotations against the library."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.opening import open_library
from ui.options import AsJson, LibraryPath
from ui.terminal.streams import say, show, show_json, spinner

if TYPE_CHECKING:
    from qa.checking.report import Report

FAILED = 3
"""The exit status where something was found that `--fail-on` names."""

_ANY = "any"
_STANDARD_INPUT = "-"


def check(
    draft: Annotated[
        str, typer.Argument(metavar="DRAFT", help="A file of any format that can be added; - is standard input.")
    ] = _STANDARD_INPUT,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="KINDS",
            help="Exit with 3 where any of these is found: altered,not-found,cut-unmarked,joined,out-of-context,"
            "other-speaker, or any, which is all of them.",
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show what is verbatim, too.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the report as a page of its own.")
    ] = None,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the draft with a footnote a quotation.")
    ] = False,
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Hold each quotation of a draft against the library: is it so, and who said it?

    Exit status: 0 the draft was checked, 1 it could not be, 2 the command is not understood, 3 something was found that
    --fail-on names.
    """
    from qa.checking.checking import check as checked
    from ui.checking.markdown import markdown
    from ui.checking.page import page
    from ui.terminal.checking import report_text

    names = _names(fail_on)
    text, title = _read(draft)
    with open_library(library_path, filled=True) as library, spinner("Comparing…"):
        report = checked(library, text)
    if html:
        _write(html, page(report, title))
    if as_json:
        show_json(report.as_dict())
    elif as_markdown:
        show(markdown(report).rstrip("\n"))
    else:
        show(report_text(report, everything=everything))
    _end(report, names)


def _end(report: Report, names: frozenset[str]) -> None:
    failing = report.failing(names)
    if failing:
        say(f"--fail-on: {len(failing):,} of {len(report.findings):,} quotations.")
        raise typer.Exit(FAILED)


def _names(fail_on: str | None) -> frozenset[str]:
    from qa.checking.report import FAILING

    asked = frozenset(name.strip() for name in (fail_on or "").split(",") if name.strip())
    if unknown := sorted(asked - FAILING - {_ANY}):
        raise typer.BadParameter(f"--fail-on knows {', '.join((*sorted(FAILING), _ANY))}; not {', '.join(unknown)}.")
    return FAILING if _ANY in asked else asked


def _read(draft: str) -> tuple[str, str]:
    """The draft's text and what to call it. Raises SourceError where it is empty."""
    from index.errors import SourceError
    from ui.checking.drafts import read_draft_file

    if draft == _STANDARD_INPUT:
        text, title = sys.stdin.buffer.read().decode("utf-8-sig", "replace").replace("\r\n", "\n"), "Standard input"
    else:
        text, title = read_draft_file(Path(draft)), Path(draft).name
    if not text.strip():
        raise SourceError("the draft is empty: name a file that holds text")
    return text, title


def _write(path: Path, content: str) -> None:
    from index.errors import SourceError

    try:
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise SourceError(f"{path} cannot be written ({error.strerror}): name another file") from error
