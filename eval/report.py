"""What a run found out: a table for the terminal, one JSON object, and a line for every question."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eval.calibrate import FittedCalibration
from eval.dataset import GoldSpan
from eval.locating import Located
from eval.machine import machine, versions
from eval.runner import SetResult, Settings, SystemComparison
from eval.scoring import ScoredQuestion
from eval.statistics import Difference
from index.errors import QuestionSetError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure as the table shows it: `unit` is "%" for shares, "" for plain numbers, or a unit's name."""

    measure: str
    label: str
    unit: str = "%"
    better: Literal["higher", "lower"] | None = "higher"


TABLE: tuple[tuple[str, tuple[MeasureRow, ...]], ...] = (
    (
        "Passages",
        (
            MeasureRow("success@1", "success@1"),
            MeasureRow("success@5", "success@5"),
            MeasureRow("success@10", "success@10"),
            MeasureRow("recall@5", "recall@5 of gold spans"),
            MeasureRow("recall@10", "recall@10 of gold spans"),
            MeasureRow("mrr@10", "MRR@10", ""),
            MeasureRow("ndcg@10", "nDCG@10", ""),
        ),
    ),
    (
        "Evidence, before the threshold",
        (
            MeasureRow("hit@1", "hit@1"),
            MeasureRow("hit@3", "hit@3"),
            MeasureRow("hit@5", "hit@5"),
            MeasureRow("hit_300", "hit within 300 characters"),
            MeasureRow("hit_1000", "hit within 1,000 characters"),
            MeasureRow("answer_contained", "answer in first snippet"),
            MeasureRow("answer_f1", "first snippet’s token F1"),
            MeasureRow("verbatim", "verbatim quotes"),
        ),
    ),
    (
        "Cited text, after the threshold",
        (
            MeasureRow("char_precision", "character precision"),
            MeasureRow("char_recall", "character recall"),
            MeasureRow("char_f1", "character F1"),
        ),
    ),
    (
        "Abstention",
        (
            MeasureRow("auroc", "AUROC", ""),
            MeasureRow("unanswerable_precision", "“not answerable” precision"),
            MeasureRow("unanswerable_recall", "“not answerable” recall"),
            MeasureRow("unanswerable_f1", "“not answerable” F1"),
            MeasureRow("unanswerable_best_f1", "best F1 any threshold gives"),
            MeasureRow("answered_share", "questions answered", better=None),
            MeasureRow("aurc", "AURC", "", better="lower"),
            MeasureRow("ece", "calibration error (ECE)", "", better="lower"),
        ),
    ),
    (
        "Latency",
        (
            MeasureRow("latency_p50_ms", "p50", "ms", better="lower"),
            MeasureRow("latency_p95_ms", "p95", "ms", better="lower"),
        ),
    ),
)
_LABELS = {row.measure: row.label for _, rows in TABLE for row in rows}


def render(result: SetResult) -> RenderableType:
    """The table, the paired differences, and what the figures were taken on."""
    parts: list[RenderableType] = [_measures_table(result)]
    if result.comparisons:
        parts.append(_comparison_table(result.comparisons))
    parts += [Text(line, style="dim") for line in _footnotes(result)]
    return Group(*parts)


def json_text(result: SetResult, settings: Settings) -> str:
    """The result as one JSON object, with the keys that eval/README.md explains."""
    questions = result.question_set.questions
    value = {
        "format": FORMAT,
        "set": {
            "name": result.question_set.name,
            "questions": len(questions),
            "answerable": sum(question.answerable for question in questions),
            "with_gold": sum(bool(question.gold) for question in questions),
            "articles": len(result.question_set.articles),
            "notes": list(result.question_set.notes),
        },
        "settings": {
            "questions": str(settings.questions),
            "articles": str(settings.articles) if settings.articles else None,
            "library": str(settings.library) if settings.library else None,
            "sample": settings.sample,
            "max_articles": settings.max_articles,
            "seed": settings.seed,
            "reader": settings.reader.value,
        },
        "systems": {
            scores.name: {
                "measures": dict(scores.measures),
                "risk_coverage": [list(point) for point in scores.risk_coverage],
            }
            for scores in result.systems
        },
        "comparisons": [_comparison_json(comparison) for comparison in result.comparisons],
        "indexing": {
            "articles": result.indexing.articles,
            "passages": result.indexing.passages,
            "library_bytes": result.indexing.library_bytes,
            "seconds": result.indexing.seconds,
            "articles_per_second": result.indexing.articles_per_second,
            "passages_per_second": result.indexing.passages_per_second,
        },
        "calibration": _calibration_json(result.fitted) if result.fitted else None,
        "embedder": result.embedder,
        "peak_memory_mib": result.peak_memory_mib,
        "seconds": result.seconds,
        "machine": machine(),
        "versions": versions(),
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def question_lines(result: SetResult) -> str:
    """A line of JSON for each question and system, in the order of the systems and of the set."""
    rows = (_question_row(scores.name, item) for scores in result.systems for item in scores.scored)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_whole(path: Path, content: str) -> None:
    """Writes a file wholly or not at all. Raises QuestionSetError where it cannot be written."""
    unfinished = path.with_name(path.name + ".part")
    try:
        unfinished.write_text(content, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise QuestionSetError(f"{path} cannot be written ({error.strerror}): name another file") from error


def _question_row(system: str, item: ScoredQuestion) -> dict[str, Any]:
    question, response = item.question, item.response
    quoted = zip(response.snippets, response.quotes, strict=True)
    return {
        "system": system,
        "id": question.id,
        "type": question.type,
        "question": question.question,
        "query": response.query,
        "answerable": question.answerable,
        "answered": bool(response.citations),
        "confidence": response.confidence,
        "correct": item.correct,
        "milliseconds": item.milliseconds,
        "scores": dict(item.scores),
        "gold": [_place(gold) for gold in question.gold],
        "snippets": [{**_place(place), "quote": quote} for place, quote in quoted],
        "passages": [_place(place) for place in response.passages],
    }


def _place(place: Located | GoldSpan) -> dict[str, Any]:
    return {"article_id": place.article_id, "start": place.span.start, "end": place.span.end}


def _comparison_json(comparison: SystemComparison) -> dict[str, Any]:
    return {
        "system": comparison.system,
        "baseline": comparison.baseline,
        "measure": comparison.measure,
        "questions": comparison.questions,
        "difference": comparison.difference.mean,
        "low": comparison.difference.low,
        "high": comparison.difference.high,
    }


def _calibration_json(fitted: FittedCalibration) -> dict[str, Any]:
    calibration = fitted.calibration
    return {
        "slope": calibration.slope,
        "shift": calibration.shift,
        "threshold": calibration.threshold,
        "ece_before": fitted.before,
        "ece_after": fitted.after,
    }


def _measures_table(result: SetResult) -> Table:
    """Systems as columns; a measure that no system has is left out, the best value of a row is bold."""
    table = Table(title=_title(result), title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("")
    for scores in result.systems:
        table.add_column(scores.name, justify="right")
    for heading, rows in TABLE:
        known = [row for row in rows if any(scores.measures.get(row.measure) is not None for scores in result.systems)]
        if known:
            table.add_row(Text(heading, style="italic"), style="dim")
        for row in known:
            values = [scores.measures.get(row.measure) for scores in result.systems]
            best = _best(row, values)
            shown = [Text(_shown(row, value), style="bold" if value == best else "") for value in values]
            table.add_row(f"  {row.label}", *shown)
    return table


def _best(row: MeasureRow, values: Sequence[float | None]) -> float | None:
    """The value to stand out: none where all are alike, or where more is not better."""
    known = {value for value in values if value is not None}
    if len(known) < 2 or row.better is None:
        return None
    return max(known) if row.better == "higher" else min(known)


def _shown(row: MeasureRow, value: float | None) -> str:
    if value is None:
        return "–"
    if row.unit == "%":
        return f"{value * 100:.1f} %"
    return f"{value:.1f} {row.unit}" if row.unit else f"{value:.3f}"


def _comparison_table(comparisons: Sequence[SystemComparison]) -> Table:
    """Each difference in percentage points; green where the interval lies above zero, red where below."""
    title = f"{comparisons[0].system} minus each baseline, percentage points (95 % bootstrap interval)"
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("")
    baselines = list(dict.fromkeys(comparison.baseline for comparison in comparisons))
    for baseline in baselines:
        table.add_column(baseline, justify="right")
    found = {(comparison.measure, comparison.baseline): comparison.difference for comparison in comparisons}
    for measure in dict.fromkeys(comparison.measure for comparison in comparisons):
        differences = [found[measure, baseline] for baseline in baselines]
        table.add_row(_LABELS[measure], *(_interval(difference) for difference in differences))
    return table


def _interval(difference: Difference) -> Text:
    mean, low, high = (100 * value for value in (difference.mean, difference.low, difference.high))
    style = "green" if low > 0 else "red" if high < 0 else ""
    return Text(f"{mean:+.1f} ({low:+.1f} to {high:+.1f})", style=style)


def _title(result: SetResult) -> str:
    questions = result.question_set.questions
    without = sum(not question.answerable for question in questions)
    return (
        f"{result.question_set.name}: {len(questions):,} questions ({without:,} not answerable), "
        f"{len(result.question_set.articles):,} articles"
    )


def _footnotes(result: SetResult) -> Iterator[str]:
    yield from result.question_set.notes
    indexing = result.indexing
    built = f"Library: {indexing.passages:,} passages, {indexing.library_bytes / 1024**2:.1f} MiB"
    if indexing.articles_per_second and indexing.passages_per_second:
        rates = f"{indexing.articles_per_second:.1f} articles/s, {indexing.passages_per_second:.0f} passages/s"
        built += f", built in {indexing.seconds:.1f} s ({rates})"
    yield f"{built}. Embedder: {result.embedder}."
    if result.fitted:
        yield (
            "Calibrated on these questions, and kept with the library: threshold "
            f"{result.fitted.calibration.threshold}; calibration error {result.fitted.before:.3f} before, and "
            f"{result.fitted.after:.3f} after, on questions not fitted on."
        )
    if result.peak_memory_mib is not None:
        yield f"Peak memory until {result.systems[0].name} had answered: {result.peak_memory_mib:.0f} MiB."
