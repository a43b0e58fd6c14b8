"""The temporal expressions of a text, and the days that they mean, seen from a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from index.article import Span
from qa.dates import days as cal
from qa.dates.days import Days, day_in_words
from qa.dates.meanings import Meaning, View, earlier
from qa.dates.rules import EARLIER, RULES
from qa.dates.tense import Tense, opens_past, sentence_around, tense_at

_MAYBE = re.compile(
    r"\d{3}|\d[./]\d|days?\b|night\b|week|month|year|ago\b|quarter|half|decade|century|hour|tomorrow|fortnight|"
    r"spring|summer|autumn|fall|winter|morning|afternoon|evening|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b|Eve\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?:(?<![\w-])|(?<=\bmid-))\w")
_PART = r"(?:(?P<part>early|mid|middle|late)(?:[ -]in)?[ -]|the (?P<edge>beginning|start|middle|end) of )"
_BEFORE = re.compile(
    r"(?:^|(?<=[^\w]))(?:"
    r"(?P<relation>since|after|(?<!dates )(?<!dated )(?<!dating )from|before|until|till|by|through|no later than)\s+"
    r"(?:as (?:late|early) as\s+)?)?"
    r"(?P<held>(?:on|in|during|over|at|of|for|around|about|early on|late on|earlier on|later on)\s+)?"
    rf"(?:{_PART})?(?:the )?"
    r"(?:(?P<time>(?:early |late )?(?:morning|afternoon|evening|night|week) of )(?:the )?)?$",
    re.IGNORECASE,
)
_LEADING = 48
_LONGEST_LOOK_BACK = 16  # of a pattern that is tried where the leading words begin
_LOOSE_LEAD = re.compile(r"(?:of|for|about|around|at|in(?=\s+(?:\w+day\b|today|tonight)))\s+", re.IGNORECASE)
_RANGE = re.compile(r"\b(?P<opening>between|from)\s+(?:the\s+)?$", re.IGNORECASE)
_TO = re.compile(r"\s+(?:to|until|till|through|and)\s+(?:the\s+)?|\s*[–-]\s*", re.IGNORECASE)
_POSSESSIVE = re.compile(r"[’']s\b")
_AUXILIARY = re.compile(r"\b(?:was|were|had|did|ran|lasted)\b(?!.*\b(?:will|would|must)\b)", re.IGNORECASE)
_AHEAD = ("by", "until", "till", "through", "no later than")
_PERIOD = 28  # days: what “a year earlier” is counted from, rather than the day on which it was told


@dataclass(frozen=True, slots=True)
class DatedPhrase:
    """Words that tell when, at `span` of their text, and the days that they mean.

    `days` has an open end for “since”, “until” and the like. `relative` tells that the day from which they were seen
    was needed; `other` is the day that an ambiguous one (12/03/2025) may mean as well.
    """

    span: Span
    days: Days
    relative: bool = True
    other: date | None = None

    def shift(self, offset: int) -> DatedPhrase:
        return DatedPhrase(self.span.shift(offset), self.days, self.relative, self.other)

    @property
    def in_words(self) -> str:
        """“12 June 2025”, or with its second reading: “12 March 2025, or 3 December 2025”."""
        return self.days.in_words + (f", or {day_in_words(self.other)}" if self.other else "")

    def as_dict(self) -> dict[str, object]:
        """Where it stands, and its days as ISO dates, null where that end is open."""
        first, last = self.days.first, self.days.last
        return {
            "start": self.span.start,
            "end": self.span.end,
            "first": first.isoformat() if first else None,
            "last": last.isoformat() if last else None,
        }


def find_dates(text: str, seen_from: date | None, *, untold: Tense = Tense.UNTOLD) -> tuple[DatedPhrase, ...]:
    """The temporal expressions of a text, in order; those that need a day to be seen from only where one is given.

    “on Thursday” is the last Thursday, the day itself included, or the next one where the sentence tells of what is to
    come; `untold` is the tense where it tells none. What names an event (“since the vote”) or hangs on another date
    (“two days later”) is left out.
    """
    if not _MAYBE.search(text):
        return ()
    found = _phrases(text, seen_from or date(2000, 1, 1), untold)
    return tuple(phrase for phrase in found if seen_from or not phrase.relative)


def days_meant(words: str, today: date) -> Days | None:
    """What an expression by itself means, “yesterday” or “March 2025”; None where it is none."""
    given = f"in {words.strip()}"
    for phrase in find_dates(given, today, untold=Tense.PAST):
        if phrase.span.end == len(given) and not given[: phrase.span.start].removeprefix("in").strip():
            return phrase.days
    return None


def _phrases(text: str, day: date, untold: Tense) -> Iterator[DatedPhrase]:
    position = 0
    period: DatedPhrase | None = None
    for word in _WORD.finditer(text):
        if word.start() < position:
            continue
        phrase = (
            _range_at(text, word.start(), day)
            or _phrase_at(text, word.start(), day, position, untold)
            or _earlier_at(text, word.start(), period)
        )
        if phrase:
            yield phrase
            position = phrase.span.end
            period = phrase if _is_period(phrase.days) else period


def _is_period(days: Days) -> bool:
    return bool(days.first and days.last and (days.last - days.first).days + 1 >= _PERIOD)


def _earlier_at(text: str, start: int, period: DatedPhrase | None) -> DatedPhrase | None:
    """“a year earlier”, where the sentence has told of which period; it means nothing without one."""
    match = EARLIER.match(text, start) if period else None
    if match is None or period is None or sentence_around(text, start, match.end())[0] > period.span.start:
        return None
    days = earlier(match, period.days)
    return DatedPhrase(Span(start, match.end()), days, period.relative) if days else None


def _range_at(text: str, start: int, day: date) -> DatedPhrase | None:
    """“between March and May 2024”, “from Monday to Wednesday”, “June 2024 to May 2025”: the end is read first."""
    opening = _RANGE.search(text, max(0, start - _LEADING), start)
    first = _atom(text, start, View(day, Tense.PAST), bare=bool(opening))
    joint = _TO.match(text, first[1]) if first else None
    if first is None or joint is None or (opening is None and first[0].relative):
        return None
    if "and" in joint[0] and not (opening and opening["opening"].lower() == "between"):
        return None
    last = _atom(text, joint.end(), View(day, tense_at(text, start, joint.end())), bare=True)
    if last is None or last[0].days.last is None:
        return None
    begins = _atom(text, start, View(last[0].days.last, Tense.PAST), bare=True)
    if begins is None or begins[0].days.first is None or begins[0].days.first > last[0].days.last:
        return None
    whole = Span(opening.start() if opening else start, last[1])
    return DatedPhrase(whole, Days(begins[0].days.first, last[0].days.last), last[0].relative)


def _phrase_at(text: str, start: int, day: date, free: int, untold: Tense) -> DatedPhrase | None:
    low = max(free, start - _LEADING - _LONGEST_LOOK_BACK)
    before = _BEFORE.search(text[low:start], max(0, start - low - _LEADING))
    led = bool(before and (before["relation"] or before["held"] or before["part"] or before["edge"]))
    seen = _atom(text, start, View(day, Tense.UNTOLD), bare=led)
    if seen is None:
        return None
    relation = before["relation"].lower() if before and before["relation"] else None
    meaning, end = seen
    if meaning.relative:
        tense = tense_at(text, start, end)
        if relation in _AHEAD and before and opens_past(text, low + before.start(), end):
            tense = Tense.PAST
        elif relation in _AHEAD and not _AUXILIARY.search(text, max(0, start - 80), start):
            tense = Tense.FUTURE
        if tense is Tense.UNTOLD:
            tense = untold
        if relation == "since":
            tense = Tense.PAST
        again = _atom(text, start, View(day, tense), bare=led)
        if again is None:
            return None
        meaning, end = again
    days = meaning.days
    if before and (before["part"] or before["edge"]):
        part = (before["part"] or before["edge"]).lower()
        known = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"}.get(part, part)
        if not (relation and part == "end"):
            days = cal.part(days, known)
    if before and before["time"] and "week" in before["time"].lower() and days.first:
        days = cal.week_around(days.first)
    if relation == "from" and _TO.search(text, start, end):
        relation = None
    if relation and not (relation in ("after", "before") and _POSSESSIVE.match(text, end)):
        days = _related(relation, days)
    begins = low + before.start() if before and before[0] else start
    loose = _LOOSE_LEAD.match(text, begins)
    begins = loose.end() if loose and loose.end() <= start else begins
    return DatedPhrase(Span(begins, end), days, meaning.relative, meaning.other)


def _related(relation: str, days: Days) -> Days:
    match relation:
        case "since" | "from":
            return Days(days.first, None)
        case "after":
            return Days(cal.moved(days.last, 1) if days.last else None, None)
        case "before":
            return Days(None, cal.moved(days.first, -1) if days.first else None)
        case _:
            return Days(None, days.last)


def _atom(text: str, start: int, view: View, *, bare: bool) -> tuple[Meaning, int] | None:
    """The expression that begins at `start` and where it ends."""
    for rule in RULES:
        if rule.bare and not bare:
            continue
        match = rule.pattern.match(text, start)
        if match:
            meaning = rule.meaning(match, view)
            return (meaning, match.end()) if meaning else None
    return None
