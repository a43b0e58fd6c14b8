"""The part of a question set that nothing was trained or fitted on."""

from __future__ import annotations

from dataclasses import replace

from eval.dataset import QuestionSet
from eval.splits import Part, parts

SPLIT_SETS = ("squad2_devA", "squad11_dev13", "polnear_train")
"""Sets that serve for more than one thing, each article for one."""


def only_part(asked: QuestionSet, part: Part) -> QuestionSet:
    """The questions about one part of a set's articles; the articles stay, to be searched among.

    Sets that are not split come back whole.
    """
    if asked.name not in SPLIT_SETS:
        return asked
    part_of = parts(article.id for article in asked.articles)
    return replace(
        asked,
        questions=tuple(question for question in asked.questions if part_of.get(question.article_id or "") is part),
    )
