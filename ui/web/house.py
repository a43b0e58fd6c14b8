"""What all events of the chat share: the library, the assistant over it, what is kept, and what may be done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property

from index.library import Library
from qa.assistant import Assistant
from ui.web.exchanges import Exchange
from ui.web.keeping import Keeping
from ui.web.shelf import choices_page, newest_page, options_page
from ui.web.suggestions import suggested_questions
from ui.web.talk import talk_page, welcome_page

_NEWEST = 12
_MOST_CHOICES = 400


class House:
    """The assistant is made when it is first needed; suggestions are found once for each state of the library."""

    def __init__(
        self, library: Library, assistant: Callable[[], Assistant], keeping: Keeping, *, read_only: bool = False
    ) -> None:
        self.library, self.keeping, self.read_only = library, keeping, read_only
        self._load = assistant
        self._finding = threading.Lock()
        self._stopping = threading.Event()
        self._suggestions: tuple[object, list[str]] = (None, [])

    @cached_property
    def assistant(self) -> Assistant:
        with self._finding:
            return self._load()

    @property
    def suggestions_found(self) -> bool:
        return self._suggestions[0] == self.library.contents()

    def stop(self) -> None:
        """No further suggestions are looked for."""
        self._stopping.set()

    def suggestions(self) -> list[str]:
        """Questions that the library answers, found anew when it has changed: that takes seconds. None once stopped."""
        assistant = self.assistant
        with self._finding:
            contents = self.library.contents()
            if self._suggestions[0] != contents:
                questions = suggested_questions(
                    self.library.articles(),
                    lambda question: not self._stopping.is_set() and assistant.ask(question).answered,
                )
                self._suggestions = (contents, questions)
            return self._suggestions[1]

    def talk(self, visitor: str, conversation: str, exchanges: tuple[Exchange, ...] | None = None) -> str:
        """The conversation as HTML, or what stands in the place of an empty one. Raises ConversationGone."""
        if conversation and exchanges is None:
            exchanges = self.keeping.exchanges(visitor, conversation)
        if exchanges:
            return talk_page(exchanges, self.keeping.verdicts(conversation), conversation)
        known = self._suggestions[1] if self.suggestions_found else []
        return welcome_page(self.library.contents().articles, known, read_only=self.read_only)

    def shelf_parts(self) -> dict[str, str]:
        """What of the page tells of the library as a whole: how many, by whom, and the newest."""
        articles = self.library.articles()
        outlets = sorted({article.outlet for article in articles if article.outlet})
        authors = sorted({article.author for article in articles if article.author})
        return {
            "number": f"{len(articles):,}",
            "outlets": choices_page("outlet", outlets[:_MOST_CHOICES]),
            "authors": choices_page("author", authors[:_MOST_CHOICES]),
            "outlet": options_page("All outlets", outlets[:_MOST_CHOICES]),
            "author": options_page("All authors", authors[:_MOST_CHOICES]),
        }

    def reading_home(self) -> str:
        articles = self.library.articles()
        return newest_page(articles[:_NEWEST], len(articles))
