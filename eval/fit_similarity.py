"""Computes the weights of the similarity reader: `python -m eval.fit_similarity --data FOLDER`.

Sentence weights maximise the chance of the gold sentences among all of a question's candidates (a conditional
logit). The confidence is a logistic regression of whether one of the best three sentences answers, over a mix in which
a third of the questions has no answer in the library: every second one is asked again with its gold articles filtered
out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from eval.attributions import attribution_questions
from eval.building import built_library
from eval.dataset import Question, QuestionSet, articles_beside, read_articles, read_question_set
from eval.evidence import Located
from eval.measures import Target
from eval.progress import progress_bars
from eval.scoring import Scorer
from eval.statistics import auroc, calibration_error
from index.embedder import load_embedder
from index.engine import Filters
from index.library import Library
from qa.assistant import PASSAGES_READ
from qa.reader.candidates import candidates
from qa.reader.features import FEATURES, Features
from qa.reader.similarity import CONFIDENCE_FEATURES, SimilarityReader, Weights, confidence_features

SETS = ("squad11_dev13", "multispanqa_valid", "ester_train500", "trecqa_train", "quotesum_dev", "polnear_train")
"""None of them is reported on. The last one brings questions made from its human attributions too."""

_PENALTY = 1e-3
_FOLDS = 5
_CITED = 3
_BREVITY = 0.6
"""Taken off the weight of a sentence's length: of sentences that match as well, the shorter is quoted. Chosen by hand
from 0 to 1.5, by the evidence found within 300 cited characters on the sets above."""

_TARGET = Path(__file__).parents[1] / "qa" / "reader" / "similarity.json"


@dataclass(frozen=True, slots=True)
class Example:
    """One question's candidate sentences: their features, and which of them hold gold. None does where the gold
    articles were filtered out."""

    features: Features
    gold: NDArray[np.bool_]


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds qa/NAME.questions.jsonl.gz.")] = Path(
        "../shared/data"
    ),
    sample: Annotated[int, typer.Option(help="At most so many questions of each set.")] = 300,
    seed: int = 0,
    out: Annotated[Path, typer.Option(help="Where the weights are written.")] = _TARGET,
) -> None:
    """Fit the similarity reader's weights and write them as JSON."""
    console = Console(stderr=True)
    embedder = load_embedder()
    examples: list[Example] = []
    for name in SETS:
        questions = data / "qa" / f"{name}.questions.jsonl.gz"
        asked = read_question_set(questions, read_articles(articles_beside(questions)))
        attributions = data / "qa" / f"{name}.attributions.jsonl.gz"
        if attributions.exists():
            made = attribution_questions(attributions, asked.articles)
            asked = replace(asked, questions=(*asked.questions, *made))
        asked = asked.sampled(sample, None, seed)
        with progress_bars() as on_progress, built_library(asked.articles, embedder, on_progress) as (library, _):
            console.print(f"{name}: {len(asked.questions)} questions")
            examples += _examples(asked, library)
    sentence = fit_sentence_weights([example for example in examples if example.gold.any()])
    weights = fit_confidence(examples, sentence, console)
    fields = {
        "sentence": dict(zip(FEATURES, np.round(weights.sentence, 4).tolist(), strict=True)),
        "confidence": dict(zip(CONFIDENCE_FEATURES, np.round(weights.confidence, 4).tolist(), strict=True)),
        "bias": round(weights.bias, 4),
        "threshold": weights.threshold,
    }
    out.write_text(json.dumps(fields, indent=2) + "\n")
    console.print(f"written to {out}")


def fit_sentence_weights(examples: Sequence[Example]) -> NDArray[np.float64]:
    """`(len(FEATURES),)`: a conditional logit, one choice among each question's candidates (McFadden, 1974)."""
    rows = np.concatenate([example.features for example in examples])
    gold = np.concatenate([example.gold for example in examples]).astype(np.float64)
    sizes = np.array([len(example.gold) for example in examples])
    starts = np.concatenate([[0], sizes.cumsum()[:-1]])
    scale = rows.std(axis=0) + 1e-9
    rows = (rows - rows.mean(axis=0)) / scale

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        chances = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        total, right = np.add.reduceat(chances, starts), np.add.reduceat(chances * gold, starts)
        slope = chances / np.repeat(total, sizes) - chances * gold / np.repeat(right, sizes)
        penalty = _PENALTY * weights @ weights
        return float(np.log(total / right).mean() + penalty), rows.T @ slope / len(sizes) + 2 * _PENALTY * weights

    fitted: NDArray[np.float64] = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x / scale
    fitted[FEATURES.index("length")] -= _BREVITY
    return fitted


def fit_confidence(examples: Sequence[Example], sentence: NDArray[np.float64], console: Console) -> Weights:
    """The logistic confidence over the examples; how well it is calibrated out of its fold is printed."""
    scores = [example.features @ sentence for example in examples]
    rows = np.array([confidence_features(example.features, own) for example, own in zip(examples, scores, strict=True)])
    right = np.array(
        [example.gold[np.argsort(-own)[:_CITED]].any() for example, own in zip(examples, scores, strict=True)]
    )
    answerable = np.array([example.gold.any() for example in examples])
    scale = rows.std(axis=0) + 1e-9
    model = LogisticRegression()
    unseen = cross_val_predict(model, rows / scale, right, cv=_FOLDS, method="predict_proba")[:, 1]
    console.print(
        f"{len(right)} questions, {1 - answerable.mean():.0%} without an answer among the candidates; out of fold: "
        f"ECE {calibration_error(unseen, right):.3f}, AUROC (answerable) {auroc(answerable, unseen):.3f}"
    )
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6):
        kept = unseen >= threshold
        console.print(f"  threshold {threshold}: answers {kept.mean():.0%}, right {right[kept].mean():.0%} of those")
    model.fit(rows / scale, right)
    return Weights(sentence, model.coef_[0] / scale, float(model.intercept_[0]), best_threshold(unseen, right))


def best_threshold(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Where the risk–coverage curve has the most right answers less wrong ones: a wrong one costs what one is worth."""
    order = np.argsort(-confidence, kind="stable")
    gains = np.where(right[order], 1, -1).cumsum()
    return round(float(confidence[order[gains.argmax()]]), 2)


def _examples(asked: QuestionSet, library: Library) -> Iterator[Example]:
    reader = SimilarityReader(library, Weights(np.zeros(len(FEATURES)), np.zeros(len(CONFIDENCE_FEATURES)), 0, 1))
    targets = Scorer(asked).targets
    everything = [article.id for article in asked.articles]
    for number, question in enumerate(asked.questions):
        if not question.gold:
            continue
        yield from _example(question, targets[question.id], library, reader, Filters())
        if number % 2:
            holding = {gold.article_id for gold in question.gold}
            elsewhere = Filters(article_ids=tuple(name for name in everything if name not in holding))
            yield from _example(question, (), library, reader, elsewhere)


def _example(
    question: Question, targets: Sequence[Target], library: Library, reader: SimilarityReader, filters: Filters
) -> Iterator[Example]:
    hits = library.search(question.question, top_k=PASSAGES_READ, filters=filters)
    sentences = [sentence for passage in candidates(hits) for sentence in passage.sentences]
    if sentences:
        places = [Located(sentence.hit.article.id, sentence.span) for sentence in sentences]
        gold = np.array([any(target.held_by(place) for target in targets) for place in places])
        yield Example(reader.features(question.question, hits), gold)


if __name__ == "__main__":
    typer.run(main)
