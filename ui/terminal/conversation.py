"""The chat in the terminal."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.text import Text

from index.errors import OnrecordError
from qa.answer import Conversation
from ui.terminal.render import answer_text
from ui.terminal.streams import complain, say, show, spinner

if TYPE_CHECKING:
    from index.engine import Filters
    from qa.assistant import Assistant

_HELP = (
    "Ask a question; follow-ups know what was asked before. /new starts over, /all asks the last question "
    "again over all dates, /quit leaves."
)


def converse(assistant: Assistant, filters: Filters) -> None:
    """Questions and answers until /quit, the end of input, or Ctrl-C."""
    with suppress(ImportError):
        import readline  # noqa: F401  (its import gives `input` line editing and a history)
    say(_HELP)
    conversation = Conversation()
    while True:
        try:
            question = input("> " if sys.stdin.isatty() else "").strip()
            if not question:
                continue
            if question in ("/quit", "/exit", "quit", "exit"):
                return
            if question == "/new":
                conversation = Conversation()
                say("A new conversation.")
            elif question == "/all" and conversation.turns:
                earlier = Conversation(conversation.turns[:-1])
                conversation = _turn(assistant, conversation.turns[-1].question, earlier, filters, dates=False)
            elif question.startswith("/"):
                say(_HELP)
            else:
                conversation = _turn(assistant, question, conversation, filters)
        except (EOFError, KeyboardInterrupt):
            say("")
            return


def _turn(
    assistant: Assistant, question: str, conversation: Conversation, filters: Filters, *, dates: bool = True
) -> Conversation:
    try:
        with spinner("Reading the articles…"):
            answer = assistant.ask(question, conversation=conversation, filters=filters, dates=dates)
    except OnrecordError as error:
        complain(str(error))
        return conversation
    show(Text("\n").join([Text(), answer_text(answer), Text()]))
    return answer.conversation
