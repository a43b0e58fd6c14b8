"""Several rankings become one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

CANDIDATES = 100
"""How many passages each ranker names before the two rankings are fused."""

DENSE_WEIGHT, LEXICAL_WEIGHT = 1.0, 1.0
_DEPTH = 10
"""The constant of the fusion. With 60, which is usual, what only one ranking has at its top is buried: of the newsroom
set’s training questions 96.0 % then have their evidence among twenty passages, and 98.0 % with this."""

Item = TypeVar("Item", bound=Hashable)


def reciprocal_rank_fusion(rankings: Sequence[tuple[Sequence[Item], float]]) -> dict[Item, float]:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009) of weighted rankings, each best first.

    Scores lie in (0, 1]; 1 means first in every ranking.
    """
    highest = sum(weight for _, weight in rankings) / (_DEPTH + 1)
    scores: dict[Item, float] = {}
    for ranking, weight in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + weight / (_DEPTH + rank) / highest
    return scores


def hybrid_scores(
    cosines: Mapping[Item, float], bm25: Mapping[Item, float], ids: Mapping[Item, str], top_k: int
) -> dict[Item, float]:
    """The best of two rankings together, best first, with their fused scores.

    Items without an id are left out; among equals the smaller id comes first.
    """

    def ranking(scores: Mapping[Item, float]) -> list[Item]:
        return sorted(scores.keys() & ids.keys(), key=lambda item: (-scores[item], ids[item]))

    fused = reciprocal_rank_fusion([(ranking(cosines), DENSE_WEIGHT), (ranking(bm25), LEXICAL_WEIGHT)])
    best = sorted(fused, key=lambda item: (-fused[item], ids[item]))[:top_k]
    return {item: fused[item] for item in best}


def shares(holders: Sequence[Collection[Item]]) -> dict[Item, float]:
    """Which share of some phrases each passage holds (0–1), where `holders[i]` are the passages that hold phrase `i`.

    A phrase that many hold counts less, by the logarithm of how many.
    """
    weights = [1 / (1 + math.log(len(held))) if held else 1.0 for held in holders]
    found: dict[Item, float] = defaultdict(float)
    for held, weight in zip(holders, weights, strict=True):
        for passage in held:
            found[passage] += weight / sum(weights)
    return dict(found)
