"""A topic through time: what the articles say of it, dated and cited, in the order of publication."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from index.engine import Filters, Hit
from index.library import Library
from index.text import STOPWORDS, check_question, content_words, stem, words
from qa.answer import Citation
from qa.citing.copies import distinct_evidence
from qa.dates.finding import DatedPhrase, find_dates
from qa.reader.candidates import Candidate, candidates
from qa.reader.evidence import merged
from qa.reader.protocol import Evidence
from qa.speech.attribution import attribute

LIMIT = 20
_PASSAGES = 60
_OF_AN_ARTICLE = 3
_ABOUT_IT = 0.5
_A_FEW = 8


@dataclass(frozen=True, slots=True)
class Timeline:
    """The cited statements on a topic, oldest publication first, undated ones last, and numbered so."""

    topic: str
    citations: tuple[Citation, ...]

    @property
    def text(self) -> str:
        """One sentence: how many statements there are."""
        if not self.citations:
            return f"The articles hold nothing on “{self.topic}”."
        statements = f"{len(self.citations)} statement{'' if len(self.citations) == 1 else 's'}"
        return f"{statements} on “{self.topic}”"

    def as_dict(self) -> dict[str, object]:
        """The keys of the JSON: those of an answer's citations, with the day that a statement tells of."""
        told = [
            {**citation.as_dict(), "event": event.as_dict() if (event := event_of(citation)) else None}
            for citation in self.citations
        ]
        return {"topic": self.topic, "text": self.text, "citations": told}


def timeline(library: Library, topic: str, *, filters: Filters = Filters(), limit: int = LIMIT) -> Timeline:
    """What the articles say on a topic, at most three places of an article and `limit` (from 1) in all.

    The best are taken and put in order. A sentence is taken where it, with its headline, holds most of the topic's
    rare words; statements of somebody come first. Raises QuestionError for an empty topic.
    """
    check_question(topic, "the topic is empty: type what the timeline is to be about")
    if limit < 1:
        raise ValueError(f"limit is at least 1, not {limit}")
    hits = library.search(topic, top_k=_PASSAGES, filters=filters)
    rarity = _rarity(library, topic)
    of_article: dict[str, list[tuple[Candidate, float]]] = defaultdict(list)
    for passage in candidates(hits):
        for sentence in passage.sentences:
            score = _score(sentence, passage.hit, rarity)
            if score:
                of_article[sentence.hit.article.id].append((sentence, score))
    evidence: list[Evidence] = []
    for scored in of_article.values():
        scored.sort(key=lambda one: (-one[1], one[0].span))
        evidence += merged(scored)[:_OF_AN_ARTICLE]
    evidence.sort(key=lambda one: (-one.score, one.article.id, one.span))
    taken = distinct_evidence(evidence)[:limit]
    taken.sort(key=lambda one: (one.article.published or date.max, one.article.id, one.span))
    return Timeline(topic.strip(), tuple(_citation(number, one) for number, one in enumerate(taken, start=1)))


def event_of(citation: Citation) -> DatedPhrase | None:
    """The first expression of a quote that tells one day, or a few, which are not after its publication."""
    published = citation.article.published
    for phrase in find_dates(citation.quote, published):
        first, last = phrase.days.first, phrase.days.last
        if first and last and (last - first).days < _A_FEW and published and first <= published:
            return phrase.shift(citation.span.start)
    return None


def _citation(number: int, evidence: Evidence) -> Citation:
    return Citation(
        number=number,
        article=evidence.article,
        span=evidence.span,
        quote=evidence.text,
        score=min(1.0, evidence.score),
        speaker=attribute(evidence.article, evidence.span),
    )


def _rarity(library: Library, topic: str) -> Mapping[str, float]:
    """The weight of each of the topic's stems; they sum to 1."""
    passages = library.contents().passages
    counts = library.document_frequencies([word for word in content_words(topic) if word not in STOPWORDS])
    weights = {stem(word): math.log(1 + (passages + 1) / (count + 1)) for word, count in counts.items()}
    total = sum(weights.values()) or 1.0
    return {word: weight / total for word, weight in weights.items()}


def _score(sentence: Candidate, hit: Hit, rarity: Mapping[str, float]) -> float:
    """How well a sentence tells of the topic, 0–1; 0 where it does not."""
    own = _share(rarity, sentence.text)
    with_title = _share(rarity, f"{sentence.text} {hit.article.title}")
    if not own or with_title < _ABOUT_IT:
        return 0.0
    is_said = attribute(hit.article, sentence.span, trained=False) is not None
    return 0.1 + 0.4 * own + 0.2 * with_title + 0.2 * hit.score + 0.1 * is_said


def _share(rarity: Mapping[str, float], text: str) -> float:
    held = {stem(word) for word, _, _ in words(text)}
    return sum(weight for word, weight in rarity.items() if word in held)
