"""Who wrote a page's article and when, over 200 pages: `python -m eval.benchmarks.credits --data FOLDER`.

The saved pages of `eval.benchmarks.pages` and made ones. What is told is right or wrong; what is not told is unknown,
which is no mistake. `page_credits.tsv` holds what a person read where a saved page has no label, or one that is not
what the page itself declares (“-” for nothing); what is told of a page without either is counted apart.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

import typer

from eval.benchmarks.pages import _names, read_pages
from eval.made_pages import made_pages
from index.article import Article
from index.reading import read_source

CREDITS_FILE = "page_credits.tsv"
Verdict = Literal["right", "wrong", "unknown", "rightly nothing", "not labelled"]


@dataclass(frozen=True, slots=True)
class Credited:
    """A page, and who wrote its article and when: None for what it doesn't say, "" and False for what nobody read."""

    name: str
    path: Path
    author: str | None
    published: date | Literal[False] | None


def saved(data: Path) -> Iterator[Credited]:
    with (files("eval") / CREDITS_FILE).open(encoding="utf-8") as file:
        read = {row["page"]: row for row in csv.DictReader(file, delimiter="\t")}
    for page in read_pages(data):
        row = read.get(page.path.name, {})
        author: str | None = row.get("author") or page.author or ""
        day = row.get("published") or (str(page.published) if page.published else "")
        published = date.fromisoformat(day) if day not in ("", "-") else None
        named = None if author == "-" else author
        yield Credited(page.path.name, page.path, named, published if published or day else False)


def made(folder: Path) -> Iterator[Credited]:
    for page in made_pages():
        path = folder / f"{page.name}.html"
        path.write_text(page.html, "utf-8")
        yield Credited(page.name, path, page.author, page.published)


def judged(page: Credited) -> tuple[Verdict, Verdict]:
    """Of the author and the day that are told of a page."""
    found = next(iter(read_source(page.path)))
    author, day = (found.author, found.published) if isinstance(found, Article) else (None, None)
    same_names, same_day = _names(author) == _names(page.author), day == page.published
    of_author = _verdict(author is not None, same_names, wanted=page.author is not None, labelled=page.author != "")
    labelled = page.published is not False
    return of_author, _verdict(day is not None, same_day, wanted=page.published is not None, labelled=labelled)


def _verdict(told: bool, right: bool, *, wanted: bool, labelled: bool) -> Verdict:
    if not labelled:
        return "not labelled" if told else "unknown"
    if told:
        return "right" if right else "wrong"
    return "unknown" if wanted else "rightly nothing"


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds html/pages.json.")] = Path("../shared/data"),
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    wrong: Annotated[bool, typer.Option(help="List the pages of which something wrong is told.")] = False,
) -> None:
    """Read every page, and count what is told of its author and its day."""
    counts: dict[str, Counter[Verdict]] = {"author": Counter(), "date": Counter()}
    with TemporaryDirectory() as folder:
        pages = [*saved(data), *made(Path(folder))]
        for page in pages:
            for what, verdict in zip(counts, judged(page), strict=True):
                counts[what][verdict] += 1
                if wrong and verdict in ("wrong", "not labelled"):
                    typer.echo(f"{verdict}: {what} of {page.name}")
    if as_json:
        typer.echo(json.dumps({"pages": len(pages), **counts}, indent=2))
        return
    for what, found in counts.items():
        share = 100 * found["wrong"] / len(pages)
        typer.echo(
            f"{what}, {len(pages)} pages: {found['wrong']} wrong ({share:.1f} %), "
            + ", ".join(f"{count} {verdict}" for verdict, count in found.most_common() if verdict != "wrong")
        )


if __name__ == "__main__":
    typer.run(main)
