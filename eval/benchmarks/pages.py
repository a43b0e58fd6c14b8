"""What is read from saved web pages, beside trafilatura alone: `python -m eval.benchmarks.pages --data FOLDER`.

Each page comes with segments that belong to its article and segments that don't, with its title, author and date
where they are known. A fixed half of the pages, told by a hash of their names, is for tuning; the other is reported.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table
from trafilatura import bare_extraction
from trafilatura.settings import Document

from eval.machine import machine, versions
from index.article import Article
from index.reading import read_source

Half = Literal["tuning", "reported"]


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A saved page and what a person found in it. None and an empty list stand for what is not known."""

    path: Path
    kept: tuple[str, ...]
    left_out: tuple[str, ...]
    title: str | None
    author: str | None
    published: date | None


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a system takes a page's own words to be, and what it says about them."""

    words: str
    title: str | None = None
    author: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of how many."""

    right: int
    of: int

    def __str__(self) -> str:
        return f"{100 * self.right / self.of:.1f} % ({self.right}/{self.of})" if self.of else "–"


def read_pages(data: Path) -> list[LabelledPage]:
    """The pages that `html/pages.json` lists."""
    folder = data / "html"
    return [
        LabelledPage(
            path=folder / page["file"],
            kept=tuple(map(_spaced, page["with"])),
            left_out=tuple(map(_spaced, page["without"])),
            title=page.get("title") or None,
            author=", ".join(authors) if isinstance(authors := page.get("author"), list) else authors or None,
            published=date.fromisoformat(page["date"]) if page.get("date") else None,
        )
        for page in json.loads((folder / "pages.json").read_text("utf-8"))
    ]


def half_of(page: LabelledPage) -> Half:
    digest = hashlib.sha256(page.path.name.encode()).digest()
    return "tuning" if digest[-1] % 2 else "reported"


def ours(page: LabelledPage) -> PageReading:
    """As onrecord reads it: furniture is in the text, and not among the own words."""
    found = next(iter(read_source(page.path)))
    if not isinstance(found, Article):
        return PageReading("")
    text, position = [], 0
    for span in found.furniture:
        text.append(found.text[position : span.start])
        position = span.end
    return PageReading(_spaced(" ".join([*text, found.text[position:]])), found.title, found.author, found.published)


def plain(page: LabelledPage) -> PageReading:
    """As trafilatura extracts it with its own settings."""
    found = bare_extraction(gzip.decompress(page.path.read_bytes()), with_metadata=True)
    if not isinstance(found, Document):
        return PageReading("")
    day = date.fromisoformat(found.date) if found.date else None
    return PageReading(_spaced(found.text or ""), found.title, found.author, day)


SYSTEMS: dict[str, Callable[[LabelledPage], PageReading]] = {"onrecord": ours, "trafilatura": plain}


def scores(pages: Sequence[LabelledPage], readings: Sequence[PageReading]) -> dict[str, Tally]:
    """Segments kept and left out, and metadata that is right where it is known."""
    both = list(zip(pages, readings, strict=True))
    return {
        "segments kept": _score(segment in found.words for page, found in both for segment in page.kept),
        "furniture left out": _score(segment not in found.words for page, found in both for segment in page.left_out),
        "title": _score(_folded(page.title) == _folded(found.title) for page, found in both if page.title),
        "author": _score(_names(page.author) == _names(found.author) for page, found in both if page.author),
        "date": _score(page.published == found.published for page, found in both if page.published),
    }


def _score(verdicts: Iterable[bool]) -> Tally:
    said = list(verdicts)
    return Tally(sum(said), len(said))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _folded(words: str | None) -> str:
    return re.sub(r"\W+", " ", words or "").casefold().strip()


def _names(author: str | None) -> frozenset[str]:
    return frozenset(filter(None, map(_folded, re.split(r"[,;&|]|\band\b", (author or "").lower()))))


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds html/pages.json.")] = Path("../shared/data"),
    half: Annotated[str, typer.Option(help="tuning, reported, or both.")] = "both",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    misses: Annotated[bool, typer.Option(help="List what onrecord got wrong in the tuning half.")] = False,
) -> None:
    """Read every page with each system and print how much of it is right."""
    pages = read_pages(data)
    halves: list[Half] = [name for name in ("tuning", "reported") if half in (name, "both")]
    values: dict[str, dict[str, dict[str, Tally]]] = {}
    for name in halves:
        chosen = [page for page in pages if half_of(page) == name]
        readings = {system: [read(page) for page in chosen] for system, read in SYSTEMS.items()}
        values[name] = {system: scores(chosen, found) for system, found in readings.items()}
        if misses and name == "tuning":
            _list_misses(chosen, readings["onrecord"])
        if not as_json:
            _show(f"{name} half, {len(chosen)} pages", values[name])
    if as_json:
        shown = {
            name: {
                system: {what: [score.right, score.of] for what, score in found.items()}
                for system, found in systems.items()
            }
            for name, systems in values.items()
        }
        print(json.dumps({"halves": shown, "machine": machine(), "versions": versions()}, indent=2))


def _show(title: str, systems: dict[str, dict[str, Tally]]) -> None:
    table = Table(title=title, title_justify="left", box=None, header_style="dim")
    table.add_column("")
    for system in systems:
        table.add_column(system, justify="right")
    for what in next(iter(systems.values())):
        table.add_row(what, *(str(found[what]) for found in systems.values()))
    Console().print(table)


def _list_misses(pages: Sequence[LabelledPage], readings: Sequence[PageReading]) -> None:
    for page, found in zip(pages, readings, strict=True):
        lines = [f"lost: {segment}" for segment in page.kept if segment not in found.words]
        lines += [f"kept: {segment}" for segment in page.left_out if segment in found.words]
        for name, wanted, said in (
            ("title", _folded(page.title), _folded(found.title)),
            ("author", _names(page.author), _names(found.author)),
            ("date", page.published, found.published),
        ):
            if wanted and wanted != said:
                lines.append(f"{name}: {said!r} instead of {wanted!r}")
        if lines:
            print("\n  ".join([page.path.name, *lines]))


if __name__ == "__main__":
    typer.run(main)
