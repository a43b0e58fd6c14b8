"""Dates in questions: which of them say in which articles to look, and which belong to what is asked.

“What did Tollemar say in March?” looks in the articles of March. “Who won the 2024 election?” and “When did she resign
in 2023?” ask of a time, which articles of any date may tell: they are left alone. In doubt nothing is filtered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from index.article import Span
from qa.dates.days import Days, moved
from qa.dates.finding import DatedPhrase, find_dates
from qa.dates.tense import Tense

if TYPE_CHECKING:
    from index.engine import Filters

_SAYING = re.compile(
    r"\b(?:did|has|have|had|does|do)\b[^?]*\b(?:say|said|tell|told|announced?|warn(?:ed)?|claim(?:ed)?|promised?|"
    r"respond(?:ed)?|reply|replied|deny|denied|argued?|insist(?:ed)?|comment(?:ed)?|predict(?:ed)?|admit(?:ted)?)\b"
    r"|\bwho (?:said|told|warned|announced|claimed|denied)\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"\bwhat(?: has| had)? happened\b|\b(?:news|coverage|articles|statements?|stories) (?:of|on|about|from|by)\b",
    re.IGNORECASE,
)
_ASKS_WHEN = re.compile(r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|time)\b|\bhow long\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:about|regarding|concerning|on the|of the|after the)\b", re.IGNORECASE)
_FOLLOWS = re.compile(
    r"\s*(?:[?!.…]*\s*$|[,;:]|(?:about|on|regarding|concerning|to|at|with|and|by|over|that|how|why|what|who|did|does|has|in"
    r")\b)",
    re.IGNORECASE,
)
_ADVERB = re.compile(
    r"(?:in|on|during|over|since|after|before|until|till|by|between|from|earlier|later|last|this|past|yesterday|today|"
    r"tonight|at|within|through|(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d+|"
    r"a couple of) \w+ ago|the (?:last|past))\b",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?P<words>(?:since|after|before|until) (?:the|his|her|their|its) (?:[\w’'-]+ ?){1,4}?)\s*[?.!]*$", re.IGNORECASE
)
_LATEST = re.compile(
    r"(?<!at the )\b(?:latest|newest|most recent(?:ly)?)\b|\blast (?:say|said|speak|spoke|comment)", re.IGNORECASE
)
_NOTHING_ELSE = re.compile(r"^\W*(?:(?:and|but|so|or|ok|okay|then|what|how|about|only|just)\b\W*)*$", re.IGNORECASE)
_RECENT = re.compile(r"\b(?:last|this|past|yesterday|tonight|earlier|later|ago)\b", re.IGNORECASE)
_SINCE = re.compile(r"(?:since|after)\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*$")
_MOST_OF_A_SEASON = 85
_A_MONTH = 27


@dataclass(frozen=True, slots=True)
class AskedDates:
    """What a question says of the dates to look in.

    `words` are its own, or those of the question before where `carried`. `days` are those of publication; None where
    the words name an event.
    """

    words: str
    days: Days | None
    carried: bool = False


@dataclass(frozen=True, slots=True)
class SearchedDates:
    """What became of the dates that a question asks for, told with its answer.

    `words`, `days` and `carried` are as they were asked. `held` is whether only articles of these days were searched:
    where nothing in them answers, all dates are.
    """

    words: str
    days: Days | None
    held: bool
    carried: bool = False

    @classmethod
    def of(cls, asked: AskedDates, *, held: bool) -> SearchedDates:
        return cls(asked.words, asked.days, held and asked.days is not None, asked.carried)

    @property
    def sentence(self) -> str:
        """One sentence for people."""
        if self.days is None:
            return f"“{self.words}” names an event, not a date: all dates were searched."
        days = self.days.in_words
        if self.held:
            return f"Only articles {_of(days)}."
        return f"No article {_of(days)} answers this: all dates were searched."

    def as_dict(self) -> dict[str, object]:
        return {
            "words": self.words,
            "since": self.days.first.isoformat() if self.days and self.days.first else None,
            "until": self.days.last.isoformat() if self.days and self.days.last else None,
            "held": self.held,
            "carried": self.carried,
        }


def _of(days: str) -> str:
    if days.startswith("until"):
        return days
    if days.startswith("from"):
        return f"{days} on"
    return f"of {days}" if " to " not in days else f"from {days}"


def narrowed(filters: Filters, days: Days) -> Filters | None:
    """The filters with these days as well; None where no day passes both."""
    since = max(filter(None, (filters.since, days.first)), default=None)
    until = min(filter(None, (filters.until, days.last)), default=None)
    if since and until and since > until:
        return None
    return replace(filters, since=since, until=until)


def dates_asked_for(question: str, today: date, before: Days | None = None) -> tuple[AskedDates, str] | None:
    """The dates of publication that a question asks for, and the question without their words.

    None where it asks for none, or only tells of a time; no words are left where nothing else was asked (“and in
    March?”). `before` are the days of the question before: “and in March?” after a question on February 2024 means
    2024. A single day is looked for in the next day's articles too, which is when a morning paper prints it.
    """
    for phrase in find_dates(question, today, untold=Tense.PAST):
        if _restricts(question, phrase, today):
            days = phrase.days
            if phrase.relative and before:
                days = _near(question, phrase, before, today) or days
            if days.first and days.first == days.last:
                days = Days(days.first, moved(days.first, 1))
            return AskedDates(phrase.span.of(question), days), _without(question, phrase.span)
    return None


def event_named(question: str) -> str | None:
    """“since the vote”: words of a question that tell a time by an event, which no date can be looked up for."""
    found = _EVENT.search(question) if _SAYING.search(question) else None
    return found["words"].strip() if found and not find_dates(found["words"], date(2000, 1, 1)) else None


def wants_latest(question: str) -> bool:
    """Whether the newest answer is asked for."""
    return bool(_LATEST.search(question))


def _restricts(question: str, phrase: DatedPhrase, today: date) -> bool:
    words, days = phrase.span.of(question), phrase.days
    before, after = question[: phrase.span.start], question[phrase.span.end :]
    if not _ADVERB.match(words) or (days.first and days.first > today) or _ASKS_WHEN.search(question):
        return False
    if not _FOLLOWS.match(after) or _QUOTED.search(before):
        return False
    if _NOTHING_ELSE.match(before + after):
        return True
    said, topical = bool(_SAYING.search(before + after)), bool(_ABOUT.search(before))
    if days.first is None or days.last is None:
        begun = phrase.relative and bool(_SINCE.match(words))
        return (said and (begun or not topical)) or (begun and not topical)
    length = (days.last - days.first).days
    if length >= _MOST_OF_A_SEASON:
        return said and not topical
    if phrase.relative and _RECENT.search(words):
        return True
    return (said or bool(_TELLING.search(before + after))) and not (topical and length < _A_MONTH)


def _near(question: str, phrase: DatedPhrase, before: Days, today: date) -> Days | None:
    """A month or day without a year, read beside the days of the question before; None for “last week” and the like."""
    words = phrase.span.of(question)
    if re.search(r"\b(?:last|this|next|past|ago|yesterday|today|earlier|later|week\w*)\b", words, re.IGNORECASE):
        return None
    anchor = before.last or before.first
    if anchor is None or anchor >= today:
        return None
    year_ends = anchor.replace(month=12, day=31)
    again = [one for one in find_dates(question, min(year_ends, today), untold=Tense.PAST) if one.span == phrase.span]
    return again[0].days if again else None


def _without(question: str, span: Span) -> str:
    rest = f"{question[: span.start].rstrip(' ,')} {question[span.end :].lstrip(' ,')}".strip()
    rest = re.sub(r"\s+([?!.,;])", r"\1", rest)
    if _NOTHING_ELSE.match(rest):
        return ""
    return rest[:1].upper() + rest[1:]
