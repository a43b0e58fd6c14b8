"""Asking: an answer, a talk, passages, a timeline."""

from __future__ import annotations

from typing import Annotated

import typer

from qa.reader.loading import ReaderName
from ui.commands.opening import load_assistant, open_library
from ui.options import AsJson, FilterChoice, LibraryPath, ReaderOption, takes_filters
from ui.terminal.streams import say, show, show_json, spinner


@takes_filters
def ask(
    question: Annotated[str, typer.Argument(help="In quotation marks.")],
    max_citations: Annotated[int, typer.Option(min=1, help="The most quotes to show.")] = 3,
    chosen: FilterChoice = FilterChoice(),
    no_dates: Annotated[
        bool, typer.Option("--no-dates", help="Search all dates, also where the question names some.")
    ] = False,
    reader: ReaderOption = ReaderName.EVIDENCE,
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question with verbatim quotes, show the closest ones, or say that the articles don’t answer."""
    from ui.terminal.render import answer_text

    with open_library(library_path, filled=True) as library, spinner("Reading the articles…"):
        filters = chosen.filters(library)
        assistant = load_assistant(library, reader)
        answer = assistant.ask(question, filters=filters, max_citations=max_citations, dates=not no_dates)
        nothing_passes = bool(filters) and not answer.answered and not library.articles(filters)
    if nothing_passes:
        say("No article passes the filters.")
    if as_json:
        show_json(answer.as_dict())
    else:
        show(answer_text(answer))


@takes_filters
def chat(
    chosen: FilterChoice = FilterChoice(),
    reader: ReaderOption = ReaderName.EVIDENCE,
    library_path: LibraryPath = None,
) -> None:
    """Talk in the terminal: follow-up questions know what was asked before."""
    from ui.terminal.conversation import converse

    with open_library(library_path, filled=True) as library:
        filters = chosen.filters(library)
        with spinner("Getting ready…"):
            assistant = load_assistant(library, reader)
        converse(assistant, filters)


@takes_filters
def search(
    query: Annotated[str, typer.Argument(help="In quotation marks.")],
    top_k: Annotated[int, typer.Option(min=1, help="How many passages.")] = 10,
    chosen: FilterChoice = FilterChoice(),
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Find passages, with their scores."""
    from ui.as_json import hit_as_dict
    from ui.terminal.render import hits_text

    with open_library(library_path, filled=True) as library, spinner("Searching…"):
        filters = chosen.filters(library)
        hits = library.search(query, top_k=top_k, filters=filters)
    if as_json:
        show_json([hit_as_dict(hit) for hit in hits])
    elif hits:
        show(hits_text(hits))
    else:
        say("No passages.")


@takes_filters
def timeline(
    topic: Annotated[str, typer.Argument(help="In quotation marks.")],
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="The most statements.")] = 20,
    chosen: FilterChoice = FilterChoice(),
    library_path: LibraryPath = None,
    as_json: AsJson = False,
) -> None:
    """Tell what the articles say on a topic, dated and cited, in the order of publication."""
    from qa.timeline import timeline as timeline_of
    from ui.terminal.timeline import timeline_text

    with open_library(library_path, filled=True) as library, spinner("Reading the articles…"):
        filters = chosen.filters(library)
        found = timeline_of(library, topic, filters=filters, limit=limit)
    if as_json:
        show_json(found.as_dict())
    elif found.citations:
        show(timeline_text(found))
    else:
        say(found.text)
