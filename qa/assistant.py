"""Ask a library: a question goes in, a cited answer comes out. Understand, search, read, choose, cite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from index.engine import Filters, Hit
from index.library import Library
from qa.answer import Answer, Citation, Conversation, Listing, Turn
from qa.citing.choosing import choose, choose_nearest
from qa.citing.citations import cite, differences_between
from qa.citing.listing import list_mentions
from qa.citing.speakers import Speakers, own_statements
from qa.confidence import Certainty, Status
from qa.dates.questions import SearchedDates, narrowed
from qa.deciding import is_alone, leaning_on
from qa.mentions import asked_mention
from qa.question import Question
from qa.reader.calibration import Calibration
from qa.reader.loading import ReaderName, load_reader
from qa.reader.protocol import Reader, Reading
from qa.searching import search
from qa.small_talk import WHAT_TO_ASK, is_small_talk
from qa.spelling import spelt_as_found
from qa.understanding import understand

PASSAGES_READ = 20
"""How many of the best passages the reader is given: `python -m eval.benchmarks.reader --only passages` tells what
fewer and more would be worth."""
NEAREST = 3
"""The most quotes that are shown where none is cited."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What was understood, found and read for a question, before it is decided whether that answers.

    `dates` tell what became of those that the question asks for; `speakers` who is known to have said what was read.
    """

    question: Question
    hits: tuple[Hit, ...]
    reading: Reading
    dates: SearchedDates | None = None
    speakers: Speakers = field(default_factory=Speakers, compare=False, repr=False)


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
        kept with the library are taken, else the reader's own. `assistant.cutoffs` tells it with what else is decided
        by the confidence.
        """
        self.library = library
        self._reader = reader or load_reader(ReaderName.EVIDENCE, library)
        self._calibration = calibration or Calibration.of(library, self._reader.name)
        self._passages_read = passages_read
        self._today = today
        wanted = self._calibration.threshold if threshold is None else threshold
        own = self._reader.cutoffs
        self.cutoffs = own if wanted is None else own.with_threshold(wanted)

    @property
    def threshold(self) -> float:
        """The confidence (0–1) below which nothing is cited."""
        return self.cutoffs.threshold

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
        """The quotes that answer, best first; else the nearest, of which nothing is claimed, or none (`Answer.status`).

        Pass `answer.conversation` with the next question, so that a follow-up is understood. `query`, where given, is
        searched instead of what the question is understood to mean. Where the question asks for dates (“in March
        2025”, “last week”), only articles of these are searched, and all where they don't answer; `answer.dates`
        tells. `dates=False` searches all at once. “latest” cites the newest first. “Which articles mention Velland?” is
        answered with all of them, and a greeting with what can be asked (`Answer.kind`). Raises QuestionError for an
        empty question.
        """
        if max_citations < 1:
            raise ValueError(f"max_citations is at least 1, not {max_citations}")
        understood = self.understand(question, conversation=conversation, query=query, dates=dates)
        if query is None and is_small_talk(question):
            return Answer(question, question, (), 0.0, conversation, remark=WHAT_TO_ASK)
        if named := asked_mention(understood.query):
            return self._listed(understood, named, conversation, filters)
        inquiry = self.inquire(understood, filters=filters)
        citations = self.cite(inquiry, max_citations)
        meant = inquiry.question
        turn = Turn(question, meant.query, citations, inquiry.dates)
        return Answer(
            question=question,
            query=meant.query,
            citations=citations,
            confidence=inquiry.reading.confidence,
            conversation=conversation.then(turn),
            taken=meant.taken,
            dates=inquiry.dates,
            differences=differences_between(citations),
            beside=tuple(query.text for query in meant.queries[1:]),
            hits=inquiry.hits,
            nearest=self.nearest(inquiry, min(max_citations, NEAREST)),
            certainty=self.cutoffs.certainty(inquiry.reading.confidence) if citations else Certainty.UNSURE,
            read_as=understood.read_as,
        )

    def retrieve(
        self,
        question: str,
        *,
        conversation: Conversation = Conversation(),
        top_k: int = 10,
        filters: Filters = Filters(),
        query: str | None = None,
        dates: bool = True,
    ) -> list[Hit]:
        """The passages that `ask` would read, best first, each with its article's title and URL."""
        understood = self.understand(question, conversation=conversation, query=query, dates=dates)
        return list(search(self.library, understood, top_k=top_k, filters=filters))

    def understand(
        self,
        question: str,
        *,
        conversation: Conversation = Conversation(),
        query: str | None = None,
        dates: bool = True,
    ) -> Question:
        """What a question is understood to mean; `query` is searched instead. Raises QuestionError for an empty one."""
        return understand(
            question,
            self._today(),
            conversation=conversation,
            query=query,
            dates=dates,
            vocabulary=self.library.vocabulary,
        )

    def inquire(self, question: Question, *, filters: Filters = Filters()) -> Inquiry:
        """Everything up to the decision: the hits, and what the reader made of them.

        A question that may follow up, and whose own words don't say that it does (“he”, “and …?”), is read as it was
        asked, too, and what is surer is told; `question` of the inquiry is what was taken. Where the articles of the
        days that are asked for don't answer, those of all days are searched.
        """
        following = self._of_days(question, filters)
        if question.as_asked is None or question.points_back:
            return following
        alone = self._of_days(question.as_asked, filters)
        if alone.reading.evidence and is_alone(alone.reading, following.reading):
            return alone
        return following

    def _of_days(self, question: Question, filters: Filters) -> Inquiry:
        inquiry = self._read(question, filters)
        if question.dates is None:
            return inquiry
        held = question.dates.days is not None and self._status(inquiry.reading) is Status.ANSWERED
        if question.dates.days and not held:
            inquiry = replace(self._read(replace(question, dates=None), filters), question=question)
        return replace(inquiry, dates=SearchedDates.of(question.dates, held=held))

    def cite(self, inquiry: Inquiry, max_citations: int = 3) -> tuple[Citation, ...]:
        """The evidence worth citing, numbered, what says the same once; nothing below the threshold."""
        if self._status(inquiry.reading) is not Status.ANSWERED:
            return ()
        choice = choose(
            inquiry.reading, inquiry.speakers, most=max_citations, newest_first=inquiry.question.newest_first
        )
        return cite(self.library, choice, inquiry.speakers)

    def nearest(self, inquiry: Inquiry, most: int = NEAREST) -> tuple[Citation, ...]:
        """The best evidence that may not answer, numbered and held against its articles as what is cited; none where
        something is cited, or nothing comes near."""
        if self._status(inquiry.reading) is not Status.CLOSEST:
            return ()
        return cite(self.library, choose_nearest(inquiry.reading, most=most), inquiry.speakers)

    def _listed(self, question: Question, named: str, conversation: Conversation, filters: Filters) -> Answer:
        """The articles that mention it, of the days that the question asks for. It is by the letter, so certain."""
        days = question.dates.days if question.dates else None
        passing = narrowed(filters, days) if days else filters
        listing = list_mentions(self.library, named, passing) if passing is not None else Listing(named)
        citations = tuple(mention.first for mention in listing.mentions if mention.first)
        return Answer(
            question=question.asked,
            query=question.query,
            citations=citations,
            confidence=1.0,
            conversation=conversation.then(Turn(question.asked, question.query, citations[:NEAREST])),
            taken=question.taken,
            dates=SearchedDates.of(question.dates, held=True) if question.dates else None,
            certainty=Certainty.CLEAR,
            read_as=question.read_as,
            listing=listing,
        )

    def _read(self, question: Question, filters: Filters) -> Inquiry:
        hits = search(self.library, question, top_k=self._passages_read, filters=filters)
        speakers = Speakers()
        spelt = spelt_as_found(question, hits)
        reading = self._reader.read(spelt, hits)
        if question.story:
            reading = leaning_on(reading, question.story[0])
        reading = Reading(
            own_statements(spelt, reading.evidence, speakers), self._calibration.applied(reading.confidence)
        )
        return Inquiry(question, hits, reading, speakers=speakers)

    def _status(self, reading: Reading) -> Status:
        return self.cutoffs.status(reading.confidence) if reading.evidence else Status.NOTHING
