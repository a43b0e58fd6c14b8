"""Systems, scores, comparisons and reports, with numbers that can be worked out by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from eval.baselines import Bm25Sentences, Dense200Words, word_chunks
from eval.command import evaluate
from eval.dataset import GoldSpan, Question, QuestionSet, read_question_set
from eval.libraries import Indexing, built_library, load_articles
from eval.locating import Located
from eval.report import TABLE, json_text, question_lines, render, write_whole
from eval.runner import KEY_MEASURES, SetResult, Settings, compare, evaluate_set
from eval.scoring import Scorer, SystemScores
from eval.systems import Response
from index.article import Article, Span
from index.errors import LibraryNotFound, OnrecordError, QuestionSetError
from index.library import Library
from tests.toy import ToyEmbedder

BRIDGE = Article("bridge", "Bridge", "The bridge is shut. Tarrant shut it in May. Boats wait.", "bridge.md")
STRIKE = Article("strike", "Strike", "Nurses walked out. The union wants nine percent.", "strike.md")
ARTICLES = (BRIDGE, STRIKE)
WORDS = ["bridge", "tarrant", "nurses", "union", "boats"]

SHUT, TARRANT, BOATS = (Located("bridge", Span(*ends)) for ends in ((0, 19), (20, 43), (44, 55)))
NURSES, UNION = (Located("strike", Span(*ends)) for ends in ((0, 18), (19, 48)))

WHO = Question("who", "Who shut the bridge?", ("Tarrant",), (GoldSpan("bridge", Span(20, 43), 0),))
WHAT = Question("what", "What does the union want?", ("nine percent",), (GoldSpan("strike", Span(19, 48), 0),))
MOON = Question("moon", "Who walked on the moon?", answerable=False)
ASKED = QuestionSet("hand-made", (WHO, WHAT, MOON), ARTICLES)


def response(*snippets: Located, confidence: float, shown: bool = True) -> Response:
    texts = {article.id: article.text for article in ARTICLES}
    return Response(
        query="as asked",
        passages=snippets,
        snippets=snippets,
        quotes=tuple(place.span.of(texts[place.article_id]) for place in snippets),
        citations=snippets[:3] if shown else (),
        confidence=confidence,
    )


@dataclass
class Scripted:
    """Says what it was told to say, and keeps what it was asked."""

    responses: Mapping[str, Response]
    name: str = "scripted"
    asked: list[str] = field(default_factory=list)

    def answer(self, question: Question) -> Response:
        self.asked.append(question.id)
        return self.responses[question.id]

    def passages(self, article_id: str) -> Sequence[Span]:
        places = (SHUT, TARRANT, BOATS, NURSES, UNION)
        return [place.span for place in places if place.article_id == article_id]


def scored(responses: Mapping[str, Response], name: str = "scripted") -> SystemScores:
    system = Scripted(responses, name)
    answered = [(question, system.answer(question), 10.0 * number) for number, question in enumerate(ASKED.questions)]
    return Scorer(ASKED).score(system, answered)


PERFECT = {
    "who": response(TARRANT, confidence=0.9),
    "what": response(UNION, confidence=0.8),
    "moon": response(confidence=0.1, shown=False),
}
MIXED = {
    "who": response(SHUT, TARRANT, confidence=0.6),
    "what": response(confidence=0.0, shown=False),
    "moon": response(NURSES, confidence=0.7),
}


def test_a_perfect_system() -> None:
    measures = scored(PERFECT).measures
    whole = {"success@1", "success@5", "success@10", "recall@5", "recall@10", "mrr@10", "ndcg@10"}
    whole |= {"hit@1", "hit@3", "hit@5", "hit_300", "hit_1000", "char_precision", "char_recall", "char_f1"}
    whole |= {"answer_contained", "auroc", "unanswerable_precision", "unanswerable_recall", "unanswerable_f1"}
    whole |= {"unanswerable_best_f1", "verbatim"}
    assert {measure for measure, value in measures.items() if value == 1} == whole
    # “Tarrant” in 5 tokens, 2·1/(5+1); “nine percent” in 4 tokens without the article, 2·2/(4+2)
    assert measures["answer_f1"] == pytest.approx((1 / 3 + 2 / 3) / 2)
    assert measures["answered_share"] == pytest.approx(2 / 3)
    # by confidence: right, right, and one that nobody can answer
    assert measures["aurc"] == pytest.approx((0 + 0 + 1 / 3) / 3)
    # |0.9 − 1|, |0.8 − 1| and |0.1 − 0|, each alone in its bin
    assert measures["ece"] == pytest.approx((0.1 + 0.2 + 0.1) / 3)
    assert (measures["latency_p50_ms"], measures["latency_p95_ms"]) == (10, pytest.approx(19))


def test_a_system_that_finds_nothing_for_a_question_scores_zero_on_it() -> None:
    scores = scored(MIXED)
    assert scores.values("hit@3") == {"who": 1, "what": 0}
    assert scores.measures["hit@1"] == 0
    assert scores.measures["hit@3"] == 0.5
    assert scores.measures["success@1"] == 0
    assert scores.measures["mrr@10"] == 0.25  # 1/2 and nothing
    assert scores.measures["recall@5"] == 0.5
    # 19 + 23 characters cited, 23 of them gold, all of it found; then nothing
    assert scores.measures["char_precision"] == pytest.approx(23 / 42 / 2)
    assert scores.measures["char_recall"] == 0.5
    assert scores.measures["auroc"] == 0  # 0.7 for the one without an answer beats both
    assert scores.measures["unanswerable_f1"] == 0
    # by confidence: wrong, right by its second snippet, wrong
    assert scores.measures["aurc"] == pytest.approx((1 + 1 / 2 + 2 / 3) / 3)


def test_quotes_that_are_not_the_articles_are_counted() -> None:
    altered = Response("q", (TARRANT,), (TARRANT, SHUT), ("Tarrant shut it", "The bridge is shut."), (), 0.5)
    assert scored({**PERFECT, "who": altered}).measures["verbatim"] == pytest.approx(2 / 3)


def test_sets_without_unanswerable_questions_have_no_abstention_measures() -> None:
    asked = QuestionSet("answerable", (WHO, WHAT), ARTICLES)
    system = Scripted(PERFECT)
    measures = Scorer(asked).score(system, [(question, PERFECT[question.id], 1.0) for question in asked.questions])
    names = ("auroc", "unanswerable_precision", "unanswerable_recall", "unanswerable_f1", "unanswerable_best_f1")
    assert [measures.measures[name] for name in names] == [None] * 5


def test_a_question_without_gold_counts_for_abstention_and_wording_only() -> None:
    bare = Question("bare", "What does the union want?", ("nine percent",))
    asked = QuestionSet("bare", (bare, MOON), ARTICLES)
    answered = [(bare, response(UNION, confidence=0.8), 1.0), (MOON, PERFECT["moon"], 1.0)]
    scores = Scorer(asked).score(Scripted({}), answered)
    assert set(scores.scored[0].scores) == {"answer_f1", "answer_contained"}
    assert scores.measures["auroc"] == 1
    assert scores.measures["aurc"] == 1  # over the one question that can be judged


def test_responses_are_checked_when_made() -> None:
    with pytest.raises(ValueError, match="0 quotes for 1 snippets"):
        Response("q", (), (SHUT,), (), (), 0.5)
    with pytest.raises(ValueError, match="6 snippets, and only 5 are measured"):
        response(*[SHUT] * 6, confidence=0.5)


def test_systems_are_compared_on_the_same_questions() -> None:
    comparisons = list(compare(scored(PERFECT), scored(MIXED, "mixed")))
    assert [comparison.measure for comparison in comparisons] == list(KEY_MEASURES)
    first, second, _ = comparisons
    assert (first.system, first.baseline, first.questions) == ("scripted", "mixed", 2)
    assert (first.difference.mean, first.difference.low, first.difference.high) == (1, 1, 1)
    # ahead on one question of two
    assert (second.difference.mean, second.difference.low, second.difference.high) == (0.5, 0, 1)


def test_bm25_over_sentences() -> None:
    system = Bm25Sentences(ARTICLES)
    found = system.answer(WHO)
    # of “shut” and “bridge” the first sentence has both, the second one only “shut”
    assert found.passages == found.snippets == found.citations == (SHUT, TARRANT)
    assert found.quotes == ("The bridge is shut.", "Tarrant shut it in May.")
    assert 0 < found.confidence < 1
    assert system.answer(Question("q", "What do unions want?")).snippets == (UNION,)  # stemmed
    assert list(system.passages("strike")) == [NURSES.span, UNION.span]
    assert system.passages("tunnel") == ()


def test_bm25_finds_nothing_for_words_that_nobody_uses() -> None:
    found = Bm25Sentences(ARTICLES).answer(Question("q", "Zebras?"))
    assert found == Response("Zebras?", (), (), (), (), 0.0)


def test_word_chunks() -> None:
    assert word_chunks(" one two  three\nfour five ", 2) == [Span(1, 8), Span(10, 20), Span(21, 25)]
    assert word_chunks(" \n") == []


def test_dense_chunks_and_their_sentences_of_best_cosine() -> None:
    told: list[tuple[int, int]] = []
    system = Dense200Words(ARTICLES, ToyEmbedder(WORDS), lambda done, total: told.append((done, total)))
    assert told == [(2, 2)]
    found = system.answer(Question("q", "nurses union"))
    assert [place.article_id for place in found.passages] == ["strike", "bridge"]
    assert found.passages[0].span == Span(0, len(STRIKE.text))
    # “Nurses walked out.” has one axis of two words' and three others at a tenth in one: (1, 0, 0.3) · (1, 1) / √2
    assert found.snippets[0] == NURSES
    assert found.confidence == pytest.approx(1 / (2**0.5 * (1 + 0.3**2) ** 0.5), abs=1e-6)
    assert found.quotes[0] == "Nurses walked out."
    assert len(found.citations) == 3


def test_dense_over_nothing() -> None:
    found = Dense200Words((), ToyEmbedder(WORDS)).answer(WHO)
    assert (found.passages, found.snippets, found.confidence) == ((), (), 0.0)


@pytest.fixture
def result() -> SetResult:
    systems = (scored(PERFECT, "onrecord"), scored(MIXED, "mixed"))
    return SetResult(
        question_set=ASKED,
        systems=systems,
        comparisons=tuple(compare(*systems)),
        indexing=Indexing(articles=2, passages=5, library_bytes=2 * 1024**2, seconds=0.5),
        embedder="toy",
        peak_memory_mib=100.0,
        seconds=1.0,
    )


def test_the_table_shows_systems_beside_each_other(result: SetResult) -> None:
    console = Console(width=100, record=True, file=StringIO())
    console.print(render(result))
    lines = [" ".join(line.split()) for line in console.export_text().splitlines()]
    assert "hand-made: 3 questions (1 not answerable), 2 articles" in lines
    assert "hit@1 100.0 % 0.0 %" in lines
    assert "MRR@10 1.000 0.250" in lines
    assert "p95 19.0 ms 19.0 ms" in lines
    assert "hit within 300 characters +50.0 (+0.0 to +100.0)" in lines
    assert "Library: 5 passages, 2.0 MiB, built in 0.5 s (4.0 articles/s, 10 passages/s). Embedder: toy." in lines


def test_json_has_the_documented_keys(result: SetResult) -> None:
    value = json.loads(json_text(result, Settings(Path("q.questions.jsonl"), sample=3)))
    assert value["format"] == 1
    assert value["set"] == {
        "name": "hand-made",
        "questions": 3,
        "answerable": 2,
        "with_gold": 2,
        "articles": 2,
        "notes": [],
    }
    assert value["settings"]["sample"] == 3
    assert value["systems"]["onrecord"]["measures"]["hit@1"] == 1
    assert value["systems"]["mixed"]["risk_coverage"][-1] == [1, pytest.approx(2 / 3)]
    assert value["comparisons"][0] == {
        "system": "onrecord",
        "baseline": "mixed",
        "measure": "hit@1",
        "questions": 2,
        "difference": 1,
        "low": 1,
        "high": 1,
    }
    assert value["indexing"]["passages_per_second"] == 10
    assert {"machine", "versions", "embedder", "peak_memory_mib", "seconds"} <= set(value)


def test_a_line_for_every_question_and_system(result: SetResult) -> None:
    rows = [json.loads(line) for line in question_lines(result).splitlines()]
    assert [(row["system"], row["id"]) for row in rows] == [
        (system, question) for system in ("onrecord", "mixed") for question in ("who", "what", "moon")
    ]
    assert rows[0]["snippets"] == [{"article_id": "bridge", "start": 20, "end": 43, "quote": "Tarrant shut it in May."}]
    assert (rows[0]["correct"], rows[0]["answered"], rows[2]["correct"]) == (True, True, False)


def test_files_are_written_wholly_or_complained_about(tmp_path: Path) -> None:
    write_whole(tmp_path / "result.json", "{}")
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]
    with pytest.raises(QuestionSetError, match="cannot be written"):
        write_whole(tmp_path / "none" / "result.json", "{}")


def test_articles_can_be_any_folder_that_is_readable(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text("Bridge shut\n\nThe bridge is shut.\n")
    (article,) = load_articles(tmp_path)
    assert "The bridge is shut." in article.text
    (tmp_path / "broken.jsonl").write_text("{not JSON\n")
    with pytest.raises(QuestionSetError, match=r"broken\.jsonl"):
        load_articles(tmp_path)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The hand-made set as files."""
    articles = [{"id": article.id, "title": article.title, "text": article.text} for article in ARTICLES]
    questions = [
        {"id": "who", "question": WHO.question, "answers": ["Tarrant"], "evidence": ["Tarrant shut it in May."]},
        {"id": "what", "question": WHAT.question, "evidence": ["The union wants nine percent."]},
        {"id": "moon", "question": MOON.question},
    ]
    for name, records in (("articles", articles), ("questions", questions)):
        (tmp_path / f"hand.{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return tmp_path / "hand.questions.jsonl"


@pytest.mark.model
def test_a_whole_run(written: Path) -> None:
    stages: dict[str, tuple[int, int | None]] = {}
    result = evaluate_set(
        Settings(written), lambda stage, done, total: stages.update({stage: (done, total)}), ToyEmbedder(WORDS)
    )
    assert [scores.name for scores in result.systems] == [
        "onrecord",
        "similarity reader",
        "bm25-sentences",
        "dense-200-words",
    ]
    assert stages == {
        "Adding articles": (2, 2),
        "Asking onrecord": (3, 3),
        "Asking similarity reader": (3, 3),
        "Asking bm25-sentences": (3, 3),
        "Embedding 200-word chunks": (2, 2),
        "Asking dense-200-words": (3, 3),
    }
    assert [len(scores.scored) for scores in result.systems] == [3, 3, 3, 3]
    assert all(scores.measures["verbatim"] == 1 for scores in result.systems)
    assert result.systems[2].measures["hit@3"] == 1
    assert result.systems[0].measures["success@10"] == 1  # each article is one passage
    assert (result.indexing.articles, result.indexing.passages) == (2, 2)
    assert result.indexing.articles_per_second is not None
    assert len(result.comparisons) == 9


@pytest.mark.model
def test_a_run_over_an_existing_library(written: Path, tmp_path: Path) -> None:
    settings = Settings(written, library=tmp_path / "library", baselines=False)
    with pytest.raises(LibraryNotFound):
        evaluate_set(settings, lambda *_: None, ToyEmbedder(WORDS))
    with Library.open(tmp_path / "library", embedder=ToyEmbedder(WORDS)) as library:
        with pytest.raises(QuestionSetError, match="is empty"):
            evaluate_set(settings, lambda *_: None, ToyEmbedder(WORDS))
        library.add(*ARTICLES)
    result = evaluate_set(settings, lambda *_: None, ToyEmbedder(WORDS))
    assert [scores.name for scores in result.systems] == ["onrecord"]
    assert result.indexing.seconds is None
    assert result.comparisons == ()
    with pytest.raises(QuestionSetError, match="--library brings its own articles"):
        evaluate_set(Settings(written, library=tmp_path / "library", keep=True), lambda *_: None)


def test_a_kept_library_is_not_built_again(tmp_path: Path) -> None:
    first, again, other = (ToyEmbedder(WORDS), ToyEmbedder(WORDS), ToyEmbedder(WORDS, "other"))
    with built_library(ARTICLES, first, lambda *_: None, keep=True) as (library, indexing):
        kept = library.path
        assert indexing.seconds is not None
    with built_library(ARTICLES, again, lambda *_: None, keep=True) as (library, indexing):
        assert (library.path, indexing.seconds, again.embedded) == (kept, None, [])
    with built_library(ARTICLES[:1], first, lambda *_: None, keep=True) as (library, _):
        assert library.path != kept
    with built_library(ARTICLES, other, lambda *_: None, keep=True) as (library, _):
        assert library.path != kept


def test_a_temporary_library_is_gone_afterwards_even_when_interrupted() -> None:
    seen = []

    def interrupt() -> None:
        with built_library(ARTICLES, ToyEmbedder(WORDS), lambda *_: None) as (library, _):
            seen.extend([library.path, library.path.exists()])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert seen[1]
    assert not seen[0].exists()


def test_the_readme_explains_every_measure_and_its_example_can_be_read(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[1] / "eval" / "README.md").read_text()
    assert [row.measure for _, rows in TABLE for row in rows if f"`{row.measure}`" not in readme] == []
    example = readme.partition("```json\n")[2].partition("```")[0]
    (tmp_path / "q.jsonl").write_text(example)
    bridge = Article("b", "Bridge", "A freighter struck its northern pier on Tuesday night.", "bridge.md")
    text = "“Nine percent,” she said. They return to the wards on Monday. Okafor said so."
    found = read_question_set(tmp_path / "q.jsonl", [bridge, Article("s", "Strike", text, "strike.md")])
    assert [(question.answerable, len(question.gold)) for question in found.questions] == [(True, 1)] * 4 + [(False, 0)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--out", "none/result.json"], "none/result.json cannot be written"),
        (["--per-question", "."], "cannot be written: name a file"),
        (["--library", "somewhere", "--articles", "elsewhere"], "--library brings its own articles"),
        (["--library", "somewhere"], "there is no library in somewhere"),
    ],
)
def test_the_command_says_what_cannot_be_run(
    written: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(written.parent)
    app = typer.Typer()
    app.command()(evaluate)
    outcome = CliRunner().invoke(app, [written.name, *arguments])
    assert isinstance(outcome.exception, OnrecordError)
    assert message in str(outcome.exception)


def test_the_command_is_light_until_it_runs() -> None:
    heavy = "{'numpy', 'torch', 'faiss', 'sklearn', 'ir_measures', 'index.library'}"
    code = f"import sys, eval.command; print({heavy} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"
