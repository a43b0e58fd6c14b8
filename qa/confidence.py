"""From a reader's confidence to what is said: which state an answer is in, and the word for how sure it is."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum


class Status(StrEnum):
    """The states of an answer: it cites quotes, it shows the closest and claims nothing of them, or it has none."""

    ANSWERED = "answered"
    CLOSEST = "closest"
    NOTHING = "nothing"


class Certainty(StrEnum):
    """How sure it is that what is cited answers, for people; programs have the number."""

    CLEAR = "clear"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """From which confidence (0–1) on what is said.

    From `threshold` on quotes are cited, from `closest` on the nearest are shown; what is cited is called likely from
    `likely` on, and clear from `clear` on. `closest` is never above `threshold`, nor `likely` above `clear`.
    """

    threshold: float
    closest: float
    likely: float
    clear: float

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not 0 <= value <= 1:
                raise ValueError(f"“{name}” is a probability from 0 to 1, not {value}")
        if self.closest > self.threshold or self.likely > self.clear:
            raise ValueError(f"“closest” lies above “threshold”, or “likely” above “clear”: {self}")

    def with_threshold(self, threshold: float) -> Cutoffs:
        """The same with another threshold, and “closest” no higher than that."""
        return replace(self, threshold=threshold, closest=min(self.closest, threshold))

    def status(self, confidence: float) -> Status:
        if confidence >= self.threshold:
            return Status.ANSWERED
        return Status.CLOSEST if confidence >= self.closest else Status.NOTHING

    def certainty(self, confidence: float) -> Certainty:
        """The word for the confidence of what is cited; for what is not, there is but one: unsure."""
        if confidence >= self.clear:
            return Certainty.CLEAR
        return Certainty.LIKELY if confidence >= self.likely else Certainty.UNSURE
