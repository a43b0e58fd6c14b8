"""How long a question takes once everything is loaded: `python -m eval.benchmarks.asking --data FOLDER`.

Real questions over a library of news articles. Each is first only searched, then asked, reader included; between the
two enough others are asked that nothing is remembered of it. It also tells how much of asking is spent on follow-ups,
dates, speakers and what differs, in a second round of questions. Prints JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import Annotated, Any
from unittest.mock import patch

import numpy as np
import typer

from eval.dataset import read_articles, read_question_set
from eval.libraries import built_library
from eval.machine import machine, peak_memory_mib, versions
from eval.progress import progress_bars
from index.embedding.embedder import load_embedder
from index.library import Library
from qa import assistant as asking
from qa.assistant import PASSAGES_READ, Assistant

WHO_AND_WHEN = (
    "standalone_query", "wanted_dates", "wants_latest", "own_statements", "attribute", "differences", "grouped"
)  # fmt: skip
"""What the assistant calls to tell follow-ups, dates, speakers and differences."""


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds news/news_silver.*.jsonl.gz.")] = Path(
        "../shared/data"
    ),
    articles: Annotated[int, typer.Option(min=1, help="Articles in the library, which is kept.")] = 800,
    questions: Annotated[int, typer.Option(min=100, help="Questions: more than are remembered.")] = 200,
    library_path: Annotated[Path | None, typer.Option("--library", help="Ask this library instead.")] = None,
    seed: int = 0,
) -> None:
    """Time searching and asking."""
    news = data / "news"
    asked = read_question_set(
        news / "news_silver.questions.jsonl.gz", read_articles(news / "news_silver.articles.jsonl.gz")
    ).sampled(questions, articles, seed)
    with ExitStack() as stack:
        if library_path:
            library = stack.enter_context(Library.open(library_path, create=False))
        else:
            on_progress = stack.enter_context(progress_bars())
            library, _ = stack.enter_context(built_library(asked.articles, load_embedder(), on_progress, keep=True))
        texts = [question.question for question in asked.questions]
        assistant = Assistant(library)
        assistant.ask(texts[0])
        contents = library.contents()
        result = {
            "articles": contents.articles,
            "passages": contents.passages,
            "questions": len(texts),
            "query encoding": _timed(library.embedder.embed_query, texts),
            "retrieval": _timed(lambda text: library.search(text, top_k=PASSAGES_READ), texts),
            "ask": _timed(assistant.ask, texts),
            "follow-ups, dates, speakers, differences": _who_and_when(assistant, texts),
            "peak_memory_mib": peak_memory_mib(),
            "machine": machine(),
            "versions": versions(),
        }
    typer.echo(json.dumps(result, indent=2))


def _timed(ask: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds by the clock, and of processor time, which others at work on the machine disturb less."""
    clock, processor = [], []
    for text in texts:
        began, used = perf_counter(), process_time()
        ask(text)
        clock.append(perf_counter() - began)
        processor.append(process_time() - used)
    return {
        "p50_ms": _milliseconds(clock, 50),
        "p95_ms": _milliseconds(clock, 95),
        "cpu_p50_ms": _milliseconds(processor, 50),
    }


def _who_and_when(assistant: Assistant, texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds of a question that go into `WHO_AND_WHEN`, and their share of the median question."""
    inside, whole = [], []
    for text in texts:
        with _watched() as spent:
            began = perf_counter()
            assistant.ask(text)
            whole.append(perf_counter() - began)
        inside.append(sum(spent))
    return {
        "p50_ms": _milliseconds(inside, 50),
        "p95_ms": _milliseconds(inside, 95),
        "share_of_median": round(float(np.median(inside) / np.median(whole)), 3),
    }


@contextmanager
def _watched() -> Iterator[list[float]]:
    """The seconds of each call of `WHO_AND_WHEN` that the assistant makes meanwhile."""
    spent: list[float] = []

    def watched(function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:
            began = perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                spent.append(perf_counter() - began)

        return called

    with ExitStack() as stack:
        for name in WHO_AND_WHEN:
            stack.enter_context(patch.object(asking, name, watched(getattr(asking, name))))
        yield spent


def _milliseconds(seconds: Sequence[float], percentile: float) -> float:
    return round(1000 * float(np.percentile(seconds, percentile)), 1)


if __name__ == "__main__":
    typer.run(main)
