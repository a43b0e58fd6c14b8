"""Questions with the passages that our own search brings for them: what the reader sees when it is used.

All gold sentences of a group are marked, so that each is weighed against every sentence of every passage, and none.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from eval.dataset import Question, QuestionSet
from eval.libraries import OnProgress
from eval.locating import Located
from eval.measures import Target
from eval.scoring import Scorer
from eval.training.reader.training_data import Excerpt, TrainingExample
from index.article import Span
from index.engine import Hit
from index.library import Library
from qa.answer import Conversation, Turn
from qa.assistant import Assistant
from qa.reader.candidates import Candidates, candidates
from qa.searching import search

SEARCHED = 24
"""Passages that a group's are taken from."""
_BY_CHANCE = 1
"""How many of a group's passages are taken by chance from those far down."""


def grouped_examples(
    asked: QuestionSet, library: Library, assistant: Assistant, passages: int, seed: int, on_progress: OnProgress
) -> Iterator[TrainingExample]:
    """An example for each question: the passages that answer, then the best of the others, `passages` in all."""
    targets = Scorer(asked).targets
    chooser = random.Random(seed)  # noqa: S311
    for done, question in enumerate(asked.questions, start=1):
        turns = tuple(Turn(past.question, past.question) for past in question.history)
        understood = assistant.understand(question.question, conversation=Conversation(turns), dates=False)
        found = candidates(search(library, understood, top_k=SEARCHED))
        found += _unfound(question, found, library)
        excerpts = [_excerpt(passage, targets[question.id], question.answers) for passage in found]
        yield TrainingExample(understood.query, tuple(_chosen(excerpts, passages, chooser)))
        on_progress(f"Searching for {asked.name}", done, len(asked.questions))


def _chosen(excerpts: Sequence[Excerpt], passages: int, chooser: random.Random) -> list[Excerpt]:
    """Those with gold, up to half; then the best others, and one by chance from what is left."""
    gold = [excerpt for excerpt in excerpts if excerpt.gold][: max(1, passages // 2)]
    others = [excerpt for excerpt in excerpts if not excerpt.gold]
    room = passages - len(gold)
    near, far = others[: room - _BY_CHANCE], others[room - _BY_CHANCE :]
    chosen = [*gold, *near, *chooser.sample(far, min(len(far), room - len(near)))]
    chooser.shuffle(chosen)
    return chosen


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
        answers=tuple(_phrases(passage, gold, answers)),
    )


def _phrases(passage: Candidates, gold: frozenset[int], answers: Sequence[str]) -> Iterator[Span]:
    """Where answering phrases stand in the gold sentences, in the characters of the encoded text."""
    for number in sorted(gold):
        encoded = passage.sentences[number].encoded
        for answer in answers:
            start = passage.text.find(answer, encoded.start, encoded.end)
            if start >= 0:
                yield Span(start, start + len(answer))
