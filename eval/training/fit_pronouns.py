"""Fits whom “he” and “she” stand for: `python -m eval.training.fit_pronouns --data FOLDER`, a minute.

Learned from the pronouns, and the descriptions that name nobody, that were labelled by hand and set apart for it
(`tests/speakers_meant.tsv`, part `tuned`): a conditional logit, one choice among everybody named before (McFadden,
1974). That nobody named before is meant was not labelled: each case is learned from once more with whoever is meant
taken out, as one in ten.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold

from eval.dataset import read_articles
from index.article import Span
from qa.speech.pronouns import NOBODY, WEIGHTS_FILE, Choice, PronounWeights
from qa.speech.resolving import Resolver, resolver_of

_ROOT = Path(__file__).parents[2]
CASES = _ROOT / "tests" / "speakers_meant.tsv"
_SHIPPED = _ROOT / "qa" / "speech" / WEIGHTS_FILE
_FITTED_ON = "tuned"
_NOBODY_MEANT = 0.1
_PENALTY = 1.0
_ROUNDS = 5
"""Earlier pronouns are resolved with what was fitted in the round before."""
_FOLDS = 10
_NONE_EARLIER = PronounWeights({NOBODY: 99.0})

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LabelledSource:
    """A pronoun or description, and who is meant: names parted by “|”, “-” for nobody who is named."""

    article_id: str
    span: Span
    meant: str
    part: str

    def is_right(self, name: str | None) -> bool:
        """Whether one is part of the other (“Okoro”, “Nadia Okoro”), or nobody is named where nobody is."""
        told = _name_words(name or "") - {"the"}
        for meant in self.meant.split("|"):
            if meant == "-":
                if name is None or name[0].islower():
                    return True
            elif told and (told <= _name_words(meant) or _name_words(meant) <= told):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Example:
    """A choice and which of its mentions are right; where none is, nobody is."""

    article_id: str
    choice: Choice
    right: tuple[bool, ...]
    weight: float = 1.0


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds qa/.")] = Path("../shared/data"),
    out: Annotated[Path, typer.Option(help="Where the weights are written.")] = _SHIPPED,
) -> None:
    """Fit the weights, write them, and print how many are told rightly where an article was left out."""
    texts = {article.id: article.text for article in read_articles(data / "qa" / "polnear_train.articles.jsonl.gz")}
    cases = [case for case in labelled_sources(CASES) if case.part == _FITTED_ON]
    resolvers = {case.article_id: resolver_of(texts[case.article_id]) for case in cases}
    articles = [case.article_id for case in cases]
    unseen: list[tuple[Example, PronounWeights]] = []
    for seen, rows in GroupKFold(_FOLDS).split(articles, groups=articles):
        weights = fitted([cases[row] for row in seen], resolvers)
        unseen += [(example, weights) for example in examples([cases[row] for row in rows], resolvers, weights)]
    weights = fitted(cases, resolvers)
    out.write_text(json.dumps(asdict(weights), indent=2, ensure_ascii=False) + "\n", "utf-8")
    labelled = [told for told in unseen if told[0].weight == 1]
    summary = {
        "labelled": len(labelled),
        "right, articles left out in turn": round(sum(_is_right(*told) for told in labelled) / len(labelled), 4),
        "weights": len(weights.facts),
    }
    typer.echo(json.dumps(summary, indent=2))


def labelled_sources(path: Path) -> Iterator[LabelledSource]:
    """The cases of the file, in order."""
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            span = Span(int(row["start"]), int(row["end"]))
            yield LabelledSource(row["article"], span, row["meant"], row["part"])


def examples(cases: Iterable[LabelledSource], resolvers: dict[str, Resolver], weights: PronounWeights) -> list[Example]:
    """What each case chooses among, once as it is and once without whoever is meant."""
    found = []
    for case in cases:
        choice = resolvers[case.article_id].choice(case.span, weights)
        if choice is None:
            continue
        right = tuple(case.is_right(name) for name, _ in choice.mentions)
        if any(right) or case.is_right(None):
            found.append(Example(case.article_id, choice, right))
        if any(right):
            others = tuple(mention for mention, own in zip(choice.mentions, right, strict=True) if not own)
            without = replace(choice, mentions=others)
            found.append(Example(case.article_id, without, (False,) * len(others), _NOBODY_MEANT))
    return found


def fitted(cases: Sequence[LabelledSource], resolvers: dict[str, Resolver]) -> PronounWeights:
    """The weights that make what was labelled likeliest."""
    weights = _NONE_EARLIER
    for _ in range(_ROUNDS):
        weights = _fitted(examples(cases, resolvers, weights))
    return weights


def _fitted(learned: Sequence[Example]) -> PronounWeights:
    names = sorted({fact for example in learned for facts in _options(example.choice) for fact in facts})
    place = {name: number for number, name in enumerate(names)}
    tables = [_table(example, place) for example in learned]
    amounts = [example.weight for example in learned]

    def loss(values: Numbers) -> tuple[float, Numbers]:
        total, slope = float(_PENALTY * values @ values), 2 * _PENALTY * values
        for (rows, right), amount in zip(tables, amounts, strict=True):
            scores = rows @ values
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            own = chances * right
            total -= amount * float(np.log(own.sum()))
            slope = slope + amount * rows.T @ (chances - own / own.sum())
        return total, slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return PronounWeights(dict(zip(names, np.round(found, 3).tolist(), strict=True)))


def _options(choice: Choice) -> list[dict[str, float]]:
    """The facts of each mention, and last those of nobody."""
    return [dict(facts) for _, facts in choice.mentions] + [dict(choice.nobody)]


def _table(example: Example, place: dict[str, int]) -> tuple[Numbers, Numbers]:
    """`(options, facts)` and `(options,)`: the facts of each option, and 1 where it is right."""
    options = _options(example.choice)
    rows = np.zeros((len(options), len(place)))
    for number, facts in enumerate(options):
        for fact, value in facts.items():
            rows[number, place[fact]] = value
    right = np.array([*example.right, not any(example.right)], np.float64)
    return rows, right


def _is_right(example: Example, weights: PronounWeights) -> bool:
    name = example.choice.made(weights)
    wanted = {own for (own, _), is_right in zip(example.choice.mentions, example.right, strict=True) if is_right}
    return name in wanted if wanted else name is None


def _name_words(name: str) -> set[str]:
    return set(name.replace(".", "").lower().split())


if __name__ == "__main__":
    typer.run(main)
