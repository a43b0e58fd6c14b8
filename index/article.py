"""The values that everything else is about: spans, articles and passages."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

LONGEST_TITLE = 300
"""Readers shorten titles to so many characters, and no more of one is looked at beside a passage."""

_LONGEST_CREDIT = 100
"""Characters of a line that says who wrote an article, or when: captions are longer."""

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

    `published` is the day; `published_at` is the moment on that day where it is known, with its time zone where that
    is known too, and None where only the day is. What leads back to the original: `page_starts` are the characters at
    which its pages begin (empty where it has none), `first_line` is the line of the original (from 1) on which the
    text begins, where the text is the original's own lines, and `original_hash` the sha256 of the file that was read.

    `recognised` are the spans that were read from pictures of pages, by text recognition, and may be misread.
    `remarks` are sentences, without their full stops, on what of the original was left out or guessed.
    `passed_over` are the characters of sentences that the source holds beside the text, as far as that is known: it is
    told when the article is added, and not stored.
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
    published_at: datetime | None = None
    page_starts: tuple[int, ...] = ()
    first_line: int | None = None
    original_hash: str | None = None
    recognised: tuple[Span, ...] = ()
    remarks: tuple[str, ...] = ()
    passed_over: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        for name in ("id", "title", "text", "source"):
            if not getattr(self, name).strip():
                raise ValueError(f"an article needs a {name}")
        if _UNSTORABLE.search(self.text):
            raise ValueError(
                "an article's text holds no NUL characters and no lone surrogates: clean_text removes them"
            )
        if isinstance(self.published, datetime):
            raise TypeError("published is a date without a time: published_at is for the moment")
        if self.published_at and self.published_at.date() != self.published:
            raise ValueError(f"published_at ({self.published_at}) is not on the day of publication ({self.published})")
        if self.page_starts and not (
            self.page_starts[0] == 0
            and list(self.page_starts) == sorted(self.page_starts)
            and self.page_starts[-1] <= len(self.text)
        ):
            raise ValueError("the pages begin at 0, follow each other, and lie within the text")
        if self.furniture and max(span.end for span in self.furniture) > len(self.text):
            raise ValueError("furniture lies outside the text")
        if self.recognised and max(span.end for span in self.recognised) > len(self.text):
            raise ValueError("recognised text lies outside the text")

    @property
    def set_apart(self) -> int:
        """How many characters of the text are left out of what is searched and quoted: furniture, but for the headline,
        byline and date above the text, which are known as the title, the author and the day."""
        head = 0
        for span in self.furniture:
            if self.text[head : span.start].strip() or not self._is_known(span.of(self.text)):
                break
            head = span.end
        return sum(len(span) for span in self.furniture if span.start >= head)

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
            # What later versions brought counts only where it is there: older articles keep their hashes.
            *((self.published_at.isoformat(),) if self.published_at else ()),
            *((self.page_starts,) if self.page_starts else ()),
            *((tuple((span.start, span.end) for span in self.recognised),) if self.recognised else ()),
        )
        return hashlib.sha256(repr(seen).encode()).hexdigest()

    def _is_known(self, line: str) -> bool:
        """Whether a line of the head says what the title, the author or the day of publication say."""
        said, title = _folded(line), _folded(self.title)
        if said and title and (said.startswith(title) or title.startswith(said)):
            return True
        numbers = set(map(int, re.findall(r"\d{1,4}", line)))
        dated = self.published is not None and {self.published.year, self.published.day} <= numbers
        signed = self.author is not None and _folded(self.author.partition(",")[0]) in said
        return len(line) < _LONGEST_CREDIT and (dated or signed)

    def is_recognised(self, span: Span) -> bool:
        """Whether text recognition read any of these characters from a picture."""
        return any(read.overlap(span) for read in self.recognised)

    def page(self, position: int) -> int | None:
        """The page, from 1, of the original on which the character at `position` stands; None where it has none."""
        return bisect_right(self.page_starts, position) or None

    def line(self, position: int) -> tuple[int, int] | None:
        """The original's line and column, both from 1, of the character at `position`; None where it has no lines."""
        if self.first_line is None:
            return None
        begins = self.text.rfind("\n", 0, position) + 1
        return self.first_line + self.text.count("\n", 0, position), position - begins + 1


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


def _folded(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).casefold()


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
