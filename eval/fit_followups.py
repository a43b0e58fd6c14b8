"""Fits which words a follow-up takes: `python -m eval.fit_followups --data FOLDER`, seconds.

Learned from rewritten questions of topics that `eval.benchmarks.followups` does not report on. A word of the
conversation counts as taken where the person's rewrite has it and the question does not.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.followup_topics import Rewritten, reported_topics, rewrites
from index.text import stem, words
from qa.answer import Conversation, Turn
from qa.followup.asked import Asked
from qa.followup.choosing import WEIGHTS_FILE, Facts, paired_facts
from qa.followup.terms import sources, terms

_SHIPPED = Path(__file__).parent.parent / "qa" / "followup" / WEIGHTS_FILE
_STRENGTH = 0.1
_FOLDS = 5


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds qa/.")] = Path("../shared/data"),
    out: Annotated[Path, typer.Option(help="Where the weights are written.")] = _SHIPPED,
) -> None:
    """Fit the weights, write them, and print how well words are told on topics left out in turn."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import average_precision_score
    from sklearn.model_selection import GroupKFold, cross_val_predict

    rows = list(examples(rewrites(data), reported_topics(data)))
    facts, taken, topics = [row[0] for row in rows], np.array([row[1] for row in rows]), [row[2] for row in rows]
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform(facts)
    model = LogisticRegression(C=_STRENGTH, max_iter=3_000, fit_intercept=False)
    chances = cross_val_predict(
        model, table, taken, groups=topics, cv=GroupKFold(_FOLDS), method="predict_proba", n_jobs=1
    )[:, 1]
    model.fit(table, taken)
    weighed = zip(vectorizer.get_feature_names_out(), model.coef_[0].round(3).tolist(), strict=True)
    pairs = {str(name): weight for name, weight in weighed if weight}
    out.write_text(json.dumps(pairs, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    told = {
        "topics": len(set(topics)),
        "words": len(rows),
        "taken": int(taken.sum()),
        "average precision, topics left out in turn": round(float(average_precision_score(taken, chances)), 4),
        "weights": len(pairs),
    }
    typer.echo(json.dumps(told, indent=2))


def examples(rewritten: Mapping[str, Rewritten], left_out: Collection[str]) -> Iterator[tuple[Facts, bool, str]]:
    """The facts of each word that could be taken, whether a person took it, and the topic; some topics left out.

    Earlier turns were searched as people rewrote them.
    """
    meant = {(one.topic, one.question): one.rewrite for one in rewritten.values()}
    for one in rewritten.values():
        if one.topic in left_out or not one.history:
            continue
        turns = tuple(Turn(asked, meant.get((one.topic, asked), asked)) for asked in one.history)
        conversation, asked = Conversation(turns), Asked.of(one.question)
        wanted = {stem(word) for word, _, _ in words(one.rewrite)} - asked.all_stems
        found = [term for term in terms(sources(conversation)) if term.stem not in asked.all_stems]
        for term, facts in zip(found, paired_facts(asked, found, conversation), strict=True):
            yield facts, term.stem in wanted, one.topic


if __name__ == "__main__":
    typer.run(main)
