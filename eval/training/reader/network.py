"""The network that is trained: a cross-encoder whose sentence scores start as late interaction. It takes torch.

The encoder reads question and passage together. Each sentence's logit is the sum of late interaction between the
question's tokens and the sentence's (MaxSim: Khattab and Zaharia, ColBERT, 2020), which a sentence encoder can do
before any training, and of a learned look at the sentence's pooled tokens, which begins at nothing.
"""

from __future__ import annotations

from copy import deepcopy
from enum import StrEnum
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from eval.training.reader.rows import QUESTION_TOKENS

FAR = -1e4
"""The logit of what is not there: below all others, and finite, so that none of it becomes a number that is none."""

_FIRST_SCALE = 20.0
"""What a cosine is multiplied by at first: cosines lie close together, logits apart."""

_QUESTION_ENDS = QUESTION_TOKENS + 1
"""No token of a question stands behind so many: [CLS] and where the encoding cuts it."""

_LAYERS = "encoder.encoder.layer."


class ScoringParts(StrEnum):
    """What scores a sentence: the pooled look of a cross-encoder, late interaction, or their sum."""

    BOTH = "both"
    CROSS_ENCODER = "cross-encoder"
    LATE_INTERACTION = "late-interaction"


class EvidenceNetwork(nn.Module):
    """Gives a logit for each sentence of pairs, and for each token as the first and the last of the answer."""

    def __init__(self, encoder: BertModel, parts: ScoringParts = ScoringParts.BOTH) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.interaction = parts is not ScoringParts.CROSS_ENCODER
        self.pooling = parts is not ScoringParts.LATE_INTERACTION
        self.scale = nn.Parameter(torch.tensor(_FIRST_SCALE))
        self.token_weight = nn.Linear(width, 1)
        self.judge = nn.Sequential(nn.Linear(3 * width, width), nn.GELU(), nn.Linear(width, 1))
        self.none = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Linear(width, 1))
        self.attention = nn.Linear(width, 1)
        self.edges = nn.Linear(width, 2)
        for layer in (self.token_weight, self.attention, self.judge[2], self.none[2]):
            for parameter in layer.parameters():
                nn.init.zeros_(parameter)

    @classmethod
    def from_encoder(
        cls, folder: Path, parts: ScoringParts = ScoringParts.BOTH, dropout: float = 0.0
    ) -> EvidenceNetwork:
        """A network to be trained, from the weights of a sentence encoder, in float32."""
        encoder = BertModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            attn_implementation="sdpa",
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=dropout,
        )
        return cls(encoder.float(), parts)

    @classmethod
    def trained(cls, weights: Path, encoder: Path, parts: ScoringParts = ScoringParts.BOTH) -> EvidenceNetwork:
        """The network that a training wrote, which began as the encoder, as deep as it was made."""
        state = torch.load(weights, weights_only=True)
        network = cls.from_encoder(encoder, parts)
        layers = {name.removeprefix(_LAYERS).split(".")[0] for name in state if name.startswith(_LAYERS)}
        network.deepen(len(layers) // len(network.encoder.encoder.layer))
        network.load_state_dict(state)
        return network

    def deepen(self, times: int) -> None:
        """Each layer of the encoder comes to stand so many times in a row, each with weights of its own."""
        layers = [deepcopy(layer) for layer in self.encoder.encoder.layer for _ in range(times)]
        self.encoder.encoder.layer = nn.ModuleList(layers)
        self.encoder.config.num_hidden_layers = len(layers)

    def forward(
        self, ids: Tensor, types: Tensor, present: Tensor, asked: Tensor, members: Tensor
    ) -> tuple[Tensor, Tensor]:
        """`sentences` `(b, s)`, each less the logit that nothing in its passage answers, and `edges` `(b, n, 2)`.

        Above 0, a sentence is likelier to answer than that none of its passage does. The input is that of Batch;
        sentences without a token get a score far below all others.
        """
        return self.judge_hidden(self.encode(ids, types, present), asked, members)

    def encode(self, ids: Tensor, types: Tensor, present: Tensor) -> Tensor:
        """`(b, n, d)`: the contextual vectors of each pair's tokens."""
        hidden: Tensor = self.encoder(ids, present, types).last_hidden_state
        return hidden

    def judge_hidden(self, hidden: Tensor, asked: Tensor, members: Tensor) -> tuple[Tensor, Tensor]:
        """What `forward` gives, from the vectors of `encode`."""
        logits = members.new_zeros(members.shape[:2])
        if self.interaction:
            logits = logits + self.scale * self._interaction(hidden, asked, members)
        if self.pooling:
            logits = logits + self._judgement(hidden, asked, members)
        none = self.none(torch.cat([hidden[:, 0], _mean(hidden, asked.unsqueeze(1))[:, 0]], -1))
        if self.interaction:
            none = none + self.scale / 2
        logits = torch.where(members.amax(-1) > 0, logits - none, FAR)
        edges = self.edges(hidden).masked_fill(members.amax(1).unsqueeze(-1) == 0, FAR)
        return logits, edges

    def _interaction(self, hidden: Tensor, asked: Tensor, members: Tensor) -> Tensor:
        """`(b, s)`: each question token's best cosine in the sentence, averaged with learned weights."""
        unit = functional.normalize(hidden, dim=-1)
        cosines = torch.einsum("bqd,bnd->bqn", unit[:, :_QUESTION_ENDS], unit)
        inside = members.unsqueeze(2)
        best = (cosines.unsqueeze(1) * inside + (inside - 1) * 2).amax(-1)
        weights = (self.token_weight(hidden).squeeze(-1) + (asked - 1) * -FAR).softmax(-1)
        return torch.einsum("bsq,bq->bs", best, weights[:, :_QUESTION_ENDS])

    def _judgement(self, hidden: Tensor, asked: Tensor, members: Tensor) -> Tensor:
        """`(b, s)`: what a small network makes of the sentence's tokens and the question's, averaged and attended."""
        weights = self.attention(hidden).squeeze(-1).unsqueeze(1) + (members - 1) * -FAR
        attended = weights.softmax(-1) @ hidden
        question = _mean(hidden, asked.unsqueeze(1)).expand(-1, members.shape[1], -1)
        judged: Tensor = self.judge(torch.cat([attended, _mean(hidden, members), question], -1)).squeeze(-1)
        return judged


def _mean(hidden: Tensor, members: Tensor) -> Tensor:
    """`(b, s, d)`: the mean of each group's tokens, 0 for an empty group."""
    return members @ hidden / members.sum(-1, keepdim=True).clamp(min=1)
