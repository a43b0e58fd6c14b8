"""What a library needs from where its passages live, and the values that cross that seam."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Passage
from index.progress import Progress
from index.verify_report import VerifyReport
from index.visits import Visit, Visits

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be searched. Dates are inclusive; None means any; an empty collection means none.

    `sources` match an article's outlet, its source as given, or its address's host; `authors` match any part of the
    byline; both ignore case. An article without a date never passes `since` or `until`.
    """

    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] | None = None
    authors: tuple[str, ...] | None = None
    article_ids: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            day = getattr(self, name)
            if day is not None and not isinstance(day, date):
                raise TypeError(f"{name} takes a date: write {name}=date.fromisoformat({str(day)!r})")
        for name in ("sources", "authors", "article_ids"):
            values = getattr(self, name)
            if isinstance(values, str):
                raise TypeError(f"{name} takes several values: write {name}=({values!r},)")
            if values is not None:
                object.__setattr__(self, name, tuple(values))
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since ({self.since}) lies after until ({self.until})")

    def __bool__(self) -> bool:
        return self != Filters()


def check_filters(filters: Filters) -> None:
    """Raises TypeError, with what to write instead, where what was passed is no `Filters`."""
    if isinstance(filters, Filters):
        return
    if isinstance(filters, Mapping):
        written = ", ".join(f"{name}={value!r}" for name, value in filters.items())
        raise TypeError(f"filters takes a Filters, not a {type(filters).__name__}: write filters=Filters({written})")
    raise TypeError(f"filters takes a Filters, not {type(filters).__name__}: leave it out to search everything")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with the article it stands in.

    `rank` counts from 1. `score` is what orders hits: the fused score, 0–1, where 1 means first for every ranker.
    `cosine` (−1 to 1) is None where the passage was not among the dense candidates, `bm25` (above 0, higher is
    better, no upper bound) where it was not among the lexical ones.
    """

    passage: Passage
    article: Article
    rank: int
    score: float
    cosine: float | None = None
    bm25: float | None = None

    @property
    def title(self) -> str:
        return self.article.title

    @property
    def url(self) -> str | None:
        return self.article.url


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article on its way into an engine or out of it: its passages, the searchable words of each, and their vectors.

    `texts[i]` are the words of `passages[i]` without furniture; an empty one is stored but never searched.
    `vectors` is `(n, d)` float32, rows of unit length, one a passage.
    """

    article: Article
    passages: Sequence[Passage]
    texts: Sequence[str]
    vectors: Vectors = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contents:
    """How much an engine holds."""

    articles: int
    passages: int


class Articles(Protocol):
    """What is stored, as it is read."""

    def passing(self, filters: Filters) -> Iterator[Article]:
        """The articles that pass the filters, newest first, then by title."""

    def get(self, article_id: str) -> Article | None: ...

    def passages(self, article_id: str) -> list[Passage]:
        """An article's passages in order; empty for an unknown id."""

    def records(self, article_ids: Sequence[str]) -> Iterator[ArticleRecord]:
        """The articles as `Writing.put` takes them, with their stored vectors. Unknown ids are left out."""

    def content_hashes(self) -> Mapping[str, str]:
        """The content hash of every article, by id."""

    def original_hashes(self) -> Mapping[str, str | None]:
        """The hash of the file that each article was read from, by id."""

    def contents(self) -> Contents: ...


class Search(Protocol):
    """How passages are found."""

    def hits(self, query: str, vector: Callable[[], Vectors], *, top_k: int, filters: Filters) -> list[Hit]:
        """The best passages for a query and its vector among those that pass the filters, best first.

        `vector` computes the query's `(d,)` vector: words may be searched meanwhile.
        """

    def holding(self, phrases: Sequence[str], *, limit: int) -> list[Hit]:
        """The passages whose texts hold any of the phrases, word for word but for their endings; those of most first.

        At most `limit`. A hit's score is the share of the phrases that its passage holds, the rare ones counting more.
        """

    def document_frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        """In how many passages' texts, titles left out, each word occurs, whatever its ending."""

    def in_words(self) -> str:
        """How vectors are searched, for people."""


class Vocabulary(Protocol):
    """The words that the searched passages and the titles of their articles hold, whatever their endings."""

    def missing(self, words: Sequence[str]) -> Sequence[str]:
        """Those of the folded words that none holds, in their order."""

    def beginning(self, start: str) -> Sequence[str]:
        """The stems that begin so, each once. May be empty where a library is too large for it."""

    def texts(self, term: str, most: int) -> Sequence[str]:
        """A title and a text, a line apart, of at most so many passages that hold the stem `term`."""

    def holding(self, words: Sequence[str], filters: Filters) -> Sequence[str]:
        """The ids, sorted, of the articles of which one passage holds all of the folded words."""


class Copies(Protocol):
    """Which articles tell one story in nearly the same words."""

    def of(self, article_id: str) -> Sequence[str]:
        """The ids of the other articles of its group, sorted."""

    def groups(self) -> Sequence[Sequence[str]]:
        """The ids of each group of at least two, sorted."""


class Writing(Protocol):
    """How articles come and go. What was done is durable when a method returns."""

    def put(self, records: Sequence[ArticleRecord]) -> None:
        """Store articles, replacing those of the same id. Each becomes visible wholly or not at all."""

    def delete(self, article_ids: Sequence[str]) -> None:
        """Remove articles. Unknown ids are ignored."""

    def note_source_files(self, articles: Sequence[Article]) -> None:
        """Store where articles that have not changed were read last, and the hash of the file there."""

    def replace_vectors(self, embedder: str, dimension: int, vectors: Iterator[tuple[Passage, Vectors]]) -> None:
        """Swap every vector for another embedder's, all at once or not at all."""


class Settings(Protocol):
    """Texts that are kept beside the articles, by name."""

    def get(self, name: str) -> str | None:
        """None where nothing is kept."""

    def set(self, name: str, value: str) -> None: ...

    def all(self) -> Mapping[str, str]: ...


class StoredVisits(Visits, Protocol):
    """Visits that are kept."""

    def remember(self, visits: Sequence[Visit]) -> None:
        """Store visits, each in its former one's place. One whose article is not stored is left out."""

    def all(self) -> Sequence[Visit]:
        """Every visit that `visit` would give."""


class Upkeep(Protocol):
    """What keeps a library quick and proves it sound."""

    def settle(self, on_progress: Callable[[Progress], None]) -> None:
        """Put in order what makes searching fast, where much was written. It may take minutes, and may be stopped."""

    def verify(self) -> VerifyReport:
        """Compare everything stored with everything derived, and with the files that articles were read from."""


class Engine(Protocol):
    """Where passages live and are searched: one part for each thing that is asked of it."""

    @property
    def embedder(self) -> str:
        """The name of the model whose vectors are stored."""

    @property
    def dimension(self) -> int:
        """Of the vectors; 0 until the first are stored."""

    @property
    def notes(self) -> Sequence[str]:
        """What the user should be told of its state, a sentence each."""

    @property
    def articles(self) -> Articles: ...

    @property
    def search(self) -> Search: ...

    @property
    def vocabulary(self) -> Vocabulary: ...

    @property
    def copies(self) -> Copies: ...

    @property
    def writing(self) -> Writing: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def visits(self) -> StoredVisits: ...

    @property
    def upkeep(self) -> Upkeep: ...

    def close(self) -> None: ...
