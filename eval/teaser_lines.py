"""Lines of news articles that a person read, and whether they are the article's own words.

`teasers.tsv` holds places and verdicts, no text: the articles are in the data folder. Half of the articles, told by a
hash of their ids, are to learn from; the others are reported on.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from eval.dataset import read_articles
from index.article import Span
from index.reading.lines import Line, lines_of

LABELS_FILE = "teasers.tsv"


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """The line `lines[number]` of an article, and whether it is furniture. `drawn` says how it was chosen: from any
    lines, from those that don't end as sentences do, from those that several articles have, or, only to learn from,
    from those that an earlier model was least sure of."""

    article_id: str
    title: str
    text: str
    lines: Sequence[Line]
    number: int
    furniture: bool
    drawn: str
    learned_from: bool

    @property
    def span(self) -> Span:
        return self.lines[self.number].span


def labelled_lines(data: Path) -> list[LabelledLine]:
    """The lines that were read, in the order of the file."""
    with (files("eval") / LABELS_FILE).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    wanted = {row["article"] for row in rows}
    articles = {a.id: a for a in read_articles(data / "news" / "news_silver.articles.jsonl.gz") if a.id in wanted}
    found = []
    for row in rows:
        article = articles[row["article"]]
        lines = list(lines_of(article.text))
        number = next(at for at, line in enumerate(lines) if line.span == Span(int(row["start"]), int(row["end"])))
        learned = bool(hashlib.sha256(article.id.encode()).digest()[-1] % 2)
        furniture = row["furniture"] == "1"
        found.append(
            LabelledLine(article.id, article.title, article.text, lines, number, furniture, row["drawn"], learned)
        )
    return found
