"""Which articles of a set are learned from, and which are kept to be reported on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum


class Part(StrEnum):
    """What an article serves for: training the network, fitting weights and thresholds, or being reported on."""

    TRAINED = "trained"
    FITTED = "fitted"
    REPORTED = "reported"


def parts(articles: Iterable[str]) -> dict[str, Part]:
    """The part of each article, by its id: the same for the same ids, whoever asks.

    In the order of the ids' SHA-256, the first third is reported on, the next eighth fitted, the rest trained.
    """
    ordered = sorted(set(articles), key=lambda name: hashlib.sha256(name.encode()).digest())
    reported, fitted = round(len(ordered) / 3), round(len(ordered) / 8)
    trained = len(ordered) - reported - fitted
    kinds = [Part.REPORTED] * reported + [Part.FITTED] * fitted + [Part.TRAINED] * trained
    return dict(zip(ordered, kinds, strict=True))
