"""Passages near in meaning to a question, by the encoder that training starts from: near misses that share no word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from eval.training.reader.network import EvidenceNetwork
from eval.training.reader.packed import Pack, Tokens
from eval.training.reader.rows import CLOSING, OPENING, Integers

_KEPT = 12
_TEXT_TOKENS, _QUESTION_TOKENS = 200, 60
"""Where texts are cut: what a passage is about is told by then."""
_TEXTS_AT_ONCE, _QUESTIONS_AT_ONCE = 512, 2048
"""What a GPU of 16 GB holds with room to spare."""


def similar_passages(network: EvidenceNetwork, pack: Pack) -> Integers:
    """`(questions, 12)`: the passages nearest to each question by the untrained encoder's mean vectors.

    Without a GPU all are −1, none: to encode every passage would take two cores hours, and near misses that share words
    come with the pack.
    """
    if network.scale.device.type == "cpu":
        return np.full((len(pack.questions), _KEPT), -1, np.int64)
    passages = _vectors(network, [np.concatenate([p.title, p.ids])[:_TEXT_TOKENS] for p in pack.passages])
    questions = _vectors(network, [question.ids[:_QUESTION_TOKENS] for question in pack.questions])
    parts = torch.split(questions, _QUESTIONS_AT_ONCE)
    kept = min(_KEPT, len(passages))
    return np.concatenate([(part @ passages.T).topk(kept, 1).indices.cpu().numpy() for part in parts])


@torch.inference_mode()
def _vectors(network: EvidenceNetwork, texts: Sequence[Tokens]) -> Tensor:
    """`(n, d)`: the mean of each text's contextual vectors, of unit length. Texts of a length are encoded together."""
    network.eval()
    device = network.scale.device
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    vectors = torch.zeros(len(texts), network.encoder.config.hidden_size, device=device)
    for start in range(0, len(order), _TEXTS_AT_ONCE):
        numbers = order[start : start + _TEXTS_AT_ONCE]
        longest = max(len(texts[number]) for number in numbers) + 2
        ids, present = np.zeros((len(numbers), longest), np.int64), np.zeros((len(numbers), longest), np.float32)
        for row, number in enumerate(numbers):
            ids[row, : len(texts[number]) + 2] = [OPENING, *texts[number].tolist(), CLOSING]
            present[row, : len(texts[number]) + 2] = 1
        mask = torch.from_numpy(present).to(device)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            hidden = network.encode(torch.from_numpy(ids).to(device), torch.zeros_like(mask, dtype=torch.long), mask)
        mean = (hidden.float() * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
        vectors[torch.tensor(numbers, device=device)] = functional.normalize(mean, dim=-1)
    return vectors
