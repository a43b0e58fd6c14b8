"""Where the product keeps the weights that are made here: what training and fitting write to unless told otherwise."""

from __future__ import annotations

from pathlib import Path

_QA = Path(__file__).parents[2] / "qa"
READER = _QA / "reader"
TAGGER = _QA / "speech"
FOLLOWUPS = _QA / "followup"
READING = Path(__file__).parents[2] / "index" / "reading"
