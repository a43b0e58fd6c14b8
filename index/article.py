"""The values that everything else is about: spans, articles and passages."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of Unicode code points: 0 ≤ start < end."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 ≤ start < end, not {self.start}–{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]

    def shift(self, offset: int) -> Span:
        return Span(self.start + offset, self.end + offset)

    def overlap(self, other: Span) -> int:
        """How many characters the two spans share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def within(self, other: Span) -> bool:
        return other.start <= self.start and self.end <= other.end

    def trimmed(self, text: str) -> Span | None:
        """The span without white space at its edges; None where nothing else is left."""
        covered = self.of(text)
        start = self.start + len(covered) - len(covered.lstrip())
        end = self.end - len(covered) + len(covered.rstrip())
        return Span(start, end) if start < end else None


def outside(whole: Span, excluded: Iterable[Span]) -> Iterator[Span]:
    """The parts of `whole` that no excluded span covers, in order."""
    position = whole.start
    for gap in sorted(excluded):
        if gap.end <= position or gap.start >= whole.end:
            continue
        if gap.start > position:
            yield Span(position, gap.start)
        position = gap.end
    if position < whole.end:
        yield Span(position, whole.end)


@dataclass(frozen=True, slots=True)
class Article:
    """One source, as it was read. `text` never changes afterwards; offsets everywhere count its code points.

    `source` is where it was read (a path, an address, or a name), `outlet` who published it. `furniture` are the
    spans that are not the article's own words (captions, credits, “Most Popular”): kept in the text, neither
    searched nor quoted.
    """

    id: str
    title: str
    text: str
    source: str
    outlet: str | None = None
    url: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = None
    furniture: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        for name in ("id", "title", "text", "source"):
            if not getattr(self, name).strip():
                raise ValueError(f"an article needs a {name}")
        if _UNSTORABLE.search(self.text):
            raise ValueError(
                "an article's text holds no NUL characters and no lone surrogates: clean_text removes them"
            )
        if isinstance(self.published, datetime):
            raise TypeError("published is a date without a time")
        if self.furniture and max(span.end for span in self.furniture) > len(self.text):
            raise ValueError("furniture lies outside the text")

    @property
    def content_hash(self) -> str:
        """Changes exactly when something a reader could see or search changes; never an identity."""
        seen = (
            self.title,
            self.text,
            self.outlet,
            self.url,
            self.author,
            self.published and self.published.isoformat(),
            self.language,
            tuple((span.start, span.end) for span in self.furniture),
        )
        return hashlib.sha256(repr(seen).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Passage:
    """An indexed piece of an article. An article's passages, in order, concatenate to exactly its text."""

    article_id: str
    position: int
    span: Span
    text: str

    def __post_init__(self) -> None:
        if len(self.text) != len(self.span):
            raise ValueError(f"passage {self.id} holds {len(self.text)} characters for a span of {len(self.span)}")

    @property
    def id(self) -> str:
        return f"{self.article_id}#{self.position}"


def article_id(source: str, name: str) -> str:
    """The same source always gives the same id: a readable stem and ten hexadecimal digits of its hash."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:48].strip("-") or "article"
    return f"{stem}-{hashlib.sha256(source.encode(errors='replace')).hexdigest()[:10]}"


def clean_text(text: str) -> str:
    """Text as articles hold it: one kind of line end, no NUL, no byte order mark, no lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removeprefix("\ufeff")
    return text.encode("utf-8", "replace").decode("utf-8")


def tile_error(article: Article, passages: Sequence[Passage]) -> str | None:
    """What is wrong with an article's passages, in one sentence; None where they tile it exactly."""
    position = 0
    for number, passage in enumerate(passages):
        if passage.article_id != article.id or passage.position != number:
            return f"passage {passage.id} stands where {article.id}#{number} belongs"
        if passage.span.start != position:
            return f"passage {passage.id} starts at {passage.span.start} instead of {position}"
        if passage.span.of(article.text) != passage.text:
            return f"passage {passage.id} is not the article's text at {passage.span.start}–{passage.span.end}"
        position = passage.span.end
    if position != len(article.text):
        return f"the passages of {article.id} end at {position} of {len(article.text)} characters"
    return None
