"""The articles that drafts are made from, the library that they are held against, and what is kept out of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import numpy as np

from eval.dataset import read_articles
from eval.libraries import OnProgress
from eval.lines import Problems, read_records
from eval.splits import Part, parts
from eval.training.tagger.gold import AnnotatedAttribution, attributions_by_article
from index.article import Article
from index.embedding.embedder import TokenVectors
from index.embedding.runtime import tokenizer
from index.engine import Vectors
from index.library import Library, Progress
from index.reading import read_source
from qa.speech.names import MEN, WOMEN, names_in
from qa.speech.quotations import paragraph_spans, quotations_in

_SETS = ("news/news_silver", "qa/polnear_train", "qa/polnear_dev")
_ANNOTATED = ("polnear_train", "polnear_dev")
_KEPT_OUT = 12
"""Of how many articles of news_silver one is kept out of the library."""

_LEAST_WORDS = 6
_MOST_WORDS = 60
_MARKS = re.compile(r"[“”\"„«»‘`]|''|(?<!\w)’")
_GRAM = 6


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words in quotation marks, the marks left off; `speaker` as annotators name whoever says them."""

    article_id: str
    text: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """What drafts of one half are made from. `invented` are quotations that no article of the library holds."""

    quoted: Sequence[Quoted] = field(repr=False)
    invented: Sequence[Quoted] = field(repr=False)


class WithoutMeaning:
    """An embedder for libraries that are only searched for words: it counts tokens as the default one does."""

    name = "without meaning"
    dimension = 2
    max_tokens = 256

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.tile(self.embed_query(""), (len(texts), 1))

    def embed_query(self, text: str) -> Vectors:
        return np.array([1, 0], np.float32)

    def count_tokens(self, text: str) -> int:
        return len(tokenizer().encode(text, add_special_tokens=False))

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        raise NotImplementedError("a library that is searched for words alone has no vectors of tokens")

    def query_tokens(self, question: str) -> TokenVectors:
        raise NotImplementedError("a library that is searched for words alone has no vectors of tokens")


def read_all(data: Path) -> list[Article]:
    """The articles of all sets, and the sample."""
    found = [article for name in _SETS for article in read_articles(data / f"{name}.articles.jsonl.gz")]
    sample = read_source(str(files("index") / "sample"))
    return [*found, *(article for article in sample if isinstance(article, Article))]


def is_kept_out(article: Article) -> bool:
    return article.id.startswith("rtqa-") and _number(article.id) % _KEPT_OUT == 0


def fill(library: Library, articles: Iterable[Article], on_progress: OnProgress) -> None:
    """Add what is not there yet, but for what is kept out."""

    def tell(progress: Progress) -> None:
        if progress.stage == "embedding":
            on_progress("Adding articles", progress.done, progress.total)

    library.add(*(article for article in articles if not is_kept_out(article)), on_progress=tell)


def material(articles: Sequence[Article], data: Path, *, reported: bool) -> Material:
    """What the drafts of one half are made from: no article serves both, and none that the tagger learned from is
    reported on."""
    chosen = [article for article in articles if _is_reported(articles, article) == reported]
    annotated = _annotated(data)
    quoted = [
        own
        for article in chosen
        if not is_kept_out(article)
        for own in (_attributed(article, annotated[article.id]) if article.id in annotated else _quoted(article))
    ]
    outside = [own for article in chosen if is_kept_out(article) for own in _quoted(article)]
    return Material(quoted, _in_none(outside, [article for article in articles if not is_kept_out(article)]))


_reported: dict[str, Part] = {}


def _is_reported(articles: Sequence[Article], article: Article) -> bool:
    if article.id.startswith("polnear"):
        if not _reported:
            _reported.update(parts(own.id for own in articles if own.id.startswith("polnear")))
        return _reported[article.id] is Part.REPORTED
    return _number(article.id) // _KEPT_OUT % 2 == 1


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:6])


def _annotated(data: Path) -> dict[str, list[AnnotatedAttribution]]:
    found: dict[str, list[AnnotatedAttribution]] = {}
    for name in _ANNOTATED:
        path = data / "qa" / f"{name}.attributions.jsonl.gz"
        problems = Problems(path)
        found |= attributions_by_article(record for _, record in read_records(path, problems))
        problems.raise_any()
    return found


def _attributed(article: Article, annotated: Sequence[AnnotatedAttribution]) -> Iterator[Quoted]:
    """Direct statements of somebody who is named beside them."""
    for statement in annotated:
        if statement.kind != "direct" or len(statement.content) != 1 or len(statement.source) != 1:
            continue
        source = statement.source[0].of(article.text)
        names = names_in(f"… {source}")
        words = _bare(statement.content[0].of(article.text))
        if words and len(names) == 1 and source.endswith(names[0]) and _is_somebody(names[0]):
            yield Quoted(article.id, words, names[0])


def _is_somebody(name: str) -> bool:
    """Whether a name is a last name, or begins with a given name: not “Fox News”."""
    first, *rest = name.split()
    return not rest or first in MEN | WOMEN


def _quoted(article: Article) -> Iterator[Quoted]:
    for quotation in quotations_in(article.text, list(paragraph_spans(article.text))):
        if quotation.goes_on or quotation.continues:
            continue
        if words := _bare(quotation.span.of(article.text)):
            yield Quoted(article.id, words)


def _bare(quotation: str) -> str | None:
    """The words between a pair of marks, where there is one pair, and words enough."""
    if quotation[:1] not in '“"' or quotation[-1:] not in '”"':
        return None
    words = quotation[1:-1].strip()
    if _MARKS.search(words) or "\n" in words or not _LEAST_WORDS <= len(words.split()) <= _MOST_WORDS:
        return None
    return words


def _in_none(quoted: Sequence[Quoted], articles: Sequence[Article]) -> list[Quoted]:
    """The quotations of which no article holds even six words in a row."""
    grams = {gram: number for number, own in enumerate(quoted) for gram in _grams(own.text)}
    held = {grams[gram] for article in articles for gram in _grams(article.text) if gram in grams}
    shared = {gram for gram, number in grams.items() if number in held}
    return [own for own in quoted if shared.isdisjoint(_grams(own.text))]


def _grams(text: str) -> set[str]:
    words = re.findall(r"[^\W_]+", text.casefold())
    return {" ".join(words[start : start + _GRAM]) for start in range(len(words) - _GRAM + 1)}
