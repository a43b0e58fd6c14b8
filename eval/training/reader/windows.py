"""Where a passage is cut: a stretch of whole sentences around what answers. Only NumPy is taken."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from eval.training.reader.packed import PackedPassage, Place, Tokens

SHORTEST, LONGEST = 60, 220
"""Tokens of a stretch, at random in between: articles are cut into passages of about 130, by whoever made a library.

A passage that is no longer than the shortest is never cut.
"""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a passage: its first token, the one behind its last, and the number of its first sentence."""

    start: int
    end: int
    first: int


def window(passage: PackedPassage, place: Place, question: Tokens, chooser: random.Random | None, room: int) -> Window:
    """Whole sentences of at most `room` tokens; without a chooser, or where all is short, the passage from its start.

    They lie around a sentence that answers or, where none does, around the one with most of the question's tokens. A
    sentence that is longer than the room is cut.
    """
    sentence = passage.sentence
    known = np.flatnonzero(sentence >= 0)
    if not len(known) or chooser is None or len(sentence) <= SHORTEST:
        return Window(0, min(room, len(sentence)), 0)
    numbers = np.unique(sentence[known])
    starts = np.searchsorted(sentence[known], numbers)
    begin = known[starts]
    finish = known[np.append(starts[1:], len(known)) - 1] + 1
    first = last = int(np.searchsorted(numbers, _middle(passage, place, question, chooser)))
    while True:
        sides = [side for side in (first - 1, last + 1) if 0 <= side < len(numbers)]
        chooser.shuffle(sides)
        for side in sides:
            low, high = min(first, side), max(last, side)
            if finish[high] - begin[low] <= room:
                first, last = low, high
                break
        else:
            break
    return Window(int(begin[first]), int(min(finish[last], begin[first] + room)), int(numbers[first]))


def _middle(passage: PackedPassage, place: Place, question: Tokens, chooser: random.Random) -> int:
    """The number of the sentence that the stretch lies around."""
    if place.gold:
        return chooser.choice(sorted(place.gold))
    shared = np.isin(passage.ids, question) & (passage.sentence >= 0)
    if not shared.any():
        return int(passage.sentence[passage.sentence >= 0][0])
    return int(np.bincount(passage.sentence[shared]).argmax())
