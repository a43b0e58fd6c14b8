"""Ask a library: a question goes in, a cited answer comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.article import Article
from index.engine import Filters, Hit
from index.errors import ArticleNotFound
from index.library import Library
from index.text import check_question
from qa.answer import Answer, Citation, Conversation, Turn
from qa.citing.copies import Group, also_in, distinct_hits, grouped
from qa.citing.differences import Statement, differences
from qa.citing.own_statements import own_statements
from qa.dates.asking import Wanted, wanted_dates
from qa.dates.questions import SearchedDates, wants_latest
from qa.followup import StandaloneQuery, asked_again, standalone_query
from qa.reader.calibration import Calibration
from qa.reader.loading import ReaderName, load_reader
from qa.reader.protocol import WORTH_CITING, Evidence, Reader, Reading
from qa.searching import search_together
from qa.speech.attribution import attribute

PASSAGES_READ = 12
"""How many of the best passages the reader is given: `python -m eval.benchmarks.reader --only passages` tells what
fewer and more would be worth."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What was searched, found and read for a question, before it is decided whether that answers."""

    standalone: StandaloneQuery
    hits: tuple[Hit, ...]
    reading: Reading
    dates: SearchedDates | None = None

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
        today: Callable[[], date] = date.today,
    ) -> None:
        """The trained reader answers unless another is given; it reads so many of the best passages.

        `today` is what “last week” in a question is seen from.

        `threshold` (0–1) is the confidence below which nothing is cited. Without it, and without a calibration, those
        kept with the library are taken, else the reader's own.
        """
        self.library = library
        self._reader = reader or load_reader(ReaderName.EVIDENCE, library)
        self._calibration = calibration or Calibration.of(library, self._reader.name)
        known = self._reader.threshold if self._calibration.threshold is None else self._calibration.threshold
        self._passages_read = passages_read
        self._today = today
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
        dates: bool = True,
    ) -> Answer:
        """The quotes that answer, best first, or an answer without any where the articles don't.

        Pass `answer.conversation` with the next question, so that a follow-up is understood. `query`, where given, is
        searched instead of what the question is understood to mean. Where the question asks for dates (“in March
        2025”, “last week”), only articles of these are searched, and all where they don't answer; `answer.dates`
        tells. `dates=False` searches all at once. “latest” cites the newest first. Raises QuestionError for an empty
        question.
        """
        if max_citations < 1:
            raise ValueError(f"max_citations is at least 1, not {max_citations}")
        inquiry = self.inquire(question, conversation=conversation, filters=filters, query=query, dates=dates)
        citations = self.cite(inquiry.reading, max_citations, newest_first=wants_latest(question))
        turn = Turn(question, inquiry.query, citations, inquiry.dates)
        return Answer(
            question,
            inquiry.query,
            citations,
            inquiry.reading.confidence,
            conversation.then(turn),
            inquiry.standalone.taken,
            inquiry.dates,
            differences(tuple(map(_statement, citations))),
            inquiry.standalone.beside,
        )

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
        searched = self.understand(question, conversation=conversation, query=query)
        return search_together(self.library, searched.queries, top_k=top_k, filters=filters)

    def inquire(
        self,
        question: str,
        *,
        conversation: Conversation = Conversation(),
        filters: Filters = Filters(),
        query: str | None = None,
        dates: bool = True,
    ) -> Inquiry:
        """Everything up to the decision: the query, the hits, and what the reader made of them."""
        standalone = self.understand(question, conversation=conversation, query=query)
        asked = question if query is None else query
        wanted = Wanted(asked)
        if dates:
            follows = query is None and standalone.text != question
            wanted = wanted_dates(asked, conversation, self._today(), follows=follows)
        if not wanted.question:
            standalone = asked_again(conversation)
        elif wanted.question != asked:
            undated = None if query is None else wanted.question
            standalone = self.understand(wanted.question, conversation=conversation, query=undated)
        if wanted.dates is None or wanted.days is None:
            return replace(self._read(standalone, filters), dates=wanted.dates)
        narrower = wanted.narrowing(filters)
        if narrower is not None:
            inquiry = self._read(standalone, narrower)
            if self._answers(inquiry.reading):
                return replace(inquiry, dates=wanted.dates)
        return replace(self._read(standalone, filters), dates=replace(wanted.dates, held=False))

    def cite(self, reading: Reading, max_citations: int = 3, *, newest_first: bool = False) -> tuple[Citation, ...]:
        """The evidence worth citing, numbered, best or newest first, what says the same once; nothing below the
        threshold."""
        if not self._answers(reading):
            return ()
        best = reading.evidence[0].score
        worthy = [evidence for evidence in reading.evidence if evidence.score >= WORTH_CITING * best]
        if newest_first:
            worthy.sort(key=lambda evidence: evidence.article.published or date.min, reverse=True)
        cited = grouped(worthy)[:max_citations]
        cited += self._differing(cited, reading.evidence)[: max_citations - len(cited)]
        return tuple(self._citation(number, one, worthy) for number, one in enumerate(cited, start=1))

    def _differing(self, cited: Sequence[Group], evidence: Sequence[Evidence]) -> list[Group]:
        """Evidence, however weak, that contradicts the first to be cited: what one article says is then not all."""
        first = _compared(0, cited[0].cited)
        taken = {group.cited for group in cited}.union(*(group.others for group in cited))
        rest = [one for one in evidence if one not in taken]
        return [Group(one) for one in rest if differences((first, _compared(1, one)))]

    def _answers(self, reading: Reading) -> bool:
        return bool(reading.evidence) and reading.confidence >= self.threshold

    def _read(self, standalone: StandaloneQuery, filters: Filters) -> Inquiry:
        hits = distinct_hits(
            lambda top_k: search_together(self.library, standalone.queries, top_k=top_k, filters=filters),
            wanted=self._passages_read,
        )
        reading = self._reader.read(standalone.text, hits)
        confidence = self._calibration.applied(reading.confidence)
        evidence = own_statements(standalone.text, reading.evidence)
        return Inquiry(standalone, tuple(hits), replace(reading, evidence=evidence, confidence=confidence))

    def understand(
        self, question: str, *, conversation: Conversation = Conversation(), query: str | None = None
    ) -> StandaloneQuery:
        """What is searched for a question: `query` where it is given, else what the question means by itself.

        Raises QuestionError where either is empty or unreadable.
        """
        for given in (question, query):
            if given is not None:
                check_question(given)
        return StandaloneQuery(query) if query is not None else standalone_query(question, conversation)

    def _citation(self, number: int, group: Group, evidence: Sequence[Evidence]) -> Citation:
        cited = group.cited
        also = also_in(cited, self._copies(cited.article), evidence)
        return Citation(
            number=number,
            article=cited.article,
            span=cited.span,
            quote=cited.text,
            score=cited.score,
            highlight=cited.highlight,
            speaker=attribute(cited.article, cited.span),
            also_in=also,
            alike=group.alike(also),
        )

    def _copies(self, article: Article) -> list[Article]:
        try:
            return self.library.copies(article.id)
        except ArticleNotFound:  # removed by another process since it was read
            return []


def _compared(number: int, evidence: Evidence) -> Statement:
    speaker = attribute(evidence.article, evidence.span, trained=False)  # of many: what is cited is looked at closely
    return Statement(number, evidence.article.id, evidence.text, speaker.name if speaker else None)


def _statement(citation: Citation) -> Statement:
    speaker = citation.speaker.name if citation.speaker else None
    return Statement(citation.number, citation.article.id, citation.quote, speaker)
