"""Several rankings become one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

_DEPTH = 60

Row = TypeVar("Row", bound=Hashable)


def reciprocal_rank_fusion(rankings: Sequence[tuple[Sequence[Row], float]]) -> dict[Row, float]:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009) of weighted rankings, each best first.

    Scores lie in (0, 1]; 1 means first in every ranking.
    """
    highest = sum(weight for _, weight in rankings) / (_DEPTH + 1)
    scores: dict[Row, float] = {}
    for ranking, weight in rankings:
        for rank, row in enumerate(ranking, start=1):
            scores[row] = scores.get(row, 0.0) + weight / (_DEPTH + rank) / highest
    return scores
