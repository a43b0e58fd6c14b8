"""What stands above an article's first paragraph when people paste one: headline, byline, date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from index.article import Span
from index.reading.byline import byline
from index.reading.captions import is_caption
from index.reading.dates import DateLine, date_line
from index.reading.lines import Line, lines_of
from index.reading.site_lines import is_standing

_BETWEEN = re.compile(r"\s+[|•·]\s+")
_LINES = 10
_LONGEST_HEADLINE = 150
_LONGEST_STANDFIRST = 200


@dataclass(frozen=True, slots=True)
class Head:
    """None for what it does not say. `credits` are the lines that only say who wrote the article, or when."""

    headline: str | None
    author: str | None
    published: date | None
    credits: tuple[Span, ...]


def read_head(text: str, tables: frozenset[str] = frozenset()) -> Head:
    """What the lines above the text proper tell about the article. Those that are `tables` tell nothing of it."""
    author, published, updated = None, None, None
    lines, credits = [line for line in _head(text) if line.words not in tables], []
    for line in lines:
        names = byline(line.words)
        dated = names.dated if names else date_line(line.words) or _date_among(line.words)
        if names or dated:
            credits.append(line.span)
        if names and author is None:
            author = names.author
        if dated and dated.updated:
            updated = updated or dated.day
        elif dated:
            published = published or dated.day
    return Head(_headline(lines), author, published or updated, tuple(credits))


def _date_among(line: str) -> DateLine | None:
    """The date in a line of small pieces, such as “January 13, 2020 | Python | View comments”."""
    pieces = _BETWEEN.split(line)
    if len(pieces) < 2 or len(line) > _LONGEST_STANDFIRST:
        return None
    return next(filter(None, map(date_line, pieces)), None)


def _head(text: str) -> Iterator[Line]:
    """The first lines, up to the second paragraph of prose: the first can be a standfirst."""
    paragraphs = 0
    for line in islice(lines_of(text), _LINES):
        words = line.words
        prose = len(words) > _LONGEST_STANDFIRST or (line.stopped and words.count(" ") >= 7)
        if prose and not (is_caption(words) or is_standing(words) or byline(words)):
            paragraphs += 1
        if paragraphs == 2:
            return
        yield line


def _headline(lines: list[Line]) -> str | None:
    """The first line that is not the site's, if it is short, no sentence, and apart from what is below it."""
    own = [line for line in lines if not is_standing(line.words)]
    if len(own) < 2:
        return None
    first, below = own[0], own[1]
    words = first.words
    if len(words) > _LONGEST_HEADLINE or words.rstrip("”’\"'»)").endswith((".", ",", ";", ":")):
        return None
    if not any(map(str.isalpha, words)) or is_caption(words) or byline(words) or date_line(words):
        return None
    return words if first.alone or byline(below.words) or date_line(below.words) else None
