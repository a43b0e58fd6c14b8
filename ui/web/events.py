"""The events of the chat's page as they are sent to the server: what one may look like."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FIELDS = {"data", "event_data", "fn_index", "session_hash", "trigger_id", "event_id"}


@dataclass(frozen=True, slots=True)
class Event:
    """How many values an event carries, whether it takes the server long, and whether it brings files."""

    values: int
    laborious: bool = False
    uploads: bool = False


class Events:
    """Those of one page. Files are only taken from where uploads are put."""

    def __init__(self, events: Mapping[int, Event], uploads: Path) -> None:
        self._events = events
        self._uploads = uploads.resolve()

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
        return event if all(self._is_value(value, event) for value in values) else None

    def _is_value(self, value: object, event: Event) -> bool:
        if value is None or isinstance(value, str):
            return True
        if not isinstance(value, list):
            return False
        return all(isinstance(part, str) or (event.uploads and self._is_uploaded(part)) for part in value)

    def _is_uploaded(self, value: object) -> bool:
        """Whether it is a file that was uploaded here. Gradio would fetch one whose path is an address."""
        if not isinstance(value, dict) or not isinstance(path := value.get("path"), str):
            return False
        try:
            place = Path(path).resolve()
        except (OSError, ValueError):
            return False
        return Path(path).is_absolute() and place.is_relative_to(self._uploads) and place.is_file()


def _is_flat(told: object) -> bool:
    """Whether what was clicked or typed is told in plain values, as the page does."""
    values = told.values() if isinstance(told, dict) else told if isinstance(told, list) else [told]
    return all(isinstance(value, str | int | float | None) for value in values)
