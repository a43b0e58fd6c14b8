"""The command `onrecord`. Each command imports what it needs when it runs, so that `--help` answers at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import PackageNotFoundError, entry_points, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from index.errors import LibraryError, OnrecordError
from qa.reader.loading import ReaderName, load_reader
from ui import options
from ui.options import (
    AllowPrivate,
    Articles,
    AsJson,
    Authors,
    DemoPath,
    DryRun,
    Every,
    Host,
    LibraryPath,
    Limit,
    Port,
    ReaderOption,
    ReportFile,
    Since,
    Sources,
    Until,
)
from ui.quiet import quieten
from ui.terminal import complain, counted, prepare_streams, results, say, show, show_json, working

if TYPE_CHECKING:
    from index.library import Library
    from qa.assistant import Assistant

INTERRUPTED = 130
COMMANDS = "onrecord.commands"


class Commands(TyperGroup):
    """Turns what users can mend into one sentence and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except OnrecordError as error:
            complain(str(error))
            raise typer.Exit(1) from error
        except KeyboardInterrupt as interruption:
            say("Interrupted.")
            raise typer.Exit(INTERRUPTED) from interruption


app = typer.Typer(
    name="onrecord",
    cls=Commands,
    help="Ask your articles; get verbatim, cited quotes. Offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def onrecord_version() -> str:
    try:
        return version("onrecord")
    except PackageNotFoundError:
        return "not installed"


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"onrecord {onrecord_version()}")
        raise typer.Exit


@app.callback()
def settings(
    wanted: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    quieten()


@contextmanager
def open_library(path: str | None, *, create: bool = False, filled: bool = False) -> Iterator[Library]:
    """The library that the options name, for a command that may need it filled. Its notes go to standard error."""
    from index.library import Library, default_path

    with Library.open(path or default_path(), create=create) as library:
        if filled and not library.contents().articles:
            raise LibraryError(f"the library in {library.place} is empty: add articles first, with 'onrecord add'")
        yield library
        for note in library.notes:
            say(note)


def load_assistant(library: Library, reader: ReaderName) -> Assistant:
    from qa.assistant import Assistant

    return Assistant(library, reader=load_reader(reader, library))


@app.command()
def add(
    sources: Annotated[
        list[str], typer.Argument(metavar="FILES FOLDERS ADDRESSES…", help="What to read articles from.")
    ],
    fields: Annotated[
        str | None,
        typer.Option("--map", metavar="title=headline,text=body", help="Which field of JSON and CSV is which."),
    ] = None,
    limit: Limit = None,
    every: Every = None,
    allow_private: AllowPrivate = False,
    dry_run: DryRun = False,
    report_file: ReportFile = None,
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Add articles; what is there already and has not changed is left alone."""
    from index.errors import LibraryNotFound
    from index.reading import FieldMapping
    from index.reading.access import WebAccess
    from ui.adding import add_sources, empty_library, report_as_dict, tell, write_skipped
    from ui.every import repeat, seconds_of

    seconds = seconds_of(every) if every is not None else None
    mapping = FieldMapping.parse(fields) if fields is not None else None
    access = WebAccess(allow_private=allow_private, most_pages=limit)
    skipped = False

    def add_once() -> None:
        nonlocal skipped
        report = add_sources(library, sources, mapping, access, dry_run=dry_run)
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


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="In quotation marks.")],
    max_citations: Annotated[int, typer.Option(min=1, help="The most quotes to show.")] = 3,
    since: Since = None,
    until: Until = None,
    source: Sources = None,
    author: Authors = None,
    article: Articles = None,
    no_dates: Annotated[
        bool, typer.Option("--no-dates", help="Search all dates, also where the question names some.")
    ] = False,
    reader: ReaderOption = ReaderName.EVIDENCE,
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question with verbatim quotes, or say that the articles don’t."""
    from ui.nearest import nearest_articles
    from ui.render import answer_text

    with open_library(library_path, filled=True) as library, working("Reading the articles…"):
        wanted = options.filters(library, since=since, until=until, sources=source, authors=author, articles=article)
        assistant = load_assistant(library, reader)
        answer = assistant.ask(question, filters=wanted, max_citations=max_citations, dates=not no_dates)
        nearest = () if answer.answered else nearest_articles(assistant, question, filters=wanted)
        nothing_passes = bool(wanted) and not answer.answered and not library.articles(wanted)
    if nothing_passes:
        say("No article passes the filters.")
    if as_json:
        show_json(answer.as_dict())
    else:
        show(answer_text(answer, nearest))


@app.command()
def chat(
    since: Since = None,
    until: Until = None,
    source: Sources = None,
    author: Authors = None,
    article: Articles = None,
    reader: ReaderOption = ReaderName.EVIDENCE,
    library_path: LibraryPath = None,
) -> None:
    """Talk in the terminal: follow-up questions know what was asked before."""
    from ui.converse import converse

    with open_library(library_path, filled=True) as library:
        wanted = options.filters(library, since=since, until=until, sources=source, authors=author, articles=article)
        with working("Getting ready…"):
            assistant = load_assistant(library, reader)
        converse(assistant, wanted)


@app.command("list")
def list_articles(
    since: Since = None,
    until: Until = None,
    source: Sources = None,
    author: Authors = None,
    article: Articles = None,
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """List the articles, newest first."""
    from ui.render import article_as_dict, article_list

    with open_library(library_path) as library:
        wanted = options.filters(library, since=since, until=until, sources=source, authors=author, articles=article)
        found = library.articles(wanted)
    if as_json:
        show_json([article_as_dict(one) for one in found])
    elif found:
        show(article_list(found, terminal=results().is_terminal))
    else:
        say("No articles.")


@app.command()
def duplicates(library_path: LibraryPath = None, as_json: AsJson = False) -> None:
    """List the articles that tell one story in nearly the same words, a group each."""
    from ui.duplicates import groups_as_list, groups_text

    with open_library(library_path) as library, working("Comparing…"):
        groups = library.duplicates()
    if as_json:
        show_json(groups_as_list(groups))
    elif groups:
        show(groups_text(groups))
    else:
        say("No duplicates.")


@app.command("show")
def show_article(
    name: Annotated[str, typer.Argument(metavar="ARTICLE", help="An id, the beginning of one, or a file name.")],
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Show an article; captions, credits and the like are dimmed."""
    from ui.lookup import find_article
    from ui.render import article_as_dict, article_text

    with open_library(library_path) as library:
        found = find_article(library, name)
    if as_json:
        furniture = [{"start": span.start, "end": span.end} for span in found.furniture]
        show_json({**article_as_dict(found), "text": found.text, "furniture": furniture})
    else:
        show(article_text(found))


@app.command()
def remove(
    names: Annotated[list[str], typer.Argument(metavar="ARTICLE…", help="Ids, beginnings of ids, or file names.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don’t ask.")] = False,
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Remove articles from the library; the files they came from stay."""
    from ui.lookup import find_article

    with open_library(library_path) as library:
        found = {one.id: one for one in (find_article(library, name) for name in names)}
        if not yes:
            for one in found.values():
                say(f"{one.id}  {one.title}")
            typer.confirm(f"Remove {counted(len(found), 'article')}?", abort=True, err=True)
        for article_id in found:
            library.remove(article_id)
    if as_json:
        show_json({"removed": list(found)})
    else:
        say(f"Removed {counted(len(found), 'article')}.")


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="In quotation marks.")],
    top_k: Annotated[int, typer.Option(min=1, help="How many passages.")] = 10,
    since: Since = None,
    until: Until = None,
    source: Sources = None,
    author: Authors = None,
    article: Articles = None,
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Find passages, with their scores."""
    from ui.render import hit_as_dict, hits_text

    with open_library(library_path, filled=True) as library, working("Searching…"):
        wanted = options.filters(library, since=since, until=until, sources=source, authors=author, articles=article)
        hits = library.search(query, top_k=top_k, filters=wanted)
    if as_json:
        show_json([hit_as_dict(hit) for hit in hits])
    elif hits:
        show(hits_text(hits))
    else:
        say("No passages.")


@app.command()
def timeline(
    topic: Annotated[str, typer.Argument(help="In quotation marks.")],
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="The most statements.")] = 20,
    since: Since = None,
    until: Until = None,
    source: Sources = None,
    author: Authors = None,
    article: Articles = None,
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Tell what the articles say on a topic, dated and cited, in the order of publication."""
    from qa.timeline import timeline as timeline_of
    from ui.timeline import timeline_text

    with open_library(library_path, filled=True) as library, working("Reading the articles…"):
        wanted = options.filters(library, since=since, until=until, sources=source, authors=author, articles=article)
        found = timeline_of(library, topic, filters=wanted, limit=limit)
    if as_json:
        show_json(found.as_dict())
    elif found.citations:
        show(timeline_text(found))
    else:
        say(found.text)


@app.command()
def verify(
    transcript: Annotated[
        Path | None, typer.Argument(metavar="TRANSCRIPT.json", help="What `ask --json` printed.")
    ] = None,
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Prove the library sound, or each quote of a transcript verbatim; exit 1 where something is not."""
    from ui.verifying import verify_library, verify_transcript

    with open_library(library_path) as library, working("Comparing…"):
        verified = verify_transcript(library, transcript) if transcript else verify_library(library)
    if as_json:
        show_json(verified.value)
    else:
        show(verified.text)
    if not verified.ok:
        raise typer.Exit(1)


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 7860,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the chat in the browser.")] = False,
    reader: ReaderOption = ReaderName.EVIDENCE,
    library_path: LibraryPath = None,
) -> None:
    """Serve the chat in the browser, on this machine unless --host says otherwise."""
    from ui.serve import require_free, serve_chat

    require_free(host, port)
    with open_library(library_path) as library:
        serve_chat(library, reader, host=host, port=port, open_browser=open_browser)


@app.command()
def demo(
    port: Port = 7860,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only serve; open no browser.")] = False,
    reader: ReaderOption = ReaderName.EVIDENCE,
    library_path: DemoPath = None,
) -> None:
    """Build a library from the sample articles and open the chat on it."""
    from ui.demo import add_samples, demo_path
    from ui.serve import require_free, serve_chat

    require_free("127.0.0.1", port)
    with open_library(library_path or str(demo_path()), create=True) as library:
        add_samples(library)
        serve_chat(library, reader, host="127.0.0.1", port=port, open_browser=not no_browser)


@app.command()
def reembed(
    model: Annotated[str, typer.Argument(help="A sentence-transformers model: its name or folder.")],
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Compute the library’s vectors with another model."""
    from index.embedder import load_embedder
    from ui.progress import progress_bars

    with open_library(library_path) as library:
        with working("Loading the model…"):
            embedder = load_embedder(model)
        with progress_bars() as on_progress:
            passages = library.reembed(embedder, on_progress=on_progress)
    if as_json:
        show_json({"embedder": embedder.name, "passages": passages})
    else:
        say(f"{counted(passages, 'passage')} embedded with {embedder.name}.")


@app.command("copy")
def copy(
    source: Annotated[str, typer.Argument(metavar="LIBRARY", help="A folder, or milvus://host/name.")],
    target: Annotated[str, typer.Argument(metavar="LIBRARY", help="The same; made where there is none.")],
    as_json: AsJson = False,
) -> None:
    """Copy a library, between this machine and Milvus too, without embedding anything again."""
    from index.copying import copy_library
    from ui.progress import progress_bars

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


@app.command()
def info(library_path: LibraryPath = None, as_json: AsJson = False) -> None:
    """Where the library lies, what it holds, and which versions are at work."""
    from ui.about import about, about_text

    with open_library(library_path) as library:
        facts = about(library, onrecord_version())
    if as_json:
        show_json(facts)
    else:
        show(about_text(facts))


for _command in entry_points(group=COMMANDS):
    app.command(_command.name)(_command.load())


def main() -> None:
    prepare_streams()
    app()


if __name__ == "__main__":
    main()
