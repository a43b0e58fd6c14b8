"""What the page tells with an event, and what the page is told back: the values between Gradio and the chat."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from index.errors import OnrecordError
from index.text import MOST_CHARACTERS

_NUMBER = re.compile(r"[0-9]{1,9}")


class UnknownEvent(Exception):
    """What came is nothing that the page sends."""

    def __init__(self) -> None:
        super().__init__("This is no event of the chat’s page: reload it.")


@dataclass(frozen=True, slots=True)
class Told:
    """An event: of whom it is, and the fields that came with it, each text."""

    visitor: str
    fields: Mapping[str, object]

    def text(self, name: str, default: str | None = None) -> str:
        """Raises UnknownEvent where there is no such text, and no default."""
        value = self.fields.get(name, default)
        if not isinstance(value, str):
            raise UnknownEvent
        return value

    def words(self, name: str) -> str:
        """A text as long as a question may be, without white space around it; empty where there is none."""
        return self.text(name, "")[:MOST_CHARACTERS].strip()

    def number(self, name: str) -> int:
        """Raises UnknownEvent where it is no whole number."""
        value = self.text(name)
        if not _NUMBER.fullmatch(value):
            raise UnknownEvent
        return int(value)

    def lines(self, name: str) -> tuple[str, ...]:
        """The values of a list, which come as lines."""
        return tuple(line for line in self.text(name, "").split("\n") if line.strip())


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of the page: the HTML of those parts that change, and what its script does then.

    `act` names a function of `chat.js`, which gets `data`; `told` is a sentence for the visitor, as text.
    """

    parts: Mapping[str, str] = field(default_factory=dict)
    act: str = ""
    told: str = ""
    data: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        return {"parts": dict(self.parts), "act": self.act, "told": self.told, "data": dict(self.data)}


def sentence(error: OnrecordError) -> str:
    """What is wrong, as a sentence of the page."""
    told = str(error)
    return f"{told[:1].upper()}{told[1:]}."


def attributes(**values: object) -> str:
    """`data-` attributes, escaped: ` data-turn="0"`."""
    return "".join(f' data-{name.replace("_", "-")}="{escape(str(value))}"' for name, value in values.items())
