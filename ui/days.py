"""Days as people type them into filters: 2024-03-22, “March 2024”, “yesterday”, “last week”."""

from __future__ import annotations

from datetime import date

from index.errors import OnrecordError
from qa.dates.days import Days
from qa.dates.finding import days_meant

_MOST_CHARACTERS = 100


class FilterError(OnrecordError):
    """Dates that cannot be filtered by."""


def first_day(text: str | None, today: date | None = None) -> date | None:
    """The first of the days meant, for “since”; None for nothing. Raises FilterError."""
    return _days(text, today).first


def last_day(text: str | None, today: date | None = None) -> date | None:
    """The last of the days meant, for “until”; None for nothing. Raises FilterError."""
    return _days(text, today).last


def _days(text: str | None, today: date | None) -> Days:
    if not text or not text.strip():
        return Days(None, None)
    if len(text) > _MOST_CHARACTERS:
        raise FilterError(f"a date has at most {_MOST_CHARACTERS} characters: write 2024-03-22 or “March 2024”")
    found = days_meant(text, today or date.today())
    if found is None or found.first is None or found.last is None:
        raise FilterError(f"“{text}” is not a date: write 2024-03-22, “March 2024”, “yesterday” or “last week”")
    return found
