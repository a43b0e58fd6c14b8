"""How faithful the default embedder is, and how fast: `python -m eval.benchmarks.embedding --data FOLDER`.

Its precisions are compared with float32 in sentence-transformers: by cosine and rate on the same passages, and by dense
retrieval on three question sets where library and query come from either precision. Prints JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from time import process_time
from typing import Annotated

import numpy as np
import typer

from eval.benchmarks.sentence_transformers_float32 import SentenceTransformersFloat32
from eval.dataset import Question, QuestionSet, articles_beside, read_articles, read_question_set
from eval.locating import Located
from eval.machine import machine, versions
from eval.measures import Target, gold_sentences, hit_at
from eval.statistics import paired_difference
from index.chunker import Chunker
from index.embedding.encoder.weights import Precision
from index.embedding.onnx_embedder import OnnxEmbedder
from index.engine import Vectors
from index.searchable_text import searchable_text
from index.sentences import sentence_spans

SETS = ("squad2_devA", "selqa_dev", "clapnq_dev")
_DEPTHS = (1, 5, 10)


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds qa/NAME.questions.jsonl.gz.")] = Path(
        "../shared/data"
    ),
    questions: Annotated[int, typer.Option(min=20, help="Answerable questions of each set.")] = 300,
    articles: Annotated[int, typer.Option(min=1, help="Articles of each set, those that hold gold at least.")] = 60,
    passages: Annotated[int, typer.Option(min=32, help="Passages for cosine and rate.")] = 256,
    only: Annotated[list[str] | None, typer.Option(help=f"Only this set, of {', '.join(SETS)}.")] = None,
    seed: int = 0,
) -> None:
    """Compare cosines, rates and retrieval of the embedder's precisions."""
    embedders = {precision: OnnxEmbedder(precision) for precision in Precision}
    sets = [_answerable(data / "qa" / f"{name}.questions.jsonl.gz", questions, articles, seed) for name in only or SETS]
    texts = [text for asked in sets for _, text in _passages(asked, embedders[Precision.INT8])]
    chosen = [texts[number] for number in np.random.default_rng(seed).permutation(len(texts))[:passages]]
    result = {
        "passages": _faithful(chosen, embedders),
        "retrieval": {asked.name: _retrieved(asked, embedders) for asked in sets},
        "machine": machine(),
        "versions": versions(),
    }
    typer.echo(json.dumps(result, indent=2))


def _answerable(path: Path, questions: int, articles: int, seed: int) -> QuestionSet:
    asked = read_question_set(path, read_articles(articles_beside(path)))
    gold = tuple(question for question in asked.questions if question.gold)
    return QuestionSet(asked.name, gold, asked.articles).sampled(questions, articles, seed)


def _faithful(texts: Sequence[str], embedders: Mapping[Precision, OnnxEmbedder]) -> dict[str, object]:
    """Cosines to float32 in sentence-transformers, and passages for each second of processor time."""
    reference = SentenceTransformersFloat32()
    exact, rate = _timed(reference, texts)
    found: dict[str, object] = {"n": len(texts), "sentence-transformers float32": {"per_cpu_second": rate}}
    for precision, embedder in embedders.items():
        vectors, own_rate = _timed(embedder, texts)
        cosines = (vectors * exact).sum(axis=1)
        found[f"onnx {precision}"] = {
            "per_cpu_second": own_rate,
            "times": round(own_rate / rate, 2),
            "cosine_mean": round(float(cosines.mean()), 5),
            "cosine_min": round(float(cosines.min()), 5),
        }
    return found


def _timed(embedder: OnnxEmbedder | SentenceTransformersFloat32, texts: Sequence[str]) -> tuple[Vectors, float]:
    """Processor time, which others at work on the machine disturb less than they do the clock."""
    embedder.embed_passages(texts[:8])
    began = process_time()
    vectors = embedder.embed_passages(texts)
    return vectors, round(len(texts) / (process_time() - began), 1)


def _retrieved(asked: QuestionSet, embedders: Mapping[Precision, OnnxEmbedder]) -> dict[str, object]:
    """Success at each depth, and what int8 in the library, the query or both changes, in points with intervals."""
    places, texts = zip(*_passages(asked, embedders[Precision.INT8]), strict=True)
    targets = {question.id: _targets(question, asked) for question in asked.questions}
    libraries = {precision: embedder.embed_passages(texts) for precision, embedder in embedders.items()}
    queries = {
        precision: np.stack([embedder.embed_query(question.question) for question in asked.questions])
        for precision, embedder in embedders.items()
    }
    hits = {}
    for library, query in product(Precision, Precision):
        order = np.argsort(-(queries[query] @ libraries[library].T), axis=1, kind="stable")[:, : max(_DEPTHS)]
        hits[library, query] = {
            depth: [
                hit_at([places[number] for number in row], targets[question.id], depth)
                for question, row in zip(asked.questions, order, strict=True)
            ]
            for depth in _DEPTHS
        }
    exact = hits.pop((Precision.FLOAT32, Precision.FLOAT32))
    return {
        "questions": len(asked.questions),
        "passages": len(texts),
        "float32": {f"success@{depth}": _percent(values) for depth, values in exact.items()},
        **{
            f"library {library}, query {query}": {
                f"success@{depth}": _difference(own[depth], exact[depth]) for depth in _DEPTHS
            }
            for (library, query), own in hits.items()
        },
    }


def _passages(asked: QuestionSet, embedder: OnnxEmbedder) -> list[tuple[Located, str]]:
    chunker = Chunker(embedder.count_tokens)
    return [
        (Located(article.id, passage.span), text)
        for article in asked.articles
        for passage in chunker.passages(article)
        if (text := searchable_text(article, passage))
    ]


def _targets(question: Question, asked: QuestionSet) -> list[Target]:
    texts = {article.id: article.text for article in asked.articles}
    return [
        Target(
            gold.article_id, gold.span, gold.entry, gold_sentences(gold.span, sentence_spans(texts[gold.article_id]))
        )
        for gold in question.gold
    ]


def _percent(values: Sequence[float]) -> float:
    return round(100 * float(np.mean(values)), 2)


def _difference(own: Sequence[float], exact: Sequence[float]) -> dict[str, float]:
    found = paired_difference(own, exact)
    return {
        "points": round(100 * found.mean, 2),
        "low": round(100 * found.low, 2),
        "high": round(100 * found.high, 2),
    }


if __name__ == "__main__":
    typer.run(main)
