"""What is measured: anything that answers a question with ranked places in articles, and onrecord itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from eval.dataset import Question
from eval.locating import Located
from index.article import Span
from index.errors import ArticleNotFound
from index.library import Library
from qa.answer import Conversation, Turn
from qa.assistant import Assistant

SNIPPETS = 5
CITATIONS = 3
PASSAGES = 10


@dataclass(frozen=True, slots=True)
class Response:
    """What a system made of one question; every sequence is best first.

    `query` is what was searched. `snippets` are up to five, before any threshold, and `quotes` the text that the
    system gives for each. `citations` are what a user is shown: none where it says that nothing answers.
    `confidence` (0–1) is that one of the best three snippets answers.
    """

    query: str
    passages: tuple[Located, ...]
    snippets: tuple[Located, ...]
    quotes: tuple[str, ...]
    citations: tuple[Located, ...]
    confidence: float

    def __post_init__(self) -> None:
        if len(self.quotes) != len(self.snippets):
            raise ValueError(f"{len(self.quotes)} quotes for {len(self.snippets)} snippets")
        if len(self.snippets) > SNIPPETS:
            raise ValueError(f"{len(self.snippets)} snippets, and only {SNIPPETS} are measured")


class System(Protocol):
    """Something that answers questions over a fixed set of articles."""

    @property
    def name(self) -> str: ...

    def answer(self, question: Question) -> Response:
        """The response to a question, asked after the question's history."""

    def passages(self, article_id: str) -> Sequence[Span]:
        """Every passage it can rank of an article; none where it has no such article."""


class Onrecord:
    """onrecord as its users have it, but with the evidence below its threshold in view."""

    def __init__(self, library: Library, assistant: Assistant | None = None, *, name: str = "onrecord") -> None:
        self.name = name
        self._library = library
        self._assistant = assistant or Assistant(library)

    def answer(self, question: Question) -> Response:
        turns = tuple(Turn(past.question, past.question) for past in question.history)
        return response_of(self._assistant, question.question, Conversation(turns))

    def passages(self, article_id: str) -> list[Span]:
        try:
            return [passage.span for passage in self._library.passages(article_id)]
        except ArticleNotFound:
            return []


def response_of(assistant: Assistant, question: str, conversation: Conversation) -> Response:
    """What onrecord makes of a question after a conversation."""
    inquiry = assistant.inquire(assistant.understand(question, conversation=conversation))
    evidence = inquiry.reading.evidence[:SNIPPETS]
    return Response(
        query=inquiry.question.query,
        passages=tuple(Located(hit.article.id, hit.passage.span) for hit in inquiry.hits[:PASSAGES]),
        snippets=tuple(Located(found.article.id, found.span) for found in evidence),
        quotes=tuple(found.text for found in evidence),
        citations=tuple(Located(citation.article.id, citation.span) for citation in assistant.cite(inquiry, CITATIONS)),
        confidence=inquiry.reading.confidence,
    )
