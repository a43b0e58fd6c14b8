"""The chat answers its visitors while it is attacked: a few seconds of `python -m eval.benchmarks.serving`."""

from __future__ import annotations

import pytest

from eval.benchmarks.serving import Attended, measure
from index.library import Library
from tests.serving import serving


@pytest.mark.model
def test_visitors_are_answered_beside_a_hostile_one(sample_library: Library) -> None:
    assert sample_library.path
    with serving(sample_library.path) as address:
        attended = measure(address, seconds=4, clients=3, question_bytes=5_000_000)
    assert attended.ok, attended
    assert 0 < attended.p50_seconds <= attended.p95_seconds
    assert attended.hostile.keys() >= {"400", "411", "413"}


def test_an_unanswered_question_is_a_failure() -> None:
    assert Attended(2, 2, 0.1, 0.2, {}).ok
    assert not Attended(2, 1, 0.1, 0.1, {}).ok
    assert not Attended(0, 0, 0.0, 0.0, {}).ok
