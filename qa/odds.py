"""Log odds and the chances that they are."""

from __future__ import annotations

import math

_EDGE = 1e-6


def sigmoid(logit: float) -> float:
    """The chance (0–1) with these log odds; no logit is too large."""
    return 0.5 * (1 + math.tanh(logit / 2))


def logit(chance: float) -> float:
    """The log odds of a chance (0–1), kept finite."""
    kept = min(max(chance, _EDGE), 1 - _EDGE)
    return math.log(kept / (1 - kept))
