"""Libraries as a whole: proving them sound, embedding and copying them, what they hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.opening import open_library
from ui.options import AsJson, LibraryPath
from ui.terminal.streams import say, show, show_json, spinner


def verify(
    transcript: Annotated[
        Path | None, typer.Argument(metavar="TRANSCRIPT.json", help="What `ask --json` printed.")
    ] = None,
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Prove the library sound, or each quote of a transcript verbatim; exit 1 where something is not."""
    from ui.terminal.verification import verify_library, verify_transcript

    with open_library(library_path) as library, spinner("Comparing…"):
        verified = verify_transcript(library, transcript) if transcript else verify_library(library)
    if as_json:
        show_json(verified.value)
    else:
        show(verified.text)
    if not verified.ok:
        raise typer.Exit(1)


def reembed(
    model: Annotated[str, typer.Argument(help="A sentence-transformers model: its name or folder.")],
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Compute the library’s vectors with another model."""
    from index.embedding.loading import load_embedder
    from ui.terminal.progress import progress_bars
    from ui.wording import counted

    with open_library(library_path) as library:
        with spinner("Loading the model…"):
            embedder = load_embedder(model)
        with progress_bars() as on_progress:
            passages = library.reembed(embedder, on_progress=on_progress)
    if as_json:
        show_json({"embedder": embedder.name, "passages": passages})
    else:
        say(f"{counted(passages, 'passage')} embedded with {embedder.name}.")


def copy(
    source: Annotated[str, typer.Argument(metavar="LIBRARY", help="A folder, or milvus://host/name.")],
    target: Annotated[str, typer.Argument(metavar="LIBRARY", help="The same; made where there is none.")],
    as_json: AsJson = False,
) -> None:
    """Copy a library, between this machine and Milvus too, without embedding anything again."""
    from index.copying import copy_library
    from ui.terminal.progress import progress_bars
    from ui.wording import counted

    try:
        with progress_bars() as on_progress:
            report = copy_library(source, target, on_progress=on_progress)
    except KeyboardInterrupt:
        say("What was copied is kept: the same command copies the rest.")
        raise
    if as_json:
        show_json({"copied": report.copied, "unchanged": report.unchanged, "passages": report.passages})
    else:
        say(f"{counted(report.copied, 'article')} copied, {report.unchanged:,} there already.")


def info(library_path: LibraryPath = None, as_json: AsJson = False) -> None:
    """Where the library lies, what it holds, and which versions are at work."""
    from ui.terminal.info import facts_text, library_facts

    with open_library(library_path) as library:
        facts = library_facts(library)
    if as_json:
        show_json(facts)
    else:
        show(facts_text(facts))
