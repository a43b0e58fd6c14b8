"""What of the lines that a person read is taken for furniture: `python -m eval.benchmarks.teasers --data FOLDER`.

Precision and recall over the half of `eval/teasers.tsv` that nothing was learned from, with the rules alone and with
the model of teasers beside them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from eval.benchmarks.pages import Tally
from eval.teaser_lines import LabelledLine, labelled_lines
from index.reading.furniture import find_furniture


def told(lines: Sequence[LabelledLine], *, teasers: bool) -> dict[str, Tally]:
    """Of what was taken for furniture, how much is; of the furniture, how much was taken for it; of the article's own
    lines, how many were lost."""
    taken = [line.span in find_furniture(line.title, line.text, teasers=teasers) for line in lines]
    both = sum(line.furniture and was for line, was in zip(lines, taken, strict=True))
    furniture = sum(line.furniture for line in lines)
    return {
        "precision": Tally(both, sum(taken)),
        "recall": Tally(both, furniture),
        "own lines lost": Tally(sum(taken) - both, len(lines) - furniture),
    }


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds news/.")] = Path("../shared/data"),
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Judge every labelled line, by halves."""
    lines = labelled_lines(data)
    halves = {"learned from": True, "reported": False}
    found = {
        half: {
            name: told([line for line in lines if line.learned_from is learned], teasers=teasers)
            for name, teasers in (("rules alone", False), ("with the model", True))
        }
        for half, learned in halves.items()
    }
    if as_json:
        shown = {
            half: {name: {what: [t.right, t.of] for what, t in of.items()} for name, of in both.items()}
            for half, both in found.items()
        }
        typer.echo(json.dumps(shown, indent=2))
        return
    for half, both in found.items():
        for name, of in both.items():
            typer.echo(f"{half}, {name}: " + ", ".join(f"{what} {tally}" for what, tally in of.items()))


if __name__ == "__main__":
    typer.run(main)
