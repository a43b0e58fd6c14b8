"""Measures over a whole run: passage ranking, abstention, calibration, and intervals for differences.

Light where it can be: ir-measures and scikit-learn are loaded by the functions that call them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a system ranked for one question, best first, and which evidence entries each relevant passage holds.

    `relevant` has all of the system's passages that hold any, ranked or not.
    """

    ranked: tuple[str, ...]
    relevant: Mapping[str, frozenset[int]]


def ranking_measures(rankings: Mapping[str, Ranking]) -> dict[str, dict[str, float]]:
    """Success@1, @5, @10 and reciprocal rank, by ir-measures, and nDCG over ten passages: question → measure → value.

    A passage is relevant or not. A question whose ranking is empty, or to which no passage is relevant, scores 0.
    """
    import ir_measures
    from ir_measures import RR, Success

    names = {Success @ 1: "success@1", Success @ 5: "success@5", Success @ 10: "success@10", RR @ 10: "mrr@10"}
    values = {
        question: {**dict.fromkeys(names.values(), 0.0), "ndcg@10": ndcg_at(ranking, 10)}
        for question, ranking in rankings.items()
    }
    qrels = [
        ir_measures.Qrel(question, passage, 1)
        for question, ranking in rankings.items()
        for passage in sorted(ranking.relevant)
    ]
    run = [
        ir_measures.ScoredDoc(question, passage, -float(rank))
        for question, ranking in rankings.items()
        if ranking.relevant
        for rank, passage in enumerate(ranking.ranked)
    ]
    if not qrels or not run:
        return values
    for metric in ir_measures.iter_calc(list(names), qrels, run):
        values[metric.query_id][names[metric.measure]] = float(metric.value)
    return values


def ndcg_at(ranking: Ranking, k: int) -> float:
    """nDCG of the first k passages, where an evidence entry counts once, at the first passage that holds it, 0–1.

    Places of an entry are alternatives, and a system that leaves out copies is right to: the ideal order takes, each
    time, the passage that holds most entries of those still missing. Where nothing is relevant it is 0.
    """
    gained = _gains([ranking.relevant.get(passage, frozenset()) for passage in ranking.ranked[:k]])
    left = [ranking.relevant[passage] for passage in sorted(ranking.relevant)]
    ideal: list[frozenset[int]] = []
    held: frozenset[int] = frozenset()
    while len(ideal) < k and (best := max(left, key=lambda entries: len(entries - held), default=held)) - held:
        ideal.append(best)
        held |= best
    reachable = max(_gains(ideal), gained)  # taking the most each time is not always the best order there is
    return gained / reachable if reachable else 0.0


def _gains(ranked: Sequence[frozenset[int]]) -> float:
    """The discounted gain of passages in order, each for the entries that none before it holds."""
    gain, held = 0.0, frozenset[int]()
    for rank, entries in enumerate(ranked, start=1):
        gain += len(entries - held) / np.log2(1 + rank)
        held |= entries
    return float(gain)


def auroc(answerable: Flags, confidence: Values) -> float | None:
    """The chance that an answerable question gets a higher confidence than another; None without both kinds."""
    from sklearn.metrics import roc_auc_score

    if answerable.all() or not answerable.any():
        return None
    return float(roc_auc_score(answerable, confidence))


@dataclass(frozen=True, slots=True)
class Detection:
    """How well “not answerable” was told, 0–1 each."""

    precision: float
    recall: float
    f1: float


def unanswerable_detection(answerable: Flags, answered: Flags) -> Detection | None:
    """“Not answerable” as the class to find, by who was given no citation; None where every question has an answer."""
    from sklearn.metrics import precision_recall_fscore_support

    if answerable.all():
        return None
    precision, recall, f1, _ = precision_recall_fscore_support(
        ~answerable, ~answered, average="binary", pos_label=True, zero_division=0.0
    )
    return Detection(float(precision), float(recall), float(f1))


def best_unanswerable_f1(answerable: Flags, confidence: Values) -> float | None:
    """The F1 of “not answerable” under the threshold that suits this very set best: a bound, not a result."""
    from sklearn.metrics import precision_recall_curve

    if answerable.all():
        return None
    precision, recall, _ = precision_recall_curve(~answerable, -confidence)
    total = precision + recall
    return float(np.max(np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total > 0)))


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """Risk, the share of wrong answers, among the most confident questions: one point for each that is added."""

    coverage: Values
    risk: Values

    @property
    def area(self) -> float:
        """AURC: the mean risk over all coverages (Geifman & El-Yaniv 2017); 0 is perfect, lower is better."""
        return float(self.risk.mean()) if self.risk.size else 0.0

    def points(self, count: int = 20) -> list[tuple[float, float]]:
        """(coverage, risk) at `count` evenly spaced coverages up to 1."""
        if not self.risk.size:
            return []
        places = np.unique(np.ceil(np.arange(1, count + 1) / count * self.risk.size).astype(int)) - 1
        return [(float(self.coverage[place]), float(self.risk[place])) for place in places]


def risk_coverage(confidence: Values, correct: Flags) -> RiskCoverage:
    """Questions of the same confidence share their errors evenly, so that their order does not matter."""
    levels, level, sizes = np.unique(-confidence, return_inverse=True, return_counts=True)
    wrong = np.bincount(level, weights=~correct, minlength=levels.size)
    errors = np.repeat(wrong / sizes, sizes)
    taken = np.arange(1, errors.size + 1)
    return RiskCoverage(taken / max(1, errors.size), np.cumsum(errors) / taken)


def calibration_error(confidence: Values, correct: Flags, bins: int = 10) -> float:
    """ECE (Guo et al. 2017): mean |confidence − share correct| over equal-width bins, weighted by their questions."""
    if not confidence.size:
        return 0.0
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = np.bincount(places, weights=confidence - correct, minlength=bins)
    return float(np.abs(gaps).sum() / confidence.size)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Questions of about the same confidence: its mean, and the share of them that was right."""

    questions: int
    confidence: float
    right: float


def reliability(confidence: Values, correct: Flags, bins: int = 10) -> list[Bucket]:
    """The reliability diagram's points, over equal-width bins of confidence; empty bins are left out."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        Bucket(int(inside.sum()), float(confidence[inside].mean()), float(correct[inside].mean()))
        for inside in (places == number for number in range(bins))
        if inside.any()
    ]


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean paired difference and the interval that holds it with 95 % confidence."""

    mean: float
    low: float
    high: float

    @property
    def above_zero(self) -> bool:
        return self.low > 0


def paired_difference(ours: Sequence[float], theirs: Sequence[float], *, seed: int = 0) -> Difference:
    """The percentile bootstrap over questions, 10,000 resamples, of mean(ours − theirs) on the same questions.

    How often each distinct difference is drawn is multinomial, so the resamples are drawn by their counts.
    Raises ValueError where the two are not of one length, or empty.
    """
    if len(ours) != len(theirs) or not ours:
        raise ValueError("a paired difference needs the same questions, and at least one, on both sides")
    differences = np.subtract(ours, theirs)
    values, counts = np.unique(differences.round(12), return_counts=True)
    draws = np.random.default_rng(seed).multinomial(differences.size, counts / differences.size, size=10_000)
    means = draws @ values / differences.size
    low, high = np.percentile(means, [2.5, 97.5])
    return Difference(float(differences.mean()), float(low), float(high))


def abstention_difference(answerable: Flags, ours: Flags, theirs: Flags, *, seed: int = 0) -> Difference:
    """How far the F1 of “not answerable” of one system is above another's on the same questions.

    `ours` and `theirs` tell which questions each answered. A percentile bootstrap over questions, 10,000 resamples:
    how often each kind of question is drawn is multinomial.
    """
    kinds, counts = np.unique(np.stack([answerable, ours, theirs]).T, axis=0, return_counts=True)
    draws = np.random.default_rng(seed).multinomial(counts.sum(), counts / counts.sum(), size=10_000)
    told = _f1(kinds[:, 0], kinds[:, 1], draws) - _f1(kinds[:, 0], kinds[:, 2], draws)
    low, high = np.percentile(told, [2.5, 97.5])
    mean = _f1(kinds[:, 0], kinds[:, 1], counts) - _f1(kinds[:, 0], kinds[:, 2], counts)
    return Difference(float(mean), float(low), float(high))


def _f1(answerable: Flags, answered: Flags, counts: NDArray[np.int64]) -> Values:
    """The F1 of “not answerable” for `(…, k)` counts of k kinds of question."""
    right = counts[..., ~answerable & ~answered].sum(-1)
    wrong = counts[..., answerable != answered].sum(-1)
    f1: Values = 2 * right / np.maximum(1, 2 * right + wrong)
    return f1
