"""What the chat's events make of an answer, without a browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import gradio as gr
import pytest

from index.article import Article, Span
from index.engine import Hit
from index.library import Library
from qa.assistant import Assistant
from qa.confidence import Cutoffs
from qa.question import Question
from qa.reader.protocol import Evidence, Reading
from tests.toy import ToyEmbedder
from ui.web.chat import Chat, Session

pytestmark = pytest.mark.model

STORM = Article("storm", "Storm", "The storm hit Harn.\n\nRoofs flew in Velland.", "storm.txt")
HIT, ROOFS = Span(0, 19), Span(21, 43)


class UnsureReader:
    """Finds both sentences near, and is not sure of either."""

    name = "unsure"
    cutoffs = Cutoffs(threshold=0.5, closest=0.2, likely=0.6, clear=0.8)

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        return Reading((Evidence(hits[0].article, ROOFS, 0.6), Evidence(hits[0].article, HIT, 0.4)), 0.3)


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Chat]:
    with Library.open(tmp_path, embedder=ToyEmbedder(("storm", "Harn"))) as library:
        library.add(STORM)
        yield Chat(library, Assistant(library, reader=UnsureReader()))


def test_the_closest_quotes_open_their_article_at_the_place(chat: Chat) -> None:
    _, (box, page, session, article, _) = chat.ask("Who was hurt?", Session(), None, None, [], [])
    assert box == ""
    assert "Not sure that these answer it" in page
    assert '<mark class="current" tabindex="-1">Roofs flew in Velland.</mark>' in article

    clicked = gr.EventData(None, {"event": "cite", "turn": "0", "number": "2"})
    opened, _ = chat.cite(session, clicked)
    assert '<mark class="current" tabindex="-1">The storm hit Harn.</mark>' in opened
    assert "<mark>Roofs flew in Velland.</mark>" in opened
