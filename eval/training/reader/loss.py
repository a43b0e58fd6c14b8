"""What the network makes of a drawn batch, and how far that is from what is right."""

from __future__ import annotations

import torch
from torch import Tensor

from eval.training.reader.network import FAR, EvidenceNetwork
from eval.training.reader.rows import Drawn

_EDGES_WEIGHT = 0.15
"""What the edges of answers count beside the sentences: they are a help for the eye, a quote is sentences."""

_LEAST_CHANCE = -100.0
"""The lowest log chance of an edge: what is impossible, as that of an answer in a title, must not rule the batch."""


def judged(network: EvidenceNetwork, drawn: Drawn) -> tuple[Tensor, Tensor]:
    """The network's logits `(b, s)` and edges `(b, n, 2)`, float32; on a GPU the encoder computes in bfloat16."""
    device = network.scale.device
    ids, asked, lengths, sentence = _on(device, drawn.ids, drawn.asked, drawn.lengths, drawn.sentence)
    place = torch.arange(ids.shape[1], device=device).unsqueeze(0)
    inside = place < lengths.unsqueeze(1)
    types = ((place >= (asked + 2).unsqueeze(1)) & inside).long()
    of_question = ((place >= 1) & (place <= asked.unsqueeze(1))).float()
    numbers = torch.arange(drawn.counted.shape[1], device=device)
    members = (sentence.unsqueeze(1) == numbers.view(1, -1, 1)).float()
    with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
        hidden = network.encode(ids, types, inside.float())
    return network.judge_hidden(hidden.float(), of_question, members)


def surprise(network: EvidenceNetwork, drawn: Drawn) -> Tensor:
    """How surprised the network is by the gold among all sentences of a question's rows and none of them, and by edges.

    The mean over the questions, and over the rows with an edge, in nats; where nothing is gold, “none” is right.
    """
    logits, edges = judged(network, drawn)
    gold, counted, starts, ends = _on(logits.device, drawn.gold, drawn.counted, drawn.starts, drawn.ends)
    by_question = (-1, drawn.passages * logits.shape[1])
    scores = logits.masked_fill(~counted, FAR).reshape(by_question)
    right = logits.masked_fill(~gold, FAR).reshape(by_question)
    none = scores.new_zeros(len(scores), 1)
    answer = torch.where(gold.reshape(by_question).any(1), right.logsumexp(1), none[:, 0])
    missed = (torch.cat([scores, none], 1).logsumexp(1) - answer).mean()
    chances = edges.log_softmax(1)
    astray = -(_together(chances[..., 0], starts) + _together(chances[..., 1], ends)) / 2
    marked = starts.any(1)
    return missed + _EDGES_WEIGHT * (astray * marked).sum() / marked.sum().clamp(min=1)


def _together(chances: Tensor, marked: Tensor) -> Tensor:
    """`(b,)`: the log chance of all marked tokens together; finite where none is."""
    return chances.masked_fill(~marked, FAR).logsumexp(1).clamp(min=_LEAST_CHANCE)


def _on(device: torch.device, *arrays: object) -> tuple[Tensor, ...]:
    return tuple(torch.as_tensor(array).to(device, non_blocking=True) for array in arrays)
