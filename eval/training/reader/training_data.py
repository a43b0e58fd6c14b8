"""What the reader is trained on: questions with passages that answer, that nearly do, and that do not.

`python -m eval.training.reader.train` reads it from a folder; none of its text is shipped.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from eval.splits import Part, parts
from eval.training.reader.attributions import attributions_read, questions_about
from eval.training.reader.near_misses import NearMisses
from eval.training.reader.swaps import swapped
from index.article import Span
from index.sentences import sentence_spans

SHARES = {
    "squad_train_parts": 19_273,
    "squad_nqg_test": 5_298,
    "squad_reqa10k": 3_000,
    "squadshifts_new_wiki": 7_700,
    "squadshifts_reddit": 2_500,
    "squadshifts_amazon_reviews": 2_000,
    "qamr": 3_500,
    "qed_dev": 1_353,
    "nq_swap": 2_000,
    "policyqa": 1_000,
    "covidqa": 1_000,
    "fairytaleqa": 2_500,
}
"""At most so many questions of each file of `train/`: all of what is clean and close to articles, less of the rest.
onestopqa is left out, since it is reported on."""

_PARAGRAPH_SETS = ("squad2_devA", "squad11_dev13")
_ATTRIBUTION_SET = "polnear_train"
_BARE_TITLES = ("Filtered Reddit Comments", "Amazon Reviews")
_SHORTEST, _LONGEST = 250, 850
_TITLE_LEFT_OUT = 0.2
_NEAR_MISS, _ONLY_NEAR_MISS, _SWAPPED = 0.38, 0.10, 0.25
_HUMAN_UNANSWERABLE_ROUNDS = 3
_ATTRIBUTION_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class SourceQuestion:
    """A question with the passage that it was asked of, before anything is made of it.

    `sentences` and `answers` are spans in `passage`, `gold` numbers of sentences: none where it does not answer.
    Sentences that are `ignored` are neither right nor wrong.
    """

    question: str
    title: str
    passage: str
    sentences: tuple[Span, ...]
    gold: frozenset[int]
    answers: tuple[Span, ...] = ()
    ignored: frozenset[int] = frozenset()
    kind: str = "question"
    others: tuple[str, ...] = ()
    """For an attribution question: the same one asked about others, whose statements are not in the passage."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is read: a stretch of a passage under its title. Spans are in `text`."""

    text: str
    sentences: tuple[Span, ...]
    gold: frozenset[int] = frozenset()
    ignored: frozenset[int] = frozenset()
    answers: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A question and the excerpts among whose sentences it is decided; without gold, the right answer is none."""

    question: str
    excerpts: tuple[Excerpt, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is made beside the questions as they are; ablations leave something out."""

    near_misses: bool = True
    swaps: bool = True
    attributions: bool = True


def needed(data: Path) -> list[Path]:
    """The files that are read below the folder `data`."""
    beside = [f"{name}.{kind}" for name in _PARAGRAPH_SETS for kind in ("articles", "questions")]
    beside += [f"{_ATTRIBUTION_SET}.{kind}" for kind in ("articles", "attributions")]
    named = {"train": list(SHARES), "qa": beside}
    return [data / folder / f"{name}.jsonl.gz" for folder, names in named.items() for name in names]


def read_sources(data: Path, recipe: Recipe, seed: int) -> list[SourceQuestion]:
    """Everything to train on below the folder `data`, in a fixed order."""
    chooser = random.Random(seed)  # noqa: S311
    sources: list[SourceQuestion] = []
    for name, most in SHARES.items():
        found = given_sources(data / "train" / f"{name}.jsonl.gz")
        sources += found if len(found) <= most else chooser.sample(found, most)
    for name in _PARAGRAPH_SETS:
        sources += paragraph_sources(data / "qa" / name, Part.TRAINED)
    if recipe.attributions:
        sources += list(_attribution_sources(data / "qa" / _ATTRIBUTION_SET, chooser)) * _ATTRIBUTION_ROUNDS
    return sources


def paragraph_sources(stem: Path, part: Part) -> list[SourceQuestion]:
    """The questions of a set with the paragraphs they were asked of, for one part of its articles."""
    articles = {record["id"]: record for record in records(stem.with_name(f"{stem.name}.articles.jsonl.gz"))}
    part_of = parts(articles)
    sources = []
    for record in records(stem.with_name(f"{stem.name}.questions.jsonl.gz")):
        name = record["article_id"]
        if part_of[name] is part:
            start, end = record["paragraph"]
            passage = articles[name]["text"][start:end]
            answers = [Span(place["start"] - start, place["end"] - start) for place in record["evidence"]]
            sentences = tuple(sentence_spans(passage))
            gold = frozenset(number for number, span in enumerate(sentences) if any(map(span.overlap, answers[:1])))
            if gold or not answers:
                title = articles[name]["title"]
                sources.append(SourceQuestion(record["question"], title, passage, sentences, gold, tuple(answers)))
    return sources


def make_examples(sources: Sequence[SourceQuestion], recipe: Recipe, seed: int) -> list[TrainingExample]:
    """Each source as it is, beside a near miss, or as it is and again made unanswerable; shuffled.

    What is made unanswerable stands next to what it was made of, so that it is the difference that is learned.
    """
    chooser = random.Random(seed)  # noqa: S311
    rounds = [source for source in sources for _ in range(1 if source.gold else _HUMAN_UNANSWERABLE_ROUNDS)]
    chooser.shuffle(rounds)
    near_misses = NearMisses([(source.title, source.passage) for source in sources]) if recipe.near_misses else None
    asked = [(source.question, _answers(source)) for source in rounds]
    missed = near_misses.of(asked) if near_misses else [[] for _ in rounds]
    return [
        example
        for source, misses in zip(rounds, missed, strict=True)
        for example in _examples(source, misses, recipe, chooser)
    ]


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def given_sources(path: Path) -> list[SourceQuestion]:
    """What a file of `train/` holds, as it is."""
    return [_given(record) for record in records(path)]


def _given(record: dict[str, Any]) -> SourceQuestion:
    title = record.get("title") or ""
    return SourceQuestion(
        question=record["question"],
        title="" if title.startswith(_BARE_TITLES) else title,
        passage=record["passage"],
        sentences=tuple(Span(start, end) for start, end in record["sentences"]),
        gold=frozenset(record["gold"]),
        answers=tuple(Span(start, end) for start, end in record.get("answer_spans") or ()),
    )


def _attribution_sources(stem: Path, chooser: random.Random) -> Iterator[SourceQuestion]:
    """“What did SOURCE say about TOPIC?” with a window of the article around a statement that answers.

    Gold are the statements of that source that hold a word of the topic. Its other statements, and those of sources
    that are not named (“he”, “the senator”), may be its own too: they are ignored.
    """
    articles = {record["id"]: record for record in records(stem.with_name(f"{stem.name}.articles.jsonl.gz"))}
    part_of = parts(articles)
    statements = attributions_read(records(stem.with_name(f"{stem.name}.attributions.jsonl.gz")))
    for name, own in statements.items():
        if part_of[name] is not Part.TRAINED:
            continue
        article = articles[name]
        text = article["text"]
        sentences = tuple(sentence_spans(text))
        named = sorted({statement.source for statement in own if statement.is_named})
        for asked in questions_about(own, text):
            gold = frozenset(number for number, span in enumerate(sentences) if any(map(span.overlap, asked.gold)))
            unsure = [statement.span for statement in own if statement.may_be(asked.source)]
            ignored = frozenset(n for n, span in enumerate(sentences) if any(map(span.overlap, unsure))) - gold
            if not gold:
                continue
            elsewhere = [other for other in named if not set(other.split()) & set(asked.source.split())]
            chooser.shuffle(elsewhere)
            yield SourceQuestion(
                question=asked.question,
                title=article["title"],
                passage=text,
                sentences=sentences,
                gold=gold,
                ignored=ignored,
                kind="attribution",
                others=tuple(asked.about(other) for other in elsewhere[:1]),
            )


def _examples(
    source: SourceQuestion, misses: Sequence[tuple[str, str]], recipe: Recipe, chooser: random.Random
) -> Iterator[TrainingExample]:
    """What is made of a source; `misses` are passages, with their titles, that hold its words but no answer."""
    excerpt = _excerpt(source, chooser)
    turn = chooser.random() if source.gold else 1.0
    miss = _excerpt(_miss(source.question, chooser.choice(misses)), chooser) if misses and turn < 1 else None
    if miss is not None and turn < _NEAR_MISS:
        yield TrainingExample(source.question, (excerpt, miss))
    elif miss is not None and turn < _NEAR_MISS + _ONLY_NEAR_MISS:
        yield TrainingExample(source.question, (miss,))
    else:
        yield TrainingExample(source.question, (excerpt,))
        if recipe.swaps and turn < _NEAR_MISS + _ONLY_NEAR_MISS + _SWAPPED:
            changed = _unanswerable(source, excerpt, chooser)
            if changed is not None:
                yield TrainingExample(changed, (replace(excerpt, gold=frozenset(), answers=()),))


def _unanswerable(source: SourceQuestion, excerpt: Excerpt, chooser: random.Random) -> str | None:
    """The source's question so changed that its excerpt does not answer it; None where no way is found."""
    if source.kind == "attribution":
        return chooser.choice(source.others) if source.others and not excerpt.ignored else None
    gold = " ".join(source.sentences[number].of(source.passage) for number in sorted(source.gold))
    return swapped(source.question, source.passage, gold, chooser)


def _miss(question: str, miss: tuple[str, str]) -> SourceQuestion:
    title, passage = miss
    return SourceQuestion(question, title, passage, tuple(sentence_spans(passage)), frozenset())


def _answers(source: SourceQuestion) -> tuple[str, ...]:
    """What a near miss must not hold: the answers or, where none is marked, the sentences that answer."""
    spans = source.answers or [source.sentences[number] for number in source.gold]
    return tuple(span.of(source.passage) for span in spans)


def _excerpt(source: SourceQuestion, chooser: random.Random) -> Excerpt:
    """Sentences around one that answers, or that holds most of the question's words, as many as a length allows.

    Passages of articles are as short; a random share of the titles is left out, since some articles have none.
    """
    sentences, room = source.sentences, chooser.uniform(_SHORTEST, _LONGEST)
    first = last = _middle(source, chooser)
    while True:
        sides = [side for side in (first - 1, last + 1) if 0 <= side < len(sentences)]
        chooser.shuffle(sides)
        for side in sides:
            low, high = min(first, side), max(last, side)
            if sentences[high].end - sentences[low].start <= room:
                first, last = low, high
                break
        else:
            break
    start, end = sentences[first].start, sentences[last].end
    head = "\n" if not source.title or chooser.random() < _TITLE_LEFT_OUT else f"{source.title}\n"
    shift = len(head) - start
    window = Span(start, end)
    return Excerpt(
        text=head + window.of(source.passage),
        sentences=tuple(span.shift(shift) for span in sentences[first : last + 1]),
        gold=frozenset(number - first for number in source.gold if first <= number <= last),
        ignored=frozenset(number - first for number in source.ignored if first <= number <= last),
        answers=tuple(span.shift(shift) for span in source.answers if start <= span.start and span.end <= end),
    )


def _middle(source: SourceQuestion, chooser: random.Random) -> int:
    if source.gold:
        return chooser.choice(sorted(source.gold))
    asked = set(source.question.lower().split())
    shared = [len(asked & set(span.of(source.passage).lower().split())) for span in source.sentences]
    return max(range(len(shared)), key=lambda number: (shared[number], -number))
