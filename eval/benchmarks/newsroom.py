"""Questions as reporters ask them: `python -m eval.benchmarks.newsroom --data FOLDER`.

The newsroom set's reported part, which nothing was trained or fitted on, over the library of all its 360 articles, by
type of question and beside similarity, BM25 sentences and 200-word chunks. A conversation is asked turn by turn, each
question with the product's own answers to those before. Intervals hold 95 % of 10,000 resamples of the questions.
Prints JSON.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from eval.baselines import Bm25Sentences, Dense200Words
from eval.dataset import Question, QuestionSet
from eval.libraries import OnProgress, built_library
from eval.locating import Located
from eval.machine import machine, versions
from eval.measures import hit_at, hit_within
from eval.newsroom.questions import Use, newsroom
from eval.progress import progress_bars
from eval.scoring import Scorer
from eval.statistics import auroc, calibration_error
from eval.systems import CITATIONS, Response, System, response_of
from index.embedding.loading import load_embedder
from index.library import Library
from qa.answer import Conversation
from qa.assistant import Assistant
from qa.reader.loading import ReaderName, load_reader

_BUDGET = 300
_RESAMPLES = 10_000

Rows = dict[str, object]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a system made of one question. The first three are of its ranked quotes, before any threshold.

    `answered` is whether it cites anything, `right` whether anything that it cites answers. For a question without an
    answer nothing is right.
    """

    question: Question = field(repr=False)
    first: bool
    among_three: bool
    within_300: bool
    answered: bool
    right: bool
    confidence: float


class _InConversation:
    """onrecord, asked as people ask it: with its own answers to the questions before."""

    def __init__(self, library: Library, reader: ReaderName, name: str) -> None:
        self.name = name
        self._assistant = Assistant(library, reader=load_reader(reader, library))
        self._known: dict[tuple[str, ...], Conversation] = {(): Conversation()}

    def answer(self, question: Question) -> Response:
        conversation = self._after(tuple(past.question for past in question.history))
        return response_of(self._assistant, question.question, conversation)

    def _after(self, asked: tuple[str, ...]) -> Conversation:
        if asked not in self._known:
            before = self._after(asked[:-1])
            self._known[asked] = self._assistant.ask(asked[-1], conversation=before).conversation
        return self._known[asked]


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds news/.")] = Path("../shared/data"),
    use: Annotated[Use, typer.Option(help="Which of the set's parts are asked.")] = Use.REPORT,
    kind: Annotated[
        list[str] | None, typer.Option("--type", help="Only questions of this type (“followup”); repeat for several.")
    ] = None,
    sample: Annotated[int | None, typer.Option(min=1, help="So many of the questions.")] = None,
    baselines: Annotated[bool, typer.Option(help="Ask the baselines too.")] = True,
    show: Annotated[bool, typer.Option(help="Tell each question's outcome on standard error.")] = False,
    seed: int = 0,
) -> None:
    """Ask the newsroom set."""
    everything = newsroom(data, use)
    wanted = tuple(question for question in everything.questions if not kind or question.type in kind)
    asked = replace(everything, questions=wanted).sampled(sample, None, seed)
    result: Rows = {"part": use, "questions": len(asked.questions), "articles": len(asked.articles)}
    with (
        progress_bars() as on_progress,
        built_library(asked.articles, load_embedder(), on_progress, keep=True) as (library, _),
    ):
        for system in _systems(library, asked, baselines, on_progress):
            outcomes = _asked(system, asked, on_progress)
            result[system.name] = report(outcomes, seed)
            if show:
                for outcome in outcomes:
                    typer.echo(_in_a_line(outcome), err=True)
    typer.echo(json.dumps({**result, "machine": machine(), "versions": versions()}, indent=2))


def _systems(
    library: Library, asked: QuestionSet, baselines: bool, on_progress: OnProgress
) -> Iterator[_InConversation | System]:
    yield _InConversation(library, ReaderName.EVIDENCE, "onrecord")
    if baselines:
        yield _InConversation(library, ReaderName.NONE, "without its reader")
        yield Bm25Sentences(asked.articles)
        yield Dense200Words(
            asked.articles, library.embedder, lambda done, total: on_progress("Embedding chunks", done, total)
        )


def _asked(system: _InConversation | System, asked: QuestionSet, on_progress: OnProgress) -> list[Outcome]:
    targets = Scorer(asked).targets
    outcomes = []
    for done, question in enumerate(asked.questions, start=1):
        response = system.answer(question)
        gold = targets[question.id]
        cited: Sequence[Located] = response.citations[:CITATIONS]
        outcomes.append(
            Outcome(
                question,
                first=bool(hit_at(response.snippets, gold, 1)),
                among_three=bool(hit_at(response.snippets, gold, 3)),
                within_300=bool(hit_within(response.snippets, gold, _BUDGET)),
                answered=bool(cited),
                right=bool(hit_at(cited, gold, CITATIONS)),
                confidence=response.confidence,
            )
        )
        on_progress(f"Asking {system.name}", done, len(asked.questions))
    return outcomes


def report(outcomes: Sequence[Outcome], seed: int = 0) -> Rows:
    """Percentages with their intervals, for answerable and other questions and for each type, and how sure it was."""
    answerable = [outcome for outcome in outcomes if outcome.question.answerable]
    by_type: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_type[outcome.question.type or "other"].append(outcome)
    confidence = np.array([outcome.confidence for outcome in outcomes])
    right = np.array([outcome.question.answerable and outcome.among_three for outcome in outcomes])
    can_be = np.array([outcome.question.answerable for outcome in outcomes])
    return {
        "answerable": _told(answerable, seed),
        "first questions": _told([outcome for outcome in answerable if not outcome.question.history], seed),
        "auroc": _rounded(auroc(can_be, confidence)),
        "ece": _rounded(calibration_error(confidence, right)),
        **{
            kind: _told(own, seed) if own[0].question.answerable else _told_of_unanswerable(own, seed)
            for kind, own in sorted(by_type.items())
        },
    }


def _told(outcomes: Sequence[Outcome], seed: int) -> Rows:
    values: Mapping[str, list[float]] = {
        "right first": [outcome.first for outcome in outcomes],
        "among three": [outcome.among_three for outcome in outcomes],
        "within 300 characters": [outcome.within_300 for outcome in outcomes],
        "answered right": [outcome.right for outcome in outcomes],
        "answered wrong": [outcome.answered and not outcome.right for outcome in outcomes],
        "declined": [not outcome.answered for outcome in outcomes],
    }
    return {"questions": len(outcomes), **{name: interval(np.array(own, float), seed) for name, own in values.items()}}


def _told_of_unanswerable(outcomes: Sequence[Outcome], seed: int) -> Rows:
    answered = np.array([outcome.answered for outcome in outcomes], float)
    return {"questions": len(outcomes), "answered": interval(answered, seed)}


def interval(values: Numbers, seed: int) -> str:
    """“62.1 (57.0–67.0)”: the mean in per cent, and the percentile bootstrap's interval over questions."""
    if not len(values):
        return "–"
    counts = np.random.default_rng(seed).binomial(len(values), values.mean(), _RESAMPLES) / len(values)
    low, high = np.percentile(100 * counts, (2.5, 97.5))
    return f"{100 * values.mean():.1f} ({low:.1f}–{high:.1f})"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _in_a_line(outcome: Outcome) -> str:
    made = "right" if outcome.right else "wrong" if outcome.answered else "declined"
    ranked = "first" if outcome.first else "among three" if outcome.among_three else "not found"
    told = f"{outcome.question.type} {made}, {ranked}, {outcome.confidence:.2f}"
    return f"{outcome.question.id} {told}: {outcome.question.question}"


if __name__ == "__main__":
    typer.run(main)
