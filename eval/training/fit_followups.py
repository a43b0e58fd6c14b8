"""Fits what follows up and which words it takes: `python -m eval.training.fit_followups --data FOLDER`, a minute.

Learned from rewritten questions of topics that `eval.benchmarks.followups` does not report on. A word of the
conversation counts as taken where the person's rewrite has it and the question does not.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.statistics import Values
from eval.training.followup_topics import RewrittenQuestion, next_talks, reported_topics, rewrites, same_words
from eval.training.shipped import FOLLOWUPS
from index.text import stem, words
from qa.answer import Conversation, Turn
from qa.followup.asked import Asked
from qa.followup.choosing import WEIGHTS_FILE, Facts, Weights, paired_facts
from qa.followup.following import following_facts
from qa.followup.terms import sources, terms

_STRENGTH, _STRENGTH_FOLLOWING = 0.1, 1.0
_FOLDS = 5

LabelledFacts = tuple[Facts, bool, str]
"""What is known of a word or a question, whether it was taken or follows up, and the topic."""

Prediction = tuple[bool, float]
"""Whether it did, and how strongly that was expected."""


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds qa/.")] = Path("../shared/data"),
    out: Annotated[Path, typer.Option(help="Where the weights are written.")] = FOLLOWUPS / WEIGHTS_FILE,
) -> None:
    """Fit the weights, write them, and print how well words and follow-ups are told on topics left out in turn."""
    from sklearn.metrics import average_precision_score, roc_auc_score
    from sklearn.model_selection import GroupKFold

    rewritten, reported = rewrites(data), reported_topics(data)
    learned = {name: question for name, question in rewritten.items() if question.topic not in reported}
    topics = sorted({question.topic for question in learned.values()})
    folds = [{topics[row] for row in rows} for _, rows in GroupKFold(_FOLDS).split(topics, groups=topics)]
    of_words: list[Prediction] = []
    asked: list[LabelledFacts] = []
    for unseen in folds:
        pairs, seen = _fitted(examples(learned, unseen), _STRENGTH), set(topics) - unseen
        of_words += _predictions(examples(learned, seen), pairs)
        asked += following_examples(learned, seen, Weights(pairs, {}))
    of_following: list[Prediction] = []
    for unseen in folds:
        following = _fitted([row for row in asked if row[2] not in unseen], _STRENGTH_FOLLOWING)
        of_following += _predictions([row for row in asked if row[2] in unseen], following)
    rows = list(examples(learned, ()))
    pairs, following = _fitted(rows, _STRENGTH), _fitted(asked, _STRENGTH_FOLLOWING)
    out.write_text(json.dumps({"pairs": pairs, "following": following}, ensure_ascii=False, indent=0) + "\n", "utf-8")
    summary = {
        "topics": len(topics),
        "words": len(rows),
        "taken": sum(was for _, was, _ in rows),
        "average precision, topics left out in turn": round(float(average_precision_score(*_columns(of_words))), 4),
        "questions": len(asked),
        "that follow up": sum(was for _, was, _ in asked),
        "AUROC, topics left out in turn": round(float(roc_auc_score(*_columns(of_following))), 4),
        "weights": len(pairs) + len(following),
    }
    typer.echo(json.dumps(summary, indent=2))


def _fitted(rows: Iterable[LabelledFacts], strength: float) -> dict[str, float]:
    """A weight for each fact: logistic regression without an intercept; `strength` is one over the penalty."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    facts, was, _ = zip(*rows, strict=True)
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=strength, max_iter=3_000, fit_intercept=False)
    model.fit(vectorizer.fit_transform(facts), np.array(was))
    weighed = zip(vectorizer.get_feature_names_out(), model.coef_[0].round(3).tolist(), strict=True)
    return {str(name): weight for name, weight in weighed if weight}


def _predictions(rows: Iterable[LabelledFacts], weights: Mapping[str, float]) -> Iterator[Prediction]:
    """Whether each is so, and what the weights say."""
    for facts, was, _ in rows:
        yield was, sum(weights.get(name, 0.0) * value for name, value in facts.items())


def _columns(told: Sequence[Prediction]) -> tuple[Values, Values]:
    """What scikit-learn's measures take."""
    return np.array([was for was, _ in told]), np.array([score for _, score in told])


def following_examples(
    rewritten: Mapping[str, RewrittenQuestion], left_out: Collection[str], weights: Weights
) -> Iterator[LabelledFacts]:
    """The facts of each question, and whether it follows up; some topics are left out.

    A question follows up where a person changed it. What the person made of it stands alone, after its own conversation
    and after that of the next topic.
    """
    meant = _meant(rewritten)
    after = next_talks((question.topic, question.history, question.question) for question in rewritten.values())
    for question in rewritten.values():
        if question.topic in left_out:
            continue
        own = (question.topic, question.history)
        asked = [(question.rewrite, *after[question.topic], False)]
        if question.history:
            asked.append((question.question, *own, not same_words(question.question, question.rewrite)))
            asked.append((question.rewrite, *own, False))
        for text, topic, history, follows in asked:
            yield following_facts(Asked.of(text), _talk(meant, topic, history), weights), follows, question.topic


def examples(rewritten: Mapping[str, RewrittenQuestion], left_out: Collection[str]) -> Iterator[LabelledFacts]:
    """The facts of each word that could be taken, whether a person took it, and the topic; some topics left out.

    Earlier turns were searched as people rewrote them.
    """
    meant = _meant(rewritten)
    for question in rewritten.values():
        if question.topic in left_out or not question.history:
            continue
        conversation, asked = _talk(meant, question.topic, question.history), Asked.of(question.question)
        wanted = {stem(word) for word, _, _ in words(question.rewrite)} - asked.all_stems
        found = [term for term in terms(sources(conversation)) if term.stem not in asked.all_stems]
        for term, facts in zip(found, paired_facts(asked, found, conversation), strict=True):
            yield facts, term.stem in wanted, question.topic


def _meant(rewritten: Mapping[str, RewrittenQuestion]) -> dict[tuple[str, str], str]:
    """What people made of each topic's questions."""
    return {(question.topic, question.question): question.rewrite for question in rewritten.values()}


def _talk(meant: Mapping[tuple[str, str], str], topic: str, history: Sequence[str]) -> Conversation:
    return Conversation(tuple(Turn(asked, meant.get((topic, asked), asked)) for asked in history))


if __name__ == "__main__":
    typer.run(main)
