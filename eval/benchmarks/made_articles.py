"""Articles in any number, made of real ones: how a library behaves at a size that nobody has articles for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from index.article import Article, Passage, Span
from index.engine import ArticleRecord, Vectors
from index.searchable_text import searchable_text

_OUTLETS = 100
_JITTER = 0.5
_FIRST_DAY, _DAYS = date(2015, 1, 1), 4_000
_SHORTEST = 40


class MadeArticles:
    """The article of each number, the same for every run with the same seed.

    A made passage is the first half of a real one and the second half of another, so that words are as frequent as in
    real articles. Its vector is the first one's with noise of half its length. An article follows the passages of a
    real one, has its title and byline, a day by chance, and one of a hundred outlets in turn.
    """

    def __init__(self, real: Sequence[ArticleRecord], seed: int) -> None:
        self._seed = seed
        self._heads: list[Article] = []
        self._parts: list[range] = []
        self._texts: list[str] = []
        vectors: list[Vectors] = []
        for record in real:
            chosen = [number for number, text in enumerate(record.texts) if len(text) >= _SHORTEST]
            if chosen:
                self._heads.append(record.article)
                self._parts.append(range(len(self._texts), len(self._texts) + len(chosen)))
                self._texts += [record.texts[number] for number in chosen]
                vectors.append(record.vectors[chosen])
        self._vectors = np.concatenate(vectors)

    @property
    def real_passages(self) -> int:
        return len(self._texts)

    def record(self, number: int) -> ArticleRecord:
        rng = np.random.default_rng((self._seed, number))
        real, parts = self._heads[number % len(self._heads)], self._parts[number % len(self._heads)]
        others = rng.integers(len(self._texts), size=len(parts))
        pieces = [
            _first_half(self._texts[one]) + _second_half(self._texts[other]) + "\n\n"
            for one, other in zip(parts, others, strict=True)
        ]
        starts = np.cumsum([0, *map(len, pieces)]).tolist()
        name = f"made-{number}"
        article = Article(
            id=name,
            title=real.title,
            text="".join(pieces),
            source=f"{name}.txt",
            outlet=f"Outlet {number % _OUTLETS}",
            author=real.author,
            published=_FIRST_DAY + timedelta(days=int(rng.integers(_DAYS))),
        )
        passages = [
            Passage(name, position, Span(starts[position], starts[position + 1]), piece)
            for position, piece in enumerate(pieces)
        ]
        own = self._vectors[parts.start : parts.stop]
        jittered = own + _JITTER * rng.standard_normal(own.shape) / np.sqrt(own.shape[1])
        jittered /= np.linalg.norm(jittered, axis=1, keepdims=True)
        texts = [searchable_text(article, passage) for passage in passages]
        return ArticleRecord(article, passages, texts, jittered.astype(np.float32))


def _middle(text: str) -> int:
    """The first space from the middle on."""
    space = text.find(" ", len(text) // 2)
    return space if space > 0 else len(text) // 2


def _first_half(text: str) -> str:
    return text[: _middle(text)]


def _second_half(text: str) -> str:
    return text[_middle(text) :]
