"""Lines that are not an article's own words: its headline once more, byline, captions, “Most Popular”."""

from __future__ import annotations

import re

from index.article import Span
from index.reading.captions import is_caption
from index.reading.dates import date_line
from index.reading.head import read_head
from index.reading.lines import Line, lines_of, plain
from index.reading.site_lines import is_standing
from index.reading.teasers import is_teaser

_SHORTEST_TITLE_START = 30
_LONGEST_HEADLINE = 200
_ALIKE = str.maketrans("‘’“”–—", "''\"\"--", "*_`")


def find_furniture(
    title: str,
    text: str,
    set_apart: frozenset[str] = frozenset(),
    *,
    others: frozenset[str] = frozenset(),
    teasers: bool = True,
) -> tuple[Span, ...]:
    """The spans of whole lines that are not the article's own words, in order; none where nothing would remain.

    They are: the title as the first line, lines at the head with nothing but author or date, captions and photo
    credits, a paragraph that repeats the one above it, and lines that stand on every page of a site; `others` are
    lines that somebody else is known to have written. `set_apart`
    are lines that the source marks as such; `teasers` are lines that lead elsewhere by their looks. Neither captions
    nor those two are ever most of an article: where they would be, they are its own. An empty title stands for none.
    """
    lines = list(lines_of(text))
    credits = set(read_head(text).credits)
    surely: list[Span] = []
    likely: dict[str, list[Span]] = {"caption": [], "set apart": [], "teaser": []}
    own_lines = 0
    above: Line | None = None
    for number, line in enumerate(lines):
        if (
            line.span in credits
            or (own_lines == 0 and _repeats_title(title, line.words))
            or (above is not None and line.words == above.words)
            or not any(map(str.isalnum, line.words))
            or is_standing(line.words)
            or " ".join(line.span.of(text).split()) in others
        ):
            surely.append(line.span)
        elif " ".join(line.span.of(text).split()) in set_apart:
            likely["set apart"].append(line.span)
        elif is_caption(line.words):
            likely["caption"].append(line.span)
        elif teasers and is_teaser(lines, number):
            likely["teaser"].append(line.span)
        else:
            own_lines += 1
        above = line
    if not own_lines:
        return ()
    rest = sum(len(line.span) for line in lines) - sum(map(len, surely))
    return tuple(sorted([*surely, *_a_smaller_part(likely, rest)]))


def _a_smaller_part(likely: dict[str, list[Span]], of: int) -> list[Span]:
    """The spans of the kinds that are together at most half of so many characters; the largest kinds go first."""
    kept: list[Span] = []
    for spans in sorted(likely.values(), key=lambda spans: sum(map(len, spans))):
        if sum(map(len, kept)) + sum(map(len, spans)) > of / 2:
            break
        kept += spans
    return kept


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
