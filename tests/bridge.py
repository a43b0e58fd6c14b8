"""An article about a bridge, and answers that cite it: what the terminal's tests and the page's show."""

from __future__ import annotations

from datetime import date

from index.article import Article, Span
from qa.answer import Answer, Citation, Conversation
from qa.confidence import Certainty
from qa.speech.attribution import Attribution

CAPTION, SHUT, ROTTEN, HURT = Span(0, 14), Span(16, 35), Span(36, 67), Span(69, 85)
BRIDGE = Article(
    id="bridge-0123456789",
    title="Bridge shut",
    text="Photo: A. Lens\n\nThe bridge is shut. “It was rotten,” Ada Pike said.\n\nNobody was hurt.",
    source="/news/bridge.txt",
    outlet="Harbour Post",
    author="Ivo Lund",
    published=date(2025, 3, 4),
    furniture=(CAPTION,),
)
BARE = Article(id="bare-0", title="Bare", text="Nothing else is known.", source="bare.txt")


def citation(number: int, span: Span, speaker: Attribution | None = None, article: Article = BRIDGE) -> Citation:
    return Citation(number, article, span, span.of(article.text), 0.9, speaker)


def answer(*citations: Citation, question: str = "Who said it?", query: str | None = None) -> Answer:
    return Answer(question, query or question, citations, 0.873, Conversation(), certainty=Certainty.LIKELY)


def closest(*citations: Citation) -> Answer:
    """An answer that cites nothing and shows what comes nearest."""
    return Answer("Who said it?", "Who said it?", (), 0.2, Conversation(), nearest=citations)
