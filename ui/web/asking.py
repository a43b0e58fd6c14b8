"""The events of the box: a question is asked, asked again another way, stopped, and judged."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from index.text import check_question
from ui.web.exchanges import Exchange, conversation_of
from ui.web.filters import chosen_filters
from ui.web.house import House
from ui.web.keeping import Verdict
from ui.web.opening import opened_at
from ui.web.places import past_page
from ui.web.questions import write_questions
from ui.web.reading import reading_page
from ui.web.told import Change, Told, UnknownEvent

_REMEMBERED = 1000
_WAYS = {"as-asked", "as-edited", "as-understood", "all-dates"}
_VERDICTS = {"right", "wrong", "nothing"}


class Asking:
    """One question of a conversation is answered at a time; what was stopped is not kept."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._stopped: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._turns: dict[str, threading.Lock] = {}
        self._starting = threading.Lock()

    def suggest(self, told: Told) -> Change:
        """The slow part of a welcome page, in its place where nothing has been asked meanwhile."""
        self._house.suggestions()
        return Change({"welcome": self._house.talk(told.visitor, "")})

    def ask(self, told: Told) -> Change:
        """The page with the answer. `replace` asks in the newest question's place."""
        question = told.words("question")
        check_question(question, "type a question first")
        return self._answered(told, question, None, replace=bool(told.text("replace", "")))

    def again(self, told: Told) -> Change:
        """The newest question once more, another way; its new answer takes the old one's place."""
        way = told.text("way")
        if way not in _WAYS:
            raise UnknownEvent
        exchanges = self._house.keeping.exchanges(told.visitor, told.text("conversation"))
        if not exchanges:
            raise UnknownEvent
        last = exchanges[-1]
        question = last.answer.question
        queries = {"as-asked": question, "as-edited": told.words("query")}
        if last.edited:
            queries["all-dates"] = last.answer.query
        query = queries.get(way)
        check_question(question if query is None else query, "type what to search for first")
        return self._answered(told, question, query, replace=True, dates=way != "all-dates")

    def stop(self, told: Told) -> Change:
        """What is being answered under this key is not wanted any more."""
        self._stopped[told.visitor, told.text("key")] = None
        while len(self._stopped) > _REMEMBERED:
            self._stopped.popitem(last=False)
        return Change()

    def judge(self, told: Told) -> Change:
        """What the visitor says of a quote or an answer, or of a sentence of the article that he chose instead."""
        house, conversation = self._house, told.text("conversation")
        turn, number, verdict = told.number("turn"), told.number("number"), told.text("judge")
        exchanges = house.keeping.exchanges(told.visitor, conversation)
        if verdict not in _VERDICTS or turn >= len(exchanges):
            raise UnknownEvent
        answer = exchanges[turn].answer
        evidence = ""
        if verdict != "nothing":
            quotes = {citation.number: citation.quote for citation in answer.quotes}
            evidence = self._sentence(told) if "article" in told.fields else quotes.get(number, "")
            if not evidence:
                raise UnknownEvent
        before = tuple(exchange.answer.question for exchange in exchanges[:turn])
        before_now = house.keeping.verdicts(conversation).get((turn, number))
        taken_back = before_now == verdict and "article" not in told.fields
        said = None if taken_back else Verdict(answer.question, verdict, evidence, before)
        house.keeping.judge(conversation, turn, number, said, evidence)
        write_questions(house)
        thanks = "" if taken_back else "Kept for “onrecord eval”: thank you."
        return Change({"talk": house.talk(told.visitor, conversation, exchanges)}, told=thanks)

    def _sentence(self, told: Told) -> str:
        article = self._house.library.article(told.text("article"))
        return article.text[told.number("start") : told.number("end")].strip()

    def _answered(self, told: Told, question: str, query: str | None, *, replace: bool, dates: bool = True) -> Change:
        house, visitor, filters = self._house, told.visitor, chosen_filters(told)
        conversation = told.text("conversation", "")
        with self._turn(conversation):
            exchanges = house.keeping.exchanges(visitor, conversation) if conversation else ()
            before = exchanges[:-1] if replace else exchanges
            answer = house.assistant.ask(
                question, conversation=conversation_of(before), filters=filters, query=query, dates=dates
            )
            if (visitor, told.text("key", "")) in self._stopped:
                return Change()
            exchange = Exchange.of(answer, filtered=bool(filters), edited=query is not None)
            conversation = conversation or house.keeping.begin(visitor, question)
            house.keeping.put(visitor, conversation, len(before), exchange)
        exchanges = (*before, exchange)
        parts = {
            "talk": house.talk(visitor, conversation, exchanges),
            "past": past_page(house.keeping.listed(visitor), conversation),
        }
        data = {"conversation": conversation, "turn": str(len(before)), "heard": _heard(exchange)}
        if answer.quotes:
            first = answer.quotes[0].number
            parts["reading"] = reading_page(opened_at(house.library, answer.quotes, first, turn=len(before)))
            data["number"] = str(first)
        return Change(parts, "answered", data=data)

    @contextmanager
    def _turn(self, conversation: str) -> Iterator[None]:
        """Two pages that ask in one conversation take turns."""
        if not conversation:
            yield
            return
        with self._starting:
            if len(self._turns) > _REMEMBERED:
                self._turns = {name: lock for name, lock in self._turns.items() if lock.locked()}
            turn = self._turns.setdefault(conversation, threading.Lock())
        with turn:
            yield


def _heard(exchange: Exchange) -> str:
    """What a screen reader says when an answer has come."""
    answer = exchange.answer
    if not answer.quotes:
        return answer.text
    said = "Answered" if answer.answered else f"{answer.caveat}"
    return f"{said}. {answer.quotes[0].quote}"
