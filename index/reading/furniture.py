"""Lines that are not an article's own words: its headline once more, byline, captions, “Most Popular”."""

from __future__ import annotations

import re

from index.article import Span
from index.reading.captions import is_caption
from index.reading.dates import date_line
from index.reading.head import read_head
from index.reading.lines import Line, lines_of, plain
from index.reading.site_lines import is_standing

_SHORTEST_TITLE_START = 30
_LONGEST_HEADLINE = 200
_ALIKE = str.maketrans("‘’“”–—", "''\"\"--", "*_`")


def find_furniture(title: str, text: str, set_apart: frozenset[str] = frozenset()) -> tuple[Span, ...]:
    """The spans of whole lines that are not the article's own words, in order; none where nothing would remain.

    They are: the title as the first line, lines at the head with nothing but author or date, captions and photo
    credits, a paragraph that repeats the one above it, and lines that stand on every page of a site. `set_apart`
    are lines that the source marks as such. An empty title stands for none.
    """
    lines = list(lines_of(text))
    credits = set(read_head(text).credits)
    own_lines = 0
    furniture: list[Span] = []
    above: Line | None = None
    for line in lines:
        if (
            line.span in credits
            or (own_lines == 0 and _repeats_title(title, line.words))
            or (above is not None and line.words == above.words)
            or not any(map(str.isalnum, line.words))
            or is_caption(line.words)
            or is_standing(line.words)
            or " ".join(line.span.of(text).split()) in set_apart
        ):
            furniture.append(line.span)
        else:
            own_lines += 1
        above = line
    return tuple(furniture) if own_lines else ()


def _repeats_title(title: str, line: str) -> bool:
    """Whether the line is the title, perhaps with a date behind it, or one that the title was cut from."""
    wanted, found = _folded(title), _folded(line)
    if wanted and found.startswith(wanted):
        behind = found[len(wanted) :]
        if not behind or date_line(behind):
            return True
    start = re.sub(r"\s*(?:\.\.\.|…)$", "", title)
    cut = start != title and len(start) >= _SHORTEST_TITLE_START
    return cut and len(line) <= _LONGEST_HEADLINE and found.startswith(_folded(start))


def _folded(words: str) -> str:
    return plain(words).translate(_ALIKE).casefold().rstrip(" .")
