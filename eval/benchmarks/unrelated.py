"""Whether an old question harms a new, complete one: `python -m eval.benchmarks.unrelated`.

Every sample question that the sample articles answer is asked alone, and again after each of a few questions about
other articles, with the answers to these. Counted are the questions that lose their answer: answered right alone, and
then declined, answered wrong, or answered in the words of the other topic. Prints JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from eval.dataset import Question, read_question_set
from eval.libraries import built_library, load_articles
from eval.locating import Located
from eval.machine import machine, versions
from eval.measures import Target, hit_at
from eval.progress import progress_bars
from eval.scoring import Scorer
from eval.systems import CITATIONS
from index.embedding.loading import load_embedder
from qa.answer import Conversation
from qa.assistant import Assistant

SAMPLE = Path(str(files("eval") / "sample.questions.jsonl"))
ARTICLES = Path(str(files("index") / "sample"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One question after another, or alone: `right` whether anything cited answers, `foreign` whether the other's
    article is cited though none of it was alone; `query` is what was searched."""

    question: str
    after: str | None
    query: str
    right: bool
    answered: bool
    foreign: bool = False


def main(
    before: Annotated[int, typer.Option(min=1, help="So many unrelated questions are asked before each.")] = 5,
    sample: Annotated[int | None, typer.Option(min=1, help="So many of the answerable questions.")] = None,
    show: Annotated[bool, typer.Option(help="Tell each question that was lost on standard error.")] = False,
) -> None:
    """Ask each answerable sample question alone, and after unrelated ones."""
    articles = load_articles(ARTICLES)
    asked = read_question_set(SAMPLE, articles)
    complete = [question for question in asked.questions if question.gold and not question.history]
    chosen = complete[:: max(1, len(complete) // sample)][:sample] if sample else complete
    rows: list[Asked] = []
    with (
        progress_bars() as on_progress,
        built_library(articles, load_embedder(), on_progress) as (library, _),
    ):
        assistant = Assistant(library)
        targets = Scorer(asked).targets
        talks = {question.id: assistant.ask(question.question).conversation for question in complete}
        for done, question in enumerate(chosen, start=1):
            gold = targets[question.id]
            rows.append(_ask(assistant, question, gold))
            for other in unrelated(question, complete)[:before]:
                rows.append(_ask(assistant, question, gold, other, talks[other.id]))
            on_progress("Asking", done, len(chosen))
    right = {row.question for row in rows if row.after is None and row.right}
    after = [row for row in rows if row.after is not None and row.question in right]
    lost = [row for row in after if not row.right]
    if show:
        for row in after:
            if row in lost or row.foreign:
                told = "foreign" if row.right else "wrong" if row.answered else "declined"
                typer.echo(f"{told}: {row.question} · after: {row.after} · searched: {row.query}", err=True)
    result = {
        "questions": len(chosen),
        "answered right alone": len(right),
        "asked after another": len(after),
        "lost": len(lost),
        "lost share": round(len(lost) / max(1, len(after)), 4),
        "declined": sum(not row.answered for row in lost),
        "questions lost after any": len({row.question for row in lost}),
        "answered in words of the other topic": sum(row.foreign for row in after),
        "searched otherwise": sum(row.query != row.question for row in after),
    }
    typer.echo(json.dumps({**result, "machine": machine(), "versions": versions()}, indent=2))


def unrelated(question: Question, others: Sequence[Question]) -> list[Question]:
    """The questions answered by other articles alone, from the one that follows it on, spread over the set."""
    own = {gold.article_id for gold in question.gold}
    number = others.index(question)
    ordered = [others[(number + 7 * step) % len(others)] for step in range(1, len(others))]
    found = [other for other in ordered if own.isdisjoint(gold.article_id for gold in other.gold)]
    return list(dict.fromkeys(found))


def _ask(
    assistant: Assistant,
    question: Question,
    gold: Sequence[Target],
    other: Question | None = None,
    conversation: Conversation = Conversation(),
) -> Asked:
    answer = assistant.ask(question.question, conversation=conversation)
    cited = [Located(citation.article.id, citation.span) for citation in answer.citations[:CITATIONS]]
    own = {place.article_id for place in question.gold}
    theirs = {place.article_id for place in other.gold} - own if other else set()
    return Asked(
        question.question,
        other.question if other else None,
        answer.query,
        right=bool(hit_at(cited, gold, CITATIONS)),
        answered=answer.answered,
        foreign=bool(answer.citations) and answer.citations[0].article.id in theirs,
    )


if __name__ == "__main__":
    typer.run(main)
