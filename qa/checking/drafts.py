"""The quotations of a draft: where each stands, what of it are the quoted words, and where it says that it was cut."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from index.article import Article, Span
from index.sentences import unwrapped
from qa.checking.folding import Folded, spans_outside
from qa.checking.marks import plain_marks
from qa.speech.cues import CUE_FORMS
from qa.speech.quotations import Quotation, paragraph_spans, quotations_in

_EDGES = "“”\"'`‘’ \t\n"
_ELLIPSIS = re.compile(r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.(?:\s?\.){2,}")
_BRACKETS = re.compile(r"\[([^\[\]\n]{1,80})\]")
_REFERENCE = re.compile(
    r"(?<=[\w.,;:!?])\[\^?\d{1,3}\]|\[\^?\d{1,3}\](?=[\W\d]{0,40}\Z)|(?<=\])\([^()\s]*\)|\[sic\]", re.IGNORECASE
)
"""A footnote’s number close to a word, or at the end; the address of a link; what is no word of anybody’s."""
_SENTENCE_ENDS = re.compile(r"[.!?][”\"’']?\s")
_GOES_ON = re.compile(r"[,:—–-]\s*$")
_MOST_BETWEEN = 160
_LEAST_UNCLOSED = 3
_MOST_WORDS = 1_000
"""Of a quotation that is held against the library in one piece."""

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_WORD = re.compile(r"\w+")


class BreakKind(StrEnum):
    """How a draft parts the words of a quotation."""

    ELLIPSIS = "ellipsis"
    BRACKETS = "brackets"
    INTERRUPTION = "interruption"


@dataclass(frozen=True, slots=True)
class Break:
    """After how many of its words a quotation is parted, and how. `words` are those in the brackets."""

    after: int
    kind: BreakKind
    span: Span
    words: Folded | None = None


@dataclass(frozen=True, slots=True)
class DraftQuotation:
    """Words that a draft has somebody say: `span` with its marks, `parts` without, in the draft's characters.

    `words` are what is held against the library, `breaks` where they are parted, in order. It is `unclosed` where the
    mark that closes it is missing: how far it reaches is then not known.
    """

    span: Span
    parts: tuple[Span, ...]
    words: Folded = field(repr=False)
    breaks: tuple[Break, ...] = ()
    unclosed: bool = False

    def piece(self, first: int, after_last: int) -> DraftQuotation:
        """Some of its words alone, by their numbers, with the breaks between them."""
        words = self.words.piece(first, after_last)
        breaks = [replace(mark, after=mark.after - first) for mark in self.breaks if first < mark.after < after_last]
        span = words.span(0, len(words) - 1)
        return DraftQuotation(span, (span,), words, tuple(breaks))


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it is read: `article` is its text with one kind of quotation marks, character for character."""

    text: str = field(repr=False)
    article: Article = field(repr=False)
    quotations: tuple[DraftQuotation, ...]


def read_draft(text: str) -> Draft | None:
    """The quotations of a draft, in order; None where it holds no text."""
    if not text.strip():
        return None
    marked = plain_marks(_UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text))
    own = unwrapped(marked)
    paragraphs = list(paragraph_spans(own))
    found = quotations_in(own, paragraphs)
    quotations = (_quotation(own, group) for group in _groups(own, found))
    article = Article("draft", "draft", marked, "draft")
    bounded = (piece for own in quotations if _is_something(own) for piece in _bounded(own))
    return Draft(text, article, tuple(_without_edges(text, own) for own in bounded))


def _bounded(quotation: DraftQuotation) -> Iterator[DraftQuotation]:
    """A quotation in pieces that can be aligned; of one that is not closed the first, as nobody knows where it ends."""
    total = len(quotation.words)
    if total <= _MOST_WORDS:
        yield quotation
    elif quotation.unclosed:
        yield replace(quotation.piece(0, _MOST_WORDS), unclosed=True)
    else:
        for first in range(0, total, _MOST_WORDS):
            yield quotation.piece(first, min(total, first + _MOST_WORDS))


def _is_something(quotation: DraftQuotation) -> bool:
    """Whether it has words; a mark that is not closed may be none where only one or two follow it."""
    return len(quotation.words) >= (_LEAST_UNCLOSED if quotation.unclosed else 1)


def _without_edges(text: str, quotation: DraftQuotation) -> DraftQuotation:
    """The quotation without the white space that a block is closed in."""
    return replace(quotation, span=quotation.span.trimmed(text) or quotation.span)


def _groups(text: str, found: Sequence[Quotation]) -> Iterator[list[Quotation]]:
    """Quotations that are one: a paragraph that goes on in the next, and words that only “he said” parts."""
    group: list[Quotation] = []
    for quotation in found:
        if group and not _is_same(text, group[-1], quotation):
            yield group
            group = []
        group.append(quotation)
    if group:
        yield group


def _is_same(text: str, before: Quotation, after: Quotation) -> bool:
    if before.goes_on:
        return after.continues
    between = text[before.span.end : after.span.start]
    inner = before.span.of(text).rstrip(_EDGES)
    return (
        len(between) <= _MOST_BETWEEN
        and "\n" not in between
        and inner.endswith((",", "—", "–", "-", "…", "?", "!"))
        and _GOES_ON.search(between) is not None
        and _SENTENCE_ENDS.search(between) is None
        and any(word.lower() in CUE_FORMS for word in _WORD.findall(between))
    )


def _quotation(text: str, group: Sequence[Quotation]) -> DraftQuotation:
    parts = tuple(part for quotation in group if (part := _without_marks(text, quotation.span)))
    breaks = [(span, BreakKind.ELLIPSIS) for part in parts for span in _places(text, part, _ELLIPSIS)]
    gaps = [span for span, _ in breaks] + [span for part in parts for span in _places(text, part, _REFERENCE)]
    told = {span.start for span in gaps}
    brackets = [span for part in parts for span in _places(text, part, _BRACKETS) if span.start not in told]
    breaks += [(span, BreakKind.BRACKETS) for span in brackets]
    gaps += brackets
    between = (Span(part.end, after.start) for part, after in pairwise(parts))
    breaks += [(span, BreakKind.INTERRUPTION) for span in between if "\n" not in span.of(text)]
    words = Folded.of(text, _within(text, parts, gaps))
    span = Span(group[0].span.start, group[-1].span.end)
    return DraftQuotation(
        span, parts, words, tuple(_break(text, words, *own) for own in sorted(breaks)), unclosed=group[-1].goes_on
    )


def _break(text: str, words: Folded, span: Span, kind: BreakKind) -> Break:
    after = bisect_right(words.ends, span.start)
    return Break(after, kind, span, Folded.of(text, [span]) if kind is BreakKind.BRACKETS else None)


def _without_marks(text: str, span: Span) -> Span | None:
    own = span.of(text)
    start = len(own) - len(own.lstrip(_EDGES))
    end = len(own.rstrip(_EDGES))
    return Span(span.start + start, span.start + end) if start < end else None


def _places(text: str, part: Span, pattern: re.Pattern[str]) -> Iterator[Span]:
    for match in pattern.finditer(text, part.start, part.end):
        yield Span(*match.span())


def _within(text: str, parts: Sequence[Span], gaps: Sequence[Span]) -> list[Span]:
    return [
        Span(max(part.start, kept.start), min(part.end, kept.end))
        for part in parts
        for kept in spans_outside(text, gaps)
        if kept.overlap(part)
    ]
