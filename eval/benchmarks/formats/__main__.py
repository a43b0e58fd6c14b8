"""Articles that are known word for word, written in each format and read again: `python -m eval.benchmarks.formats`.

The sample's articles, each with a headline, a byline and a day. Prints, of each format, how many of their words were
*read*, how much of what was read as the articles' *own* words is theirs, and how many paragraphs are *whole*; the
titles, authors and days that are right; and the milliseconds an article takes.

It needs the packages of the tests; what needs Chromium or Tesseract is left out, and told, where that is not installed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from eval.benchmarks.formats.documents import MAKERS, Make, why_not
from eval.benchmarks.formats.truth import Score, Truth, own_words, sample_truths, score
from eval.machine import machine, versions
from index.article import Article
from index.reading import Recognition, read_source

_MEASURES = ("read", "own", "whole", "titles", "authors", "days")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of all articles in one format, and the seconds that reading them took."""

    scores: tuple[Score, ...]
    seconds: float

    def measures(self) -> dict[str, tuple[int, int]]:
        """By measure, how many of how many."""
        scores, count = self.scores, len(self.scores)
        both = sum(found.both for found in scores)
        return {
            "read": (both, sum(found.words for found in scores)),
            "own": (both, sum(found.read for found in scores)),
            "whole": (sum(found.whole for found in scores), sum(found.paragraphs for found in scores)),
            "titles": (sum(found.title for found in scores), count),
            "authors": (sum(found.author for found in scores), count),
            "days": (sum(found.day for found in scores), count),
        }


def read_all(make: Make, truths: Sequence[Truth], folder: Path) -> Reading:
    """The truths written into the folder and read again. Each is compared with the article that shares most words."""
    paths = make(truths, folder)
    began = perf_counter()
    found = [
        item
        for path in dict.fromkeys(paths)
        for item in read_source(path, None, Recognition())
        if isinstance(item, Article)
    ]
    seconds = perf_counter() - began
    scores = []
    for truth, path in zip(truths, paths, strict=True):
        inside = [article for article in found if article.source.startswith(str(path.resolve()))]
        words = set(" ".join(truth.paragraphs).split())
        best = max(inside, key=lambda article: len(words & set(own_words(article).split())), default=None)
        scores.append(score(truth, best))
    return Reading(tuple(scores), seconds)


def main(
    only: Annotated[str, typer.Option(help="Only the formats whose names hold this.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write the sample's articles in each format, read them, and print how much is right."""
    truths = sample_truths()
    readings: dict[str, Reading] = {}
    for name, make in MAKERS.items():
        if only not in name:
            continue
        if why := why_not(name):
            typer.echo(f"{name} is left out: {why}", err=True)
            continue
        with TemporaryDirectory() as folder:
            readings[name] = read_all(make, truths, Path(folder))
    if as_json:
        shown = {
            name: {**reading.measures(), "ms an article": _milliseconds(reading)} for name, reading in readings.items()
        }
        print(json.dumps({"formats": shown, "machine": machine(), "versions": versions()}, indent=2))
    else:
        _show(readings, len(truths))


def _milliseconds(reading: Reading) -> int:
    return round(1000 * reading.seconds / len(reading.scores))


def _show(readings: dict[str, Reading], count: int) -> None:
    table = Table(
        title=f"{count} articles in each format, in per cent", title_justify="left", box=None, header_style="dim"
    )
    table.add_column("", no_wrap=True)
    for measure in (*_MEASURES, "ms"):
        table.add_column(measure, justify="right", no_wrap=True)
    for name, reading in readings.items():
        shares = (f"{100 * right / max(of, 1):.1f}" for right, of in reading.measures().values())
        table.add_row(name, *shares, str(_milliseconds(reading)))
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
