"""Which pairs of quotes are told to differ, against labels by hand: `python -m eval.benchmarks.differences`.

`differences.jsonl` holds ids, places and our own words: pairs of quotes from the sample and, where the development data
lie, from news, that count the same of one event otherwise, or only seem to. What can't both be so differs, also where
time lies between: the dates are told beside. Stories are parted: rules were made on the tuned ones.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from math import sqrt
from pathlib import Path
from typing import Annotated

import typer

from eval.libraries import load_articles
from index.article import Article
from qa.citing.differences import differ, story_of

LABELS = Path(__file__).with_name("differences.jsonl")
NEWS = ("news_silver", "wikinews")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two quotes with what their articles are about, and whether they differ; `counted` says in what."""

    part: str
    differ: bool
    counted: str
    quotes: tuple[str, str]
    stories: tuple[str, str]

    @property
    def told(self) -> bool:
        return differ(*self.quotes, self.stories)


def pairs(articles: dict[str, Article]) -> Iterator[Pair]:
    """The labelled pairs whose articles are there."""
    for line in LABELS.read_text("utf-8").splitlines():
        row = json.loads(line)
        places = [(articles.get(name), start, end) for name, start, end in row["quotes"]]
        quotes = [article.text[start:end] for article, start, end in places if article]
        stories = [story_of(article) for article, _, _ in places if article]
        if len(quotes) == 2:
            yield Pair(row["part"], row["differ"], row["counted"], (quotes[0], quotes[1]), (stories[0], stories[1]))


def sample_articles() -> dict[str, Article]:
    """By the names of their files, which tell no address."""
    with as_file(files("index") / "sample") as folder:
        return {article.id.rpartition("-")[0]: article for article in load_articles(folder)}


def news_articles(data: Path) -> dict[str, Article]:
    found: dict[str, Article] = {}
    for name in NEWS:
        path = data / "news" / f"{name}.articles.jsonl.gz"
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                records = map(json.loads, lines)
                found |= {one["id"]: Article(one["id"], one["title"], one["text"], one["id"]) for one in records}
    return found


def rate(hits: int, of: int) -> dict[str, object]:
    """A share with its 95 % interval (Wilson)."""
    if not of:
        return {"share": None, "of": 0}
    share, z = hits / of, 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return {"share": round(share, 3), "low": round(middle - reach, 3), "high": round(middle + reach, 3), "of": of}


def scores(found: Sequence[Pair]) -> dict[str, object]:
    """Precision and recall of what is told."""
    told = [pair for pair in found if pair.told]
    right = sum(pair.differ for pair in told)
    differing = sum(pair.differ for pair in found)
    return {"pairs": len(found), "precision": rate(right, len(told)), "recall": rate(right, differing)}


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds news/.")] = Path("../shared/data"),
    wrong: Annotated[bool, typer.Option(help="List the tuned pairs that are told wrongly.")] = False,
) -> None:
    """Print one JSON object."""
    found = list(pairs(sample_articles() | news_articles(data)))
    parts = {part: [pair for pair in found if pair.part == part] for part in ("tuned", "reported")}
    result: dict[str, object] = {part: scores(own) for part, own in parts.items()}
    if wrong:
        result["wrong"] = [[pair.differ, *pair.quotes] for pair in parts["tuned"] if pair.told != pair.differ]
    typer.echo(json.dumps(result, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    typer.run(main)
