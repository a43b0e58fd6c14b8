"""What is measured of each sentence against the question: contextual similarity, shared words, the kind of answer.

One encoding of each passage, under its title, serves late interaction (MaxSim: Khattab and Zaharia, ColBERT, 2020)
and late-chunked sentence vectors (Günther et al., Late Chunking, 2024).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Embedder, TokenVectors
from index.embedding.runtime import unit
from index.engine import Vectors
from index.text import content_words, stem, words
from qa.question import Question
from qa.reader.candidates import Candidate, Candidates
from qa.speech.asking import is_cue
from qa.speech.attribution import attribute, is_said_by, named_by

CONTEXTUAL = ("maxsim", "weighted_maxsim", "cosine", "best_passage")
LEXICAL = (
    "overlap",
    "bm25",
    "bigrams",
    "title_overlap",
    "passage_overlap",
    "neighbour_overlap",
    "kind",
    "length",
    "passage_score",
    "passage_cosine",
    "said_by_asked",
    "attributed",
)

JUDGED = (
    "maxsim",
    "weighted_maxsim",
    "overlap",
    "title_overlap",
    "neighbour_overlap",
    "passage_overlap",
    "kind",
    "said_by_asked",
    "attributed",
)
"""What tells of the best sentence whether it answers."""

Rarity = Callable[[Sequence[str]], Mapping[str, float]]
"""Gives each word's weight: its inverse document frequency in the library."""

Idf = Mapping[str, float]
"""The rarity of each stem that a sentence should hold; `rarities` asks a library for it."""

Features = NDArray[np.float64]
_SENTENCE_WORDS = 22
_LITTLE = 0.1
_MONTHS = "January February March April May June July August September October November December"
_WHEN = re.compile(rf"\b({'|'.join(_MONTHS.split())}|\w+day|1\d\d\d|20\d\d|century|years?|months?|weeks?|days?)\b")
_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|"
    r"billions?|half|third|quarter|none|no|single|double)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(because|since|due to|caused?|reasons?|so that|in order to|to \w+|led to|as a result|therefore|why)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)(?<![“\"‘.] )\b[A-Z][\w’'-]+")


def contextual_features(question: str, passages: Sequence[Candidates], embedder: Embedder, idf: Idf) -> Features:
    """`(n, len(CONTEXTUAL))` float64, a row for each sentence of the passages, in order."""
    if not passages:
        return np.empty((0, len(CONTEXTUAL)))
    asked = embedder.query_tokens(question)
    contexts = embedder.token_vectors([passage.text for passage in passages])
    question_vectors = unit(asked.vectors)
    weights = _token_weights(question, asked, idf)
    question_vector = unit(asked.vectors.mean(axis=0, keepdims=True))[0] if len(asked.vectors) else None
    rows = []
    # One product for all passages: each by itself is too small to be worth waking a second thread for.
    together = np.concatenate([context.vectors for context in contexts])
    similarities = np.split(
        unit(together) @ question_vectors.T, np.cumsum([len(context.vectors) for context in contexts])[:-1]
    )
    for passage, context, similarity in zip(passages, contexts, similarities, strict=True):
        best_anywhere = similarity.max(axis=0, initial=-1)
        for candidate in passage.sentences:
            inside = _tokens_of(candidate, context)
            own = similarity[inside]
            best = own.max(axis=0) if len(own) else np.zeros(len(question_vectors))
            cosine = (
                float(unit(context.vectors[inside].mean(axis=0, keepdims=True))[0] @ question_vector)
                if len(own) and question_vector is not None
                else 0.0
            )
            rows.append(
                (
                    float(best.mean()) if len(best) else 0.0,
                    float(best @ weights),
                    cosine,
                    float(best_anywhere @ weights),
                )
            )
    return np.array(rows, np.float64).reshape(-1, len(CONTEXTUAL))


def lexical_features(question: Question, passages: Sequence[Candidates], idf: Idf) -> Features:
    """`(n, len(LEXICAL))` float64, a row for each sentence of the passages, in order."""
    total = sum(idf.values()) or 1.0
    pairs = list(pairwise(dict.fromkeys(stem(word) for word in _wanted(question))))
    kind, said = _kind(question.query), _said(question)
    rows = []
    for passage in passages:
        stems = [_stems(candidate.text) for candidate in passage.sentences]
        title = set(_stems(passage.hit.article.title))
        everything = title.union(*stems)
        for number, candidate in enumerate(passage.sentences):
            held = set(stems[number])
            near = held.union(stems[number - 1] if number else (), title)
            rows.append(
                (
                    _weight(idf, held) / total,
                    _bm25(idf, stems[number]) / total,
                    _shared_pairs(pairs, stems[number]),
                    _weight(idf, title) / total,
                    _weight(idf, everything) / total,
                    _weight(idf, near) / total,
                    kind(candidate.text),
                    math.log1p(len(stems[number])),
                    passage.hit.score,
                    passage.hit.cosine or 0.0,
                    *said(candidate),
                )
            )
    return np.array(rows, np.float64).reshape(-1, len(LEXICAL))


def rarities(question: Question, rarity: Rarity) -> Idf:
    """The rarity of each stem that a sentence should hold."""
    return {stem(word): weight for word, weight in rarity(_wanted(question)).items()}


def _wanted(question: Question) -> list[str]:
    """The words that a sentence should hold: not those of a speaker and a cue, which his statements need not have.

    Only the first cue is the question's own: “What did Okoro say about the report?” is about the report.
    """
    found = content_words(question.query)
    if question.asks_of_speakers:
        named = {word for speaker in question.speakers for word, _, _ in words(speaker)}
        others = [word for word in found if word not in named]
        cue = next(filter(is_cue, others), None)
        found = [word for word in others if word != cue] or found
    return found


def _tokens_of(candidate: Candidate, context: TokenVectors) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (context.starts >= candidate.encoded.start) & (context.ends <= candidate.encoded.end)
    return inside


def _token_weights(question: str, asked: TokenVectors, idf: Mapping[str, float]) -> Vectors:
    """How much each token of the question matters: the rarity of its word; they sum to 1."""
    weights = np.full(len(asked.starts), _LITTLE, np.float32)
    for word, start, end in words(question):
        inside = (asked.starts >= start) & (asked.ends <= end)
        weights[inside] = idf.get(stem(word), _LITTLE) / max(1, inside.sum())
    return weights / (weights.sum() or 1)


def _kind(question: str) -> Callable[[str], float]:
    """Whether a sentence holds the kind of thing that is asked for."""
    asked = question.lower()
    known = {word for word, _, _ in words(question)}
    if re.search(r"\bhow (many|much|long|old|far|large|big|often|tall|high)\b|\bpercent|\bnumber of\b", asked):
        return lambda text: float(bool(_NUMBER.search(text)))
    if re.search(r"\bwhen\b|\b(what|which) (year|date|day|month|century|decade|time)\b", asked):
        return lambda text: float(bool(_WHEN.search(text)))
    if re.search(r"\bwhy\b|\breasons?\b", asked):
        return lambda text: float(bool(_REASON.search(text)))
    if re.search(r"\b(who|whom|whose|where)\b", asked):
        return lambda text: float(any(name[0].casefold() not in known for name in _NAME.finditer(text)))
    return lambda text: 0.0


def _said(question: Question) -> Callable[[Candidate], tuple[float, float]]:
    """Whether a sentence is a statement of whoever is asked about, and whether it tells a speaker who is asked for."""
    if not question.asks_of_speakers:
        return lambda candidate: (0.0, 0.0)

    def said(candidate: Candidate) -> tuple[float, float]:
        attribution = attribute(candidate.hit.article, candidate.span, trained=False)
        names = named_by(candidate.hit.article, question.speakers)
        return float(is_said_by(attribution, names)), float(question.asks_who and attribution is not None)

    return said


def _stems(text: str) -> list[str]:
    return [stem(word) for word, _, _ in words(text)]


def _weight(idf: Mapping[str, float], held: set[str]) -> float:
    return sum(weight for word, weight in idf.items() if word in held)


def _bm25(idf: Mapping[str, float], held: Sequence[str]) -> float:
    """BM25 (Robertson and Zaragoza, 2009) of a sentence, k1 = 1.2 and b = 0.75."""
    norm = 1.2 * (0.25 + 0.75 * len(held) / _SENTENCE_WORDS)
    return sum(weight * (count := held.count(word)) * 2.2 / (count + norm) for word, weight in idf.items())


def _shared_pairs(pairs: Sequence[tuple[str, str]], held: Sequence[str]) -> float:
    """The share of the question's neighbouring words that are neighbours, or one apart, in the sentence too."""
    if not pairs:
        return 0.0
    near = set(pairwise(held)) | set(zip(held, held[2:], strict=False))
    return sum(pair in near for pair in pairs) / len(pairs)
