"""The tagger's network: some layers find where a cue begins, a few more tell, cue by cue, what each token is to it.

A sentence may hold several statements, one within another: a token is the cue of one, the source of the next and in
the content of a third. So roles are told for one cue at a time, which is marked for the layers that tell them, as
semantic role labellers do for one predicate at a time (He et al., Deep Semantic Role Labeling, 2017).
"""

from __future__ import annotations

import json
from enum import IntEnum
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

CUE_LAYERS = (0, 1, 2, 3, 4)
"""Which of the encoder's layers those that find cues start from."""
ROLE_LAYERS = (4, 5)
UNKNOWN = 100
"""The id of [UNK]."""
_DROPPED = 0.1
_INPUT_STEPS = 255
_WEIGHT_STEPS = 63


class Role(IntEnum):
    """What a token is to a cue."""

    NONE = 0
    CUE = 1
    SOURCE = 2
    CONTENT = 3


class Dense(nn.Linear):
    """A linear layer that is told, while `coarse`, to learn with what the shipped graph makes of it.

    The graph rounds its inputs to 8 bits, with one scale for all of them, and each output's weights to 7 bits. Rounded
    numbers are passed on, and gradients as though nothing were rounded (Jacob et al., Quantization and Training, 2018).
    """

    coarse = False

    def forward(self, input: Tensor) -> Tensor:
        if not (self.coarse and self.training):
            return super().forward(input)
        with torch.no_grad():
            low, high = input.min().clamp(max=0).float(), input.max().clamp(min=0).float()
            step = ((high - low) / _INPUT_STEPS).clamp(min=1e-8)
            inputs_off = (((input.float() - low) / step).round() * step + low).to(input.dtype) - input
            steps = (self.weight.abs().amax(dim=1, keepdim=True) / _WEIGHT_STEPS).clamp(min=1e-8)
            weights_off = (self.weight / steps).round() * steps - self.weight
        return nn.functional.linear(input + inputs_off, self.weight + weights_off, self.bias)


class Layer(nn.Module):
    """One layer of the encoder (Devlin et al., BERT, 2019)."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self._heads = heads
        self.query, self.key, self.value, self.mixed = (Dense(width, width) for _ in range(4))
        self.widen, self.narrow = Dense(width, inner), Dense(inner, width)
        self.first_norm, self.second_norm = (nn.LayerNorm(width, eps=1e-12) for _ in range(2))

    def forward(self, hidden: Tensor, present: Tensor) -> Tensor:
        """`hidden` is `(n, tokens, width)`; `present` is `(n, tokens)`, 1 where a token is."""
        n, tokens, width = hidden.shape
        split = (n, tokens, self._heads, width // self._heads)
        query, key, value = (part(hidden).view(split).transpose(1, 2) for part in (self.query, self.key, self.value))
        absent = ((1 - present[:, None, None, :]) * -1e4).to(query.dtype)
        weights = (query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5 + absent).softmax(-1)
        seen = (weights @ value).transpose(1, 2).reshape(n, tokens, width)
        hidden = self.first_norm(hidden + self._dropped(self.mixed(seen)))
        out: Tensor = self.second_norm(hidden + self._dropped(self.narrow(nn.functional.gelu(self.widen(hidden)))))
        return out

    def _dropped(self, hidden: Tensor) -> Tensor:
        """While it learns, some features are left out of a row, the same ones for all of its tokens."""
        if not self.training:
            return hidden
        kept = torch.rand(hidden.shape[0], 1, hidden.shape[2]) >= _DROPPED
        return hidden * (kept / (1 - _DROPPED)).to(hidden.dtype)


class CueFinder(nn.Module):
    """Ids to hidden states and, for each token, the logit that a cue begins there."""

    def __init__(self, kept: int, vocabulary: int, width: int, heads: int, inner: int, positions: int) -> None:
        super().__init__()
        self.register_buffer("places", torch.zeros(vocabulary, dtype=torch.long))
        self.words = nn.Embedding(kept, width)
        self.positions = nn.Embedding(positions, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, heads, inner) for _ in CUE_LAYERS)
        self.begins = nn.Linear(width, 1)

    def forward(self, ids: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        places = self.places[ids]  # type: ignore[index]
        hidden = self.words(places) + self.positions.weight[: ids.shape[1]]
        hidden = self.norm(hidden)
        for layer in self.layers:
            hidden = layer(hidden, present)
        return hidden, self.begins(hidden).squeeze(-1)


class RoleTeller(nn.Module):
    """Hidden states and which token begins the cue to each token's logits of the four roles."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.mark = nn.Linear(1, width, bias=False)
        self.layers = nn.ModuleList(Layer(width, heads, inner) for _ in ROLE_LAYERS)
        self.roles = nn.Linear(width, len(Role))

    def forward(self, hidden: Tensor, present: Tensor, begins: Tensor) -> Tensor:
        hidden = hidden + self.mark(begins[:, :, None])
        for layer in self.layers:
            hidden = layer(hidden, present)
        out: Tensor = self.roles(hidden)
        return out


class Tagger(nn.Module):
    """Both parts, started from the default embedder's encoder."""

    def __init__(self, kept: int, vocabulary: int, width: int, heads: int, inner: int, positions: int) -> None:
        super().__init__()
        self.cues = CueFinder(kept, vocabulary, width, heads, inner, positions)
        self.roles = RoleTeller(width, heads, inner)

    def learn_coarsely(self) -> None:
        """From now on learn with the rounding of the shipped graph."""
        for module in self.modules():
            if isinstance(module, Dense):
                module.coarse = True

    @classmethod
    def shaped(cls, folder: Path, kept: int, positions: int) -> Tagger:
        """One of the encoder's widths, without its weights."""
        config = json.loads((folder / "config.json").read_text())
        return cls(
            kept,
            config["vocab_size"],
            config["hidden_size"],
            config["num_attention_heads"],
            config["intermediate_size"],
            positions,
        )

    @classmethod
    def from_encoder(cls, folder: Path, kept_ids: list[int], positions: int) -> Tagger:
        """Started from the encoder's weights; of its vocabulary only `kept_ids` are told apart, the rest is [UNK]."""
        weights = load_file(str(folder / "model.safetensors"))
        tagger = cls.shaped(folder, len(kept_ids), positions)
        ids = torch.tensor(kept_ids)
        places = torch.full((len(tagger.cues.places),), kept_ids.index(UNKNOWN))  # type: ignore[arg-type]
        places[ids] = torch.arange(len(ids))
        with torch.no_grad():
            tagger.cues.places.copy_(places)  # type: ignore[operator]
            tagger.cues.words.weight.copy_(weights["embeddings.word_embeddings.weight"][ids])
            types = weights["embeddings.token_type_embeddings.weight"][0]
            tagger.cues.positions.weight.copy_(weights["embeddings.position_embeddings.weight"][:positions] + types)
            tagger.cues.norm.weight.copy_(weights["embeddings.LayerNorm.weight"])
            tagger.cues.norm.bias.copy_(weights["embeddings.LayerNorm.bias"])
            layers = zip((*CUE_LAYERS, *ROLE_LAYERS), (*tagger.cues.layers, *tagger.roles.layers), strict=True)
            for number, layer in layers:
                for ours, theirs in _NAMES.items():
                    for part in ("weight", "bias"):
                        own = getattr(getattr(layer, ours), part)
                        own.copy_(weights[f"encoder.layer.{number}.{theirs}.{part}"])
            nn.init.zeros_(tagger.cues.begins.bias)
            nn.init.normal_(tagger.roles.mark.weight, std=0.5)
        return tagger


_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mixed": "attention.output.dense",
    "first_norm": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "second_norm": "output.LayerNorm",
}
