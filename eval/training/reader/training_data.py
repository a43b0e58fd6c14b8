"""What the reader is trained on: questions with passages that answer, that nearly do, and that do not.

`python -m eval.training.reader.packing` reads it from a folder; none of its text is shipped.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.splits import Part, parts
from eval.training.reader.attributions import attributions_read, questions_about
from index.article import Span
from index.sentences import sentence_spans

SHARES = {
    "squad_train_parts": 19_273,
    "squad_nqg_test": 5_298,
    "squad_reqa10k": 4_000,
    "squadshifts_new_wiki": 7_700,
    "squadshifts_reddit": 5_000,
    "squadshifts_amazon_reviews": 4_000,
    "qamr": 6_000,
    "qed_dev": 1_353,
    "nq_swap": 3_073,
    "policyqa": 2_000,
    "covidqa": 1_367,
    "fairytaleqa": 6_757,
}
"""At most so many questions of each file of `train/`: all of what is clean and close to articles, less of the rest.
onestopqa is left out, since it is reported on."""

PARAGRAPH_SETS = ("squad2_devA", "squad11_dev13")
_ATTRIBUTION_SET = "polnear_train"
_BARE_TITLES = ("Filtered Reddit Comments", "Amazon Reviews")


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

    @property
    def answer_texts(self) -> tuple[str, ...]:
        """What a near miss must not hold: the answers or, where none is marked, the sentences that answer."""
        spans = self.answers or [self.sentences[number] for number in sorted(self.gold)]
        return tuple(dict.fromkeys(span.of(self.passage) for span in spans))


def needed(data: Path) -> list[Path]:
    """The files that are read below the folder `data`."""
    beside = [f"{name}.{kind}" for name in PARAGRAPH_SETS for kind in ("articles", "questions")]
    beside += [f"{_ATTRIBUTION_SET}.{kind}" for kind in ("articles", "attributions")]
    named = {"train": list(SHARES), "qa": beside}
    return [data / folder / f"{name}.jsonl.gz" for folder, names in named.items() for name in names]


def read_sources(data: Path, seed: int) -> list[SourceQuestion]:
    """Everything to train on below the folder `data`, in a fixed order."""
    chooser = random.Random(seed)  # noqa: S311
    sources: list[SourceQuestion] = []
    for name, most in SHARES.items():
        found = given_sources(data / "train" / f"{name}.jsonl.gz")
        sources += found if len(found) <= most else chooser.sample(found, most)
    for name in PARAGRAPH_SETS:
        sources += paragraph_sources(data / "qa" / name, Part.TRAINED)
    sources += list(_attribution_sources(data / "qa" / _ATTRIBUTION_SET, chooser))
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
