"""Questions whose story moved on: where the older answers stand, and the newest, in articles of a later day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from eval.dataset import Question
from eval.locating import Located
from index.article import Article, Span

CASES = "later.jsonl"


@dataclass(frozen=True, slots=True)
class LaterCase:
    """A question, the turns before it, and where it was answered then and last; both are never empty."""

    id: str
    question: str
    history: tuple[str, ...]
    older: tuple[Located, ...]
    newest: tuple[Located, ...]


def sample_cases(articles: Sequence[Article]) -> tuple[LaterCase, ...]:
    """Those over the sample's articles, each of which holds the words of a place once."""

    def place(words: str) -> Located:
        article = next(article for article in articles if words in article.text)
        start = article.text.index(words)
        return Located(article.id, Span(start, start + len(words)))

    records = map(json.loads, (files("eval") / CASES).read_text("utf-8").splitlines())
    return tuple(
        LaterCase(
            record["id"],
            record["question"],
            (),
            tuple(map(place, record["older"])),
            tuple(map(place, record["newest"])),
        )
        for record in records
    )


def dated_cases(
    questions: Sequence[Question], newest: Mapping[str, frozenset[int]], articles: Mapping[str, Article]
) -> tuple[LaterCase, ...]:
    """Those questions of which an article of a later day has what was true last, `newest` telling which entries do."""
    found = []
    for question in questions:
        last = [gold for gold in question.gold if gold.entry in newest.get(question.id, ())]
        days = [day for gold in last if (day := articles[gold.article_id].published)]
        older = [
            gold
            for gold in question.gold
            if gold not in last and days and (day := articles[gold.article_id].published) and day < max(days)
        ]
        if older:
            history = tuple(turn.question for turn in question.history)
            places = (tuple(Located(gold.article_id, gold.span) for gold in part) for part in (older, last))
            found.append(LaterCase(question.id, question.question, history, *places))
    return tuple(found)
