"""Conversations that people rewrote, and which topics of them are learned from and which are reported on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.lines import Problems, read_records
from index.text import words

REPORTED_SETS = ("cast_train", "mtrag_human_subset")
REWRITE_SETS = ("rewrite_cast", "rewrite_mtrag")


@dataclass(frozen=True, slots=True)
class RewrittenQuestion:
    """A question, those asked before it, and what a person made of it that stands alone."""

    topic: str
    history: tuple[str, ...]
    question: str
    rewrite: str


def topic_of(question_id: str) -> str:
    """The conversation that a question is of; a topic of CAsT has one name, whichever set it comes from."""
    if "<::>" in question_id:
        return question_id.split("<::>")[0]
    if question_id.startswith("cast"):
        return _without_year(question_id).rsplit("_", 1)[0]
    return question_id.rsplit("-", 1)[0]


def reported_topics(data: Path) -> frozenset[str]:
    """Of each set that is reported on, the first half of its topics in the order of their SHA-256."""
    reported: set[str] = set()
    for name in REPORTED_SETS:
        records = _records(data / "qa" / f"{name}.questions.jsonl.gz")
        reported |= first_half({topic_of(str(record["id"])) for record in records})
    return frozenset(reported)


def first_half(topics: set[str]) -> set[str]:
    """The first half of the topics in the order of their SHA-256: the same for the same topics, whoever asks."""
    ordered = sorted(topics, key=lambda topic: hashlib.sha256(topic.encode()).digest())
    return set(ordered[: len(ordered) // 2])


def rewrites(data: Path) -> dict[str, RewrittenQuestion]:
    """Every rewritten question by the id that its question set has for it."""
    found = {}
    for name in REWRITE_SETS:
        for record in _records(data / "qa" / f"{name}.jsonl.gz"):
            question_id = _without_year(str(record["id"]))
            history = tuple(str(question) for question in record["history"])
            found[question_id] = RewrittenQuestion(
                topic_of(question_id), history, record["question"], record["rewrite"]
            )
    return found


def next_talks(asked: Iterable[tuple[str, tuple[str, ...], str]]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """For each topic the next one, in the order of their names, with its longest conversation.

    `asked` are topics, earlier questions and questions.
    """
    longest: dict[str, tuple[str, ...]] = {}
    for topic, history, question in sorted(asked, key=lambda question: len(question[1])):
        longest[topic] = (*history, question)
    topics = sorted(longest)
    following = (*topics[1:], *topics[:1])
    return {topic: (other, longest[other]) for topic, other in zip(topics, following, strict=True)}


def same_words(one: str, other: str) -> bool:
    """Whether two questions have the same words."""
    return [word for word, _, _ in words(one)] == [word for word, _, _ in words(other)]


def _without_year(question_id: str) -> str:
    """“cast20-81_1” is “cast-81_1” in the question set."""
    return re.sub(r"^cast\d\d-", "cast-", question_id)


def _records(path: Path) -> list[dict[str, Any]]:
    problems = Problems(path)
    records = [record for _, record in read_records(path, problems)]
    problems.raise_any()
    return records
