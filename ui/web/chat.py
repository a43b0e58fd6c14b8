"""What the chat's page does: answering, opening articles, listing and adding them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from index.engine import Filters
from index.errors import ArticleNotFound, OnrecordError, QuestionError
from index.library import Library, Progress
from index.text import MOST_CHARACTERS, check_question
from qa.answer import Citation, Conversation
from qa.assistant import Assistant
from qa.timeline import Timeline, timeline
from ui.days import FilterError, first_day, last_day
from ui.web.pages import Exchange, article_page, conversation_page, library_page, matching_articles, welcome_page
from ui.web.suggestions import suggested_questions
from ui.web.timeline import timeline_page
from ui.web.uploads import read_uploads

_REMARKS_TOLD = 5
_PROGRESS = gr.Progress()
_UNKNOWN_EVENT = "This is no event of the chat’s page: reload it."


@dataclass(frozen=True, slots=True)
class Session:
    """One visitor's conversation."""

    exchanges: tuple[Exchange, ...] = ()

    @property
    def conversation(self) -> Conversation:
        return self.exchanges[-1].answer.conversation if self.exchanges else Conversation()

    def then(self, exchange: Exchange) -> Session:
        return Session((*self.exchanges, exchange))

    def before_last(self) -> Session:
        """The conversation without its newest exchange."""
        return Session(self.exchanges[:-1])


@dataclass(frozen=True, slots=True)
class Again:
    """How the newest question is to be searched once more: “as-asked”, “as-edited” with a query, “as-understood”, or
    as before over “all-dates”."""

    way: str = "as-understood"
    query: str = ""


class Chat:
    """What the page's events do. It keeps nothing of a visitor; the library and assistant are shared."""

    def __init__(self, library: Library, assistant: Assistant) -> None:
        self._library = library
        self._assistant = assistant
        self._suggestions: tuple[object, list[str]] = (None, [])

    def suggestions(self) -> list[str]:
        """Questions that the library answers, found anew when it has changed."""
        contents = self._library.contents()
        if self._suggestions[0] != contents:
            questions = suggested_questions(
                self._library.articles(), lambda question: self._assistant.ask(question).answered
            )
            self._suggestions = (contents, questions)
        return self._suggestions[1]

    def find_suggestions(self) -> None:
        """The slow part of a welcome page, done ahead of it."""
        self.suggestions()

    def conversation(self, session: Session) -> str:
        if session.exchanges:
            return conversation_page(session.exchanges)
        return welcome_page(self._library.contents().articles, self.suggestions())

    def ask(
        self,
        question: str,
        session: Session,
        since: str | None,
        until: str | None,
        sources: list[str],
        authors: list[str],
    ) -> Iterator[tuple[Any, ...]]:
        """The page with the question on it, then with its answer: box, conversation, session, article, tabs."""
        try:
            check_question(question or "", "type a question first")
        except QuestionError as error:
            gr.Warning(_sentence(error))
            yield gr.skip(), gr.skip(), session, gr.skip(), gr.skip()
            return
        yield "", conversation_page(session.exchanges, asked=question), session, gr.skip(), gr.skip()
        answered = self._answered(question, None, session, (since, until, sources, authors))
        if answered:
            yield "", *answered
        else:
            yield question, self.conversation(session), session, gr.skip(), gr.skip()

    def again(
        self,
        wanted: Again,
        session: Session,
        since: str | None,
        until: str | None,
        sources: list[str],
        authors: list[str],
    ) -> Iterator[tuple[Any, ...]]:
        """The page with the newest question asked once more, another way; its new answer takes the old one's place."""
        if not session.exchanges:
            gr.Warning("This conversation has ended: reload the page and ask again.")
            yield gr.skip(), gr.skip(), session, gr.skip(), gr.skip()
            return
        last = session.exchanges[-1]
        question = last.answer.question
        queries = {"as-asked": question, "as-edited": wanted.query}
        if last.edited:
            queries["all-dates"] = last.answer.query
        query = queries.get(wanted.way)
        try:
            check_question(question if query is None else query, "type what to search for first")
        except QuestionError as error:
            gr.Warning(_sentence(error))
            yield gr.skip(), gr.skip(), session, gr.skip(), gr.skip()
            return
        before = session.before_last()
        yield gr.skip(), conversation_page(before.exchanges, asked=question), session, gr.skip(), gr.skip()
        form = (since, until, sources, authors)
        answered = self._answered(question, query, before, form, dates=wanted.way != "all-dates")
        if answered:
            yield gr.skip(), *answered
        else:
            yield gr.skip(), self.conversation(session), session, gr.skip(), gr.skip()

    def _answered(
        self,
        question: str,
        query: str | None,
        session: Session,
        form: tuple[Any, Any, list[str], list[str]],
        *,
        dates: bool = True,
    ) -> tuple[Any, Any, Any, Any] | None:
        """The page with an answer, its session, article and tabs; None, and a warning, where it cannot be asked."""
        try:
            exchange = self._exchange(question, query, session, chosen_filters(*form), dates)
        except OnrecordError as error:
            gr.Warning(_sentence(error))
            return None
        session = session.then(exchange)
        page = conversation_page(session.exchanges)
        if not exchange.answer.quotes:
            return page, session, gr.skip(), gr.skip()
        first = exchange.answer.quotes[0].number
        return page, session, self._cited(exchange, first), gr.Tabs(selected="article")

    def timeline(
        self, topic: str, since: str | None, until: str | None, sources: list[str], authors: list[str]
    ) -> tuple[str, Timeline | None]:
        """What the articles that pass the filters say on a topic through time: the page, and what it shows."""
        if not (topic or "").strip():
            return timeline_page(None), None
        try:
            found = timeline(self._library, topic, filters=chosen_filters(since, until, sources, authors))
        except OnrecordError as error:
            gr.Warning(_sentence(error))
            return timeline_page(None), None
        return timeline_page(found), found

    def statement(self, shown: Timeline | None, event: gr.EventData) -> tuple[Any, Any]:
        """The article of a statement that was clicked in the timeline, and the tab it is on."""
        citations = shown.citations if shown else ()
        page = self._article_with(citations, _number(event, "number"), "timeline")
        return page, gr.Tabs(selected="article")

    def cite(self, session: Session, event: gr.EventData) -> tuple[Any, Any]:
        """The article of a citation that was clicked, and the tab it is on."""
        turn, number = _number(event, "turn"), _number(event, "number")
        if turn >= len(session.exchanges):
            gr.Warning("This conversation has ended: reload the page and ask again.")
            return gr.skip(), gr.skip()
        return self._cited(session.exchanges[turn], number), gr.Tabs(selected="article")

    def open(self, event: gr.EventData) -> tuple[Any, Any]:
        try:
            article = self._library.article(event_field(event, "article"))
        except ArticleNotFound:
            gr.Warning("This article has been removed from the library.")
            return gr.skip(), gr.skip()
        return article_page(article), gr.Tabs(selected="article")

    def listing(self, words: str | None) -> str:
        words = (words or "")[:MOST_CHARACTERS]
        articles = self._library.articles()
        return library_page(matching_articles(articles, words), total=len(articles), searched=words.strip())

    def upload(self, paths: list[str] | None, words: str, progress: gr.Progress = _PROGRESS) -> tuple[Any, str]:
        """Adds files, says what came of it, and returns the emptied drop zone and the new listing."""
        articles, skipped = read_uploads(paths or [])

        def show(step: Progress) -> None:
            progress((step.done, step.total), desc=step.stage.capitalize(), unit="articles")

        try:
            report = self._library.add(*articles, on_progress=show)
        except OnrecordError as error:
            gr.Warning(_sentence(error))
            return None, self.listing(words)
        for source in (*skipped, *report.skipped):
            gr.Warning(escape(f"Not added: {source.reason}."))
        for remark in report.remarks[:_REMARKS_TOLD]:
            gr.Info(escape(f"{remark}."))
        if len(report.remarks) > _REMARKS_TOLD:
            gr.Info(f"{len(report.remarks) - _REMARKS_TOLD:,} more remarks: each stands above its article.")
        counts = ((report.added, "added"), (report.updated, "updated"), (report.unchanged, "there already"))
        told = [f"{len(ids)} {what}" for ids, what in counts if ids]
        if told:
            gr.Info(f"Articles: {', '.join(told)}.")
        return None, self.listing(words)

    def choices(self) -> tuple[Any, Any]:
        """The outlets and authors that can be filtered by."""
        articles = self._library.articles()
        outlets = sorted({article.outlet for article in articles if article.outlet})
        authors = sorted({article.author for article in articles if article.author})
        return gr.Dropdown(choices=outlets), gr.Dropdown(choices=authors)

    def _exchange(self, question: str, query: str | None, session: Session, filters: Filters, dates: bool) -> Exchange:
        conversation = session.conversation
        answer = self._assistant.ask(question, conversation=conversation, filters=filters, query=query, dates=dates)
        return Exchange(answer, bool(filters), edited=query is not None)

    def _cited(self, exchange: Exchange, number: int) -> str:
        return self._article_with(exchange.answer.quotes, number, "answer")

    def _article_with(self, citations: Sequence[Citation], number: int, opened_from: str) -> str:
        """The article as it was cited, with a notice where the library now holds another version or none."""
        citation = next((citation for citation in citations if citation.number == number), None)
        if citation is None:
            raise gr.Error(_UNKNOWN_EVENT)
        try:
            now = self._library.article(citation.article.id)
            changed = now.content_hash != citation.content_hash
            notice = "The article has changed since; this is the version that was cited." if changed else ""
        except ArticleNotFound:
            notice = "The article has been removed since; this is the version that was cited."
        same = [other.span for other in citations if other.article == citation.article]
        return article_page(
            citation.article,
            cited=same,
            current=citation.span,
            phrase=citation.highlight,
            notice=notice,
            opened_from=opened_from,
        )


def chosen_filters(since: str | None, until: str | None, sources: list[str], authors: list[str]) -> Filters:
    """The filters of the form. Raises FilterError."""
    first, last = first_day(since), last_day(until)
    if first and last and first > last:
        raise FilterError(f"“Since” ({first}) lies after “until” ({last})")
    return Filters(since=first, until=last, sources=tuple(sources or ()) or None, authors=tuple(authors or ()) or None)


def event_field(event: gr.EventData, name: str) -> str:
    """What the page tells of a click. Raises gr.Error where it tells no such thing."""
    try:
        value = getattr(event, name)
    except (AttributeError, TypeError):  # the latter where nothing is told at all
        value = None
    if not isinstance(value, str):
        raise gr.Error(_UNKNOWN_EVENT)
    return value


def _number(event: gr.EventData, name: str) -> int:
    """Raises gr.Error where it is no whole number."""
    value = event_field(event, name)
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise gr.Error(_UNKNOWN_EVENT)
    return int(value)


def _sentence(error: OnrecordError) -> str:
    """What is wrong, as a sentence of the page."""
    told = str(error)
    return escape(f"{told[:1].upper()}{told[1:]}.")
