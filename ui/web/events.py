"""The events of the chat's page as they are sent to the server: what one may look like."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

_FIELDS = {"data", "event_data", "fn_index", "session_hash", "trigger_id", "event_id"}


@dataclass(frozen=True, slots=True)
class Event:
    """How many values an event carries, what it is called, and whether it takes the server long."""

    values: int
    name: str
    laborious: bool = False


class Events:
    """Those of one page. None carries a file: what was uploaded is told by its place, as text."""

    def __init__(self, events: Mapping[int, Event]) -> None:
        self._events = events

    def known(self, body: bytes) -> Event | None:
        """The event that is sent, or None where the page sends none such: a file of an address, for one."""
        try:
            sent = json.loads(body)
        except (ValueError, RecursionError):
            return None
        if not isinstance(sent, dict) or any(sent[name] is not None for name in sent.keys() - _FIELDS):
            return None
        number, values, told = sent.get("fn_index"), sent.get("data"), sent.get("event_data")
        event = self._events.get(number) if type(number) is int else None
        if event is None or not isinstance(values, list) or len(values) != event.values:
            return None
        if not isinstance(sent.get("session_hash"), str) or not _is_flat(told):
            return None
        return event if all(value is None or isinstance(value, str) for value in values) else None


def _is_flat(told: object) -> bool:
    """Whether what was clicked or typed is told in plain values, as the page does."""
    values = told.values() if isinstance(told, dict) else told if isinstance(told, list) else [told]
    return all(isinstance(value, str | int | float | None) for value in values)
