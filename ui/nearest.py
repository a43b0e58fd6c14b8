"""Where to look for oneself when the articles don't answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.engine import Filters
from qa.answer import Conversation

if TYPE_CHECKING:
    from index.article import Article
    from qa.assistant import Assistant

_MOST = 3


def nearest_articles(
    assistant: Assistant,
    question: str,
    *,
    conversation: Conversation = Conversation(),
    filters: Filters = Filters(),
    query: str | None = None,
) -> tuple[Article, ...]:
    """The articles of the passages that were searched out first, each once."""
    hits = assistant.retrieve(question, conversation=conversation, filters=filters, query=query)
    return tuple({hit.article.id: hit.article for hit in reversed(hits)}.values())[::-1][:_MOST]
