"""Misspelt words of questions: `python -m eval.benchmarks.misspelt --data FOLDER`.

A hundred questions with a word misspelt (`eval/misspelt.tsv`), each over the library that it is about, and every other
question of the sample and of the newsroom set, in which nothing is to be read as anything else. Precision is the share
of the words that were read otherwise which were misspelt and were meant so; recall that of the misspelt words; and
“changed” are the right questions that were changed. Also: how many of all these questions are taken for small talk or
for a request for articles, which none is, and how many of a list of greetings are; and how long it takes to look a
question's words up. The newsroom's part is left out where its articles are absent. Prints JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated

import typer

from eval.dataset import QuestionSet, read_question_set
from eval.libraries import built_library, load_articles
from eval.machine import machine, versions
from eval.misspelt import misspelt_questions
from eval.newsroom.questions import ARTICLES, newsroom
from eval.progress import progress_bars
from index.embedding.loading import load_embedder
from index.library import Library
from index.text import stem
from qa.mentions import asked_mention
from qa.misspelling import respelt
from qa.question import Respelling
from qa.small_talk import is_small_talk

GREETINGS = "greetings.txt"

Rows = dict[str, object]


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds news/.")] = Path("../shared/data"),
    show: Annotated[bool, typer.Option(help="Tell each mistake on standard error.")] = False,
) -> None:
    """Read the misspelt questions, and the right ones."""
    result: Rows = {}
    with progress_bars() as on_progress:
        for asked in _sets(data):
            with built_library(asked.articles, load_embedder(), on_progress, keep=True) as (library, _):
                result[asked.name] = _report(library, asked, show=show)
    greetings = (files("eval") / GREETINGS).read_text("utf-8").splitlines()
    missed = [greeting for greeting in greetings if not is_small_talk(greeting)]
    result["greetings"] = {"asked": len(greetings), "taken for small talk": len(greetings) - len(missed)}
    if show:
        typer.echo("\n".join(missed), err=True)
    typer.echo(json.dumps({**result, "machine": machine(), "versions": versions()}, indent=2))


def _sets(data: Path) -> Iterator[QuestionSet]:
    with as_file(files("index") / "sample") as articles, as_file(files("eval") / "sample.questions.jsonl") as questions:
        yield read_question_set(questions, load_articles(articles))
    if (data / ARTICLES).exists():
        yield newsroom(data)


def _report(library: Library, asked: QuestionSet, *, show: bool) -> Rows:
    vocabulary = library.vocabulary
    texts = {question.id: question.question for question in asked.questions}
    misspelt = misspelt_questions(texts)
    wrong_as_it_is = {question.id for question in misspelt if question.text == texts[question.id]}
    right = [text for name, text in texts.items() if name not in wrong_as_it_is]
    respelt("Who is Xyzzyva?", vocabulary)  # loads what English has
    seconds, read, meant = [], 0, 0
    for question in misspelt:
        begin = perf_counter()
        _, found = respelt(question.text, vocabulary)
        seconds.append(perf_counter() - begin)
        read += len(found)
        meant += any(_is_meant(respelling, question.meant) for respelling in found)
        if show and not any(_is_meant(respelling, question.meant) for respelling in found):
            typer.echo(f"{question.id} {question.written} ({question.meant}): {found}", err=True)
    times, changed = [], 0
    for text in right:
        begin = perf_counter()
        _, found = respelt(text, vocabulary)
        times.append(perf_counter() - begin)
        changed += bool(found)
        if show and found:
            typer.echo(f"{text}: {found}", err=True)
    return {
        "misspelt": len(misspelt),
        "read as meant": meant,
        "read otherwise": read - meant,
        "right questions": len(right),
        "changed": changed,
        "taken for small talk": sum(map(is_small_talk, texts.values())),
        "taken for a request for articles": sum(asked_mention(text) is not None for text in texts.values()),
        "milliseconds": {
            "a misspelt question": _milliseconds(seconds),
            "a right one": _milliseconds(times),
        },
    }


def _is_meant(respelling: Respelling, meant: str) -> bool:
    """Whether it was read as what is meant, whatever the ending: a search asks no more."""
    return stem(respelling.read.casefold()) == stem(meant.casefold())


def _milliseconds(seconds: Sequence[float]) -> Rows:
    return {
        "median": round(1000 * median(seconds), 2),
        "95th": round(1000 * sorted(seconds)[int(0.95 * len(seconds))], 2),
    }


if __name__ == "__main__":
    typer.run(main)
