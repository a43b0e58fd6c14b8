"""The trained reader as it is shipped, and its parts: what it is given may be anything."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from index.article import Article, Passage, Span
from index.embedding.embedder import Embedder
from index.engine import Hit
from index.errors import OnrecordError
from index.library import Library
from index.sentences import sentence_spans
from qa.assistant import Assistant
from qa.question import Question
from qa.reader import evidence_model
from qa.reader.encoding import MOST_TOKENS, Batch, PairEncoder
from qa.reader.evidence_model import CHECKSUM, GRAPH, EvidenceModel
from qa.reader.evidence_reader import EvidenceReader
from qa.reader.loading import ReaderName, load_reader

TITLE = "Swing bridge shut"
TEXT = (
    "A freighter struck the swing bridge on Tuesday night. The harbour board shut it at once. "
    "“We will not open it before June,” said Ilse Tarrant, the harbour master. Ferries run every hour instead."
)


@pytest.fixture(scope="module")
def model() -> EvidenceModel:
    return EvidenceModel.shipped()


def judged(model: EvidenceModel, question: str, text: str = TEXT, title: str = TITLE) -> tuple[str, float, str | None]:
    """The best sentence, its logit, and the phrase in it that answers."""
    whole = f"{title}\n{text}"
    spans = [span.shift(len(title) + 1) for span in sentence_spans(text)]
    (judgement,) = model.judge(question, [(whole, spans)])
    best = int(judgement.logits.argmax())
    answer = judgement.answers[best]
    return spans[best].of(whole), float(judgement.logits[best]), answer.of(whole) if answer else None


# ── the file ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_shipped_graph_is_small_and_what_its_checksum_says() -> None:
    graph = (files("qa.reader") / GRAPH).read_bytes()
    assert len(graph) <= 25_000_000
    assert (files("qa.reader") / CHECKSUM).read_text() == f"{hashlib.sha256(graph).hexdigest()}  {GRAPH}\n"


def test_a_damaged_graph_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_model, "GRAPH", CHECKSUM)
    with pytest.raises(OnrecordError, match=r"damaged: install onrecord again, or use --reader none"):
        EvidenceModel.shipped.__wrapped__(EvidenceModel)


# ── what it tells ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("What hit the bridge?", "A freighter"),
        ("What did Tarrant say about the bridge?", "“We will not open it"),
        ("How often do the ferries run?", "Ferries run"),
    ],
)
def test_it_picks_the_sentence_that_answers(model: EvidenceModel, question: str, begins: str) -> None:
    sentence, logit, _ = judged(model, question)
    assert sentence.startswith(begins)
    assert logit > 0


@pytest.mark.model
def test_a_title_leaves_room_for_the_passage(tmp_path: Path, embedder: Embedder) -> None:
    with Library.open(tmp_path, embedder=embedder) as library:
        library.add(Article("a", "The Sable Point Bridge was shut and then opened " * 60, TEXT, "a.txt"))
        answer = Assistant(library).ask("What hit the swing bridge?")
    assert "A freighter struck" in answer.text


@pytest.mark.model
def test_it_knows_when_nothing_answers(model: EvidenceModel) -> None:
    answered = judged(model, "When will the bridge open?")[1]
    assert judged(model, "Who won the regatta in Averil?")[1] < min(0, answered)


@pytest.mark.model
def test_it_shows_the_phrase_that_answers(model: EvidenceModel) -> None:
    sentence, _, answer = judged(model, "Who is the harbour master?")
    assert answer is not None
    assert "Ilse Tarrant" in answer
    assert len(answer) < len(sentence)


@pytest.mark.model
def test_texts_of_any_length_are_judged_as_if_each_were_alone(model: EvidenceModel) -> None:
    texts = [(TEXT[: span.end], sentence_spans(TEXT[: span.end])) for span in sentence_spans(TEXT)]
    together = model.judge("What hit the bridge?", texts)
    for text, judgement in zip(texts, together, strict=True):
        (alone,) = model.judge("What hit the bridge?", [text])
        np.testing.assert_allclose(judgement.logits, alone.logits, atol=1.5)  # int8 scales are a batch's
        assert len(judgement.logits) == len(judgement.answers) == len(text[1])


# ── anything can be asked of anything ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.model
@pytest.mark.parametrize(
    "question", ["¿Quién cerró el puente?", "谁关闭了这座桥？", "☠ ☢ ☣ ???", "a", "why " * 500, "\u200b"]
)
@pytest.mark.parametrize("text", [TEXT, "x" * 10_000, "☠ ☢ ☣ ★", "?!", "Це міст. Він закритий.", "word " * 3_000 + "."])
def test_an_answer_or_an_abstention_never_an_error(model: EvidenceModel, question: str, text: str) -> None:
    spans = sentence_spans(text)
    (judgement,) = model.judge(question, [(text, spans)])
    assert judgement.logits.shape == (len(spans),)
    assert np.isfinite(judgement.logits).all()
    for span, answer in zip(spans, judgement.answers, strict=True):
        assert answer is None or answer.within(span)


@pytest.mark.model
def test_passages_without_words_are_no_evidence(sample_library: Library) -> None:
    article = Article(id="a", title="T", text="Most Popular", source="a.txt", furniture=(Span(0, 12),))
    hit = Hit(Passage("a", 0, Span(0, 12), article.text), article, 1, 1.0)
    reader = EvidenceReader(sample_library)
    for hits in ([], [hit]):
        reading = reader.read(Question.alone("What is popular?"), hits)
        assert (reading.evidence, reading.confidence) == ((), 0.0)


@pytest.mark.model
@pytest.mark.parametrize("question", ["¿Qué dijo Tollemar de la válvula?", "☠☠☠", "?" * 2_000, "Tollemar " * 222])
def test_odd_questions_are_answered_or_declined(sample_library: Library, question: str) -> None:
    answer = Assistant(sample_library, threshold=0).ask(question)
    assert 0 <= answer.confidence <= 1
    assert answer.citations
    for citation in answer.citations:
        assert citation.span.of(citation.article.text) == citation.quote


@pytest.mark.model
def test_highlights_lie_within_their_quotes(sample_library: Library) -> None:
    citations = Assistant(sample_library, threshold=0).ask("Who won the mayor’s race in Castlebray?").citations
    assert citations
    highlighted = [one for one in citations if one.highlight and one.emphasis]
    assert highlighted
    for one in highlighted:
        assert one.emphasis.of(one.quote) == one.highlight.of(one.article.text)  # type: ignore[union-attr]


@pytest.mark.model
def test_readers_by_name(sample_library: Library) -> None:
    assert {name: load_reader(name, sample_library).name for name in ReaderName} == {
        ReaderName.EVIDENCE: "evidence",
        ReaderName.NONE: "none",
    }
    assert Assistant(sample_library, reader=load_reader(ReaderName.NONE, sample_library)).ask("herring pact").query


# ── tokens ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_tokens_know_their_sentence() -> None:
    text = "T\nOne is. Two is."
    (pair,) = PairEncoder().encode("What is?", [(text, [Span(2, 9), Span(10, 17)])])
    # [CLS] what is ? [SEP] t one is . two is . [SEP]
    assert pair.asked == 3
    assert pair.sentence.tolist() == [-1] * 6 + [0] * 3 + [1] * 3 + [-1]
    assert [text[start:end] for start, end in zip(pair.starts, pair.ends, strict=True)][5:8] == ["T", "One", "is"]


def test_long_texts_are_cut_where_the_model_ends() -> None:
    text = "word " * 2_000
    (pair,) = PairEncoder().encode("why " * 500, [(text, [Span(0, len(text) - 1)])])
    assert len(pair) == MOST_TOKENS


def test_batches_are_filled_up_with_nothing() -> None:
    pairs = PairEncoder().encode("Who?", [("One is. Two.", [Span(0, 7), Span(8, 12)]), ("No.", [])])
    batch = Batch.of(pairs)
    assert batch.members.shape == (2, 2, len(pairs[0]))
    assert batch.members[0].sum(axis=1).tolist() == [3, 2]
    assert batch.members[1].sum() == 0
    assert batch.present.sum(axis=1).tolist() == [len(pair) for pair in pairs]
    assert batch.asked.sum(axis=1).tolist() == [2, 2]
    assert batch.types[0].tolist() == [0] * 4 + [1] * (len(pairs[0]) - 4)
