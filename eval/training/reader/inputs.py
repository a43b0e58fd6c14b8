"""What the reader reads, as the trained network takes it."""

from __future__ import annotations

import torch
from torch import Tensor

from qa.reader.encoding import Batch
from qa.reader.evidence_model import INPUTS


def tensors(batch: Batch) -> tuple[Tensor, ...]:
    """The inputs of EvidenceNetwork, in its order; they share the batch's memory."""
    return tuple(torch.from_numpy(getattr(batch, name)) for name in INPUTS)
