"""How a network does on questions that nobody learns from: newsroom questions over what was found, single passages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from eval.training.reader.drawing import Drawing
from eval.training.reader.loss import judged
from eval.training.reader.network import FAR, EvidenceNetwork
from eval.training.reader.packed import Pack
from eval.training.reader.rows import Drawn, Flags, Row

_CITED = 3
"""How many sentences are quoted at most."""

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Watched:
    """Of `questions`: the share of the answerable ones whose best sentence is gold, and one of whose best three is.

    `auroc` is the chance that an answerable question has a higher summed score than another. What there is none to tell
    by is None.
    """

    questions: int
    first: float | None
    three: float | None
    auroc: float | None


@torch.inference_mode()
def watched(network: EvidenceNetwork, drawing: Drawing, pack: Pack) -> dict[str, Watched]:
    """What the network does with each kind of question that training is watched on."""
    network.eval()
    groups = [(group.kind, drawing.found(group), group.answerable) for group in pack.watched_groups]
    return {
        "newsroom": _told(network, ((rows, told) for kind, rows, told in groups if kind != "followup")),
        "follow-ups": _told(network, ((rows, told) for kind, rows, told in groups if kind == "followup")),
        "alone": _told(network, ((drawing.alone(one), bool(one.home.gold)) for one in pack.watched_questions)),
    }


def area(scores: Scores, right: Flags) -> float | None:
    """The area under the ROC curve: the chance that one that is right scores above one that is not."""
    if right.all() or not right.any():
        return None
    above = scores[right][:, None] - scores[~right][None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)


def _told(network: EvidenceNetwork, asked: Iterable[tuple[Sequence[Row], bool]]) -> Watched:
    """Each question is its rows, and whether anything answers it."""
    gold, sums, answerable = [], [], []
    for rows, has_answer in asked:
        scores, ranked = _ranked(network, rows)
        sums.append(float(np.logaddexp.reduce(scores, initial=FAR)))
        answerable.append(has_answer)
        if has_answer:
            gold.append((bool(ranked[:1].any()), bool(ranked[:_CITED].any())))
    first, three = np.mean(gold, axis=0).tolist() if gold else (None, None)
    return Watched(len(sums), first, three, area(np.array(sums), np.array(answerable, np.bool_)))


def _ranked(network: EvidenceNetwork, rows: Sequence[Row]) -> tuple[Scores, Flags]:
    """All sentences' logits, best first, and whether each is gold; none where nothing was found."""
    if not rows:
        return np.zeros(0), np.zeros(0, np.bool_)
    drawn = Drawn.of([rows])
    scores = judged(network, drawn)[0].double().cpu().numpy()[drawn.counted]
    order = np.argsort(-scores, kind="stable")
    return scores[order], drawn.gold[drawn.counted][order]
