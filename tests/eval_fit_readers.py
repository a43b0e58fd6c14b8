"""Where fitted and trained weights are written, and the fit, on examples whose best weights can be told by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from eval.calibrate import best_threshold, fit_cutoffs
from eval.training import shipped
from eval.training.fit_readers import FittingExample, Preferences, fit, fit_sentence_weights
from qa.confidence import Cutoffs
from qa.followup.choosing import WEIGHTS_FILE
from qa.reader.evidence_model import CHECKSUM, GRAPH
from qa.reader.evidence_reader import EvidenceReader
from qa.reader.similarity import SimilarityReader
from qa.speech.tagger import CHECKSUMS, CUES, ROLES

WEIGHING = SimilarityReader.weighing
NAMES = WEIGHING.sentence


def example(rng: np.random.Generator, *, answerable: bool) -> FittingExample:
    """Ten sentences of noise; where one is gold, its overlap is high."""
    features = rng.uniform(0, 0.3, (10, len(NAMES)))
    gold = np.zeros(10, bool)
    if answerable:
        gold[rng.integers(10)] = True
        features[gold, NAMES.index("overlap")] = 0.9
    return FittingExample(features, gold)


@pytest.mark.parametrize(
    ("folder", "names"),
    [
        (shipped.READER, [GRAPH, CHECKSUM, EvidenceReader.weights_file, SimilarityReader.weights_file]),
        (shipped.TAGGER, [CUES, ROLES, CHECKSUMS]),
        (shipped.FOLLOWUPS, [WEIGHTS_FILE]),
    ],
)
def test_weights_are_written_where_the_product_reads_them(folder: Path, names: list[str]) -> None:
    assert [name for name in names if not (folder / name).is_file()] == []


@pytest.fixture(scope="module")
def examples() -> list[FittingExample]:
    rng = np.random.default_rng(0)
    return [example(rng, answerable=number % 3 != 0) for number in range(150)]


def test_the_feature_that_tells_gets_the_weight(examples: list[FittingExample]) -> None:
    weights = fit_sentence_weights([one for one in examples if one.gold.any()], NAMES)
    assert NAMES[int(weights.argmax())] == "overlap"
    assert all((one.features @ weights).argmax() == one.gold.argmax() for one in examples if one.gold.any())


def test_the_confidence_tells_the_answerable_apart(examples: list[FittingExample]) -> None:
    weights = fit(examples, WEIGHING, Preferences(brevity=0.6), Console(quiet=True))
    assert tuple(weights.sentence) == NAMES
    assert tuple(weights.confidence) == WEIGHING.confidence_names
    sentence = np.array(list(weights.sentence.values()))
    confidence = np.array(list(weights.confidence.values()))
    for one in examples:
        logit = WEIGHING.confidence_row(one.features, one.features @ sentence) @ confidence + weights.bias
        assert (1 / (1 + np.exp(-logit)) >= weights.cutoffs.threshold) == one.gold.any()


def test_the_threshold_maximises_right_less_wrong() -> None:
    confidence = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    # Right less wrong after each: 1, 0, 1, 2, 1, 0.
    right = np.array([True, False, True, True, False, False])
    assert best_threshold(confidence, right) == 0.6
    assert best_threshold(confidence, ~right) == 0.8  # −1, 0, −1, −2, −1, 0: the first of the best


def test_the_words_begin_where_they_are_earned() -> None:
    confidence = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    right = np.array([True, True, False, True, True, False])
    # Right less wrong: 1, 2, 1, 2, 3, 2. Right from the top: 1, 1, 2/3 …; below 0.8: 0, 1/2, 2/3, 1/2.
    assert fit_cutoffs(confidence, right) == Cutoffs(threshold=0.5, closest=0.17, likely=0.5, clear=0.8)
    # Nothing earns a word where nothing is right.
    assert fit_cutoffs(confidence, np.zeros(6, bool)) == Cutoffs(threshold=0.9, closest=0.3, likely=1, clear=1)
