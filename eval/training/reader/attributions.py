"""“What did SOURCE say about TOPIC?”: questions made from human annotation of who said what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from index.article import Span
from index.text import STOPWORDS, stem, words

_NAMED = re.compile(r"(?:[A-Z][\w.’'-]+\s+){0,4}[A-Z][\w’'-]+")
_SPEAKING = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|told|tells|add(?:s|ed)|according|warn\w*|insist\w*|argu\w+|claim\w*|not(?:es|ed))\b"
)
_LEAST_WORDS = 8


@dataclass(frozen=True, slots=True)
class AnnotatedAttribution:
    """Annotated words of somebody: `source` and `cue` as they stand in the article, `span` of what was said."""

    source: str
    cue: str
    span: Span

    @property
    def is_named(self) -> bool:
        return bool(_NAMED.fullmatch(self.source)) and self.source.casefold() not in STOPWORDS

    def may_be(self, source: str) -> bool:
        """Whether somebody may have said it who is called `source`: he shares a name, or none is given."""
        return not self.is_named or bool(set(self.source.split()) & set(source.split()))


@dataclass(frozen=True, slots=True)
class AttributionQuestion:
    """`gold` are the statements of `source` that hold a word of `topic`, the longest one's rarest two."""

    source: str
    topic: str
    longest: Span
    gold: tuple[Span, ...]

    @property
    def question(self) -> str:
        return self.about(self.source)

    def about(self, source: str) -> str:
        return f"What did {source} say about {self.topic}?"


def attributions_read(records: Iterable[Mapping[str, Any]]) -> dict[str, list[AnnotatedAttribution]]:
    """The statements of each article, by its id, from records of source, cue and content."""
    statements: dict[str, list[AnnotatedAttribution]] = defaultdict(list)
    for record in records:
        if record["content"]:
            source, cue = (" ".join(part["text"] for part in record[key]) for key in ("source", "cue"))
            starts, ends = ([part[key] for part in record["content"]] for key in ("start", "end"))
            statements[record["article_id"]].append(AnnotatedAttribution(source, cue, Span(min(starts), max(ends))))
    return statements


def questions_about(
    statements: Sequence[AnnotatedAttribution], text: str, each: int = 1
) -> Iterator[AttributionQuestion]:
    """For each source of an article that is named and whose statements a speaking verb cues, up to `each` questions.

    They are about its longest statements, and no two have a word of their topics in common.
    """
    by_source: dict[str, list[Span]] = defaultdict(list)
    for statement in statements:
        if statement.is_named and _SPEAKING.search(statement.cue.lower()):
            by_source[statement.source].append(statement.span)
    for source, spans in by_source.items():
        asked: set[str] = set()
        for longest in sorted(spans, key=len, reverse=True)[:each]:
            topic = _topic(longest.of(text), source, text)
            wanted = {stem(word) for word, _, _ in words(topic or "")}
            if topic is None or wanted & asked:
                continue
            asked |= wanted
            about = [span for span in spans if wanted & {stem(word) for word, _, _ in words(span.of(text))}]
            yield AttributionQuestion(source, topic, longest, tuple(about))


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
