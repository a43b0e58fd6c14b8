"""The expressions that are known: a pattern each, and what its match means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from qa.dates import meanings as m
from qa.dates.meanings import MONTHS, NUMBERS, WEEKDAYS, Meaning, View

_MONTH = rf"(?P<month>{'|'.join(MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
_YEAR = r"(?P<year>(?:1[5-9]|20|21)\d\d)(?![\d,]\d|\w|-\d)"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d:]|[.,]\d)"
_UNIT = r"(?P<unit>day|week|fortnight|month|year|decade)"
_COUNT = rf"(?P<count>{'|'.join(sorted(NUMBERS, key=len, reverse=True))}|\d{{1,3}})"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_WHICH = r"(?P<which>last|this|next|past|coming)"
_TIME = r"(?: (?:morning|afternoon|evening|night)\b)?"


@dataclass(frozen=True, slots=True)
class Rule:
    """`bare` rules need a preposition before them: “May” and “2024” are other things too."""

    pattern: re.Pattern[str]
    meaning: Callable[[re.Match[str], View], Meaning | None]
    bare: bool = False


def _rule(pattern: str, meaning: Callable[[re.Match[str], View], Meaning | None], *, bare: bool = False) -> Rule:
    return Rule(re.compile(rf"(?<![\w$£€])(?<!\d[.,])(?:(?<!-)|(?<=mid-)){pattern}(?!\w)"), meaning, bare)


def _loose(pattern: str) -> str:
    return f"(?i:{pattern})"


_NAMED_DAY = rf"(?:(?:{'|'.join(WEEKDAYS)}|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.?,? (?:the )?)?"
_OF_YEAR = rf"(?:,? {_YEAR})?"
_OF_WHICH_YEAR = r"(?:,? (?:of )?(?P<of>(?:last|this|next|that|the same|the previous|the following) year))?"
_NO_NAME = "".join(
    f"(?<!{word} )" for word in "Black Ash Palm Super Bloody Holy Sheffield Cyber every each Every Each".split()
)
_COUNTED = (
    "people|per|percent|tonnes|tons|members|votes|men|women|miles|metres|homes|jobs|dollars|euros|pounds|of|cases"
)

RULES = (
    _rule(r"(?P<year>\d{4})[-/](?P<month>0?[1-9]|1[0-2])[-/](?P<day>0?[1-9]|[12]\d|3[01])(?![\d/-])", m.iso),
    _rule(r"(?P<one>\d{1,2})(?P<mark>[./])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})", m.numeric),
    _rule(rf"{_NAMED_DAY}{_MONTH} {_DAY}(?: ?[–-] ?(?P<until>\d\d?))?{_OF_YEAR}{_OF_WHICH_YEAR}", m.day_and_month),
    _rule(rf"{_NAMED_DAY}(?:the )?{_DAY}(?: ?(?:[–-]|to|and) ?(?P<until>\d\d?)(?:th|st|nd|rd)?)? (?:of )?{_MONTH}"
          rf"{_OF_YEAR}{_OF_WHICH_YEAR}", m.day_and_month),
    _rule(rf"{_WEEKDAY},? the {_DAY}", m.weekday_and_day),
    _rule(rf"(?<!\d )(?<!\dst )(?<!\dnd )(?<!\drd )(?<!\dth ){_MONTH},? (?:of )?{_YEAR}", m.month_and_year),
    _rule(_loose(rf"(?:the )?(?:{_SEASON} (?:of )?{_YEAR})"), m.season),
    _rule(_loose(rf"Q(?P<number>[1-4])(?: of)? {_YEAR}"), m.quarter),
    _rule(_loose(rf"the (?P<number>first|second|third|fourth|last|final) quarter of {_YEAR}"), m.quarter),
    _rule(_loose(rf"(?P<number>first|second|third|fourth)-quarter {_YEAR}"), m.quarter),
    _rule(_loose(rf"the (?:(?P<number>first|second|third|fourth|last|final) (?P<unit>quarter|half)|first {_COUNT} "
                 rf"months) of (?P<of>last year|this year|next year|(?:19|20)\d\d)"), m.part_of_which_year),
    _rule(_loose(r"the (?P<number>first|second|third|fourth) quarter(?! of)"), m.bare_quarter),
    _rule(_loose(r"(?<!fiscal )(?P<number>first|second|third|fourth)-quarter"), m.bare_quarter),
    _rule(_loose(r"(?<!fiscal )(?P<number>first|second)-half"), m.bare_half),
    _rule(_loose(rf"the (?P<number>first|second) half of {_YEAR}"), m.half),
    _rule(r"(?:the )?(?P<decade>(?:1[5-9]|20)\d0)s", m.decade),
    _rule(_loose(r"the (?P<century>1\d|2[01])th century"), m.century),
    _rule(_loose(r"the day before yesterday|the day after tomorrow|yesterday|tomorrow|last night|tonight|today|"
                 r"this (?:morning|afternoon|evening)") + _TIME, m.day_word),
    _rule(_loose(rf"(?<!the )(?:(?P<side>earlier|later) )?{_WHICH} (?P<unit>weekend|week|month|quarter|year|decade)"),
          m.which_unit),
    _rule(_loose(r"the (?P<part>beginning|start|middle|end) of the (?P<unit>week|month|quarter|year|decade)"), m.edge),
    _rule(_loose(r"(?:over|during|at|on|for) the weekend"), m.weekend),
    _rule(_loose(rf"{_COUNT} {_UNIT}s? ago"), m.ago),
    _rule(_loose(rf"the (?:last|past) (?:{_COUNT} )?(?P<unit>hour|day|week|month|year|decade)s?(?! of )"),
          m.past_units),
    _rule(_loose(rf"(?:the (?:next|coming) (?:{_COUNT} )?{_UNIT}s?)"), m.coming_units),
    _rule(_loose(rf"within (?:the next )?{_COUNT} {_UNIT}s?(?! (?:of|after|from) )"), m.within_units),
    _rule(_loose(rf"in {_COUNT} {_UNIT}s?(?: time|’ time|’s time)?"), m.in_units),
    _rule(rf"(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast|[Cc]oming) {_WEEKDAY}{_TIME}", m.which_weekday),
    _rule(rf"(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast|[Cc]oming) {_MONTH}", m.which_month),
    _rule(_loose(rf"{_WHICH} {_SEASON}"), m.which_season),
    _rule(rf"(?P<holiday>Christmas (?:Day|Eve)|New Year[’']s (?:Day|Eve)|Boxing Day|Good Friday|"
          rf"Easter (?:Sunday|Monday)){_OF_YEAR}", m.holiday),
    _rule(rf"{_NO_NAME}{_WEEKDAY}(?![’']s [A-Z]){_TIME}", m.weekday),
    _rule(rf"{_YEAR} ?[–-] ?(?P<until>(?:1[5-9]|20|21)?\d\d)(?!\d)", m.years, bare=True),
    _rule(rf"(?<!\d )(?<!\dth ){_MONTH}{_OF_WHICH_YEAR}", m.bare_month, bare=True),
    _rule(rf"(?:the year |(?<!the )){_YEAR}(?! (?:{_COUNTED})\b)", m.bare_year, bare=True),
)  # fmt: skip
"""In the order in which they are tried at a place: the more they tell, the earlier."""
EARLIER = re.compile(r"a (?P<unit>month|quarter|year) (?:earlier\b|before(?=\W*$|[.,;)]))", re.IGNORECASE)
"""What hangs on a period that the sentence has told before it."""
