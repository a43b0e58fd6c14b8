"""What is in a library: adding, listing, showing and removing articles."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

import typer

from ui.commands.opening import open_library
from ui.options import (
    AllowPrivate,
    AsJson,
    DryRun,
    FilterChoice,
    Interval,
    Languages,
    LibraryPath,
    Limit,
    Recognise,
    ReportFile,
    takes_filters,
)
from ui.terminal.streams import results, say, show, show_json, spinner


def add(
    sources: Annotated[
        list[str], typer.Argument(metavar="FILES FOLDERS ADDRESSES…", help="What to read articles from.")
    ],
    fields: Annotated[
        str | None,
        typer.Option("--map", metavar="title=headline,text=body", help="Which field of JSON and CSV is which."),
    ] = None,
    limit: Limit = None,
    every: Interval = None,
    allow_private: AllowPrivate = False,
    ocr: Recognise = False,
    ocr_languages: Languages = "eng",
    dry_run: DryRun = False,
    report_file: ReportFile = None,
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Add articles; what is there already and has not changed is left alone."""
    from index.errors import LibraryNotFound
    from index.reading import FieldMapping
    from index.reading.access import WebAccess
    from index.reading.recognition import Recognition
    from ui.as_json import report_as_dict
    from ui.terminal.adding import add_sources, check_writable, empty_library, tell, write_skipped
    from ui.terminal.repeating import repeat, seconds_of

    seconds = seconds_of(every) if every is not None else None
    mapping = FieldMapping.parse(fields) if fields is not None else None
    access = WebAccess(allow_private=allow_private, most_pages=limit)
    recognition = Recognition(ocr_languages) if ocr else None
    if recognition:
        recognition.check()
    if report_file:
        check_writable(report_file)
    skipped = False

    def add_once() -> None:
        nonlocal skipped
        report = add_sources(library, sources, mapping, access, recognition, dry_run=dry_run)
        if report_file:
            write_skipped(report_file, report.skipped, append=skipped)
        skipped = skipped or bool(report.skipped)
        if as_json:
            show_json(report_as_dict(report))
        else:
            tell(report, dry_run=dry_run)

    with ExitStack() as stack:
        try:
            library = stack.enter_context(open_library(library_path, create=not dry_run))
        except LibraryNotFound:
            library = stack.enter_context(empty_library())
        if seconds is None:
            add_once()
        else:
            repeat(add_once, seconds)
    if skipped and seconds is None:
        raise typer.Exit(1)


@takes_filters
def list_articles(
    chosen: FilterChoice = FilterChoice(),
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """List the articles, newest first."""
    from ui.as_json import article_as_dict
    from ui.terminal.render import article_list

    with open_library(library_path) as library:
        filters = chosen.filters(library)
        found = library.articles(filters)
    if as_json:
        show_json([article_as_dict(article) for article in found])
    elif found:
        show(article_list(found, terminal=results().is_terminal))
    else:
        say("No articles.")


def duplicates(library_path: LibraryPath = None, as_json: AsJson = False) -> None:
    """List the articles that tell one story in nearly the same words, a group each."""
    from ui.as_json import groups_as_list
    from ui.terminal.duplicates import groups_text

    with open_library(library_path) as library, spinner("Comparing…"):
        groups = library.duplicates()
    if as_json:
        show_json(groups_as_list(groups))
    elif groups:
        show(groups_text(groups))
    else:
        say("No duplicates.")


def show_article(
    name: Annotated[str, typer.Argument(metavar="ARTICLE", help="An id, the beginning of one, or a file name.")],
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Show an article; captions, credits and the like are dimmed."""
    from ui.as_json import article_as_dict
    from ui.find_article import find_article
    from ui.terminal.render import article_text

    with open_library(library_path) as library:
        found = find_article(library, name)
    if as_json:
        furniture = [{"start": span.start, "end": span.end} for span in found.furniture]
        show_json({**article_as_dict(found), "text": found.text, "furniture": furniture})
    else:
        show(article_text(found))


def remove(
    names: Annotated[list[str], typer.Argument(metavar="ARTICLE…", help="Ids, beginnings of ids, or file names.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don’t ask.")] = False,
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Remove articles from the library; the files they came from stay."""
    from ui.find_article import find_article
    from ui.wording import counted

    with open_library(library_path) as library:
        named = [find_article(library, name) for name in names]
        found = {article.id: article for article in named}
        if not yes:
            for article in found.values():
                say(f"{article.id}  {article.title}")
            typer.confirm(f"Remove {counted(len(found), 'article')}?", abort=True, err=True)
        for article_id in found:
            library.remove(article_id)
    if as_json:
        show_json({"removed": list(found)})
    else:
        say(f"Removed {counted(len(found), 'article')}.")
