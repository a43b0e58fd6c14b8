"""What the tagger is told while it learns: where cues begin, and for marked tokens, what each token is to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from eval.training.tagger.gold import TaggedWindow
from eval.training.tagger.network import UNKNOWN, Role, Tagger
from qa.speech.windows import padded

_CUE_WEIGHT = 8.0
_ROLE_WEIGHT = 1.0
_DOUBT_WEIGHT = 0.3
_UNREAD = 0.04
"""So many words are not told apart, so that it learns from what stands around them."""
_ELSEWHERE = 0.15
"""Of the cues, so many are marked at a word of theirs that is not the first."""
_LIKELY = 0.1
_MOST_FALSE = 0.5
"""Words that look like cues and are none are marked too, at most so many for each cue: nothing is said then."""
_IGNORED = -100


@dataclass(frozen=True, slots=True)
class MarkedTokens:
    """Which tokens of a batch are marked as cues, and what each token of their rows is to them."""

    rows: NDArray[np.int64]
    firsts: NDArray[np.int64]
    roles: NDArray[np.int64]


def loss_of(
    tagger: Tagger, batch: Sequence[TaggedWindow], chooser: np.random.Generator
) -> tuple[Tensor, NDArray[np.float64]]:
    """The loss of a batch, and its two parts: of where cues begin, of the roles."""
    ids, present = (torch.from_numpy(part) for part in padded([tagged_window.window.ids for tagged_window in batch]))
    unread = torch.from_numpy(chooser.random(ids.shape) < _UNREAD) & (ids > UNKNOWN + 2)
    begins = torch.zeros_like(present)
    for row, tagged_window in enumerate(batch):
        begins[row, [first for first, _ in tagged_window.cues]] = 1
    with torch.autocast("cpu", torch.bfloat16, enabled=bool(torch.cpu.get_capabilities().get("avx512_bf16"))):
        hidden, logits = tagger.cues(ids.masked_fill(unread, UNKNOWN), present)
        cue_loss = nn.functional.binary_cross_entropy_with_logits(logits.float(), begins, weight=present)
        cue_loss = cue_loss * present.numel() / present.sum()
        marked = marked_in(batch, logits.detach().float().sigmoid().numpy(), chooser)
        if not len(marked.rows):
            return cue_loss * _CUE_WEIGHT, np.array((cue_loss.item(), 0.0, 0.0))
        at = torch.zeros(len(marked.rows), ids.shape[1])
        at[range(len(marked.rows)), marked.firsts] = 1
        told = tagger.roles(hidden[marked.rows], present[marked.rows], at)
    told = told.float()
    role_loss = nn.functional.cross_entropy(
        told.flatten(0, 1), torch.from_numpy(marked.roles).flatten(), ignore_index=_IGNORED
    )
    numbers = np.arange(len(marked.rows))
    own = torch.from_numpy(marked.roles[numbers, marked.firsts])
    doubted = nn.functional.cross_entropy(told[numbers, marked.firsts], own)
    loss = cue_loss * _CUE_WEIGHT + role_loss * _ROLE_WEIGHT + doubted * _DOUBT_WEIGHT
    return loss, np.array((cue_loss.item(), role_loss.item(), doubted.item()))


def marked_in(
    batch: Sequence[TaggedWindow], chances: NDArray[np.float32], chooser: np.random.Generator
) -> MarkedTokens:
    """The cues, some marked at another of their words, and words that are likely taken for cues and are none."""
    width = chances.shape[1]
    true: list[tuple[int, int, NDArray[np.int64]]] = []
    false: list[tuple[float, int, int, NDArray[np.int64]]] = []
    for row, tagged_window in enumerate(batch):
        size = len(tagged_window.window)
        firsts = {first for first, _ in tagged_window.cues}
        within = np.zeros(size, bool)
        for first, roles in tagged_window.cues:
            own = np.flatnonzero(roles == Role.CUE)
            others = [int(place) for place in own if int(place) not in firsts]
            within[own] = True
            at = int(chooser.choice(others)) if others and chooser.random() < _ELSEWHERE else first
            true.append((row, at, np.pad(roles, (0, width - size), constant_values=_IGNORED)))
        for place in np.flatnonzero((chances[row, :size] > _LIKELY) & ~within)[: size // 4]:
            if 0 < place < size - 1 and int(place) not in firsts:
                nothing = np.full(width, _IGNORED, np.int64)
                nothing[place] = Role.NONE
                false.append((float(chances[row, place]), row, int(place), nothing))
    most = round(_MOST_FALSE * len(true)) + 1
    chosen = sorted(false, key=lambda candidate: -candidate[0])[:most]
    everything = [*true, *(candidate[1:] for candidate in chosen)]
    rows, firsts_, roles_ = zip(*everything, strict=True) if everything else ((), (), ())
    return MarkedTokens(np.array(rows, np.int64), np.array(firsts_, np.int64), np.array(roles_, np.int64))
