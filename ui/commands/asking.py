"""Asking: an answer, a talk, passages, a timeline."""

from __future__ import annotations

from typing import Annotated

import typer

from qa.reader.loading import ReaderName
from ui import options
from ui.commands.opening import load_assistant, open_library
from ui.options import Articles, AsJson, Authors, LibraryPath, ReaderOption, Since, Sources, Until
from ui.terminal.streams import say, show, show_json, working


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
    from ui.terminal.render import answer_text

    with open_library(library_path, filled=True) as library, working("Reading the articles…"):
        wanted = options.filters(library, since=since, until=until, sources=source, authors=author, articles=article)
        assistant = load_assistant(library, reader)
        answer = assistant.ask(question, filters=wanted, max_citations=max_citations, dates=not no_dates)
        nothing_passes = bool(wanted) and not answer.answered and not library.articles(wanted)
    if nothing_passes:
        say("No article passes the filters.")
    if as_json:
        show_json(answer.as_dict())
    else:
        show(answer_text(answer))


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
    from ui.terminal.talk import converse

    with open_library(library_path, filled=True) as library:
        wanted = options.filters(library, since=since, until=until, sources=source, authors=author, articles=article)
        with working("Getting ready…"):
            assistant = load_assistant(library, reader)
        converse(assistant, wanted)


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
    from ui.terminal.render import hit_as_dict, hits_text

    with open_library(library_path, filled=True) as library, working("Searching…"):
        wanted = options.filters(library, since=since, until=until, sources=source, authors=author, articles=article)
        hits = library.search(query, top_k=top_k, filters=wanted)
    if as_json:
        show_json([hit_as_dict(hit) for hit in hits])
    elif hits:
        show(hits_text(hits))
    else:
        say("No passages.")


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
    from ui.terminal.timeline import timeline_text

    with open_library(library_path, filled=True) as library, working("Reading the articles…"):
        wanted = options.filters(library, since=since, until=until, sources=source, authors=author, articles=article)
        found = timeline_of(library, topic, filters=wanted, limit=limit)
    if as_json:
        show_json(found.as_dict())
    elif found.citations:
        show(timeline_text(found))
    else:
        say(found.text)
