"""What is said at which confidence, and the three states of an answer as the assistant gives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.article import Article, Span
from index.engine import Hit
from index.library import Library
from index.sentences import sentence_spans
from qa.assistant import Assistant
from qa.confidence import Certainty, Cutoffs, Status
from qa.question import Question
from qa.reader.calibration import Calibration
from qa.reader.loading import ReaderName, load_reader
from qa.reader.protocol import Evidence, Reading
from tests.toy import ToyEmbedder

CUTOFFS = Cutoffs(threshold=0.4, closest=0.1, likely=0.5, clear=0.8)


@pytest.mark.parametrize(
    ("confidence", "status", "certainty"),
    [
        (1.0, "answered", "clear"),
        (0.8, "answered", "clear"),
        (0.79, "answered", "likely"),
        (0.5, "answered", "likely"),
        (0.4, "answered", "unsure"),
        (0.39, "closest", "unsure"),
        (0.1, "closest", "unsure"),
        (0.09, "nothing", "unsure"),
        (0.0, "nothing", "unsure"),
    ],
)
def test_each_confidence_has_a_state_and_a_word(confidence: float, status: str, certainty: str) -> None:
    assert (CUTOFFS.status(confidence), CUTOFFS.certainty(confidence)) == (status, certainty)


def test_another_threshold_keeps_what_is_closest_below_it() -> None:
    strict, lenient = CUTOFFS.with_threshold(0.9), CUTOFFS.with_threshold(0.05)
    assert (strict.closest, strict.status(0.85), strict.status(0.09)) == (0.1, Status.CLOSEST, Status.NOTHING)
    assert (lenient.closest, lenient.status(0.05), lenient.status(0.04)) == (0.05, Status.ANSWERED, Status.NOTHING)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((1.1, 0.1, 0.5, 0.8), "“threshold” is a probability from 0 to 1, not 1.1"),
        ((0.4, -0.1, 0.5, 0.8), "“closest” is a probability from 0 to 1, not -0.1"),
        ((0.4, 0.5, 0.5, 0.8), "“closest” lies above “threshold”"),
        ((0.4, 0.1, 0.9, 0.8), "“likely” above “clear”"),
    ],
)
def test_cutoffs_that_make_no_sense_are_told(values: tuple[float, float, float, float], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Cutoffs(*values)


STORM = Article("storm", "Storm", "The storm hit Harn.\n\nThe storm hit Velland.\n\nA storm is wind.", "storm.txt")
FERRY = Article("ferry", "Ferry", "The ferry beat the storm.\n\nOn Harn nobody was hurt.", "ferry.txt")


class SureReader:
    """Reads every sentence that holds “storm”, as sure as it is told; each counts a tenth of the one before."""

    name = "sure"
    cutoffs = CUTOFFS

    def __init__(self, confidence: float) -> None:
        self.confidence = confidence

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        spans = [
            (hit.article, span.shift(hit.passage.span.start))
            for hit in sorted(hits, key=lambda hit: hit.article.id)
            for span in sentence_spans(hit.passage.text)
            if "storm" in span.of(hit.passage.text)
        ]
        evidence = [Evidence(article, span, 0.1**rank, span) for rank, (article, span) in enumerate(spans)]
        return Reading(tuple(evidence), self.confidence)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, embedder=ToyEmbedder(("storm", "Harn"))) as opened:
        opened.add(STORM, FERRY)
        yield opened


@pytest.mark.model
def test_between_the_thresholds_the_nearest_are_shown(library: Library) -> None:
    answer = Assistant(library, reader=SureReader(0.2)).ask("Where did the storm hit?")

    assert (answer.status, answer.answered, answer.citations) == (Status.CLOSEST, False, ())
    assert [(one.number, one.article.id, one.span, one.quote) for one in answer.nearest] == [
        (1, "ferry", Span(0, 25), "The ferry beat the storm."),
        (2, "storm", Span(0, 19), "The storm hit Harn."),
        (3, "storm", Span(21, 43), "The storm hit Velland."),
    ]
    assert [one.highlight for one in answer.nearest] == [None] * 3
    assert answer.conversation.turns[-1].citations == ()


@pytest.mark.model
def test_at_the_threshold_quotes_are_cited_and_below_the_lower_one_none_are_shown(library: Library) -> None:
    cited = Assistant(library, reader=SureReader(0.4)).ask("Where did the storm hit?")
    assert (cited.status, [one.quote for one in cited.citations], cited.nearest) == (
        Status.ANSWERED, ["The ferry beat the storm."], ()
    )  # fmt: skip
    assert cited.citations[0].highlight == Span(0, 25)
    surer = Assistant(library, reader=SureReader(0.8)).ask("Where did the storm hit?")
    assert (cited.certainty, surer.certainty) == (Certainty.UNSURE, Certainty.CLEAR)
    nothing = Assistant(library, reader=SureReader(0.09)).ask("Where did the storm hit?")
    assert (nothing.status, nothing.citations, nothing.nearest) == (Status.NOTHING, (), ())


@pytest.mark.model
def test_no_more_is_shown_than_was_asked_for_and_nothing_without_evidence(library: Library) -> None:
    assistant = Assistant(library, reader=SureReader(0.2))
    assert len(assistant.ask("Where did the storm hit?", max_citations=1).nearest) == 1
    assert len(assistant.ask("Where did the storm hit?", max_citations=9).nearest) == 3
    library.remove("storm")
    library.remove("ferry")
    library.add(Article("calm", "Calm", "Nothing happened.", "calm.txt"))
    assert assistant.ask("Where did the storm hit?").status is Status.NOTHING


@pytest.mark.model
def test_a_calibrated_threshold_stands_before_the_reader_s_own(library: Library) -> None:
    fitted = Assistant(library, reader=SureReader(0.85), calibration=Calibration(threshold=0.9))
    assert fitted.cutoffs == CUTOFFS.with_threshold(0.9)
    answer = fitted.ask("Where did the storm hit?")
    assert (answer.status, answer.certainty) == (Status.CLOSEST, Certainty.UNSURE)


@pytest.mark.parametrize("name", list(ReaderName))
def test_the_shipped_readers_say_less_the_less_sure_they_are(name: ReaderName, library: Library) -> None:
    cutoffs = load_reader(name, library).cutoffs
    assert 0 < cutoffs.closest < cutoffs.threshold <= cutoffs.likely < cutoffs.clear < 1
