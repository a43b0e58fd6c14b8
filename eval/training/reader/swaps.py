"""Questions made unanswerable: a name, a number or a direction is exchanged, and the passage only seems to answer."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]+(?: (?:of |the |de |von )?[A-Z][\w’'-]+)*")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w])")
_YEAR = re.compile(r"1[0-9]\d\d|20\d\d")
_AUXILIARY = re.compile(r"\b(did|does|do|is|are|was|were|can|could|has|have|had|will|would|should)\b", re.IGNORECASE)
_NEGATED = re.compile(r"\b(not|never|no|none|\w+n['’]t)\b", re.IGNORECASE)
_OPPOSITES = """
first last, before after, more fewer, most least, increase decrease, increased decreased, highest lowest, high low,
higher lower, largest smallest, larger smaller, large small, biggest smallest, best worst, better worse, early late,
earliest latest, earlier later, north south, northern southern, east west, eastern western, male female, men women,
man woman, old new, oldest newest, older younger, strong weak, positive negative, internal external, public private,
win lose, won lost, start end, started ended, began ended, begin end, above below, inside outside, left right, rich
poor, many few, major minor, allowed forbidden, accepted rejected, support oppose, supported opposed, true false, same
different, legal illegal, import export, arrived departed, gained lost, rise fall, longest shortest, long short, always
never, with without, buy sell, bought sold, common rare, maximum minimum, domestic foreign, urban rural, upper lower
"""
_OPPOSITE = {
    one: other
    for pair in _OPPOSITES.replace("\n", " ").split(",")
    for one, other in (pair.split(), reversed(pair.split()))
}
_FARTHEST_YEAR = 40


def swapped(question: str, passage: str, gold: str, chooser: random.Random) -> str | None:
    """The question with one thing exchanged that `gold`, the sentences that answer, does not hold; or None."""
    ways = [_other_name, _other_number, _opposite, _negated]
    chooser.shuffle(ways)
    ways.sort(key=lambda way: way is _negated)
    for way in ways:
        for changed in way(question, passage, gold, chooser):
            if changed.casefold() != question.casefold():
                return changed
    return None


def _other_name(question: str, passage: str, gold: str, chooser: random.Random) -> Iterator[str]:
    """A name that the passage holds gives way to another name in it, which the answer is not about."""
    there = [match for match in _NAME.finditer(question) if match.group() in passage]
    names = {match.group() for match in _NAME.finditer(passage)}
    for match in chooser.sample(there, len(there)):
        own = set(match.group().split())
        others = sorted(
            name for name in names if name not in gold and name not in question and not own & {*name.split()}
        )
        if others:
            yield _with(question, match, chooser.choice(others))


def _other_number(question: str, passage: str, gold: str, chooser: random.Random) -> Iterator[str]:
    for match in _NUMBER.finditer(question):
        number = match.group()
        others = [other.group() for other in _NUMBER.finditer(passage)]
        alike = [other for other in others if len(other) == len(number) and other not in gold and other not in question]
        if _YEAR.fullmatch(number):
            alike.append(str(int(number) + chooser.choice((-1, 1)) * chooser.randint(1, _FARTHEST_YEAR)))
        if alike and number in passage:
            yield _with(question, match, chooser.choice(alike))


def _opposite(question: str, passage: str, gold: str, chooser: random.Random) -> Iterator[str]:
    matches = [match for match in re.finditer(r"\b[a-z]+\b", question) if match.group() in _OPPOSITE]
    for match in chooser.sample(matches, len(matches)):
        other = _OPPOSITE[match.group()]
        if not re.search(rf"\b{other}\b", gold):
            yield _with(question, match, other)


def _negated(question: str, passage: str, gold: str, chooser: random.Random) -> Iterator[str]:
    match = _AUXILIARY.search(question)
    if match and not _NEGATED.search(question) and not _NEGATED.search(gold):
        verb = match.group()
        short = {"can": "can't", "will": "won't"}.get(verb.lower(), f"{verb}n't")
        yield _with(question, match, chooser.choice((short, f"{verb} not")))


def _with(question: str, match: re.Match[str], other: str) -> str:
    return question[: match.start()] + other + question[match.end() :]
