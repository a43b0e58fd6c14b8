"""What came later: `python -m eval.benchmarks.later --data FOLDER`.

Cases of stories that moved on (`eval/later.jsonl` over the sample, and the newsroom set's questions with marks of what
was true last), each asked as it is. “newest first” is the share whose first quote is of what was true last, “newest
shown” that of which any quote shown is; “older first” that whose first quote tells what was true before, and “unread”
that of which nothing newest is among the evidence read. “told apart” is what a label “Later” on quotes of a later day
than the first quote’s would be worth: of so labelled quotes, those of what was true last, where the first is not
(precision); of the cases whose first quote is an older one, those that get one (recall). Prints JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from eval.later_cases import LaterCase, dated_cases, sample_cases
from eval.libraries import OnProgress, built_library, load_articles
from eval.locating import Located
from eval.machine import machine, versions
from eval.newsroom.questions import ARTICLES, Use, newest_evidence, newsroom
from eval.progress import progress_bars
from index.article import Article
from index.embedding.loading import load_embedder
from qa.answer import Citation, Conversation, Turn
from qa.assistant import Assistant

Rows = dict[str, object]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown for a case: whether each quote is of what was true last, of what was before, and of a later day
    than the first; and whether anything newest was read."""

    newest: tuple[bool, ...]
    older: tuple[bool, ...]
    later: tuple[bool, ...]
    read: bool


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds news/.")] = Path("../shared/data"),
    use: Annotated[Use, typer.Option(help="Which of the newsroom set's parts are asked.")] = Use.REPORT,
) -> None:
    """Ask the cases."""
    result: Rows = {}
    with progress_bars() as on_progress, as_file(files("index") / "sample") as folder:
        articles = load_articles(folder)
        result["sample"] = _asked(articles, sample_cases(articles), on_progress)
        if (data / ARTICLES).exists():
            asked = newsroom(data, use)
            known = {article.id: article for article in asked.articles}
            cases = dated_cases(asked.questions, newest_evidence(), known)
            result[f"newsroom, {use}"] = _asked(asked.articles, cases, on_progress)
    typer.echo(json.dumps({**result, "machine": machine(), "versions": versions()}, indent=2))


def _asked(articles: tuple[Article, ...], cases: Sequence[LaterCase], on_progress: OnProgress) -> Rows:
    with built_library(articles, load_embedder(), on_progress, keep=True) as (library, _):
        assistant = Assistant(library)
        shown = []
        for done, case in enumerate(cases, start=1):
            shown.append(_shown(assistant, case))
            on_progress("Asking", done, len(cases))
    return report(shown)


def _shown(assistant: Assistant, case: LaterCase) -> Shown:
    conversation = Conversation(tuple(Turn(past, past) for past in case.history))
    inquiry = assistant.inquire(assistant.understand(case.question, conversation=conversation))
    quotes = assistant.cite(inquiry) or assistant.nearest(inquiry)
    return Shown(
        tuple(_among(Located(quote.article.id, quote.span), case.newest) for quote in quotes),
        tuple(_among(Located(quote.article.id, quote.span), case.older) for quote in quotes),
        tuple(_is_later(quote, quotes[0]) for quote in quotes),
        any(_among(Located(found.article.id, found.span), case.newest) for found in inquiry.reading.evidence),
    )


def _among(place: Located, places: Sequence[Located]) -> bool:
    return any(place.article_id == other.article_id and place.span.overlap(other.span) for other in places)


def _is_later(quote: Citation, first: Citation) -> bool:
    day, before = quote.article.published, first.article.published
    return bool(day and before and day > before)


def report(shown: Sequence[Shown]) -> Rows:
    """Counts over the cases, and what a label on quotes of a later day would be worth."""
    older_first = [case for case in shown if case.older[:1] == (True,) and case.newest[:1] == (False,)]
    labelled = [
        newest and not case.newest[0]
        for case in shown
        for newest, later in zip(case.newest, case.later, strict=True)
        if later
    ]
    told = sum(any(new and late for new, late in zip(case.newest, case.later, strict=True)) for case in older_first)
    return {
        "cases": len(shown),
        "newest first": sum(case.newest[:1] == (True,) for case in shown),
        "newest shown": sum(any(case.newest) for case in shown),
        "older first": len(older_first),
        "newest unread": sum(not case.read for case in shown),
        "told apart": {"labelled": len(labelled), "right": sum(labelled), "of older first": told},
    }


if __name__ == "__main__":
    typer.run(main)
