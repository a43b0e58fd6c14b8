"""Choosing: of the evidence that was read, what is told, each thing once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from qa.citing.copies import Group, grouped
from qa.citing.differences import differ, story_of
from qa.citing.speakers import Speakers
from qa.reader.protocol import WORTH_CITING, Evidence, Reading


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be quoted, in that order, and all evidence that was worth it."""

    groups: tuple[Group, ...] = ()
    worthy: tuple[Evidence, ...] = ()


def choose(reading: Reading, speakers: Speakers, *, most: int, newest_first: bool = False) -> Choice:
    """At most so many different things that the evidence worth citing says, best or newest first.

    What contradicts the first of them is told with it, however weak it is: what one article says is then not all.
    """
    if not reading.evidence:
        return Choice()
    best = reading.evidence[0].score
    worthy = [evidence for evidence in reading.evidence if evidence.score >= WORTH_CITING * best]
    if newest_first:
        worthy.sort(key=lambda evidence: evidence.article.published or date.min, reverse=True)
    chosen = grouped(worthy)[:most]
    chosen += _differing(chosen, reading.evidence, speakers)[: most - len(chosen)]
    return Choice(tuple(chosen), tuple(worthy))


def choose_nearest(reading: Reading, *, most: int) -> Choice:
    """At most so many different things that were read, best first, however far they lie behind the first.

    No phrase of them is set off as the answer: they may not answer.
    """
    nearest = [replace(evidence, highlight=None) for evidence in reading.evidence]
    return Choice(tuple(grouped(nearest)[:most]), tuple(nearest))


def _differing(chosen: Sequence[Group], evidence: Sequence[Evidence], speakers: Speakers) -> list[Group]:
    first = chosen[0].cited
    taken = {group.cited for group in chosen}.union(*(group.others for group in chosen))
    rest = [piece for piece in evidence if piece not in taken]
    return [Group(piece) for piece in rest if _differ(first, piece, speakers)]


def _differ(first: Evidence, other: Evidence, speakers: Speakers) -> bool:
    """Whether they contradict each other: within one article, only two speakers do."""
    if not differ(first.text, other.text, (story_of(first.article), story_of(other.article))):
        return False
    if first.article.id != other.article.id:
        return True
    names = [speaker.name for piece in (first, other) if (speaker := speakers.of(piece.article, piece.span))]
    return len(set(names)) == len((first, other))
