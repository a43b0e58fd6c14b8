"""A run of days, and the calendar that expressions name: weeks from Monday to Sunday, months, seasons, quarters."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` to `last`, both inclusive; None where that end is open."""

    first: date | None
    last: date | None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise ValueError(f"the first day ({self.first}) lies after the last ({self.last})")

    @property
    def in_words(self) -> str:
        """“12 June 2025”, “1 to 31 March 2025”, “from 6 March 2025”, “until 31 August 2025”."""
        if self.first is None or self.last is None:
            known = self.first or self.last
            return f"{'from' if self.first else 'until'} {day_in_words(known)}" if known else "any day"
        if self.first == self.last:
            return day_in_words(self.first)
        same_year, same_month = self.first.year == self.last.year, self.first.month == self.last.month
        begins = f"{self.first.day}"
        begins += "" if same_year and same_month else f" {self.first:%B}"
        begins += "" if same_year else f" {self.first.year}"
        return f"{begins} to {day_in_words(self.last)}"


def day_in_words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def one_day(day: date) -> Days:
    return Days(day, day)


def day_of(year: int, month: int, day: int) -> date | None:
    """The day; None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def moved(day: date, days: int) -> date:
    """So many days later; the calendar's own ends hold it."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month; the calendar's own ends hold it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def week_around(day: date) -> Days:
    monday = moved(day, -day.weekday())
    return Days(monday, moved(monday, 6))


def weekend_around(day: date) -> Days:
    """The Saturday and Sunday that end the day's week."""
    saturday = moved(day, 5 - day.weekday())
    return Days(saturday, moved(saturday, 1))


def month_around(day: date) -> Days:
    return months(day.year, day.month, 1)


def year_around(day: date) -> Days:
    return year(day.year)


def year(number: int) -> Days:
    return years(number, number)


def years(first: int, last: int) -> Days:
    """Whole years; what lies before the calendar begins or after it ends is its first or last year."""
    return Days(date(_on_calendar(first), 1, 1), date(_on_calendar(last), 12, 31))


def months(number: int, first: int, count: int) -> Days:
    """So many months from the first one (1–12) of a year."""
    begins = date(_on_calendar(number), first, 1)
    last = months_later(begins, count - 1)
    return Days(begins, last.replace(day=calendar.monthrange(last.year, last.month)[1]))


def _on_calendar(year: int) -> int:
    return min(max(year, MINYEAR), MAXYEAR)


def quarter_around(day: date) -> Days:
    return months(day.year, (day.month - 1) // 3 * 3 + 1, 3)


def season(number: int, name: str) -> Days:
    """By whole months, as meteorologists and the northern hemisphere count them; a winter begins in its year."""
    return months(number, _SEASONS[name.lower()], 3)


def easter(number: int) -> date:
    """Easter Sunday of a Gregorian year (the anonymous algorithm, Meeus, 1991)."""
    century, rest = divmod(number, 100)
    moon = (19 * (number % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    shift = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (number % 19 + 11 * moon + 22 * shift) // 451
    month, day = divmod(moon + shift - 7 * late + 114, 31)
    return date(number, month, day + 1)


def part(days: Days, which: str) -> Days:
    """The early, middle or late part of a month (ten days), a year (four months) or a decade; others stay whole."""
    first, last = days.first, days.last
    if first is None or last is None:
        return days
    third = {"early": 0, "mid": 1, "late": 2}[which]
    if days == month_around(first):
        return Days(first.replace(day=1 + 10 * third), last if third == 2 else first.replace(day=10 * (third + 1)))
    if days == year_around(first):
        return months(first.year, 1 + 4 * third, 4)
    if first.year % 10 == 0 and days == years(first.year, first.year + 9):
        begins, ends = ((0, 3), (4, 6), (6, 9))[third]
        return years(first.year + begins, first.year + ends)
    return days
