"""A question that may follow up is read twice, as it was asked and with the conversation: the evidence decides."""

from __future__ import annotations

from dataclasses import replace

from qa.odds import logit, sigmoid
from qa.reader.protocol import Evidence, Reading

STANDS_ALONE = 1.0
"""In log odds of the confidence: so much surer has the conversation to make of a question that may stand alone."""
STORY = 1.0
"""What the log odds of evidence rise by where it stands in the article that was cited last."""


def is_alone(alone: Reading, following: Reading) -> bool:
    """Whether a question that may stand alone means what it says by itself, by how sure either reading is."""
    return logit(alone.confidence) - logit(following.confidence) >= -STANDS_ALONE


def leaning_on(reading: Reading, article_id: str) -> Reading:
    """The reading with the evidence of the story at hand moved up; how sure it is stays as it was."""

    def score(evidence: Evidence) -> float:
        return sigmoid(logit(evidence.score) + STORY) if evidence.article.id == article_id else evidence.score

    moved = [replace(evidence, score=score(evidence)) for evidence in reading.evidence]
    return replace(reading, evidence=tuple(sorted(moved, key=lambda evidence: -evidence.score)))
