"""Statements that were found against those that people annotated: what matches, and how much of each was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.training.tagger.gold import AnnotatedStatement
from index.article import Span

KINDS = ("direct", "mixed", "indirect")
_HALF = 0.5
_DRAWS = 1_000


@dataclass(frozen=True, slots=True)
class Told:
    """A statement as some system tells it; `source` is None where it names nobody."""

    content: tuple[Span, ...]
    source: Span | None
    kind: str


def matches(
    told: Sequence[Told], annotated: Sequence[AnnotatedStatement], *, lenient: bool = False
) -> list[tuple[int, int]]:
    """Which statement told is which annotated one, each once, those that share most first.

    They match where the sources overlap and the shared characters are at least half of what is annotated and half of
    what is told; `lenient` asks only for half of what is annotated, however much more is told.
    """
    candidates = []
    for number, one in enumerate(told):
        for other, gold in enumerate(annotated):
            share = _of_annotated(one.content, gold.content) if lenient else shared(one.content, gold.content)
            if share >= _HALF and one.source and any(one.source.overlap(span) for span in gold.source):
                candidates.append((-share, number, other))
    taken_told: set[int] = set()
    taken_gold: set[int] = set()
    found = []
    for _, number, other in sorted(candidates):
        if number not in taken_told and other not in taken_gold:
            taken_told.add(number)
            taken_gold.add(other)
            found.append((number, other))
    return found


def shared(one: Sequence[Span], other: Sequence[Span]) -> float:
    """The characters that two contents share, as a share of the longer one."""
    both = sum(a.overlap(b) for a in one for b in other)
    return both / max(1, sum(map(len, one)), sum(map(len, other)))


def _of_annotated(one: Sequence[Span], annotated: Sequence[Span]) -> float:
    """The characters that two contents share, as a share of the annotated one."""
    both = sum(a.overlap(b) for a in one for b in annotated)
    return both / max(1, sum(map(len, annotated)))


def counted(
    told: Sequence[Told], annotated: Sequence[AnnotatedStatement], *, alike: bool = False, lenient: bool = False
) -> NDArray[np.int64]:
    """`(3, 4)`: for each kind, statements annotated, of those found, statements told, and of those right.

    Statements that the annotation gives no source for are not asked for, and whoever tells one is neither right nor
    wrong. `alike` asks that a match be of the same kind too; for `lenient` see `matches`.
    """
    asked = [one for one in annotated if one.source]
    unnamed = [one for one in annotated if not one.source]
    pairs = [(a, b) for a, b in matches(told, asked, lenient=lenient) if not alike or told[a].kind == asked[b].kind]
    matched_told, matched_gold = {a for a, _ in pairs}, {b for _, b in pairs}
    counts = np.zeros((len(KINDS), 4), np.int64)
    for number, gold in enumerate(asked):
        counts[KINDS.index(gold.kind), :2] += (1, number in matched_gold)
    for number, one in enumerate(told):
        if one.source is None:
            continue
        share = _of_annotated if lenient else shared
        if number not in matched_told and any(share(one.content, other.content) >= _HALF for other in unnamed):
            continue
        counts[KINDS.index(one.kind), 2:] += (1, number in matched_told)
    return counts


def scores(counts: NDArray[np.int64]) -> Mapping[str, Mapping[str, object]]:
    """Precision, recall and F1 of each kind and of all, from `(articles, 3, 4)` counts.

    The interval of F1 holds it with 95 % confidence, from drawing articles again and again.
    """
    everything = np.concatenate((counts, counts.sum(axis=1, keepdims=True)), axis=1)
    draws = np.random.default_rng(0).integers(len(counts), size=(_DRAWS, len(counts)))
    rows = {}
    for number, name in enumerate((*KINDS, "all")):
        own = everything[:, number]
        precision, recall, f1 = _rates(own.sum(axis=0))
        low, high = np.percentile([_rates(own[draw].sum(axis=0))[2] for draw in draws], [2.5, 97.5])
        rows[name] = {
            "annotated": int(own[:, 0].sum()),
            "told": int(own[:, 2].sum()),
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": [round(float(value), 4) for value in (f1, low, high)],
        }
    return rows


def _rates(counts: NDArray[np.int64]) -> tuple[float, float, float]:
    annotated, recalled, told, right = map(int, counts)
    precision, recall = right / max(1, told), recalled / max(1, annotated)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)
