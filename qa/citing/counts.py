"""Numbers that count something: their value or its bounds, what is counted, and where.

What may be counted is told by the words of `measures.tsv`, which explains itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from math import inf

from index.article import Span
from index.text import STOPWORDS, stem, words
from qa.dates.finding import find_dates

COUNTING = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty
""".split()
_WORDS = {word: number for number, word in enumerate(COUNTING, 1)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_NUMBER = re.compile(
    rf"(?<![\w.,:-])(?P<money>[$£€])?(?P<value>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|{'|'.join(_WORDS)})"
    rf"(?: (?P<scale>{'|'.join(_SCALES)}))?(?![\w:]|[.,]\d)(?P<percent> ?%| percent| per cent)?",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(
    r"[ -](?:(?:[ap]\.?m\b|o[’']clock|years? old|year-old|times?\b|st\b|nd\b|rd\b|th\b)|to [$£€]?\d)"
    r"|[–-]|[’'](?!\s)|:\d|\)",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"\b(?:about|around|some|nearly|almost|roughly|approximately|close to|an estimated|est\.)\s*$", re.IGNORECASE
)
_LEAST = re.compile(
    r"\b(?:at least|more than|over|above|no fewer than|no less than|upwards of|exceed(?:s|ed)?|topped)\s*$",
    re.IGNORECASE,
)
_MOST = re.compile(r"\b(?:at most|up to|fewer than|less than|under|below|as many as|as much as)\s*$", re.IGNORECASE)
_AGAIN = re.compile(
    r"(?:\bit (?:is|was|stands at|stood at)|\bput(?:s|ting)? (?:it|the (?:number|figure|count|total|tally|toll)) at"
    r"|[’']s?(?: own)?(?: count| figure)? (?:is|was)|\b(?:count|figure) (?:is|was|stands at|stood at)|\bbased on)\s*$",
    re.IGNORECASE,
)
"""What counts anew what was counted in the words before: “the union put the number at 1,310”."""
_OF_AT = re.compile(
    r"\b(?:number|count|total|tally) of (?P<of>[\w -]{3,60}?)(?: \w+)? (?:at|was|is|were|to|stands at|stood at)\s*$"
    r"|\bput(?:s|ting)? the (?P<put>[\w -]{3,40}?) at\s*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[.;:!?—–]|, |\b(?:and|but|while|with|after|before|when|as|because|which|who|that)\b", re.IGNORECASE
)
_PHRASE = re.compile(
    r"[.;:,!?—–]|\b(?:were|was|are|is|have|has|had|will|would|who|that|which|and|but|after|in|on|at|from|by|to)\b"
)
_PLACE = re.compile(
    r"\b(?:in|at|on|off|near|across|from|of|for)\s+(?:the\s+)?(?P<name>[A-Z][\w’.-]+(?: [A-Z][\w’.-]+)*)"
)
_RATE = re.compile(
    r"(?:\W*an?|[^.,;]{0,24}?\b(?:per|every|each))\s+"
    r"(?P<unit>\d[\d,]* \w+|day|week|month|year|hour|tonne|ton|mile|person|share|barrel|gallon)\b"
    r"|[^.]{0,24}\b(?P<often>daily|weekly|monthly|yearly|annually)\b"
)
_DAY = re.compile(
    r"(?<!as of )(?<!by )(?<!since )(?<!said )(?<!said on )(?<!through )\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_ROUGHLY = 0.1
_LEADING = 40
_ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Count:
    """A number at `span` of its quote, from `low` to `high` where it is a bound or rough.

    `unit` is “$”, “%” or None, `measures` are those of measures.tsv, `things` the stems of the words for what is
    counted, `near` those around the number, `places` the names beside it, `rate` what it is counted for (“week”),
    `when` the years and weekdays beside it, but for those as of which it is counted; `again` tells that it counts anew.
    """

    low: float
    high: float
    span: Span
    unit: str | None
    measures: frozenset[str]
    things: frozenset[str]
    near: frozenset[str]
    places: frozenset[str]
    rate: str | None
    closely: bool
    when: frozenset[str]
    again: bool = False


@cache
def _measures() -> Mapping[str, frozenset[str]]:
    rows = (files("qa.citing") / "measures.tsv").read_text("utf-8").splitlines()
    parted = (row.split("\t") for row in rows if not row.startswith("#"))
    return {word: frozenset(told.split()) for word, told in parted}


_KINDS = frozenset(("anybody", "count", "part", "beyond", "closely"))


def is_measure(word: str) -> bool:
    return bool(_measures().get(word, frozenset()) - _KINDS)


def counts(quote: str) -> list[Count]:
    """What a quote counts, in order; not dates, ages, ranks, nor parts of other counts (“four of them”)."""
    found: list[Count] = []
    dated = [phrase.span for phrase in find_dates(quote, _ANY_DAY)]
    for match in _NUMBER.finditer(quote):
        span = Span(match.start(), match.end())
        if any(span.overlap(day) for day in dated) or _NOT_COUNTED.match(quote, match.end()) or _is_part(quote, span):
            continue
        if re.fullmatch(r"(?:1[5-9]|20)\d\d", match["value"]) and not (match["money"] or match["percent"]):
            continue
        count = _count(quote, match, found)
        if count:
            found.append(count)
    return found


def _is_part(quote: str, span: Span) -> bool:
    after = [word for word, _, _ in words(quote[span.end : span.end + 30])][:2]
    if re.match(r"\s*[,.;]", quote[span.end :]):
        after = []
    before = [word for word, _, _ in words(quote[max(0, span.start - 20) : span.start])][-1:]
    parts = any("part" in _measures().get(word, ()) for word in (after[1:] if after[:1] == ["of"] else after[:1]))
    return parts or any("beyond" in _measures().get(word, ()) for word in before)


def _count(quote: str, match: re.Match[str], before: list[Count]) -> Count | None:
    written = match["value"].lower()
    value = (_WORDS.get(written) or float(written.replace(",", ""))) * _SCALES.get((match["scale"] or "").lower(), 1.0)
    lead, rest = quote[: match.start()], quote[match.end() :]
    low, high = _bounds(value, lead[-_LEADING:])
    unit = match["money"] or ("%" if match["percent"] else None)
    begins, ends = _clause(quote, match.start(), match.end())
    clause = quote[begins:ends]
    things = [word for word, _, _ in words(_PHRASE.split(rest)[0])][:5]
    again = _AGAIN.search(lead)
    told = None if again else _OF_AT.search(lead)
    if told:
        things = [word for word, _, _ in words(told["of"] or told["put"])] + things
    measures = {one for word, _, _ in words(clause) for one in _measures().get(word, ())}
    if told:
        measures |= {one for word in things for one in _measures().get(word, ())}
    around = [stem(word) for word, _, _ in words(clause) if word not in STOPWORDS and not word.isdigit()]
    rate = _RATE.match(rest)
    count = Count(
        low, high, Span(match.start(), match.end()), unit, frozenset(measures) - _KINDS,
        frozenset(stem(word) for word in things if word not in STOPWORDS and "count" not in _measures().get(word, ())),
        frozenset(around), frozenset(place["name"] for place in _PLACE.finditer(clause)),
        (rate["unit"] or rate["often"]) if rate else None,
        "closely" in measures, _when(quote, begins, ends),
    )  # fmt: skip
    if again:
        return _again(count, quote, lead, before)
    return count if count.things or count.unit or count.measures else None


def _when(quote: str, begins: int, ends: int) -> frozenset[str]:
    """The years of a clause and its weekdays, or those that open its sentence: “On Saturday, police arrested 29.”"""
    days = _DAY.findall(quote, begins, ends)
    opening = re.search(r"(?:^|[.!?] )On (\w+day), $", quote[:begins])
    return frozenset((*(days or ([opening[1]] if opening else [])), *_YEAR.findall(quote, begins, ends)))


def _again(count: Count, quote: str, lead: str, before: list[Count]) -> Count | None:
    """A count that says anew what the one before it, or the sentence before it, is about."""
    if before:
        last = before[-1]
        unit = count.unit or last.unit
        return replace(
            count, unit=unit, measures=last.measures, things=last.things | count.things, near=last.near, again=True,
            places=last.places,
        )  # fmt: skip
    sentence = re.split(r"[.;!?]\s", lead)
    about = sentence[-2] if len(sentence) > 1 else lead
    measures = frozenset(one for word, _, _ in words(about) for one in _measures().get(word, ())) - _KINDS
    near = frozenset(stem(word) for word, _, _ in words(about) if word not in STOPWORDS)
    return replace(count, measures=measures, near=near | count.near) if measures else None


def _bounds(value: float, lead: str) -> tuple[float, float]:
    if _LEAST.search(lead):
        return value, inf
    if _MOST.search(lead):
        return 0.0, value
    if _LOOSE.search(lead):
        return value * (1 - _ROUGHLY), value * (1 + _ROUGHLY)
    return value, value


def _clause(quote: str, start: int, end: int) -> tuple[int, int]:
    begins = max(
        (stop.end() for stop in _CLAUSE.finditer(quote, 0, start) if not _within_number(quote, stop)), default=0
    )
    after = next((stop for stop in _CLAUSE.finditer(quote, end) if not _within_number(quote, stop)), None)
    return begins, after.start() if after else len(quote)


def _within_number(quote: str, stop: re.Match[str]) -> bool:
    """Whether a full stop is no sentence's end: “Dr. Bramante”, “2.1”."""
    return stop[0] == "." and not re.match(r"\.[”’\"]?(?:\s+[“‘\"A-Z]|\s*$)", quote[stop.start() :])


def apart(one: Count, other: Count) -> bool:
    """Whether no number can be both: “at least 12” and 19 are one, 12 and 19 are not, nor is “at least 107” 87."""
    return one.low > other.high or other.low > one.high


def same_measure(one: Count, other: Count, *, shared: int) -> bool:
    """Whether two numbers count the same: the dead of both, not the dead here and the injured there.

    Where their words name no measure, at least `shared` words beside the numbers, and what is counted, must be alike.
    """
    if one.unit != other.unit or one.rate != other.rate:
        return False
    if one.places and other.places and not _overlap(one.places, other.places):
        return False
    if bool(one.measures) != bool(other.measures) or ("dead" in one.measures) != ("dead" in other.measures):
        return False
    if not one.again and not other.again and not _same_time(one, other):
        return False
    heads = _overlap(one.things, other.things) or _anybody(one) or _anybody(other)
    if one.measures:
        near = not (one.closely or other.closely) or len(one.near & other.near) >= shared
        return near and bool(one.measures & other.measures) and bool(one.unit or heads)
    things = bool(one.unit) or bool(one.things & other.things)
    return things and len(one.near & other.near) >= shared


def _same_time(one: Count, other: Count) -> bool:
    """Whether the years beside two numbers are the same, and the weekdays where both have them."""
    years = [frozenset(when for when in count.when if when.isdigit()) for count in (one, other)]
    days = [count.when - own for count, own in zip((one, other), years, strict=True)]
    return years[0] == years[1] and (not all(days) or bool(days[0] & days[1]))


def _anybody(count: Count) -> bool:
    """Whether it counts people, whoever they are, or does not say what."""
    general = {stem(word) for word, told in _measures().items() if "anybody" in told or told - _KINDS}
    return count.things <= general


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    return any(mine in theirs or theirs in mine for mine in one for theirs in other)
