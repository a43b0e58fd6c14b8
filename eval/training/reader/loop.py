"""The steps of a training: interrupted at any time, it goes on from its last checkpoint as if it had not been.

What is drawn and what is dropped at a step depends on the seed and the step alone. On a processor the weights are
therefore the same to the bit, interrupted or not, with however many workers; on a GPU sums may differ in their last
digits, and with `--seconds` the clock decides.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from eval.training.reader.drawing import Drawing
from eval.training.reader.loss import surprise
from eval.training.reader.network import EvidenceNetwork
from eval.training.reader.options import Options
from eval.training.reader.rows import Drawn

_WARMING = 0.05
"""The share of the training in which the rate rises."""

_HEAD_FASTER = 3.0
"""How much faster what is not the encoder learns: it starts from nothing."""

_DECAY = 0.01
_LONGEST_GRADIENT = 1.0

_AVERAGED, _AVERAGED_SOON = 0.998, 10
"""The weights that come out are a mean over about the last 500 steps or, of few, over about the last tenth."""

_CHECKPOINT_SECONDS = 240
_TOLD_EVERY = 200
_DRAWN_AHEAD = 8
"""Batches that each worker holds ready."""

_SEEDS_APART = 1_000_000
"""Steps of two seeds never share one of their own: no training takes as many."""


class Training:
    """Steps over drawn batches, with checkpoints. The word vectors stay: most are seen too seldom to be learned."""

    def __init__(self, network: EvidenceNetwork, drawing: Drawing, options: Options) -> None:
        self._network, self._drawing, self._options = network, drawing, options
        network.encoder.embeddings.word_embeddings.requires_grad_(False)
        inner = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
        known = {id(parameter) for parameter in network.encoder.parameters()}
        head = [parameter for parameter in network.parameters() if id(parameter) not in known]
        self._rates = (options.rate, options.rate * _HEAD_FASTER)
        groups = [{"params": inner}, {"params": head}]
        fused = network.scale.device.type == "cuda"
        self._optimizer = torch.optim.AdamW(groups, lr=options.rate, weight_decay=_DECAY, fused=fused)
        self._learned = [parameter for parameter in network.parameters() if parameter.requires_grad]
        self._averaged = [parameter.detach().clone() for parameter in self._learned]
        self._checkpoint = options.out / "checkpoint.pt"
        self._fingerprint = options.fingerprint()
        self.steps = options.rounds * len(drawing.plans(options.seed * _SEEDS_APART, options.rows))
        """About so many: rounds differ by a few."""

    def run(self) -> bool:
        """Takes all steps, and gives the network its averaged weights; False where it stopped before, as was told."""
        done, spent = self._resumed()
        self._network.train()
        now = saved = time.monotonic()
        began = now - spent
        losses: list[Tensor] = []
        for drawn in _batches(self._drawing, self._options, done):
            share = max(done / self.steps, (time.monotonic() - began) / self._options.seconds)
            if share >= 1:
                break
            losses.append(self._step(drawn, done, share))
            done += 1
            now = time.monotonic()
            if done % _TOLD_EVERY == 0:
                mean = torch.stack(losses).mean().item()
                losses.clear()
                tell(f"step {done}/{self.steps}  loss {mean:.4f}  {now - began:.0f} s")
            stopping = self._options.stop_after is not None and done >= self._options.stop_after
            if stopping or now - saved > _CHECKPOINT_SECONDS:
                self._save(done, now - began)
                saved = now
            if stopping:
                return False
        with torch.no_grad():
            for parameter, average in zip(self._learned, self._averaged, strict=True):
                parameter.copy_(average)
        return True

    def _step(self, drawn: Drawn, done: int, share: float) -> Tensor:
        """Learns from a batch, after a share of the training; gives the loss."""
        torch.manual_seed(self._options.seed * _SEEDS_APART + done)
        height = min(1.0, (share + 1 / self.steps) / _WARMING) * (1 - share)
        for group, rate in zip(self._optimizer.param_groups, self._rates, strict=True):
            group["lr"] = rate * height
        loss = surprise(self._network, drawn)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._learned, _LONGEST_GRADIENT)
        self._optimizer.step()
        taken = done + 1
        kept = min(_AVERAGED, taken / (taken + _AVERAGED_SOON))
        for mean, parameter in zip(self._averaged, self._learned, strict=True):
            mean.lerp_(parameter.detach(), 1 - kept)
        return loss.detach()

    def _save(self, done: int, seconds: float) -> None:
        state: dict[str, Any] = {
            "training": self._fingerprint,
            "done": done,
            "seconds": seconds,
            "network": self._network.state_dict(),
            "averaged": self._averaged,
            "optimizer": self._optimizer.state_dict(),
        }
        unfinished = self._checkpoint.with_suffix(".part")
        torch.save(state, unfinished)
        unfinished.replace(self._checkpoint)

    def _resumed(self) -> tuple[int, float]:
        """How many steps the last checkpoint had done, in how many seconds; 0 without one. Raises SystemExit."""
        if not self._checkpoint.exists():
            return 0, 0.0
        state = torch.load(self._checkpoint, weights_only=True, map_location=self._network.scale.device)
        if state.get("training") != self._fingerprint:
            raise SystemExit(f"{self._checkpoint} is of another training: give another --out or remove it")
        self._network.load_state_dict(state["network"])
        self._averaged = state["averaged"]
        self._optimizer.load_state_dict(state["optimizer"])
        tell(f"going on after step {state['done']}")
        return int(state["done"]), float(state["seconds"])


class _Stream(IterableDataset[Drawn]):
    """The batches of all rounds behind the first `done`; of several workers each draws its share, in turn."""

    def __init__(self, drawing: Drawing, options: Options, done: int) -> None:
        self._drawing, self._options, self._done = drawing, options, done

    def __iter__(self) -> Iterator[Drawn]:
        worker = get_worker_info()
        number, workers = (worker.id, worker.num_workers) if worker else (0, 1)
        seed, options = self._options.seed * _SEEDS_APART, self._options
        plans = (plan for turn in range(options.rounds) for plan in self._drawing.plans(seed + turn, options.rows))
        for step, plan in enumerate(plans):
            if step >= self._done and (step - self._done) % workers == number:
                yield self._drawing.drawn(plan, seed + step)


def _batches(drawing: Drawing, options: Options, done: int) -> Iterator[Drawn]:
    ahead = _DRAWN_AHEAD if options.workers else None
    stream = _Stream(drawing, options, done)
    yield from DataLoader(
        stream, batch_size=None, num_workers=options.workers, collate_fn=_as_it_is, prefetch_factor=ahead
    )


def _as_it_is(drawn: Any) -> Any:
    """A batch is arrays already; torch would make tensors of them."""
    return drawn


def tell(words: str) -> None:
    """A line for whoever waits, on standard error."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
