"""Many places of a text, asked which of them hold or touch another: by halving, however many there are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate

from index.article import Span


@dataclass(frozen=True, slots=True)
class Places:
    """Where spans begin, in order, and how far those up to each reach."""

    starts: tuple[int, ...] = field(repr=False)
    reaches: tuple[int, ...] = field(repr=False)

    @classmethod
    def of(cls, spans: Iterable[Span]) -> Places:
        ordered = sorted(spans)
        reaches = accumulate((span.end for span in ordered), max)
        return cls(tuple(span.start for span in ordered), tuple(reaches))

    def hold(self, span: Span) -> bool:
        """Whether one of them holds all of the span."""
        number = bisect_right(self.starts, span.start)
        return number > 0 and self.reaches[number - 1] >= span.end

    def touch(self, span: Span) -> bool:
        """Whether one of them has a character of the span."""
        number = bisect_left(self.starts, span.end)
        return number > 0 and self.reaches[number - 1] > span.start
