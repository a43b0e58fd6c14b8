"""The dates that a question of a conversation asks for: its own, or those of the question that it follows up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from qa.dates.days import Days
from qa.dates.questions import SearchedDates, date_filter, event_named, narrowed

if TYPE_CHECKING:
    from index.engine import Filters
    from qa.answer import Conversation


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question without the words that ask for dates, empty where nothing else is left, and those dates."""

    question: str
    dates: SearchedDates | None = None

    @property
    def days(self) -> Days | None:
        return self.dates.days if self.dates else None

    def narrowing(self, filters: Filters) -> Filters | None:
        """The filters with these days as well; None where no day passes both."""
        return narrowed(filters, self.days) if self.days else filters


def wanted_dates(question: str, conversation: Conversation, today: date, *, follows: bool = False) -> Wanted:
    """What a question asks of dates.

    Its own words count; without any, one that `follows` up the question before takes that one's over.
    """
    last = conversation.turns[-1].dates if conversation.turns else None
    own = date_filter(question, today, last.days if last else None)
    if own and (own.question or conversation.turns):
        return Wanted(own.question, SearchedDates(own.words, own.days, held=True))
    event = event_named(question)
    if event:
        return Wanted(question, SearchedDates(event, None, held=False))
    if follows and last and last.days and last.held:
        return Wanted(question, SearchedDates(last.words, last.days, held=True, carried=True))
    return Wanted(question)
