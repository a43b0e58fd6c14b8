"""Dates as publishers write them."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_FORMS = tuple(
    re.compile(_WEEKDAY + form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>\d{4})/(?P<number>\d{1,2})/(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>\d{4})\.(?P<number>\d{1,2})\.(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>(?:19|20)\d\d)(?P<number>\d\d)(?P<day>\d\d)(?!\d)",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}})(?!\d)",
        r"(?P<day>\d{1,2})\.\s?(?P<number>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)",
    )
)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_LABEL = re.compile(
    r"(?P<updated>(?:last )?(?:updated|modified)|date updated)?"
    r"(?:(?:first |originally )?(?:published|posted|released)|date(?: published)?)?(?:\s+(?:on|at))?\s*:?\s*",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:[\s,;|·•–—-]|T(?=\d)|at\b|\d{1,2}[:.h]\d\d(?::\d\d)?(?:\.\d+)?|\d{1,2}(?=\s?[ap]\.?m)|[ap]\.?m\.?(?!\w)|"
    r"(?:GMT|UTC|BST|CET|CEST|E[SD]?T|C[SD]T|M[SD]T|P[SD]?T|IST|Z)\b|[+-]\d\d:?\d\d|[()])*",
    re.IGNORECASE,
)


def parse_date(value: object) -> date | None:
    """The day that a field names, as ISO or RFC 2822, `2022/11/17`, `March 3, 2024` or an epoch; None where unsure.

    `03/04/2024` is March to some and April to others, so it is nobody's. Epochs are days in UTC, the rest as written.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float):
        return _from_epoch(value)
    if isinstance(value, int) and abs(value) >= 10**18:
        return None
    written = str(value).strip()[:200]
    if found := _leading_date(written):
        return found[0]
    if re.fullmatch(r"\d{9,16}(\.\d+)?", written, re.ASCII):
        return _from_epoch(float(written))
    return None


def parse_moment(value: object) -> datetime | None:
    """The moment that a field names on the day that `parse_date` finds, as ISO, RFC 2822 or an epoch.

    None where only the day is known: midnight without a zone, or in UTC, is what programs write for a mere day.
    """
    moment = _moment(value)
    if moment is None or moment.date() != parse_date(value):
        return None
    padded = moment.time() == time() and moment.utcoffset() in (None, timedelta())
    return None if padded else moment


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date | bool):
        return None
    if isinstance(value, str) and re.fullmatch(r"\d{9,16}(\.\d+)?", value.strip(), re.ASCII):
        value = float(value)
    if isinstance(value, int | float):
        return _moment_of_epoch(value) if abs(value) < 1e18 else None
    if not isinstance(value, str):
        return None
    written = value.strip()[:200]
    with suppress(ValueError):
        return datetime.fromisoformat(written) if len(written) > 10 else None
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        return parsedate_to_datetime(written) if ":" in written else None
    return None


@dataclass(frozen=True, slots=True)
class DateLine:
    """The day that a line names, and whether it says that the article was updated on it."""

    day: date
    updated: bool


def date_line(line: str) -> DateLine | None:
    """What a line says that holds nothing but dates (“Published: Friday, March 22, 2024 at 3:15 PM”), or None.

    Where it names several, the day of publication wins over that of an update.
    """
    first: DateLine | None = None
    rest = line.strip()
    if len(rest) > 120:
        return None
    while rest:
        label = _LABEL.match(rest)
        after = rest[label.end() :] if label else rest
        found = _leading_date(after)
        if found is None:
            return None
        day, end = found
        updated = bool(label and label["updated"])
        if first is None or (first.updated and not updated):
            first = DateLine(day, updated)
        clock = _CLOCK.match(after, end)
        rest = after[clock.end() if clock else end :]
    return first


def _leading_date(text: str) -> tuple[date, int] | None:
    """The date that the text begins with, and where it ends."""
    for form in _FORMS:
        if match := form.match(text):
            groups = match.groupdict()
            month = groups.get("number") or _MONTHS[groups["month"].lower()]
            return _day(int(groups["year"]), int(month), int(groups["day"]), match.end())
    if match := _SLASHED.match(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first > 12 or first == second:
            return _day(year, second, first, match.end())
        if second > 12:
            return _day(year, first, second, match.end())
    return None


def _day(year: int, month: int, day: int, end: int) -> tuple[date, int] | None:
    try:
        return date(year, month, day), end
    except ValueError:
        return None


def _from_epoch(value: float) -> date | None:
    moment = _moment_of_epoch(value)
    return moment and moment.date()


def _moment_of_epoch(value: float) -> datetime | None:
    for unit in (1, 1e3, 1e6):
        if 1e8 <= value / unit < 4.2e9:
            return datetime.fromtimestamp(value / unit, UTC)
    return None
