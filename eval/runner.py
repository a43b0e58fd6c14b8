"""Runs onrecord and the baselines over a question set and compares them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from eval.baselines import Bm25Sentences, Dense200Words
from eval.calibrate import FittedCalibration, fit_calibration
from eval.dataset import Question, QuestionSet, articles_beside, read_question_set
from eval.libraries import Indexing, OnProgress, built_library, existing_indexing, load_articles
from eval.machine import peak_memory_mib
from eval.scoring import Scorer, SystemScores
from eval.statistics import Difference, paired_difference
from eval.systems import Onrecord, Response, System
from index.article import Article
from index.embedding.embedder import Embedder
from index.embedding.loading import load_embedder
from index.errors import QuestionSetError
from index.library import Library
from qa.assistant import Assistant
from qa.reader.calibration import Calibration
from qa.reader.loading import ReaderName, load_reader

KEY_MEASURES = ("hit@1", "hit_300", "hit_1000")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is to be run. A `library` brings its own articles and goes with neither of the other ways to name them.

    `calibrate` fits the reader's confidence to the set and keeps that with the library.
    """

    questions: Path
    articles: Path | None = None
    library: Path | str | None = None
    sample: int | None = None
    max_articles: int | None = None
    seed: int = 0
    baselines: bool = True
    keep: bool = False
    reader: ReaderName = ReaderName.EVIDENCE
    calibrate: bool = False


@dataclass(frozen=True, slots=True)
class SystemComparison:
    """How far a system is ahead of a baseline in one measure, over the `questions` that the measure applies to."""

    system: str
    baseline: str
    measure: str
    questions: int
    difference: Difference


@dataclass(frozen=True, slots=True)
class SetResult:
    """Everything that a run found out. The first system is the one that the others are baselines of.

    `peak_memory_mib` is that of the process until onrecord has answered, before the baselines begin. `seconds` is
    the time that answering and scoring took. `fitted` is what was fitted, where that was asked for.
    """

    question_set: QuestionSet = field(repr=False)
    systems: tuple[SystemScores, ...]
    comparisons: tuple[SystemComparison, ...]
    indexing: Indexing
    embedder: str
    peak_memory_mib: float | None
    seconds: float
    fitted: FittedCalibration | None = None


def evaluate_set(settings: Settings, on_progress: OnProgress, embedder: Embedder | None = None) -> SetResult:
    """Runs a question set as the settings say, with the default embedder unless told otherwise.

    Raises QuestionSetError, or what opening the library raises.
    """
    if settings.calibrate and settings.library is None:
        raise QuestionSetError("--calibrate keeps what it fits with a library: name it with --library")
    if settings.library is not None:
        if settings.articles is not None or settings.max_articles is not None or settings.keep:
            raise QuestionSetError("--library brings its own articles: leave out --articles, --max-articles and --keep")
        with Library.open(settings.library, embedder=embedder, create=False) as library:
            if not (articles := library.articles()):
                raise QuestionSetError(f"the library in {settings.library} is empty: add articles with 'onrecord add'")
            asked = _question_set(settings, articles)
            indexing = existing_indexing(library)
            return run(asked, library, indexing, settings, on_progress)
    asked = _question_set(settings, load_articles(settings.articles or articles_beside(settings.questions)))
    making = built_library(asked.articles, embedder or load_embedder(), on_progress, keep=settings.keep)
    with making as (library, indexing):
        return run(asked, library, indexing, settings, on_progress)


def run(
    question_set: QuestionSet, library: Library, indexing: Indexing, settings: Settings, on_progress: OnProgress
) -> SetResult:
    """Asks onrecord, and the baselines where they are wanted, every question of the set, and scores the responses."""
    began = perf_counter()
    scorer = Scorer(question_set)
    scores: list[SystemScores] = []
    peak = None
    for make in _systems(question_set, library, settings, on_progress):
        system = make()
        answered = ask_all(system, question_set.questions, on_progress)
        peak = peak if scores else peak_memory_mib()
        scores.append(scorer.score(system, answered))
    fitted = fit_calibration(scores[0]) if settings.calibrate else None
    if fitted:
        fitted.calibration.keep(library, settings.reader)
    return SetResult(
        question_set=question_set,
        systems=tuple(scores),
        comparisons=tuple(found for baseline in scores[1:] for found in compare(scores[0], baseline)),
        indexing=indexing,
        embedder=library.embedder.name,
        peak_memory_mib=peak,
        seconds=perf_counter() - began,
        fitted=fitted,
    )


def compare(system: SystemScores, baseline: SystemScores) -> Iterator[SystemComparison]:
    """The paired differences in the key measures, each with its interval."""
    for measure in KEY_MEASURES:
        ours, theirs = system.values(measure), baseline.values(measure)
        if ours:
            difference = paired_difference(list(ours.values()), [theirs[question] for question in ours])
            yield SystemComparison(system.name, baseline.name, measure, len(ours), difference)


def _question_set(settings: Settings, articles: Sequence[Article]) -> QuestionSet:
    everything = read_question_set(settings.questions, articles)
    return everything.sampled(settings.sample, settings.max_articles, settings.seed)


def _systems(
    question_set: QuestionSet, library: Library, settings: Settings, on_progress: OnProgress
) -> Iterator[Callable[[], System]]:
    """What makes each system, so that only the one in use is in memory.

    The trained reader is compared with the similarity one too. What is to be calibrated answers without calibration.
    """
    articles = question_set.articles
    calibration = Calibration() if settings.calibrate else None
    yield lambda: Onrecord(
        library, Assistant(library, reader=load_reader(settings.reader, library), calibration=calibration)
    )
    if settings.baselines:
        if settings.reader is ReaderName.EVIDENCE:
            similarity = Assistant(library, reader=load_reader(ReaderName.NONE, library))
            yield lambda: Onrecord(library, similarity, name="similarity reader")
        yield lambda: Bm25Sentences(articles)
        yield lambda: Dense200Words(
            articles, library.embedder, lambda done, total: on_progress("Embedding 200-word chunks", done, total)
        )


def ask_all(
    system: System, questions: Sequence[Question], on_progress: OnProgress
) -> list[tuple[Question, Response, float]]:
    """Each question's response and its milliseconds. The first question is asked once before, to load models."""
    stage = f"Asking {system.name}"
    on_progress(stage, 0, len(questions))
    system.answer(questions[0])
    answered = []
    for number, question in enumerate(questions, start=1):
        began = perf_counter()
        response = system.answer(question)
        answered.append((question, response, (perf_counter() - began) * 1000))
        on_progress(stage, number, len(questions))
    return answered
