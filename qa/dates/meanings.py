"""What “on Thursday”, “two weeks ago” or “Q1 2025” mean, seen from a day.

Each meaning is made of a rule's match, the day from which the words are seen (of an article, its publication) and the
tense around them; it is None where the words are no date after all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from qa.dates import days as cal
from qa.dates.days import Days
from qa.dates.tense import Tense

MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_COUNTING = "one two three four five six seven eight nine ten eleven twelve".split()
NUMBERS = {word: number for number, word in enumerate(_COUNTING, 1)} | {
    "a": 1, "an": 1, "a couple of": 2, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
_DISTANCE = {"last year": -1, "this year": 0, "next year": 1}
_NEAR, _CLEAR = 80, 6
"""Characters around a quarter in which its business is named, and months after which it may be another year's."""
_BUSINESS = re.compile(
    r"\b(?:profits?|earnings|revenues?|sales|results|growth|economy|gross domestic|GDP|income|output|production|"
    r"exports|imports|orders|deliveries|shipments|dividends?|forecasts?|shares|prices|inflation|investors|analysts|spending|"
    r"budget|turnover|loss(?:es)? of|unemployment|quarterly|company|bank|firm)\b",
    re.IGNORECASE,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 0, "final": 0}


@dataclass(frozen=True, slots=True)
class View:
    """From where an expression is seen: a day, and the tense around it."""

    day: date
    tense: Tense


@dataclass(frozen=True, slots=True)
class Meaning:
    """The days meant. `relative` tells that they depend on the day of the view; `other` is the second reading of an
    ambiguous one."""

    days: Days
    relative: bool = True
    other: date | None = None


def _month_number(match: re.Match[str]) -> int:
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(match["month"].rstrip(".")[:3]))


def _count(match: re.Match[str]) -> int:
    written = match["count"].lower()
    return NUMBERS.get(written) or int(written)


def _absolute(days: Days | date | None) -> Meaning | None:
    if days is None:
        return None
    return Meaning(cal.one_day(days) if isinstance(days, date) else days, relative=False)


def _relative(days: Days | date | None) -> Meaning | None:
    if days is None:
        return None
    return Meaning(cal.one_day(days) if isinstance(days, date) else days)


def _nearest(options: list[Days], view: View) -> Days | None:
    """Of the same days of several years, oldest first: the last begun, the next not over, or the nearest."""
    past = [one for one in options if one.first and one.first <= view.day]
    ahead = [one for one in options if one.last and one.last >= view.day]
    if not past or not ahead:
        return None
    if view.tense is Tense.PAST:
        return past[-1]
    if view.tense is Tense.FUTURE:
        return ahead[0]
    since, until = (view.day - (past[-1].last or view.day)).days, ((ahead[0].first or view.day) - view.day).days
    return past[-1] if since <= until else ahead[0]


def _around(view: View) -> range:
    return range(max(2, view.day.year - 8), min(9998, view.day.year + 9))


def numeric(match: re.Match[str], view: View) -> Meaning | None:
    """Day first, as most of the world writes it, unless only month first is a date; the other reading is told."""
    one, two, number = int(match["one"]), int(match["two"]), int(match["year"])
    day_first, month_first = cal.day_of(number, two, one), cal.day_of(number, one, two)
    if "." in match[0]:
        return _absolute(day_first)
    chosen = day_first or month_first
    if chosen is None:
        return None
    other = month_first if day_first and month_first != day_first else None
    return Meaning(cal.one_day(chosen), relative=False, other=other)


def iso(match: re.Match[str], view: View) -> Meaning | None:
    return _absolute(cal.day_of(int(match["year"]), int(match["month"]), int(match["day"])))


def day_and_month(match: re.Match[str], view: View) -> Meaning | None:
    month, first = _month_number(match), int(match["day"])
    last = int(match["until"]) if match.groupdict().get("until") else first

    def in_year(number: int) -> Days | None:
        begins, ends = cal.day_of(number, month, first), cal.day_of(number, month, last)
        return Days(begins, ends) if begins and ends and begins <= ends else None

    if match["year"]:
        return _absolute(in_year(int(match["year"])))
    if match["of"]:
        distance = _DISTANCE.get(match["of"].lower())
        return _relative(in_year(view.day.year + distance)) if distance is not None else None
    return _relative(_nearest([found for number in _around(view) if (found := in_year(number))], view))


def weekday_and_day(match: re.Match[str], view: View) -> Meaning | None:
    """“Friday the 13th”."""
    step = 1 if view.tense is Tense.FUTURE else -1
    for distance in range(2000):
        day = cal.moved(view.day, step * distance)
        if day.day == int(match["day"]) and day.weekday() == WEEKDAYS.index(match["weekday"]):
            return _relative(day)
    return None


def month_and_year(match: re.Match[str], view: View) -> Meaning | None:
    return _absolute(cal.months(int(match["year"]), _month_number(match), 1))


def bare_month(match: re.Match[str], view: View) -> Meaning | None:
    number = _month_number(match)
    if match["of"]:
        distance = _DISTANCE.get(match["of"].lower())
        return _relative(cal.months(view.day.year + distance, number, 1)) if distance is not None else None
    return _relative(_nearest([cal.months(year, number, 1) for year in _around(view)], view))


def season(match: re.Match[str], view: View) -> Meaning | None:
    return _absolute(cal.season(int(match["year"]), match["season"]))


def which_season(match: re.Match[str], view: View) -> Meaning | None:
    return _which_of([cal.season(year, match["season"]) for year in _around(view)], match["which"], view)


def which_month(match: re.Match[str], view: View) -> Meaning | None:
    number = _month_number(match)
    return _which_of([cal.months(year, number, 1) for year in _around(view)], match["which"], view)


def _which_of(options: list[Days], which: str, view: View) -> Meaning | None:
    """The last one that is over, the next one not begun, or this one: not over, or over for less than half a year."""
    over = [one for one in options if one.last and one.last < view.day]
    ahead = [one for one in options if one.first and one.first > view.day]
    if which.lower() in ("last", "past"):
        return _relative(over[-1] if over else None)
    if which.lower() in ("next", "coming"):
        return _relative(ahead[0] if ahead else None)
    same = [one for one in options if one.first and one.first.year == view.day.year]
    return _relative(same[0] if same else None)


def quarter(match: re.Match[str], view: View) -> Meaning | None:
    number = int(match["number"]) if match["number"].isdigit() else _ORDINALS[match["number"].lower()] or 4
    return _absolute(cal.months(int(match["year"]), 3 * number - 2, 3))


def bare_quarter(match: re.Match[str], view: View) -> Meaning | None:
    """“third-quarter profit”, “the economy grew in the first quarter”: of a calendar year, and not of a game.

    None where it is not clear which: one that is over since half a year, and, told as past, one that is not over yet,
    may be of a firm's own year.
    """
    first = 3 * _ORDINALS[match["number"].lower()] - 2
    return _of_business([cal.months(year, first, 3) for year in _around(view)], match, view)


def bare_half(match: re.Match[str], view: View) -> Meaning | None:
    first = 1 if match["number"].lower() == "first" else 7
    return _of_business([cal.months(year, first, 6) for year in _around(view)], match, view)


def _of_business(options: list[Days], match: re.Match[str], view: View) -> Meaning | None:
    around = match.string[max(0, match.start() - _NEAR) : match.end() + _NEAR]
    days = _nearest(options, view)
    if days is None or days.first is None or days.last is None or not _BUSINESS.search(around):
        return None
    clear = cal.months_later(days.last, _CLEAR) >= view.day and days.first <= cal.months_later(view.day, 12)
    running = view.tense is Tense.PAST and days.last >= view.day
    return _relative(days) if clear and not running else None


def half(match: re.Match[str], view: View) -> Meaning | None:
    return _absolute(cal.months(int(match["year"]), 1 if match["number"].lower() == "first" else 7, 6))


def part_of_which_year(match: re.Match[str], view: View) -> Meaning | None:
    """“the third quarter of last year”, “the first half of this year”, “the first nine months of 2024”."""
    which = match["of"].lower()
    year = view.day.year + _DISTANCE[which] if which in _DISTANCE else int(which)
    if match["count"]:
        count = _count(match)
        days = cal.months(year, 1, count) if count <= 12 else None
    else:
        length = 3 if match["unit"].lower() == "quarter" else 6
        number = _ORDINALS[match["number"].lower()] or 12 // length
        days = cal.months(year, length * (number - 1) + 1, length) if number * length <= 12 else None
    return _absolute(days) if which.isdigit() else _relative(days)


def earlier(match: re.Match[str], period: Days) -> Days | None:
    """“a year earlier”, counted from the period that was told; None where the step is shorter than that is long."""
    step = {"month": 1, "quarter": 3, "year": 12}[match["unit"].lower()]
    first, last = period.first, period.last
    if first is None or last is None or (last - first).days > 31 * step:
        return None
    begins, after = cal.months_later(first, -step), cal.months_later(cal.moved(last, 1), -step)
    return Days(begins, cal.moved(after, -1))


def decade(match: re.Match[str], view: View) -> Meaning | None:
    first = int(match["decade"])
    return _absolute(cal.years(first, first + 9))


def century(match: re.Match[str], view: View) -> Meaning | None:
    last = 100 * int(match["century"])
    return _absolute(cal.years(last - 99, last))


def bare_year(match: re.Match[str], view: View) -> Meaning | None:
    return _absolute(cal.year(int(match["year"])))


def years(match: re.Match[str], view: View) -> Meaning | None:
    first, last = int(match["year"]), int(match["until"])
    last = last if last > 99 else first // 100 * 100 + last
    return _absolute(cal.years(first, last)) if first < last else None


def day_word(match: re.Match[str], view: View) -> Meaning | None:
    word = match[0].lower()
    distances = {"the day before yesterday": -2, "the day after tomorrow": 2, "yesterday": -1, "last night": -1,
                 "tomorrow": 1}  # fmt: skip
    distance = next((distance for start, distance in distances.items() if word.startswith(start)), 0)
    return _relative(cal.moved(view.day, distance))


def _unit_around(unit: str, day: date) -> Days:
    match unit:
        case "week" | "fortnight":
            return cal.week_around(day)
        case "weekend":
            return cal.weekend_around(day)
        case "month":
            return cal.month_around(day)
        case "quarter":
            return cal.quarter_around(day)
        case "year":
            return cal.year_around(day)
        case "decade":
            return cal.years(day.year // 10 * 10, day.year // 10 * 10 + 9)
        case _:
            return cal.one_day(day)


def _shifted(day: date, unit: str, count: int) -> date:
    match unit:
        case "day":
            return cal.moved(day, count)
        case "week" | "weekend":
            return cal.moved(day, 7 * count)
        case "fortnight":
            return cal.moved(day, 14 * count)
        case "month":
            return cal.months_later(day, count)
        case "quarter":
            return cal.months_later(day, 3 * count)
        case "year":
            return cal.months_later(day, 12 * count)
        case _:
            return cal.months_later(day, 120 * count)


def which_unit(match: re.Match[str], view: View) -> Meaning | None:
    """“last week”, “earlier this month”: the whole unit, or what of it is over or still to come."""
    unit, side = match["unit"].lower(), (match["side"] or "").lower()
    count = {"last": -1, "past": -1, "this": 0}.get(match["which"].lower(), 1)
    whole = _unit_around(unit, _shifted(view.day, unit, count))
    if count == 0 and side == "earlier":
        return _relative(Days(whole.first, view.day))
    if count == 0 and side == "later":
        return _relative(Days(view.day, whole.last))
    return _relative(whole)


def edge(match: re.Match[str], view: View) -> Meaning | None:
    """“the end of the year”: of the one that is running."""
    part = {"end": "late", "middle": "mid"}.get(match["part"].lower(), "early")
    return _relative(cal.part(_unit_around(match["unit"].lower(), view.day), part))


def weekend(match: re.Match[str], view: View) -> Meaning | None:
    """The weekend that has begun last, or is still to come."""
    own = cal.weekend_around(view.day)
    begun = own.first is not None and own.first <= view.day
    if view.tense is Tense.FUTURE or begun:
        return _relative(own)
    return _relative(cal.weekend_around(cal.moved(view.day, -7)))


def ago(match: re.Match[str], view: View) -> Meaning | None:
    """The day, or the calendar's week, month or year, so long before."""
    unit = match["unit"].lower()
    around = {"fortnight": "week", "decade": "year"}.get(unit, unit)
    return _relative(_unit_around(around, _shifted(view.day, unit, -_count(match))))


def past_units(match: re.Match[str], view: View) -> Meaning | None:
    """“the last three months”: until now. “the last day” is that of something else."""
    if not match["count"] and match["unit"].lower() in ("hour", "day"):
        return None
    count = _count(match) if match["count"] else 1
    if match["unit"].lower() == "hour":
        return _relative(Days(cal.moved(view.day, -(-count // -24) or -1), view.day)) if count <= 72 else None
    return _relative(Days(_shifted(view.day, match["unit"].lower(), -count), view.day))


def coming_units(match: re.Match[str], view: View) -> Meaning | None:
    """“the next three months”: from now on. Of what is over, “the next day” is the one after what was told before."""
    if not match["count"] and (view.tense is Tense.PAST or match["unit"].lower() == "day"):
        return None
    count = _count(match) if match["count"] else 1
    return _relative(Days(view.day, _shifted(view.day, match["unit"].lower(), count)))


def within_units(match: re.Match[str], view: View) -> Meaning | None:
    """“within two weeks” is dates only where it is still to come: “he asked for an answer within 60 days” is none."""
    return None if view.tense is Tense.PAST else coming_units(match, view)


def in_units(match: re.Match[str], view: View) -> Meaning | None:
    """“in two weeks” is a date only where it is still to come: else it tells how long something took."""
    unit = match["unit"].lower()
    if view.tense is Tense.PAST:
        return None
    return _relative(_unit_around(unit, _shifted(view.day, unit, _count(match))))


def which_weekday(match: re.Match[str], view: View) -> Meaning | None:
    number, which = WEEKDAYS.index(match["weekday"]), match["which"].lower()
    if which in ("last", "past"):
        return _relative(cal.moved(view.day, -((view.day.weekday() - number - 1) % 7 + 1)))
    if which in ("next", "coming"):
        return _relative(cal.moved(view.day, (number - view.day.weekday() - 1) % 7 + 1))
    return _relative(cal.moved(view.day, (number - view.day.weekday()) % 7))


def weekday(match: re.Match[str], view: View) -> Meaning | None:
    """The last one, the day itself included, as newspapers write; the next one where it is still to come."""
    number = WEEKDAYS.index(match["weekday"])
    if view.tense is Tense.FUTURE:
        return _relative(cal.moved(view.day, (number - view.day.weekday()) % 7))
    return _relative(cal.moved(view.day, -((view.day.weekday() - number) % 7)))


def holiday(match: re.Match[str], view: View) -> Meaning | None:
    name = match["holiday"].lower().replace("'", "’")

    def in_year(number: int) -> Days:
        fixed = {"christmas day": (12, 25), "christmas eve": (12, 24), "new year’s day": (1, 1),
                 "new year’s eve": (12, 31), "boxing day": (12, 26)}  # fmt: skip
        if name in fixed:
            return cal.one_day(date(number, *fixed[name]))
        return cal.one_day(cal.moved(cal.easter(number), {"good friday": -2, "easter monday": 1}.get(name, 0)))

    if match["year"]:
        return _absolute(in_year(int(match["year"])))
    return _relative(_nearest([in_year(number) for number in _around(view)], view))
