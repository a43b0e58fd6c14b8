"""Misspelt questions: each with the word that is wrong, and what it is meant to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

MISSPELT = "misspelt.tsv"


@dataclass(frozen=True, slots=True)
class MisspeltQuestion:
    """A question with the word `written` for `meant`."""

    id: str
    text: str
    written: str
    meant: str


def misspelt_questions(known: Mapping[str, str]) -> tuple[MisspeltQuestion, ...]:
    """Those of the file that are among the known questions, which come by id: as they are where they hold the mistake,
    else with it put in."""
    rows = (files("eval") / MISSPELT).read_text("utf-8").splitlines()
    told = (row.split("\t") for row in rows if not row.startswith("#"))
    return tuple(
        MisspeltQuestion(name, known[name].replace(meant, written, 1), written, meant)
        for name, written, meant in told
        if name in known
    )
