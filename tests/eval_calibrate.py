"""A confidence that is off is mended on a question set, and the library keeps what was learned."""

from __future__ import annotations

import math

import numpy as np
import pytest

from eval.calibrate import fit_calibration
from eval.dataset import GoldSpan, Question
from eval.locating import Located
from eval.scoring import ScoredQuestion, SystemScores
from eval.systems import Response
from index.article import Span
from index.errors import QuestionSetError
from index.library import Library
from qa.assistant import Assistant
from qa.reader.calibration import Calibration
from tests.conftest import Place
from tests.toy import ToyEmbedder


def scores(confidences: list[float], right: list[bool]) -> SystemScores:
    """Responses of these confidences, of which these are right."""
    scored = []
    for number, (confidence, is_right) in enumerate(zip(confidences, right, strict=True)):
        question = Question(str(number), "?", gold=(GoldSpan("a", Span(0, 1), 0),))
        response = Response("?", (), (Located("a", Span(0, 1)),), ("x",), (), confidence)
        scored.append(ScoredQuestion(question, response, 1.0, {"hit@3": float(is_right)}))
    return SystemScores("s", tuple(scored), {}, ())


def test_overconfidence_is_mended() -> None:
    rng = np.random.default_rng(0)
    true = rng.uniform(0.02, 0.98, 4_000)
    right = rng.random(4_000) < true
    # Twice the log odds is what somebody says who is twice as sure as he should be.
    said = 1 / (1 + np.exp(-2 * np.log(true / (1 - true))))
    fitted = fit_calibration(scores(said.tolist(), right.tolist()))
    assert fitted.calibration.slope == pytest.approx(0.5, abs=0.03)
    assert fitted.calibration.shift == pytest.approx(0, abs=0.1)
    assert fitted.calibration.threshold == pytest.approx(0.5, abs=0.1)
    assert fitted.after < 0.03 < 0.1 < fitted.before


def test_a_set_that_cannot_tell_is_refused() -> None:
    with pytest.raises(QuestionSetError, match=r"too small to calibrate on: it has 30 .* and 3 that are not"):
        fit_calibration(scores([0.5] * 33, [True] * 30 + [False] * 3))


def test_a_calibration_is_what_it_says() -> None:
    assert Calibration().applied(0.3) == 0.3
    assert Calibration(slope=0.5, shift=1.0).applied(0.9) == pytest.approx(1 / (1 + math.exp(-(0.5 * math.log(9) + 1))))
    for edge in (0.0, 1.0):
        assert 0 <= Calibration(slope=2.0).applied(edge) <= 1


@pytest.mark.model
def test_a_library_keeps_it_for_its_reader(place: Place) -> None:
    embedder = ToyEmbedder(["bridge"])
    with Library.open(place, embedder=embedder) as library:
        Calibration(slope=0.5, shift=0.25, threshold=0.7).keep(library, "evidence")
    with Library.open(place, embedder=embedder) as library:
        assert Calibration.of(library, "evidence") == Calibration(0.5, 0.25, 0.7)
        assert Calibration.of(library, "none") == Calibration()
        assert Assistant(library).threshold == 0.7
        assert Assistant(library, threshold=0.2).threshold == 0.2
        assert library.verify().ok
