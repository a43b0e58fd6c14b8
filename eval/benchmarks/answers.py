"""The full answers to a fixed set of questions: `python -m eval.benchmarks.answers --out FILE`.

All of the sample's questions and sixty of each of five shared sets, each asked as in a conversation: what was asked
before is asked first. Written before and after a change to how answers are made, the two files tell what the change
did: `python -m eval.benchmarks.answers --compare BEFORE AFTER` lists each question whose answer differs, key by key.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Any

import typer

from eval.dataset import Question, QuestionSet, read_articles, read_question_set
from eval.libraries import OnProgress, built_library, load_articles
from eval.progress import progress_bars
from index.embedding.loading import load_embedder
from qa.answer import Answer, Conversation
from qa.assistant import Assistant

SHARED_SETS = ("qa/squad2_devA", "qa/selqa_dev", "qa/polnear_dev", "news/news_silver", "qa/cast_train")
QUESTIONS = 60
"""Of each shared set."""
ARTICLES = 80
"""At most, beside those that hold the questions' gold."""


def main(
    out: Annotated[Path | None, typer.Option(help="The JSON file to write: one object, answers by set and id.")] = None,
    data: Annotated[Path, typer.Option(help="The folder that holds qa/ and news/.")] = Path("../shared/data"),
    compare: Annotated[
        tuple[Path, Path] | None, typer.Option(help="Instead of asking, tell how two written files differ.")
    ] = None,
) -> None:
    """Write the answers to the fixed questions, or compare two files of them."""
    if compare:
        before, after = (json.loads(path.read_text(encoding="utf-8")) for path in compare)
        _tell_differences(before, after)
        return
    if not out:
        raise typer.BadParameter("say --out FILE, or --compare BEFORE AFTER")
    with progress_bars() as on_progress:
        answers = {"sample": _answers(_sample(), on_progress)}
        for name in SHARED_SETS:
            asked = read_question_set(
                data / f"{name}.questions.jsonl.gz", read_articles(data / f"{name}.articles.jsonl.gz")
            )
            answers[name] = _answers(asked.sampled(QUESTIONS, ARTICLES, seed=0), on_progress)
    out.write_text(json.dumps(answers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    typer.echo(f"{sum(map(len, answers.values()))} answers in {out}")


def _sample() -> QuestionSet:
    with ExitStack() as stack:
        articles = load_articles(stack.enter_context(as_file(files("index") / "sample")))
        questions = stack.enter_context(as_file(files("eval") / "sample.questions.jsonl"))
        return read_question_set(questions, articles)


def _answers(asked: QuestionSet, on_progress: OnProgress) -> dict[str, dict[str, object]]:
    with built_library(asked.articles, load_embedder(), lambda stage, done, total: None) as (library, _):
        assistant = Assistant(library)
        answers = {}
        for done, question in enumerate(asked.questions, 1):
            answers[question.id] = _in_conversation(assistant, question).as_dict()
            on_progress(asked.name, done, len(asked.questions))
        return answers


def _in_conversation(assistant: Assistant, question: Question) -> Answer:
    conversation = Conversation()
    for turn in question.history:
        conversation = assistant.ask(turn.question, conversation=conversation).conversation
    return assistant.ask(question.question, conversation=conversation)


def _tell_differences(before: dict[str, Any], after: dict[str, Any]) -> None:
    differing: Counter[str] = Counter()
    for name in sorted({*before, *after}):
        old, new = before.get(name, {}), after.get(name, {})
        for question in sorted({*old, *new}):
            changes = list(_changes("", old.get(question), new.get(question)))
            if changes:
                differing[name] += 1
                typer.echo(f"{name} {question}: {(new.get(question) or old.get(question))['question']}")
                for change in changes:
                    typer.echo(f"    {change}")
    total = sum(len(answers) for answers in after.values())
    by_set = "".join(f"; {name} {count}" for name, count in differing.items())
    typer.echo(f"{sum(differing.values())} of {total} answers differ{by_set}")


def _changes(key: str, old: object, new: object) -> list[str]:
    """What differs, deep down, each as “key: old → new”."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            change
            for name in dict.fromkeys((*old, *new))
            for change in _changes(f"{key}.{name}".lstrip("."), old.get(name), new.get(name))
        ]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [change for place, pair in pairs for change in _changes(f"{key}[{place}]", *pair)]
    if old == new:
        return []
    told = (json.dumps(value, ensure_ascii=False) for value in (old, new))
    return [f"{key}: {' → '.join(told)}"]


if __name__ == "__main__":
    typer.run(main)
