"""What a user's own questions taught of a reader's confidence; it is kept with the library."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from index.library import Library
from qa.odds import logit, sigmoid

_SETTING = "calibration of the reader “{}”"


@dataclass(frozen=True, slots=True)
class Calibration:
    """A reader's confidence as a logit, times `slope` (one over the temperature) plus `shift` (Platt, 1999).

    `threshold` (0–1) is of the calibrated confidence; None leaves the reader's own.
    """

    slope: float = 1.0
    shift: float = 0.0
    threshold: float | None = None

    @classmethod
    def of(cls, library: Library, reader: str) -> Calibration:
        """The one kept with a library for the reader of this name; without one, everything stays as it is."""
        kept = library.setting(_SETTING.format(reader))
        return cls(**json.loads(kept)) if kept else cls()

    def keep(self, library: Library, reader: str) -> None:
        library.set_setting(_SETTING.format(reader), json.dumps(asdict(self)))

    def applied(self, confidence: float) -> float:
        """A confidence (0–1) after calibration."""
        if self.slope == 1 and self.shift == 0:
            return confidence
        return sigmoid(self.slope * logit(confidence) + self.shift)
