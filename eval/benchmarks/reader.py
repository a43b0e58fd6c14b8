"""What the trained reader adds: `python -m eval.benchmarks.reader --data FOLDER`.

It is compared with the similarity reader of the same commit, on articles that neither was trained or fitted on: inside
the right paragraph, end to end, and on whose words are cited. Prints JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.baselines import Bm25Sentences, Dense200Words
from eval.benchmarks.paragraphs import (
    Asked,
    NetworkAlone,
    Ranker,
    asked_elsewhere,
    asked_of_onestopqa,
    asked_of_set,
    asked_of_squad,
    confidences,
    picked,
)
from eval.benchmarks.speakers_cited import CitedSpeakers, cited_speakers, kept_articles
from eval.dataset import articles_beside, read_articles, read_question_set
from eval.held_out import only_part
from eval.libraries import OnProgress, built_library
from eval.machine import machine, versions
from eval.progress import progress_bars
from eval.runner import ask_all, compare
from eval.scoring import Scorer, SystemScores
from eval.splits import Part
from eval.statistics import Difference, abstention_difference, auroc, paired_difference
from eval.systems import Onrecord, System
from eval.training.fit_readers import fitting_questions
from index.article import Article
from index.embedding.embedder import Embedder
from index.embedding.loading import load_embedder
from index.library import Library
from qa.assistant import Assistant
from qa.reader.evidence_model import EvidenceModel
from qa.reader.evidence_reader import EvidenceReader
from qa.reader.similarity import SimilarityReader

END_TO_END = {
    "squad2_devA": "qa",
    "selqa_dev": "qa",
    "clapnq_dev": "qa",
    "news_silver": "news",
    "chunkeval_dev": "qa",
}
_GAINS = ("squad2_devA", "selqa_dev", "clapnq_dev", "news_silver")
_SHOWN = (
    "hit@1", "hit@3", "hit_300", "hit_1000", "char_f1", "auroc", "unanswerable_f1", "ece", "answered_share", "verbatim",
    "latency_p50_ms", "latency_p95_ms",
)  # fmt: skip
_NEWS_ARTICLES = 800
_CHOOSING = ("squad11_dev13", "multispanqa_valid", "ester_train500")
_COUNTS = (4, 8, 12, 16, 24)

Rows = dict[str, object]


class Section(StrEnum):
    PARAGRAPHS = "paragraphs"
    END_TO_END = "end-to-end"
    SPEAKERS = "speakers"
    PASSAGES = "passages"


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds qa/, news/ and train/.")] = Path("../shared/data"),
    only: Annotated[list[Section] | None, typer.Option(help="Only this section; repeat for several.")] = None,
    sample: Annotated[
        int, typer.Option(help="At most so many questions of each set; of paragraphs, all are asked.")
    ] = 500,
    precise: Annotated[
        Path | None,
        typer.Option("--fp32", help="A graph that `eval.training.reader.export --fp32` wrote, to compare with."),
    ] = None,
) -> None:
    """Compare the trained reader with the similarity reader."""
    sections: dict[Section, Callable[[Embedder, OnProgress], Rows]] = {
        Section.PARAGRAPHS: partial(_paragraphs, data, precise),
        Section.END_TO_END: partial(_end_to_end, data, sample),
        Section.SPEAKERS: partial(_speakers, data, sample),
        Section.PASSAGES: partial(_passages, data, sample),
    }
    embedder = load_embedder()
    result: Rows = {}
    with progress_bars() as on_progress:
        for name, section in sections.items():
            if not only or name in only:
                result[name] = section(embedder, on_progress)
    typer.echo(json.dumps({**result, "machine": machine(), "versions": versions()}, indent=2))


def _paragraphs(data: Path, precise: Path | None, embedder: Embedder, on_progress: OnProgress) -> Rows:
    sets = {
        "squad2_devA": asked_of_squad(data),
        "selqa_dev": asked_of_set(data, "selqa_dev"),
        "onestopqa": asked_of_onestopqa(data),
    }
    rows: Rows = {}
    for name, asked in sets.items():
        with built_library(_articles(asked), embedder, on_progress) as (library, _):
            rankers = _rankers(library, precise)
            found = {label: _told(f"{name}, {label}", asked, ranker, on_progress) for label, ranker in rankers.items()}
        rows[name] = {
            "questions": sum(bool(one.gold) for one in asked),
            "picked": {label: share(right) for label, right in found.items()},
            "evidence minus similarity": _points(paired_difference(found["evidence"], found["similarity"])),
        }
    squad, clapnq = sets["squad2_devA"], asked_of_set(data, "clapnq_dev")
    mixed = [one for one in clapnq if one.gold]
    rows["answerable or not (AUROC)"] = {
        "squad2_devA": _aurocs(squad, embedder, precise, on_progress),
        "clapnq_dev": _aurocs(clapnq, embedder, precise, on_progress),
        "clapnq_dev against questions of selqa_dev": _aurocs(
            [*mixed, *asked_elsewhere(mixed, sets["selqa_dev"])], embedder, precise, on_progress
        ),
    }
    return rows


def _articles(asked: Sequence[Asked]) -> tuple[Article, ...]:
    """The paragraphs, each once, for a library of them: readers take from it how rare a word is."""
    texts = {one.paragraph.text: one.paragraph for one in asked}
    return tuple(Article(f"p{number}", one.title, one.text, f"p{number}") for number, one in enumerate(texts.values()))


def _rankers(library: Library, precise: Path | None) -> Mapping[str, Ranker]:
    rankers: dict[str, Ranker] = {
        "similarity": SimilarityReader(library),
        "evidence": EvidenceReader(library),
        "network alone": NetworkAlone(EvidenceModel.shipped()),
    }
    if precise:
        rankers["network alone, float32"] = NetworkAlone(EvidenceModel(precise.read_bytes()))
    return rankers


def _told(stage: str, asked: Sequence[Asked], ranker: Ranker, on_progress: OnProgress) -> list[float]:
    on_progress(stage, 0, len(asked))
    found = picked(ranker, asked)
    on_progress(stage, len(asked), len(asked))
    return found


def _aurocs(asked: Sequence[Asked], embedder: Embedder, precise: Path | None, on_progress: OnProgress) -> Rows:
    answerable = np.array([bool(one.gold) for one in asked])
    with built_library(_articles(asked), embedder, on_progress) as (library, _):
        found = {
            label: auroc(answerable, confidences(ranker, asked)) for label, ranker in _rankers(library, precise).items()
        }
    return {"questions": len(asked), **{label: round(value or 0, 4) for label, value in found.items()}}


def _end_to_end(data: Path, sample: int, embedder: Embedder, on_progress: OnProgress) -> Rows:
    rows: Rows = {}
    gains = {}
    for name, folder in END_TO_END.items():
        path = data / folder / f"{name}.questions.jsonl.gz"
        asked = only_part(read_question_set(path, read_articles(articles_beside(path))), Part.REPORTED)
        asked = asked.sampled(sample, _NEWS_ARTICLES if folder == "news" else None, 0)
        with built_library(asked.articles, embedder, on_progress) as (library, _):
            scorer = Scorer(asked)
            scored = [
                scorer.score(system, ask_all(system, asked.questions, on_progress))
                for system in _systems(library, asked.articles, on_progress)
            ]
        measures = {
            scores.name: {measure: _rounded(scores.measures.get(measure)) for measure in _SHOWN} for scores in scored
        }
        ahead = {f"evidence minus {other.name}": _ahead(scored[0], other) for other in scored[1:]}
        rows[name] = {"questions": len(asked.questions), **measures, **ahead}
        typer.echo(json.dumps({name: rows[name]}), err=True)
        gains[name] = (scored[0].measures["hit@1"] or 0) - (scored[1].measures["hit@1"] or 0)
    told = float(np.mean([gains[name] for name in _GAINS]))
    return {**rows, f"mean gain in hit@1 over similarity, {', '.join(_GAINS)}": round(100 * told, 1)}


def _systems(library: Library, articles: Sequence[Article], on_progress: OnProgress) -> Iterator[System]:
    yield Onrecord(library, name="evidence")
    yield Onrecord(library, Assistant(library, reader=SimilarityReader(library)), name="similarity")
    yield Bm25Sentences(articles)
    yield Dense200Words(articles, library.embedder, lambda done, total: on_progress("Embedding chunks", done, total))


def _ahead(ours: SystemScores, theirs: SystemScores) -> Rows:
    """Percentage points on the same questions, with their intervals."""
    differences: Rows = {one.measure: _points(one.difference) for one in compare(ours, theirs)}
    answerable = np.array([item.question.answerable for item in ours.scored])
    if not answerable.all():
        answered = [np.array([bool(item.response.citations) for item in one.scored]) for one in (ours, theirs)]
        differences["unanswerable_f1"] = _points(abstention_difference(answerable, *answered))
    return differences


def _speakers(data: Path, sample: int, embedder: Embedder, on_progress: OnProgress) -> Rows:
    rows: Rows = {}
    for name in ("polnear_dev", "polnear_train"):
        path = data / "qa" / f"{name}.attributions.jsonl.gz"
        with built_library(kept_articles(path), embedder, on_progress) as (library, _):
            for reader in (EvidenceReader(library), SimilarityReader(library)):
                found = cited_speakers(Assistant(library, reader=reader), path, sample)
                rows[f"{name}, {reader.name}"] = _shares(found)
    return rows


def _passages(data: Path, sample: int, embedder: Embedder, on_progress: OnProgress) -> Rows:
    """What reading fewer or more passages is worth, on sets that nothing is reported on."""
    rows: Rows = {}
    for name in _CHOOSING:
        asked = fitting_questions(data / "qa" / f"{name}.questions.jsonl.gz").sampled(sample, None, 0)
        with built_library(asked.articles, embedder, on_progress) as (library, _):
            scorer = Scorer(asked)
            for count in _COUNTS:
                system = Onrecord(library, Assistant(library, passages_read=count), name=f"{name}, {count} passages")
                measures = scorer.score(system, ask_all(system, asked.questions, on_progress)).measures
                shown = ("hit@1", "hit@3", "hit_300", "latency_p50_ms")
                rows[system.name] = {measure: _rounded(measures[measure]) for measure in shown}
    return rows


def _shares(cited: Sequence[CitedSpeakers]) -> Rows:
    """The share of quotes that are the asked one's own, over all quotes and over those of which it can be told."""
    counts = np.array([(one.own, one.others, one.unsure, one.nobody) for one in cited])
    draws = np.random.default_rng(0).integers(len(counts), size=(2_000, len(counts)))
    resampled = counts[draws].sum(axis=1)
    total = counts.sum(axis=0)
    return {
        "questions": len(cited),
        "answered": int((counts.sum(axis=1) > 0).sum()),
        "quotes": int(total.sum()),
        "own, somebody else's, unnamed source, no statement": total.tolist(),
        "own of all": _with_interval(total[0] / total.sum(), resampled[:, 0] / resampled.sum(axis=1)),
        "own of named": _with_interval(total[0] / total[:2].sum(), resampled[:, 0] / resampled[:, :2].sum(axis=1)),
    }


def _with_interval(value: float, resampled: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
    low, high = np.percentile(resampled, [2.5, 97.5])
    return [round(float(number), 4) for number in (value, low, high)]


def _points(difference: Difference) -> list[float]:
    """Percentage points: the mean, and the interval that holds it with 95 % confidence."""
    return [round(100 * value, 1) for value in (difference.mean, difference.low, difference.high)]


def share(right: Sequence[float]) -> float:
    """How much of it is right, to four digits."""
    return round(float(np.mean(right)), 4)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


if __name__ == "__main__":
    typer.run(main)
