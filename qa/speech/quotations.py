"""Paragraphs of a text, and where in them words stand in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.article import Span

_MARKS = re.compile(r"[“”\"]|''|``")
_CLOSING = {"“": "”", '"': '"', "''": "''", "``": "''"}
_LEAST_LETTERS = 2
_BEGINS = re.compile(r"[\w“‘'’(\[$£€#@….–—-]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks, the marks included.

    `goes_on` where the paragraph ends before the mark that closes it; `continues` where it opens a paragraph after one
    that goes on.
    """

    span: Span
    goes_on: bool = False
    continues: bool = False


def paragraph_spans(text: str) -> Iterator[Span]:
    """The lines of a text that nothing wraps, those that hold anything, without the space around them."""
    for match in re.finditer(r"\S[^\n]*", text):
        yield Span(match.start(), match.start() + len(match[0].rstrip()))


def quotations_in(text: str, paragraphs: Sequence[Span]) -> list[Quotation]:
    """The quotations of neighbouring paragraphs, in order; one that goes on may open the next one anew.

    A quotation within one is part of it: it ends at the mark that belongs to the one that it began with.
    """
    found: list[Quotation] = []
    was_open = False
    for paragraph in paragraphs:
        opened: tuple[int, str] | None = None
        first = True
        for match in _MARKS.finditer(text, paragraph.start, paragraph.end):
            place, mark = match.start(), match[0]
            if opened is None:
                if not _only_closes(text, place, paragraph):
                    opened = (place, mark)
                elif was_open and first:
                    found.append(Quotation(Span(paragraph.start, match.end()), continues=True))
                    first = False
            elif mark == _CLOSING[opened[1]]:
                continues = was_open and first and opened[0] == paragraph.start
                found.append(Quotation(Span(opened[0], match.end()), continues=continues))
                opened, first = None, False
        if opened is not None:
            continues = was_open and first and opened[0] == paragraph.start
            found.append(Quotation(Span(opened[0], paragraph.end), goes_on=True, continues=continues))
        was_open = opened is not None
    return [quotation for quotation in found if len(re.findall(r"\w", quotation.span.of(text))) >= _LEAST_LETTERS]


def _only_closes(text: str, place: int, paragraph: Span) -> bool:
    """Whether a mark can open no quotation: one curled to close, or a straight one after a word or before none."""
    after_word = place > paragraph.start and (text[place - 1].isalnum() or text[place - 1] == "_")
    return text[place] == "”" or (text[place] == '"' and (after_word or _BEGINS.match(text, place + 1) is None))


def touching(quotations: Sequence[Quotation], span: Span) -> Sequence[Quotation]:
    """Those of the quotations, which are in order, that have a character of the span."""
    first = bisect_right(quotations, span.start, key=lambda quotation: quotation.span.end)
    last = bisect_left(quotations, span.end, key=lambda quotation: quotation.span.start)
    return quotations[first:last]


def narrated(text: str, span: Span, quotations: Sequence[Quotation]) -> str:
    """The words at `span` with those in quotation marks blanked out, mark for mark of the same length.

    The quotations are in order.
    """
    parts: list[str] = []
    place = span.start
    for quotation in touching(quotations, span):
        start, end = max(quotation.span.start, place), min(quotation.span.end, span.end)
        blank = " " * (end - start - 1) + ("”" if end == quotation.span.end else " ")
        parts += (text[place:start], blank)
        place = end
    return "".join((*parts, text[place : span.end]))
