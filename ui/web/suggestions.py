"""Questions to begin with, made from what the library’s articles say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from index.article import Article
from index.sentences import sentence_spans
from index.text import content_words, stem
from qa.speech.attribution import attribute

_NEWEST = 40
_AFTER = "of|in|on|at|to|is|was|were|are|has|had|will|would|and|for|from|with"
_TOPIC = re.compile(rf"\bthe (?P<noun>[a-z]{{4,}})(?=[.,;:?!”]|[’']s\b| (?:{_AFTER})\b)")
_FULL_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]+(?: [A-ZÀ-ÖØ-Þ][\w’'.-]*)+")


def suggested_questions(
    articles: Sequence[Article], is_answered: Callable[[str], bool], *, limit: int = 4
) -> list[str]:
    """Up to `limit` questions of different articles and people that the library does answer.

    `articles` come newest first. Where fewer people are quoted than that, headlines are asked about.
    """
    newest = articles[:_NEWEST]
    found: list[str] = []
    people: set[str] = set()
    for article in newest:
        for name, topic in islice(_statements(article), 2):
            question = f"What did {name} say about the {topic}?"
            if name not in people and is_answered(question):
                people.add(name)
                found.append(question)
                break
        if len(found) == limit:
            return found
    for article in newest[: limit - len(found)]:
        question = f"What happened: {article.title.rstrip('.?!')}?"
        if is_answered(question):
            found.append(question)
    return found


def _statements(article: Article) -> Iterator[tuple[str, str]]:
    """People by their full names, and a noun of the headline that is in their own quoted words' sentence."""
    headline = {stem(word) for word in content_words(article.title)}
    for span in sentence_spans(article.text):
        if any(span.overlap(furniture) for furniture in article.furniture):
            continue
        topic = next(
            (match["noun"] for match in _TOPIC.finditer(span.of(article.text)) if stem(match["noun"]) in headline), None
        )
        if topic is None:
            continue
        speaker = attribute(article, span, trained=False)
        if speaker and _is_person(speaker.name, article.text):
            yield speaker.name, topic


def _is_person(name: str, text: str) -> bool:
    """Whether it is a full name that the text never puts “the” before, as it does before organisations."""
    return bool(_FULL_NAME.fullmatch(name)) and not re.search(rf"\b[Tt]he {re.escape(name)}\b", text)
