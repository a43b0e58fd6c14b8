"""How much of the server one visitor gets, so that the others get theirs."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and then so many a second."""

    at_once: float
    a_second: float


class Allowances:
    """What is left to each of those that a key tells apart. Where they are many, the longest unseen are forgotten."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, amount: float = 1) -> bool:
        """Whether so much was left, which is then taken."""
        now = self._clock()
        left, seen = self._left.pop(key, (self._rate.at_once, now))
        left = min(self._rate.at_once, left + (now - seen) * self._rate.a_second)
        enough = left >= amount
        self._left[key] = (left - amount if enough else left, now)
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        return enough


class Places:
    """How many may be at something at the same time: of one visitor, and of all."""

    def __init__(self, of_one: int, of_all: int) -> None:
        self._of_one, self._of_all = of_one, of_all
        self._taken: dict[str, int] = {}

    @contextmanager
    def one(self, key: str) -> Iterator[bool]:
        """A place while the context lasts, or False where there is none."""
        taken = self._taken.get(key, 0)
        if taken >= self._of_one or sum(self._taken.values()) >= self._of_all:
            yield False
            return
        self._taken[key] = taken + 1
        try:
            yield True
        finally:
            self._taken[key] -= 1
            if not self._taken[key]:
                del self._taken[key]
