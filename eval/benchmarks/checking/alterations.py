"""What careless hands do to a quotation, each with what a check has to call it. None where it cannot be done."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.checking.report import Kind

_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_COUNTS = "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty".split()
_COUNT = re.compile(rf"\b(?:{'|'.join(_COUNTS)})\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_HELPER = re.compile(r"\b(?:is|was|are|were|will|can|could|should|would|does|did|has|had|must)\b(?! not|n[’']t)")
_NOT = re.compile(r" (?:not|never)\b|(?<=[a-z])n[’']t\b")
_TURNING = re.compile(r"\b(?:not|never|no|nobody|nothing|none|nor|neither|without|if|unless|whether)\b|n[’']t", re.I)
_NUMBERS = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|first|second|half|once|million)\b", re.I
)
_CONTRAST = re.compile(r",? but ")
_PRONOUN = re.compile(r"\b(?:he|she|they|it)\b(?![’'])")
_SENTENCE = re.compile(r"(?<=[a-z]{3}[.!?]) (?=[A-Z])")
_EDGE = 3

Alter = Callable[[str, random.Random, Sequence[str]], str | None]


@dataclass(frozen=True, slots=True)
class Alteration:
    """`expected` is what a check has to call a quotation that was altered so."""

    name: str
    expected: Kind
    alter: Alter
    weight: int


def _as_it_is(text: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    return text


def _retyped(text: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    """Other apostrophes, dashes and spaces, soft hyphens, and another capital at the start."""
    changed = text.translate(str.maketrans("’—", "'–")) if "’" in text else text.replace("'", "’")
    first = changed[0].lower() if changed[0].isupper() and not changed.startswith(("I ", "I’", "I'")) else changed[0]
    changed = first + changed[1:]
    words = changed.split(" ")
    place = rng.randrange(1, len(words))
    words[place] = f"\N{NO-BREAK SPACE}{words[place]}" if rng.random() < 0.5 else f" {words[place]}"
    long = max(range(len(words)), key=lambda number: len(words[number]))
    if len(words[long]) > 7 and words[long].isalpha():
        words[long] = f"{words[long][:4]}\N{SOFT HYPHEN}{words[long][4:]}"
    return " ".join(words)


def _fragment(text: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    """The words from some place to the end, where nothing before turns them."""
    words = text.split()
    if len(words) < 10:
        return None
    start = rng.randrange(2, len(words) - 5)
    return None if _TURNING.search(" ".join(words[max(0, start - 7) : start])) else " ".join(words[start:])


def _sentence(text: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    """One of several sentences."""
    sentences = [own for own in _SENTENCE.split(text) if len(own.split()) >= 5]
    return rng.choice(sentences) if len(sentences) > 1 else None


def _cut_as_marked(text: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    words = text.split()
    if len(words) < 14:
        return None
    start = rng.randrange(4, len(words) - 8)
    end = start + rng.randrange(2, min(9, len(words) - start - 4))
    if _TURNING.search(" ".join(words[start:end])):
        return None
    return " ".join((*words[:start], rng.choice(("…", "...", "[…]", ". . .")), *words[end:]))


def _in_brackets(text: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    places = [match for match in _PRONOUN.finditer(text) if match.start() > 8]
    if not places:
        return None
    match = rng.choice(places)
    return f"{text[: match.start()]}[the mayor]{text[match.end() :]}"


def _inner_words(text: str) -> list[re.Match[str]]:
    """Words of lower case within the text, that are no number and turn nothing."""
    words = list(_WORD.finditer(text))[_EDGE:-_EDGE]
    return [
        match
        for match in words
        if match[0].islower() and not _TURNING.search(match[0]) and not _NUMBERS.search(match[0])
    ]


def _word_dropped(text: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    words = [match for match in _inner_words(text) if text[match.end()] == " " and text[match.start() - 1] == " "]
    words = [match for match in words if text[: match.start()].split()[-1].lower() != match[0]]
    words = [match for match in words if text[match.end() :].split()[0].lower() != match[0]]
    if not words:
        return None
    match = rng.choice(words)
    return text[: match.start()] + text[match.end() + 1 :]


def _word_changed(text: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    words = [match for match in _inner_words(text) if len(match[0]) > 4]
    others = [own for own in _WORD.findall(rng.choice(pool)) if own.islower() and len(own) > 4]
    if not words or not others:
        return None
    match, other = rng.choice(words), str(rng.choice(others))
    if other.lower() in text.lower() or _TURNING.search(other):
        return None
    return text[: match.start()] + other + text[match.end() :]


def _number_changed(text: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    if digits := list(_NUMBER.finditer(text)):
        match = rng.choice(digits)
        place = rng.choice([match.start() + at for at, own in enumerate(match[0]) if own.isdigit()])
        return f"{text[:place]}{(int(text[place]) + rng.randrange(1, 9)) % 10}{text[place + 1 :]}"
    if counts := list(_COUNT.finditer(text)):
        match = rng.choice(counts)
        return text[: match.start()] + rng.choice([own for own in _COUNTS if own != match[0]]) + text[match.end() :]
    return None


def _name_changed(text: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    names, others = list(_NAME.finditer(text)), _NAME.findall(rng.choice(pool))
    if not names or not others:
        return None
    match, other = rng.choice(names), str(rng.choice(others))
    return None if other in text else text[: match.start()] + other + text[match.end() :]


def _not_added(text: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    helpers = list(_HELPER.finditer(text))
    if not helpers:
        return None
    match = rng.choice(helpers)
    return f"{text[: match.end()]} not{text[match.end() :]}"


def _not_dropped(text: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    found = [
        match for match in _NOT.finditer(text) if match.start() and not text[: match.start()].endswith(("ca", "wo"))
    ]
    if not found:
        return None
    match = rng.choice(found)
    return text[: match.start()] + text[match.end() :]


def _joined(text: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    other = rng.choice(pool)
    return None if other == text else f"{text.rstrip('.,')}. {other[0].upper()}{other[1:]}"


def _out_of_context(text: str, rng: random.Random, pool: Sequence[str]) -> str | None:
    match = _CONTRAST.search(text)
    return text[: match.start()] if match and len(text[: match.start()].split()) >= 5 else None


ALTERATIONS = (
    Alteration("verbatim", Kind.VERBATIM, _as_it_is, 6),
    Alteration("typed anew", Kind.VERBATIM, _retyped, 4),
    Alteration("a fragment", Kind.VERBATIM, _fragment, 3),
    Alteration("a sentence of several", Kind.VERBATIM, _sentence, 3),
    Alteration("cut as marked", Kind.CUT, _cut_as_marked, 4),
    Alteration("brackets", Kind.CUT, _in_brackets, 2),
    Alteration("word dropped", Kind.CUT_UNMARKED, _word_dropped, 5),
    Alteration("word changed", Kind.ALTERED, _word_changed, 5),
    Alteration("number changed", Kind.ALTERED, _number_changed, 5),
    Alteration("name changed", Kind.ALTERED, _name_changed, 5),
    Alteration("“not” added", Kind.ALTERED, _not_added, 4),
    Alteration("“not” dropped", Kind.ALTERED, _not_dropped, 4),
    Alteration("joined", Kind.JOINED, _joined, 4),
    Alteration("out of context", Kind.OUT_OF_CONTEXT, _out_of_context, 3),
)
GRAVE = frozenset({"number changed", "name changed", "“not” added", "“not” dropped"})
"""What must never pass as verbatim."""
