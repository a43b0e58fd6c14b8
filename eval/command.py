"""`onrecord eval`: run a question set and print the measures. Whatever is heavy is imported when it runs."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from qa.reader.loading import ReaderName


def evaluate(
    questions: Annotated[
        Path | None,
        typer.Argument(
            metavar="QUESTIONS",
            help="NAME.questions.jsonl or .jsonl.gz; without it, the sample questions about the sample articles.",
            show_default=False,
        ),
    ] = None,
    articles: Annotated[
        Path | None,
        typer.Option(
            help="Where the articles are: JSON Lines in the common format, or any file or folder of articles. "
            "[default: NAME.articles.jsonl or .jsonl.gz beside the questions]",
            show_default=False,
        ),
    ] = None,
    library: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Ask this library instead of a temporary one.", show_default=False),
    ] = None,
    sample: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Ask only N of the questions.", show_default=False)
    ] = None,
    max_articles: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Use N of the articles, those with evidence for the questions among them.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Which questions and articles --sample and --max-articles take.")] = 0,
    baselines: Annotated[bool, typer.Option(help="Compare with the baselines.")] = True,
    reader: Annotated[
        ReaderName, typer.Option("--reader", help="What picks the quotes: the trained reader, or none.")
    ] = ReaderName.EVIDENCE,
    calibrate: Annotated[
        bool,
        typer.Option("--calibrate", help="Fit confidence and threshold to the set; keep them with the --library."),
    ] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the library made for this in the user's cache.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the result as JSON.", show_default=False)
    ] = None,
    per_question: Annotated[
        Path | None,
        typer.Option(metavar="FILE.jsonl", help="Write what was said to each question.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Run a question set: how often the evidence is found, how well it is told that nothing answers, how fast."""
    from rich.console import Console

    from eval.progress import progress_bars
    from eval.report import json_text, question_lines, render, write_whole
    from eval.runner import Settings, evaluate_set
    from index.errors import QuestionSetError

    for target in (out, per_question):
        if target is not None and (target.is_dir() or not target.parent.is_dir()):
            raise QuestionSetError(f"{target} cannot be written: name a file in a folder that exists")
    if questions is None:
        questions = Path(str(files("eval") / "sample.questions.jsonl"))
        articles = articles or (None if library else Path(str(files("index") / "sample")))
    settings = Settings(
        questions=questions,
        articles=articles,
        library=library,
        sample=sample,
        max_articles=max_articles,
        seed=seed,
        baselines=baselines,
        keep=keep,
        reader=reader,
        calibrate=calibrate,
    )
    with progress_bars() as on_progress:
        result = evaluate_set(settings, on_progress)
    if out is not None:
        write_whole(out, json_text(result, settings))
    if per_question is not None:
        write_whole(per_question, question_lines(result))
    if as_json:
        typer.echo(json_text(result, settings), nl=False)
    else:
        Console(markup=False, highlight=False, emoji=False).print(render(result))
