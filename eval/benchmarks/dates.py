"""What dates cost, how many are right, and which questions they restrict: `python -m eval.benchmarks.dates`.

The expressions are the tests' own tables; libraries that read dates are measured beside where they are installed, each
by whether its one day lies within the days meant, which is all that they return. With `--data FOLDER`, questions about
encyclopedia articles tell how often a time that belongs to what is asked is mistaken for a filter.
"""

from __future__ import annotations

import gzip
import importlib
import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from eval.machine import machine, versions
from qa.dates.finding import find_dates
from qa.dates.questions import dates_asked_for, event_named

TABLES = (
    "temporal_expressions",
    "temporal_expressions_second",
    "temporal_expressions_third",
    "temporal_expressions_fourth",
)
TESTS = Path(__file__).parents[2] / "tests"
CONTENT = ("squad2_devA", "squad11_dev13", "clapnq_dev", "selqa_dev", "inscit_dev", "quotesum_dev")


@dataclass(frozen=True, slots=True)
class Expression:
    """A sentence, the day that it is seen from, and the days meant; `told` is False where it tells no date."""

    text: str
    seen_from: date
    first: date | None
    last: date | None
    told: bool


def expressions(name: str) -> Iterator[Expression]:
    """The rows of a table of the tests."""
    for line in (TESTS / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            text, seen_from, *ends = line.split("\t")[:4]
            first, last = (None if end in ("..", "none") else date.fromisoformat(end) for end in ends)
            yield Expression(text, date.fromisoformat(seen_from), first, last, ends[0] != "none")


def right(one: Expression) -> bool:
    found = find_dates(one.text, one.seen_from)
    if not one.told:
        return not found
    return len(found) == 1 and (found[0].days.first, found[0].days.last) == (one.first, one.last)


def library_right(read: Callable[[str, datetime], Sequence[date]], one: Expression) -> bool:
    """Whether a library tells just one day, and that within the days meant, or none where none is told."""
    found = read(one.text, datetime.combine(one.seen_from, datetime.min.time()))
    if not one.told:
        return not found
    return len(found) == 1 and (one.first or date.min) <= found[0] <= (one.last or date.max)


def libraries() -> Iterator[tuple[str, Callable[[str, datetime], Sequence[date]]]]:
    """Those that are installed."""
    for name, maker in (("dateparser", _dateparser), ("parsedatetime", _parsedatetime)):
        try:
            yield name, maker()
        except ImportError:
            continue


def _dateparser() -> Callable[[str, datetime], Sequence[date]]:
    search: Any = importlib.import_module("dateparser.search").search_dates

    def read(text: str, seen_from: datetime) -> Sequence[date]:
        settings = {"RELATIVE_BASE": seen_from, "PREFER_DATES_FROM": "past"}
        return [moment.date() for _, moment in search(text, languages=["en"], settings=settings) or ()]

    return read


def _parsedatetime() -> Callable[[str, datetime], Sequence[date]]:
    calendar: Any = importlib.import_module("parsedatetime").Calendar()

    def read(text: str, seen_from: datetime) -> Sequence[date]:
        return [found[0].date() for found in calendar.nlp(text, sourceTime=seen_from) or ()]

    return read


def restricted(data: Path) -> dict[str, object]:
    """How many questions about articles without news, which no date should restrict, are restricted all the same."""
    counts = {}
    for name in CONTENT:
        path = data / "qa" / f"{name}.questions.jsonl.gz"
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                questions = [json.loads(line)["question"] for line in lines]
            counts[name] = {
                "questions": len(questions),
                "restricted": sum(dates_asked_for(question, date.today()) is not None for question in questions),
            }
    return {"restricted": counts}


def milliseconds(act: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    taken = []
    for text in texts:
        started = time.perf_counter()
        act(text)
        taken.append(1000 * (time.perf_counter() - started))
    return {"median": round(statistics.median(taken), 3), "most": round(max(taken), 3)}


def main(
    data: Annotated[Path | None, typer.Option(help="The folder of question sets.")] = None,
) -> None:
    """Print one JSON object."""
    tables = {name: list(expressions(name)) for name in TABLES}
    everything = [one for table in tables.values() for one in table]
    texts = [one.text for one in everything]
    today = date.today()
    told = {
        "expressions": {name: {"right": sum(map(right, table)), "of": len(table)} for name, table in tables.items()},
        "libraries": {
            name: {"within": sum(library_right(read, one) for one in everything), "of": len(everything)}
            for name, read in libraries()
        },
        "milliseconds": {
            "a sentence": milliseconds(lambda text: find_dates(text, today), texts),
            "a question": milliseconds(lambda text: (dates_asked_for(text, today), event_named(text)), texts),
        },
        **(restricted(data) if data else {}),
        "machine": machine(),
        "versions": versions(),
    }
    typer.echo(json.dumps(told, indent=2))


if __name__ == "__main__":
    typer.run(main)
