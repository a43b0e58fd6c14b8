"""Computes what the readers weigh their features by: `python -m eval.training.fit_readers --data FOLDER`.

Sentence weights maximise the chance of the gold sentences among all of a question's candidates (a conditional
logit). The confidence is a logistic regression of whether one of the best three sentences answers, over a mix in which
a third of the questions has no answer in the library: questions that people wrote to have none, and every second one
of the others asked again with its gold articles filtered out. Questions as newsrooms ask them, with those among them
that nothing answers, count for four fifths of everything, and words for the confidence are earned on them.
"""

from __future__ import annotations

import json
import pickle
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneGroupOut, StratifiedKFold, cross_val_predict

from eval.attribution_questions import attribution_questions
from eval.calibrate import fit_cutoffs
from eval.dataset import Question, QuestionSet, articles_beside, read_articles, read_question_set
from eval.held_out import only_part
from eval.libraries import OnProgress, built_library
from eval.locating import Located
from eval.measures import Target
from eval.newsroom.questions import Use, newsroom
from eval.progress import progress_bars
from eval.scoring import Scorer
from eval.splits import Part
from eval.statistics import auroc, calibration_error, reliability
from eval.training.shipped import READER
from index.embedding.embedder import Embedder
from index.embedding.loading import load_embedder
from index.engine import Filters
from index.library import Library
from qa.answer import Conversation, Turn
from qa.assistant import PASSAGES_READ
from qa.confidence import Cutoffs
from qa.question import Question as Understood
from qa.reader.candidates import candidates
from qa.reader.evidence_reader import EvidenceReader
from qa.reader.features import Features
from qa.reader.loading import ReaderName
from qa.reader.similarity import SimilarityReader
from qa.reader.weighted import Weighing, WeightedReader, Weights
from qa.searching import search
from qa.understanding import understand

SETS = (
    "squad2_devA",
    "squad11_dev13",
    "multispanqa_valid",
    "ester_train500",
    "trecqa_train",
    "quotesum_dev",
    "polnear_train",
)
"""None of their questions is reported on, nor trained on: of the sets that serve for that too, it is a part."""

NEWSROOM = "newsroom"
_NEWSROOM_SHARE = 0.8
"""What the newsroom's questions count for: with half, confidences were 0.09 too low for them."""
_WRONG_COSTS = 1.25
"""What a wrong answer costs where a right one is worth 1. Where a confidence is calibrated, answering pays from
cost / (cost + 1) on; the threshold is that. The best one of the fitting part’s few questions jumped from 0.50 to 0.63
as the cost went from 1.35 to 1.4."""

_READERS: tuple[type[WeightedReader], ...] = (SimilarityReader, EvidenceReader)
_UNFITTED = Weights({}, {}, 0.0, Cutoffs(threshold=1, closest=1, likely=1, clear=1))
_PENALTY = 1e-3
_FOLDS = 5
_CITED = 3
_BREVITIES = (0.0, 0.15, 0.3, 0.6, 0.9)
_BUDGET, _CHARACTERS_A_WORD = 300, 6

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FittingExample:
    """One question's candidate sentences: their features, and which of them hold gold; none may."""

    features: Features
    gold: Flags
    origin: str = ""
    """The set that it is of."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What is wanted of a reader's sentence weights beyond the questions that they are fitted to.

    `brevity` is taken off the fitted weight of a sentence's length: of sentences that match as well, the shorter is
    quoted. With `monotone`, no weight but that of the length is fitted below zero: a sentence is never worth less for
    matching more.
    """

    brevity: float = 0.0
    monotone: bool = False


_PREFERENCES = {
    SimilarityReader.name: Preferences(brevity=0.6),
    EvidenceReader.name: Preferences(brevity=0.3, monotone=True),
}


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds qa/NAME.questions.jsonl.gz.")] = Path(
        "../shared/data"
    ),
    sample: Annotated[int, typer.Option(help="At most so many questions of each set.")] = 300,
    seed: int = 0,
    readers: Annotated[list[ReaderName] | None, typer.Option("--reader", help="Only this reader.")] = None,
    keep: Annotated[
        Path | None, typer.Option(help="A folder that keeps what was measured, so that it is not measured again.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder that the weights are written to.")] = READER,
) -> None:
    """Fit the readers' weights and write them as JSON."""
    console = Console(stderr=True)
    embedder = load_embedder()
    fitted = [reader for reader in _READERS if not readers or reader.name in readers]
    examples: dict[str, list[FittingExample]] = defaultdict(list)
    for name in (*SETS, NEWSROOM):
        kept = keep / f"{name}.pickle" if keep else None
        if kept and kept.exists():
            found = pickle.loads(kept.read_bytes())  # noqa: S301  (our own, from an earlier run)
        else:
            asked = newsroom(data, Use.FIT) if name == NEWSROOM else fitting_questions(_questions_of(data, name))
            found = _measured(asked if name == NEWSROOM else asked.sampled(sample, None, seed), embedder, fitted)
            if kept:
                kept.write_bytes(pickle.dumps(found))
        for reader_name, own in found.items():
            examples[reader_name] += own
    for reader_type in fitted:
        console.print(f"\nreader “{reader_type.name}”")
        weights = fit(examples[reader_type.name], reader_type.weighing, _PREFERENCES[reader_type.name], console)
        path = out / reader_type.weights_file
        path.write_text(json.dumps(asdict(weights), indent=2) + "\n")
        console.print(f"written to {path}")


def _questions_of(data: Path, name: str) -> Path:
    return data / "qa" / f"{name}.questions.jsonl.gz"


def _measured(
    asked: QuestionSet, embedder: Embedder, fitted: Sequence[type[WeightedReader]]
) -> dict[str, list[FittingExample]]:
    """The examples of a set for each reader, by its name."""
    examples: dict[str, list[FittingExample]] = defaultdict(list)
    with progress_bars() as on_progress, built_library(asked.articles, embedder, on_progress) as (library, _):
        readers = [reader(library, _UNFITTED) for reader in fitted]
        for reader, example in _examples(asked, library, readers, on_progress):
            examples[reader.name].append(example)
    return dict(examples)


def fitting_questions(questions: Path) -> QuestionSet:
    """The questions of a set that serve for fitting, with those made from its human attributions where it has any."""
    asked = read_question_set(questions, read_articles(articles_beside(questions)))
    attributions = questions.with_name(questions.name.replace(".questions.", ".attributions."))
    if attributions.exists():
        made = attribution_questions(attributions, asked.articles)
        asked = replace(asked, questions=(*asked.questions, *made))
    return only_part(asked, Part.FITTED)


def fit(examples: Sequence[FittingExample], weighing: Weighing, preferences: Preferences, console: Console) -> Weights:
    """Both halves of a reader's weights, and the cut-offs of its confidence."""
    answerable = [example for example in examples if example.gold.any()]
    sentence = fit_sentence_weights(answerable, weighing.sentence, monotone=preferences.monotone)
    length = weighing.sentence.index("length")
    for brevity in _BREVITIES:
        shorter = sentence - brevity * np.eye(len(sentence))[length]
        share = np.mean([_found_within_budget(example, example.features @ shorter, length) for example in answerable])
        console.print(f"  brevity {brevity}: evidence within about {_BUDGET} characters for {share:.1%}")
    sentence[length] -= preferences.brevity
    return fit_confidence(examples, sentence, weighing, console)


def fit_sentence_weights(
    examples: Sequence[FittingExample], names: Sequence[str], *, monotone: bool = False
) -> Numbers:
    """`(len(names),)`: a conditional logit, one choice among each question's candidates (McFadden, 1974)."""
    rows = np.concatenate([example.features for example in examples])
    gold = np.concatenate([example.gold for example in examples]).astype(np.float64)
    sizes = np.array([len(example.gold) for example in examples])
    shares = counted(examples)
    starts = np.concatenate([[0], sizes.cumsum()[:-1]])
    scale = rows.std(axis=0) + 1e-9
    rows = (rows - rows.mean(axis=0)) / scale

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = rows @ weights
        chances = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        total, right = np.add.reduceat(chances, starts), np.add.reduceat(chances * gold, starts)
        slope = chances / np.repeat(total, sizes) - chances * gold / np.repeat(right, sizes)
        penalty = _PENALTY * weights @ weights
        surprise = float(shares @ np.log(total / right) + penalty)
        return surprise, rows.T @ (slope * np.repeat(shares, sizes)) + 2 * _PENALTY * weights

    bounds = [(0 if monotone and name != "length" else None, None) for name in names]
    fitted: Numbers = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", bounds=bounds).x / scale
    return fitted


def counted(examples: Sequence[FittingExample]) -> Numbers:
    """`(n,)`: how much each example counts: 1 in all, of which newsrooms’ questions have their share."""
    asked_there = np.array([example.origin == NEWSROOM for example in examples])
    shares = np.ones(len(examples))
    if asked_there.any() and not asked_there.all():
        shares[asked_there] = _NEWSROOM_SHARE / (1 - _NEWSROOM_SHARE) * (~asked_there).sum() / asked_there.sum()
    share: Numbers = shares / shares.sum()
    return share


def fit_confidence(
    examples: Sequence[FittingExample], sentence: Numbers, weighing: Weighing, console: Console
) -> Weights:
    """The logistic confidence over the examples; how well it is calibrated out of its fold is printed."""
    scores = [example.features @ sentence for example in examples]
    rows = np.array(
        [weighing.confidence_row(example.features, own) for example, own in zip(examples, scores, strict=True)]
    )
    right = np.array(
        [example.gold[np.argsort(-own)[:_CITED]].any() for example, own in zip(examples, scores, strict=True)]
    )
    answerable = np.array([example.gold.any() for example in examples])
    scale = rows.std(axis=0) + 1e-9
    model = LogisticRegression(max_iter=1000)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    weighed = {"sample_weight": counted(examples) * len(examples)}
    unseen = cross_val_predict(model, rows / scale, right, cv=folds, method="predict_proba", params=weighed)[:, 1]
    _tell(unseen, right, answerable, console)
    origins = [example.origin for example in examples]
    there = np.array([origin == NEWSROOM for origin in origins])
    if there.any():
        console.print("  of newsrooms alone:")
        _tell(unseen[there], right[there], answerable[there], console)
    told = there if there.any() else ~there
    if len(set(origins)) > 1:
        elsewhere = cross_val_predict(
            model, rows / scale, right, cv=LeaveOneGroupOut(), groups=origins, method="predict_proba", params=weighed
        )[:, 1]
        console.print(f"  fitted on all sets but a question's own: ECE {calibration_error(elsewhere, right):.3f}")
    model.fit(rows / scale, right, **weighed)
    return Weights(
        dict(zip(weighing.sentence, np.round(sentence, 4).tolist(), strict=True)),
        dict(zip(weighing.confidence_names, np.round(model.coef_[0] / scale, 4).tolist(), strict=True)),
        round(float(model.intercept_[0]), 4),
        fit_cutoffs(unseen[told], right[told], round(_WRONG_COSTS / (_WRONG_COSTS + 1), 2)),
    )


def _found_within_budget(example: FittingExample, scores: Numbers, length: int) -> bool:
    """Whether half of a gold sentence stands in the first characters that are quoted, told by its count of words."""
    left = float(_BUDGET)
    for number in np.argsort(-scores, kind="stable"):
        characters = _CHARACTERS_A_WORD * np.expm1(example.features[number, length])
        if example.gold[number] and left >= characters / 2:
            return True
        left -= characters
        if left <= 0:
            return False
    return False


def _tell(unseen: Numbers, right: Flags, answerable: Flags, console: Console) -> None:
    console.print(
        f"{len(right)} questions, {1 - answerable.mean():.0%} without an answer among the candidates; out of fold: "
        f"ECE {calibration_error(unseen, right):.3f}, AUROC (answerable) {auroc(answerable, unseen):.3f}"
    )
    for bucket in reliability(unseen, right):
        bar = "█" * round(20 * bucket.right)
        console.print(
            f"  said {bucket.confidence:4.0%}, right {bucket.right:4.0%} {bar:<20} {bucket.questions} questions"
        )
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6):
        kept = unseen >= threshold
        console.print(f"  threshold {threshold}: answers {kept.mean():.0%}, right {right[kept].mean():.0%} of those")


def _examples(
    asked: QuestionSet, library: Library, readers: Sequence[WeightedReader], on_progress: OnProgress
) -> Iterator[tuple[WeightedReader, FittingExample]]:
    targets = Scorer(asked).targets
    everything = [article.id for article in asked.articles]
    for number, question in enumerate(asked.questions):
        on_progress(f"Reading for {asked.name}", number, len(asked.questions))
        filters = [(targets[question.id], Filters())]
        if not question.gold and question.answerable:
            continue
        if question.gold and number % 2 and asked.name != NEWSROOM:
            holding = {gold.article_id for gold in question.gold}
            elsewhere = tuple(name for name in everything if name not in holding)
            filters.append(((), Filters(article_ids=elsewhere)))
        for gold, own in filters:
            for reader, example in _example(question, gold, library, readers, own):
                yield reader, replace(example, origin=asked.name)


def _understood(question: Question) -> Understood:
    turns = tuple(Turn(past.question, past.question) for past in question.history)
    return understand(question.question, date.today(), conversation=Conversation(turns), dates=False)


def _example(
    question: Question,
    targets: Sequence[Target],
    library: Library,
    readers: Sequence[WeightedReader],
    filters: Filters,
) -> Iterator[tuple[WeightedReader, FittingExample]]:
    understood = _understood(question)
    passages = candidates(search(library, understood, top_k=PASSAGES_READ, filters=filters))
    places = [Located(sentence.hit.article.id, sentence.span) for passage in passages for sentence in passage.sentences]
    if places:
        gold = np.array([any(target.held_by(place) for target in targets) for place in places])
        for reader in readers:
            yield reader, FittingExample(reader.measure(understood, passages).features, gold)


if __name__ == "__main__":
    typer.run(main)
