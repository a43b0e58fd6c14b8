"""Ask a library: a question goes in, a cited answer comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article
from index.engine import Filters, Hit
from index.errors import ArticleNotFound, QuestionError
from index.library import Library
from qa.answer import Answer, Citation, Conversation, Turn
from qa.copies import also_in, distinct_evidence, distinct_hits
from qa.followup import standalone_query
from qa.reader.protocol import WORTH_CITING, Evidence, Reader, Reading
from qa.reader.similarity import SimilarityReader
from qa.speakers import attribute

PASSAGES_READ = 12
"""How many of the best passages the reader is given."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What was searched, found and read for a question, before it is decided whether that answers."""

    query: str
    hits: tuple[Hit, ...]
    reading: Reading


class Assistant:
    """Answers questions over a library in the words of its articles.

    answer = Assistant(library).ask("What did Blinken say about Rafah?")
    print(answer.text)
    """

    def __init__(self, library: Library, *, reader: Reader | None = None, threshold: float | None = None) -> None:
        """`threshold` (0–1) is the confidence below which nothing is cited; None takes the reader's own."""
        self.library = library
        self._reader = reader or SimilarityReader(library)
        self.threshold = self._reader.threshold if threshold is None else threshold
        if not 0 <= self.threshold <= 1:
            raise ValueError(f"a threshold is a probability from 0 to 1, not {self.threshold}")

    def ask(
        self,
        question: str,
        *,
        conversation: Conversation = Conversation(),
        filters: Filters = Filters(),
        max_citations: int = 3,
    ) -> Answer:
        """The quotes that answer, best first, or an answer without any where the articles don't.

        Pass `answer.conversation` with the next question, so that a follow-up is understood. Raises QuestionError
        for an empty question.
        """
        if max_citations < 1:
            raise ValueError(f"max_citations is at least 1, not {max_citations}")
        inquiry = self.inquire(question, conversation=conversation, filters=filters)
        citations = self.cite(inquiry.reading, max_citations)
        turn = Turn(question, inquiry.query, citations)
        return Answer(question, inquiry.query, citations, inquiry.reading.confidence, conversation.then(turn))

    def retrieve(
        self,
        question: str,
        *,
        conversation: Conversation = Conversation(),
        top_k: int = 10,
        filters: Filters = Filters(),
    ) -> list[Hit]:
        """The passages that are searched out for a question, best first, each with its article's title and URL."""
        _check(question)
        return self.library.search(standalone_query(question, conversation), top_k=top_k, filters=filters)

    def inquire(
        self, question: str, *, conversation: Conversation = Conversation(), filters: Filters = Filters()
    ) -> Inquiry:
        """Everything up to the decision: the query, the hits, and what the reader made of them."""
        _check(question)
        query = standalone_query(question, conversation)
        hits = distinct_hits(
            lambda top_k: self.library.search(query, top_k=top_k, filters=filters), wanted=PASSAGES_READ
        )
        return Inquiry(query, tuple(hits), self._reader.read(query, hits))

    def cite(self, reading: Reading, max_citations: int = 3) -> tuple[Citation, ...]:
        """The evidence worth citing, numbered; nothing below the threshold."""
        if not reading.evidence or reading.confidence < self.threshold:
            return ()
        best = reading.evidence[0].score
        worthy = [evidence for evidence in reading.evidence if evidence.score >= WORTH_CITING * best]
        cited = distinct_evidence(worthy)[:max_citations]
        return tuple(self._citation(number, one, worthy) for number, one in enumerate(cited, start=1))

    def _citation(self, number: int, cited: Evidence, evidence: Sequence[Evidence]) -> Citation:
        return Citation(
            number=number,
            article=cited.article,
            span=cited.span,
            quote=cited.text,
            score=cited.score,
            speaker=attribute(cited.article, cited.span),
            also_in=also_in(cited, self._copies(cited.article), evidence),
        )

    def _copies(self, article: Article) -> list[Article]:
        try:
            return self.library.copies(article.id)
        except ArticleNotFound:  # removed by another process since it was read
            return []


def _check(question: str) -> None:
    if not question.strip():
        raise QuestionError("the question is empty: type what you want to know")
