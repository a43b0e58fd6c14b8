"""Responses become scores: every measure for every question, and their means for the whole set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from eval.dataset import Question, QuestionSet
from eval.locating import Located
from eval.measures import (
    Target,
    answer_f1,
    character_scores,
    contains_answer,
    gold_sentences,
    hit_at,
    hit_within,
    recall_at,
    verbatim_share,
)
from eval.statistics import (
    Ranking,
    RiskCoverage,
    auroc,
    best_unanswerable_f1,
    calibration_error,
    ranking_measures,
    risk_coverage,
    unanswerable_detection,
)
from eval.systems import Response, System
from index.article import Span
from index.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class ScoredQuestion:
    """One question's response, how long it took, and its scores by measure; those that do not apply are left out."""

    question: Question
    response: Response = field(repr=False)
    milliseconds: float
    scores: Mapping[str, float]

    @property
    def correct(self) -> bool:
        """Whether one of the best three snippets answers: never for a question that has no answer."""
        return self.question.answerable and self.scores.get("hit@3") == 1.0


@dataclass(frozen=True, slots=True)
class SystemScores:
    """A system's questions in the order of the set, its measures (None where one cannot be told), and its curve."""

    name: str
    scored: tuple[ScoredQuestion, ...] = field(repr=False)
    measures: Mapping[str, float | None]
    risk_coverage: tuple[tuple[float, float], ...] = field(repr=False)

    def values(self, measure: str) -> dict[str, float]:
        """A measure by question id, for the questions that it applies to."""
        return {item.question.id: item.scores[measure] for item in self.scored if measure in item.scores}


class Scorer:
    """Scores responses to one question set. `targets` are the gold that each question is measured by, by its id."""

    def __init__(self, question_set: QuestionSet) -> None:
        self._texts = {article.id: article.text for article in question_set.articles}
        self._sentences: dict[str, list[Span]] = {}
        self.targets = {question.id: self._aim(question) for question in question_set.questions}

    def score(self, system: System, answered: Sequence[tuple[Question, Response, float]]) -> SystemScores:
        """Every measure for the (question, response, milliseconds) of a system."""
        passages = cache(system.passages)
        ranking = ranking_measures(
            {
                question.id: _ranking(response, self.targets[question.id], passages)
                for question, response, _ in answered
                if self.targets[question.id]
            }
        )
        scored = tuple(
            ScoredQuestion(
                question,
                response,
                milliseconds,
                {**ranking.get(question.id, {}), **self._question_scores(question, response)},
            )
            for question, response, milliseconds in answered
        )
        measures = _means(scored) | _set_measures(scored) | {"verbatim": self._verbatim(scored)}
        curve = _risk_coverage(scored).points()
        return SystemScores(system.name, scored, measures, tuple(curve))

    def _aim(self, question: Question) -> tuple[Target, ...]:
        return tuple(
            Target(
                gold.article_id,
                gold.span,
                gold.entry,
                gold_sentences(gold.span, self._sentences_of(gold.article_id)),
            )
            for gold in question.gold
        )

    def _sentences_of(self, article_id: str) -> list[Span]:
        if article_id not in self._sentences:
            self._sentences[article_id] = sentence_spans(self._texts[article_id])
        return self._sentences[article_id]

    def _question_scores(self, question: Question, response: Response) -> dict[str, float]:
        targets, snippets = self.targets[question.id], response.snippets
        scores: dict[str, float] = {}
        if targets:
            characters = character_scores(response.citations, targets)
            scores = {
                "recall@5": recall_at(response.passages, targets, 5),
                "recall@10": recall_at(response.passages, targets, 10),
                "hit@1": hit_at(snippets, targets, 1),
                "hit@3": hit_at(snippets, targets, 3),
                "hit@5": hit_at(snippets, targets, 5),
                "hit_300": hit_within(snippets, targets, 300),
                "hit_1000": hit_within(snippets, targets, 1000),
                "char_precision": characters.precision,
                "char_recall": characters.recall,
                "char_f1": characters.f1,
            }
        if question.answers:
            first = response.quotes[0] if response.quotes else ""
            scores["answer_f1"] = answer_f1(first, question.answers)
            scores["answer_contained"] = contains_answer(first, question.answers)
        return scores

    def _verbatim(self, scored: Sequence[ScoredQuestion]) -> float | None:
        return verbatim_share(
            (self._texts.get(place.article_id, ""), place.span, quote)
            for item in scored
            for place, quote in zip(item.response.snippets, item.response.quotes, strict=True)
        )


def _ranking(response: Response, targets: Sequence[Target], passages: Callable[[str], Sequence[Span]]) -> Ranking:
    """The passages ranked, and all of the system's passages that hold a target, with the entries of those they hold."""
    articles = {target.article_id for target in targets}
    every = [Located(article, span) for article in sorted(articles) for span in passages(article)]
    held = {_name(passage): _held(passage, targets) for passage in every}
    relevant = {name: entries for name, entries in held.items() if entries}
    return Ranking(tuple(_name(passage) for passage in response.passages), relevant)


def _held(passage: Located, targets: Sequence[Target]) -> frozenset[int]:
    return frozenset(target.entry for target in targets if target.held_by(passage))


def _name(passage: Located) -> str:
    return f"{passage.article_id}:{passage.span.start}-{passage.span.end}"


def _means(scored: Sequence[ScoredQuestion]) -> dict[str, float | None]:
    """Each measure's mean over the questions that it applies to."""
    measures = dict.fromkeys(measure for item in scored for measure in item.scores)
    return {
        measure: float(np.mean([item.scores[measure] for item in scored if measure in item.scores]))
        for measure in measures
    }


def judged(scored: Sequence[ScoredQuestion]) -> list[ScoredQuestion]:
    """The questions of which it can be told whether the best snippets answer."""
    return [item for item in scored if "hit@3" in item.scores or not item.question.answerable]


def _risk_coverage(scored: Sequence[ScoredQuestion]) -> RiskCoverage:
    told = judged(scored)
    return risk_coverage(
        np.array([item.response.confidence for item in told], np.float64),
        np.array([item.correct for item in told], np.bool_),
    )


def _set_measures(scored: Sequence[ScoredQuestion]) -> dict[str, float | None]:
    answerable = np.array([item.question.answerable for item in scored], np.bool_)
    answered = np.array([bool(item.response.citations) for item in scored], np.bool_)
    confidence = np.array([item.response.confidence for item in scored], np.float64)
    told = judged(scored)
    detection = unanswerable_detection(answerable, answered)
    milliseconds = [item.milliseconds for item in scored]
    return {
        "auroc": auroc(answerable, confidence),
        "unanswerable_precision": detection.precision if detection else None,
        "unanswerable_recall": detection.recall if detection else None,
        "unanswerable_f1": detection.f1 if detection else None,
        "unanswerable_best_f1": best_unanswerable_f1(answerable, confidence),
        "answered_share": float(answered.mean()),
        "aurc": _risk_coverage(scored).area,
        "ece": calibration_error(
            np.array([item.response.confidence for item in told], np.float64),
            np.array([item.correct for item in told], np.bool_),
        ),
        "latency_p50_ms": float(np.percentile(milliseconds, 50)),
        "latency_p95_ms": float(np.percentile(milliseconds, 95)),
    }
