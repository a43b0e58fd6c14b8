"""Fits what tells a teaser from an article's own line: `python -m eval.training.fit_teasers --data FOLDER`, seconds.

Learned from the half of the labelled lines that `eval.benchmarks.teasers` does not report on. The bar is where, each
line judged by weights that were fitted without its article, nearly all that is taken for a teaser is one. (Half of the
lines were drawn because an earlier model was unsure of them: among all lines fewer are hard.)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.teaser_lines import LabelledLine, labelled_lines
from eval.training.shipped import READING
from index.reading.teasers import WEIGHTS_FILE, Facts, Weights, line_facts, may_be_teaser, teaser_odds

_STRENGTH = 1.0
_FOLDS = 10
_PRECISION = 0.85
_LEAST_BAR = 0.0


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds news/.")] = Path("../shared/data"),
    out: Annotated[Path, typer.Option(help="Where the weights are written.")] = READING / WEIGHTS_FILE,
) -> None:
    """Fit the weights and the bar, write them, and print how they do on folds left out in turn."""
    learned, facts = [], []
    for line in labelled_lines(data):
        seen = line_facts(line.lines, line.number)
        if line.learned_from and may_be_teaser(line.lines[line.number], seen):
            learned.append(line)
            facts.append(seen)
    was = np.array([line.furniture for line in learned])
    odds = np.zeros(len(learned))
    numbers = {article_id: at for at, article_id in enumerate(dict.fromkeys(line.article_id for line in learned))}
    folds = np.array([numbers[line.article_id] % _FOLDS for line in learned])
    for fold in range(_FOLDS):
        left_out = folds == fold
        weights = _fitted([facts[at] for at in np.flatnonzero(~left_out)], was[~left_out])
        for at in np.flatnonzero(left_out):
            odds[at] = teaser_odds(facts[at], weights)
    bar = _bar(odds, was)
    fitted = Weights(_fitted(facts, was).facts, bar)
    out.write_text(json.dumps({"facts": dict(fitted.facts), "bar": bar}, ensure_ascii=False, indent=0) + "\n", "utf-8")
    taken = odds >= bar
    typer.echo(json.dumps(_summary(learned, taken, was, bar), indent=2))


def _summary(learned: Sequence[LabelledLine], taken: np.ndarray, was: np.ndarray, bar: float) -> dict[str, float]:
    return {
        "lines": len(learned),
        "furniture": int(was.sum()),
        "bar": bar,
        "taken, folds left out in turn": int(taken.sum()),
        "of them rightly": int((taken & was).sum()),
    }


def _fitted(facts: Sequence[Facts], was: np.ndarray) -> Weights:
    """A weight for each fact: logistic regression without an intercept; `_STRENGTH` is one over the penalty."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = DictVectorizer()
    model = LogisticRegression(C=_STRENGTH, max_iter=3_000, fit_intercept=False)
    model.fit(vectorizer.fit_transform(facts), was)
    weighed = zip(vectorizer.get_feature_names_out(), model.coef_[0].round(3).tolist(), strict=True)
    return Weights({str(name): weight for name, weight in weighed if weight})


def _bar(odds: np.ndarray, was: np.ndarray) -> float:
    """The lowest log-odds from which on `_PRECISION` of the lines are teasers."""
    order = np.argsort(-odds, kind="stable")
    right = np.cumsum(was[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(right >= _PRECISION)
    return round(max(_LEAST_BAR, float(odds[order[enough[-1]]])), 3) if len(enough) else float(odds.max()) + 1


if __name__ == "__main__":
    typer.run(main)
