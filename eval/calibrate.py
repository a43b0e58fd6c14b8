"""Fits a reader's confidence to a question set: `onrecord eval QUESTIONS --library DIR --calibrate`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.scoring import SystemScores, judged
from eval.statistics import calibration_error
from index.errors import QuestionSetError
from qa.confidence import Cutoffs
from qa.odds import logit
from qa.reader.calibration import Calibration

_LEAST = 20
_FOLDS = 5
_NEAR = 1 / 3
_CLEAR, _LIKELY = 0.9, 2 / 3

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FittedCalibration:
    """A calibration, and the calibration error (ECE) before it and after, the latter on questions not fitted on."""

    calibration: Calibration
    before: float
    after: float


def fit_calibration(scores: SystemScores) -> FittedCalibration:
    """Platt scaling of the confidences (Platt, 1999), and the threshold with the most right answers less wrong ones.

    Raises QuestionSetError where the set cannot tell: it needs both right and wrong answers, 20 of each.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    items = judged(scores.scored)
    confidence = np.array([item.response.confidence for item in items])
    right = np.array([item.correct for item in items], np.bool_)
    if min(right.sum(), (~right).sum()) < _LEAST:
        raise QuestionSetError(
            f"the set is too small to calibrate on: it has {right.sum()} questions that are answered right and "
            f"{(~right).sum()} that are not, and needs {_LEAST} of each; add questions, some without an answer"
        )
    logits = np.array([[logit(value)] for value in confidence])
    model = LogisticRegression(C=1e3)
    unseen = cross_val_predict(model, logits, right, cv=_FOLDS, method="predict_proba")[:, 1]
    model.fit(logits, right)
    fitted = model.predict_proba(logits)[:, 1]
    calibration = Calibration(
        slope=round(float(model.coef_[0][0]), 4),
        shift=round(float(model.intercept_[0]), 4),
        threshold=best_threshold(fitted, right),
    )
    return FittedCalibration(calibration, calibration_error(confidence, right), calibration_error(unseen, right))


def best_threshold(confidence: Numbers, right: Flags) -> float:
    """Where the risk–coverage curve has the most right answers less wrong ones: a wrong one costs what one is worth."""
    order = np.argsort(-confidence, kind="stable")
    gains = np.where(right[order], 1, -1).cumsum()
    return round(float(confidence[order[gains.argmax()]]), 2)


def fit_cutoffs(confidence: Numbers, right: Flags, threshold: float | None = None) -> Cutoffs:
    """The best threshold, unless one is given, the nearest from a third of it on, each word from where it is earned on.

    Of what is called clear nine in ten are right, of what is called likely two in three.
    """
    threshold = best_threshold(confidence, right) if threshold is None else threshold
    clear = max(threshold, _earned_from(confidence, right, _CLEAR))
    below = confidence < clear
    likely = min(clear, max(threshold, _earned_from(confidence[below], right[below], _LIKELY)))
    return Cutoffs(threshold=threshold, closest=round(_NEAR * threshold, 2), likely=likely, clear=clear)


def _earned_from(confidence: Numbers, right: Flags, share: float) -> float:
    """The least confidence from which on that share is right; 1 where there is none."""
    order = np.argsort(-confidence, kind="stable")
    shares = right[order].cumsum() / np.arange(1, len(order) + 1)
    earned = np.flatnonzero(shares >= share)
    return round(float(confidence[order[earned[-1]]]), 2) if earned.size else 1.0
