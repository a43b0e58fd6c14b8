"""Understanding: a question and what was asked before it become one value, `Question`, and nothing is parsed again."""

from __future__ import annotations

from datetime import date

from index.engine import Vocabulary
from index.text import check_question
from qa.answer import Conversation
from qa.dates.questions import AskedDates, dates_asked_for, event_named, wants_latest
from qa.followup import StandaloneQuery, asked_again, standalone_query
from qa.followup.asked import Asked
from qa.misspelling import respelt
from qa.question import Question, Respelling
from qa.speech.asking import asked_speakers, asks_for_speaker
from qa.speech.names import with_titles


def understand(
    asked: str,
    today: date,
    *,
    conversation: Conversation = Conversation(),
    query: str | None = None,
    dates: bool = True,
    vocabulary: Vocabulary | None = None,
) -> Question:
    """What a question means after a conversation, seen from `today`.

    `query`, where given, is searched instead of what the question is understood to mean. Otherwise words that are
    misspelt, by the `vocabulary` of what is searched, are read as its own. With `dates`, words that ask
    for dates (“in March 2025”, “last week”) are told apart from what is searched. Raises QuestionError where either
    text is empty, unreadable or too long, and TypeError where it is no text.
    """
    check_question(asked)
    if query is not None:
        check_question(query)
    written = asked if query is None else query
    read_as: tuple[Respelling, ...] = ()
    if query is None and vocabulary:
        written, read_as = respelt(asked, vocabulary)
    wanted, rest = _own_dates(written, conversation, today) if dates else (None, written)
    if not rest:
        standalone = asked_again(conversation)
    else:
        standalone = StandaloneQuery(rest) if query is not None else standalone_query(rest, conversation)
    if dates and wanted is None and query is None and standalone.taken:
        wanted = _carried_dates(conversation)
    speakers = with_titles(standalone.text, asked_speakers(standalone.text))
    follows = query is None and bool(standalone.taken or standalone.beside)
    return Question(
        asked,
        standalone.text,
        standalone.queries,
        wanted,
        tuple(speakers),
        asks_for_speaker(standalone.text),
        wants_latest(asked),
        standalone.taken,
        understand(asked, today, dates=dates, vocabulary=vocabulary) if follows else None,
        _story(conversation) if follows else (),
        follows and (not rest or Asked.of(rest).goes_on),
        read_as,
    )


def _story(conversation: Conversation) -> tuple[str, ...]:
    """The ids of the articles cited in a conversation, those of the newest answer first."""
    turns = reversed(conversation.turns)
    return tuple(dict.fromkeys(citation.article.id for turn in turns for citation in turn.citations))


def _own_dates(text: str, conversation: Conversation, today: date) -> tuple[AskedDates | None, str]:
    """The dates that a question's own words ask for, and what else it asks: nothing, of the question before."""
    before = conversation.turns[-1].dates if conversation.turns else None
    own = dates_asked_for(text, today, before.days if before else None)
    if own and (own[1] or conversation.turns):
        return own
    event = event_named(text)
    return (AskedDates(event, None) if event else None), text


def _carried_dates(conversation: Conversation) -> AskedDates | None:
    """The dates of the question before, for one that goes on from it; none where they did not hold."""
    before = conversation.turns[-1].dates
    return AskedDates(before.words, before.days, carried=True) if before and before.days and before.held else None
