"""Ask a library: a question goes in, a cited answer comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.article import Article
from index.engine import Filters, Hit
from index.errors import ArticleNotFound, QuestionError
from index.library import Library
from qa.answer import Answer, Citation, Conversation, Turn
from qa.copies import also_in, distinct_evidence, distinct_hits
from qa.followup import StandaloneQuery, standalone_query
from qa.own_words import own_words
from qa.reader.calibration import Calibration
from qa.reader.loading import ReaderName, load_reader
from qa.reader.protocol import WORTH_CITING, Evidence, Reader, Reading
from qa.speakers import attribute

PASSAGES_READ = 12
"""How many of the best passages the reader is given: `python -m eval.benchmarks.reader --only passages` tells what
fewer and more would be worth."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What was searched, found and read for a question, before it is decided whether that answers."""

    standalone: StandaloneQuery
    hits: tuple[Hit, ...]
    reading: Reading

    @property
    def query(self) -> str:
        return self.standalone.text


class Assistant:
    """Answers questions over a library in the words of its articles.

    answer = Assistant(library).ask("What did Blinken say about Rafah?")
    print(answer.text)
    """

    def __init__(
        self,
        library: Library,
        *,
        reader: Reader | None = None,
        threshold: float | None = None,
        calibration: Calibration | None = None,
        passages_read: int = PASSAGES_READ,
    ) -> None:
        """The trained reader answers unless another is given; it reads so many of the best passages.

        `threshold` (0–1) is the confidence below which nothing is cited. Without it, and without a calibration, those
        kept with the library are taken, else the reader's own.
        """
        self.library = library
        self._reader = reader or load_reader(ReaderName.EVIDENCE, library)
        self._calibration = calibration or Calibration.of(library, self._reader.name)
        known = self._reader.threshold if self._calibration.threshold is None else self._calibration.threshold
        self._passages_read = passages_read
        self.threshold = known if threshold is None else threshold
        if not 0 <= self.threshold <= 1:
            raise ValueError(f"a threshold is a probability from 0 to 1, not {self.threshold}")

    def ask(
        self,
        question: str,
        *,
        conversation: Conversation = Conversation(),
        filters: Filters = Filters(),
        max_citations: int = 3,
        query: str | None = None,
    ) -> Answer:
        """The quotes that answer, best first, or an answer without any where the articles don't.

        Pass `answer.conversation` with the next question, so that a follow-up is understood. `query`, where given, is
        searched instead of what the question is understood to mean. Raises QuestionError for an empty question.
        """
        if max_citations < 1:
            raise ValueError(f"max_citations is at least 1, not {max_citations}")
        inquiry = self.inquire(question, conversation=conversation, filters=filters, query=query)
        citations = self.cite(inquiry.reading, max_citations)
        turn = Turn(question, inquiry.query, citations)
        confidence, taken = inquiry.reading.confidence, inquiry.standalone.taken
        return Answer(question, inquiry.query, citations, confidence, conversation.then(turn), taken)

    def retrieve(
        self,
        question: str,
        *,
        conversation: Conversation = Conversation(),
        top_k: int = 10,
        filters: Filters = Filters(),
        query: str | None = None,
    ) -> list[Hit]:
        """The passages that are searched out for a question, best first, each with its article's title and URL."""
        searched = self.understand(question, conversation=conversation, query=query).text
        return self.library.search(searched, top_k=top_k, filters=filters)

    def inquire(
        self,
        question: str,
        *,
        conversation: Conversation = Conversation(),
        filters: Filters = Filters(),
        query: str | None = None,
    ) -> Inquiry:
        """Everything up to the decision: the query, the hits, and what the reader made of them."""
        standalone = self.understand(question, conversation=conversation, query=query)
        hits = distinct_hits(
            lambda top_k: self.library.search(standalone.text, top_k=top_k, filters=filters),
            wanted=self._passages_read,
        )
        reading = self._reader.read(standalone.text, hits)
        confidence = self._calibration.applied(reading.confidence)
        evidence = own_words(standalone.text, reading.evidence)
        return Inquiry(standalone, tuple(hits), replace(reading, evidence=evidence, confidence=confidence))

    def understand(
        self, question: str, *, conversation: Conversation = Conversation(), query: str | None = None
    ) -> StandaloneQuery:
        """What is searched for a question: `query` where it is given, else what the question means by itself.

        Raises QuestionError where either is empty.
        """
        for given in (question, query):
            if given is not None and not given.strip():
                raise QuestionError("the question is empty: type what you want to know")
        return StandaloneQuery(query) if query is not None else standalone_query(question, conversation)

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
            highlight=cited.highlight,
            speaker=attribute(cited.article, cited.span),
            also_in=also_in(cited, self._copies(cited.article), evidence),
        )

    def _copies(self, article: Article) -> list[Article]:
        try:
            return self.library.copies(article.id)
        except ArticleNotFound:  # removed by another process since it was read
            return []
