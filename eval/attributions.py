"""“What did SOURCE say about TOPIC?”: questions made from human annotation of who said what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from eval.dataset import GoldSpan, Question
from eval.lines import Problems, read_records
from index.article import Article, Span
from index.text import STOPWORDS, stem, words

_NAMED = re.compile(r"(?:[A-Z][\w.’'-]+\s+){0,4}[A-Z][\w’'-]+")
_SPEAKING = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|told|tells|add(?:s|ed)|according|warn\w*|insist\w*|argu\w+|claim\w*|not(?:es|ed))\b"
)
_LEAST_WORDS = 8


def attribution_questions(path: Path, articles: Sequence[Article]) -> tuple[Question, ...]:
    """At most one question for each source of each article that the annotation names and a speaking verb cues.

    The topic is the statement's rarest neighbouring content words in its article that are not the source's own; gold
    are all of that source's statements that hold one of them. Raises QuestionSetError where the file is malformed.
    """
    problems = Problems(path)
    statements: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for _, record in read_records(path, problems):
        source = " ".join(part["text"] for part in record["source"])
        cue = " ".join(part["text"] for part in record["cue"])
        named = _NAMED.fullmatch(source) and source.casefold() not in STOPWORDS
        if named and _SPEAKING.search(cue.lower()) and record["content"]:
            parts = record["content"]
            span = Span(min(part["start"] for part in parts), max(part["end"] for part in parts))
            statements[record["article_id"], source].append(span)
    problems.raise_any()
    texts = {article.id: article.text for article in articles}
    return tuple(_questions(statements, texts))


def _questions(statements: dict[tuple[str, str], list[Span]], texts: dict[str, str]) -> Iterator[Question]:
    for (article_id, source), spans in statements.items():
        text = texts[article_id]
        longest = max(spans, key=len)
        topic = _topic(longest.of(text), source, text)
        if topic is None:
            continue
        wanted = {stem(word) for word, _, _ in words(topic)}
        about = [span for span in spans if wanted & {stem(word) for word, _, _ in words(span.of(text))}]
        yield Question(
            id=f"{article_id}:{longest.start}",
            question=f"What did {source} say about {topic}?",
            gold=tuple(GoldSpan(article_id, span, entry) for entry, span in enumerate(about)),
            type="attribution",
        )


def _topic(statement: str, source: str, text: str) -> str | None:
    """The two neighbouring content words that are rarest in the article; None where there are none."""
    found = [place for place in words(statement) if place[0] not in STOPWORDS and place[0].isalpha()]
    named = {word for word, _, _ in words(source)}
    if len(words(statement)) < _LEAST_WORDS:
        return None
    counts: dict[str, int] = defaultdict(int)
    for word, _, _ in words(text):
        counts[stem(word)] += 1
    pairs = [
        (sum(1 / max(1, counts[stem(word)]) for word in (first, second)), start, end)
        for (first, start, _), (second, between, end) in pairwise(found)
        if statement[start:between].count(" ") == 1 and min(len(first), len(second)) > 3 and not named & {first, second}
    ]
    if not pairs:
        return None
    _, start, end = max(pairs)
    return statement[start:end]
