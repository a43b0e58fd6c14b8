"""Draws batches from a pack: which passages a question is read with, and where they are cut, anew in every round.

A batch holds as many passages for each of its questions. What is drawn depends on seeds that are handed in, on nothing
drawn before, so that a training can go on in the middle. Only NumPy is taken, so that batches can be drawn beside it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from eval.training.reader.packed import Pack, PackedGroup, PackedQuestion, Place, Tokens
from eval.training.reader.rows import Drawn, Integers, Row, cut_row, whole_row
from eval.training.reader.windows import LONGEST, SHORTEST

SEARCHED_PASSAGES = 12
"""How many passages a newsroom question is read with: as many as are read when somebody asks."""

_SHARES = {1: 0.3, 2: 0.2, 4: 0.25, 8: 0.25}
"""How many of the other questions are read with so many passages: from one alone, to what a search brings."""

_NONE_AMONG_MISSES = 0.12
"""How many of those that are read with several passages are read with near misses only, so that nothing answers."""

_UNANSWERABLE = 0.3
"""How many of those that are read with one passage are made unanswerable, where a way was found."""

_NEAREST = 12
"""So many of the nearest misses take turns, before any that is farther."""


@dataclass(frozen=True, slots=True)
class Mix:
    """What is drawn of a pack in a round: so many of its newsroom groups (None for all), each so many `times`.

    Without near misses, a question of the other sets is read with its own passage alone; without swaps, none of them is
    made unanswerable.
    """

    newsroom: int | None = None
    times: int = 2
    near_misses: bool = True
    swaps: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch to be drawn: the numbers of its questions, or of groups that were searched for, and their passages."""

    passages: int
    numbers: tuple[int, ...]
    searched: bool


class Drawing:
    """Draws one round after the other of a pack's questions and groups."""

    def __init__(self, pack: Pack, similar: Integers, mix: Mix) -> None:
        """`similar` is `(questions, k)`: passages near in meaning to each question, −1 for none."""
        self._pack, self._similar, self._mix = pack, similar, mix
        numbers = range(len(pack.groups))
        some = len(numbers) if mix.newsroom is None else min(mix.newsroom, len(numbers))
        self._groups = chooser_of(0).sample(numbers, some) * mix.times

    def plans(self, seed: int, rows: int) -> list[Plan]:
        """What the batches of a round hold, of about so many rows each, in random order; the same for the same seed."""
        chooser = chooser_of(seed)
        by_passages: dict[int, list[int]] = {number: [] for number in _SHARES}
        order = list(range(len(self._pack.questions)))
        chooser.shuffle(order)
        counts = chooser.choices(list(_SHARES), list(_SHARES.values()), k=len(order))
        for number, passages in zip(order, counts, strict=True):
            alone = self._pack.questions[number].alone or not self._mix.near_misses
            by_passages[1 if alone else passages].append(number)
        plans = [plan for passages, numbers in by_passages.items() for plan in _cut(numbers, passages, rows)]
        groups = chooser.sample(self._groups, len(self._groups))
        plans += _cut(groups, SEARCHED_PASSAGES, rows, searched=True)
        chooser.shuffle(plans)
        return plans

    def drawn(self, plan: Plan, seed: int) -> Drawn:
        """The batch of a plan; the same for the same seed."""
        chooser = chooser_of(seed)
        if plan.searched:
            return Drawn.of([self._searched(self._pack.groups[number], chooser) for number in plan.numbers])
        return Drawn.of([self._asked(number, plan.passages, chooser) for number in plan.numbers])

    def found(self, group: PackedGroup) -> list[Row]:
        """A newsroom question with the best passages that were found, whole: what training is watched on."""
        places = group.places[: min(SEARCHED_PASSAGES, group.found)]
        return [self._whole(group.ids, place) for place in places]

    def alone(self, question: PackedQuestion) -> list[Row]:
        """A question with its own passage, whole: what training is watched on."""
        return [self._whole(question.ids, question.home)]

    def missed(self, number: int, chooser: random.Random) -> list[int]:
        """Passages that hold none of the question's answers: in turn near in meaning and alike in words."""
        question = self._pack.questions[number]
        near = [int(passage) for passage in self._similar[number] if passage >= 0]
        lists = [[passage for passage in near if self._is_miss(passage, question)], list(question.misses)]
        chooser.shuffle(lists)
        merged = dict.fromkeys(passage for passage in chain(*zip_longest(*lists)) if passage is not None)
        best, rest = list(merged)[:_NEAREST], list(merged)[_NEAREST:]
        return [*chooser.sample(best, len(best)), *rest]

    def _searched(self, group: PackedGroup, chooser: random.Random) -> list[Row]:
        """A newsroom question: gold for up to half of its passages, the best others, and one from farther behind."""
        gold = [place for place in group.places if place.gold][: SEARCHED_PASSAGES // 2]
        others = [place for place in group.places if not place.gold]
        best = SEARCHED_PASSAGES - len(gold) - 1
        far = others[best:]
        chosen = [*gold, *others[:best], *chooser.sample(far, min(1, len(far)))]
        places = self._filled(chosen, SEARCHED_PASSAGES, chooser)
        rows = [self._whole(group.ids, place) for place in places]
        chooser.shuffle(rows)
        return rows

    def _asked(self, number: int, passages: int, chooser: random.Random) -> list[Row]:
        """A question of the other sets with so many passages, cut."""
        question = self._pack.questions[number]
        ids, places = question.ids, [question.home]
        if passages > 1:
            missed = self.missed(number, chooser)
            if len(missed) >= passages and chooser.random() < _NONE_AMONG_MISSES:
                places = []
            places += [Place(miss) for miss in missed[: passages - len(places)]]
            places = self._filled(places, passages, chooser)
        elif self._mix.swaps and question.unanswerable and chooser.random() < _UNANSWERABLE:
            ids, places = chooser.choice(question.unanswerable), [Place(question.home.passage)]
        room = chooser.randint(SHORTEST, LONGEST)
        rows = [cut_row(ids, place, self._pack.passages[place.passage], chooser, room) for place in places]
        chooser.shuffle(rows)
        return rows

    def _filled(self, places: list[Place], passages: int, chooser: random.Random) -> list[Place]:
        """Places, with any of the pack's passages behind them where they are too few."""
        missing = passages - len(places)
        return [*places, *(Place(chooser.randrange(len(self._pack.passages))) for _ in range(missing))]

    def _is_miss(self, passage: int, question: PackedQuestion) -> bool:
        if passage == question.home.passage:
            return False
        held = self._pack.passages[passage].ids.tobytes()
        return not any(_holds(held, answer) for answer in question.answers)

    def _whole(self, ids: Tokens, place: Place) -> Row:
        return whole_row(ids, place, self._pack.passages[place.passage])


def chooser_of(seed: int) -> random.Random:
    """What chooses at random, the same for the same seed."""
    return random.Random(seed)  # noqa: S311  (nothing is kept secret by it)


def _cut(numbers: Sequence[int], passages: int, rows: int, *, searched: bool = False) -> list[Plan]:
    """Batches of about so many rows, of questions that are read with so many passages."""
    size = max(1, rows // passages)
    return [Plan(passages, tuple(numbers[start : start + size]), searched) for start in range(0, len(numbers), size)]


def _holds(held: bytes, answer: Tokens) -> bool:
    """Whether a passage's tokens, two bytes each, hold those of an answer in a row."""
    wanted, found = answer.tobytes(), -1
    while wanted and (found := held.find(wanted, found + 1)) >= 0:
        if found % 2 == 0:
            return True
    return False
