"""A question that may follow up is read twice, as it was asked and with the conversation: the evidence decides."""

from __future__ import annotations

from dataclasses import replace

from qa.odds import logit, sigmoid
from qa.reader.protocol import Evidence, Reading

STANDS_ALONE = 1.0
"""In log odds of the confidence: so much surer has the conversation to make of a question that may stand alone."""
POINTS_BACK = 3.0
"""And so much surer has a question to be alone whose own words (“he”, “and …?”) say that something came before. This
and the next were chosen on the first fifteen follow-ups of the newsroom set’s part to fit on."""
STORY = 1.0
"""What the log odds of evidence rise by where it stands in the article that was cited last."""


def is_alone(alone: Reading, following: Reading, *, points_back: bool) -> bool:
    """Whether the question means what it says by itself, by how sure either reading is."""
    surer = logit(alone.confidence) - logit(following.confidence)
    return surer >= (POINTS_BACK if points_back else -STANDS_ALONE)


def leaning_on(reading: Reading, article_id: str) -> Reading:
    """The reading with the evidence of the story at hand moved up; how sure it is stays as it was."""

    def score(evidence: Evidence) -> float:
        return sigmoid(logit(evidence.score) + STORY) if evidence.article.id == article_id else evidence.score

    moved = [replace(evidence, score=score(evidence)) for evidence in reading.evidence]
    return replace(reading, evidence=tuple(sorted(moved, key=lambda evidence: -evidence.score)))
