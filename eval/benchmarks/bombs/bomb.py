"""What a bomb is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Bomb:
    """A small file that would become large, slow or deep. `content` makes its bytes."""

    what: str
    name: str
    content: Callable[[], bytes]


def repeated(unit: str, times: int, before: str = "", after: str = "") -> Callable[[], bytes]:
    """What makes a text of so many times the same, between two others."""
    return lambda: f"{before}{unit * times}{after}".encode()


ENTITIES = '<!ENTITY a "lol">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("abcdefghij")
)
"""Entities of entities: the last one stands for three billion letters."""
