"""Questions with the passages that our own search brings for them: what the reader sees when it is used.

All gold sentences of a group are marked, so that each is weighed against every sentence of every passage, and none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from eval.dataset import Question, QuestionSet
from eval.libraries import OnProgress
from eval.locating import Located
from eval.measures import Target
from eval.scoring import Scorer
from index.article import Span
from index.engine import Hit
from index.library import Library
from qa.answer import Conversation, Turn
from qa.assistant import Assistant
from qa.reader.candidates import Candidates, candidates
from qa.searching import search

SEARCHED = 24
"""Passages that are searched for: twice as many as are read, so that what is read beside gold can change."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage as it is encoded, title first. Spans are in `text`."""

    text: str = field(repr=False)
    sentences: tuple[Span, ...]
    gold: frozenset[int] = frozenset()
    answers: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupedQuestion:
    """A question as it is searched for, the passages that were found for it, and behind them gold that was not."""

    question: str
    excerpts: tuple[Excerpt, ...] = field(repr=False)
    found: int
    kind: str
    answerable: bool


def grouped_questions(
    asked: QuestionSet, library: Library, assistant: Assistant, on_progress: OnProgress
) -> Iterator[GroupedQuestion]:
    """Each question with its passages; one that follows up both as it was asked and with what it leaves out."""
    targets = Scorer(asked).targets
    for done, question in enumerate(asked.questions, start=1):
        turns = tuple(Turn(past.question, past.question) for past in question.history)
        understood = assistant.understand(question.question, conversation=Conversation(turns), dates=False)
        found = candidates(search(library, understood, top_k=SEARCHED))
        excerpts = tuple(
            _excerpt(passage, targets[question.id], question.answers)
            for passage in [*found, *_unfound(question, found, library)]
        )
        for text in dict.fromkeys((understood.query, question.question)):
            yield GroupedQuestion(text, excerpts, len(found), question.type or "", question.answerable)
        on_progress(f"Searching for {asked.name}", done, len(asked.questions))


def _unfound(question: Question, found: Sequence[Candidates], library: Library) -> list[Candidates]:
    """The passages that hold gold and were not found."""
    known = {passage.hit.passage.id for passage in found}
    missing: dict[str, Hit] = {}
    for gold in question.gold:
        for passage in library.passages(gold.article_id):
            if passage.id not in known and passage.span.overlap(gold.span) >= len(gold.span) / 2:
                missing[passage.id] = Hit(passage, library.article(gold.article_id), SEARCHED + 1, 0.0)
    return candidates(list(missing.values()))


def _excerpt(passage: Candidates, targets: Sequence[Target], answers: Sequence[str]) -> Excerpt:
    article = passage.hit.article
    gold = frozenset(
        number
        for number, sentence in enumerate(passage.sentences)
        if any(target.held_by(Located(article.id, sentence.span)) for target in targets)
    )
    return Excerpt(
        passage.text,
        tuple(sentence.encoded for sentence in passage.sentences),
        gold,
        tuple(_phrases(passage, gold, answers)),
    )


def _phrases(passage: Candidates, gold: frozenset[int], answers: Sequence[str]) -> Iterator[Span]:
    """Where answering phrases stand in the gold sentences, in the characters of the encoded text."""
    for number in sorted(gold):
        encoded = passage.sentences[number].encoded
        for answer in answers:
            start = passage.text.find(answer, encoded.start, encoded.end)
            if start >= 0:
                yield Span(start, start + len(answer))
