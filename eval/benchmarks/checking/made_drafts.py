"""Drafts written around quotations of real articles, of which it is known what was done to each."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.benchmarks.checking.alterations import ALTERATIONS
from eval.benchmarks.checking.articles import Material, Quoted
from index.article import Span
from qa.checking.report import Kind, SpeakerMatch

QUOTATIONS = 20
_INVENTED = 0.1
_OTHERS = 0.25
_TRIES = 40
_END = re.compile(r"[.,;:]+$")
_TOLD = (
    "“{words},” {name} said.",
    "“{words},” said {name}.",
    "{name} said: “{words}.”",
    "{name} told reporters on Tuesday, “{words}.”",
    "“{words},” {name} added, and left it there.",
)
_UNTOLD = ("One line stood out: “{words}.”", "The phrase was “{words}.”", "“{words}.”")
_BETWEEN = (
    "That was not the end of it.",
    "Others in the room had heard it before.",
    "The rest of the week passed without a decision.",
    "What follows from it is a matter of dispute.",
    "The numbers had been known for a while.",
)
_STRAIGHT = str.maketrans("“”’", '""\'')


@dataclass(frozen=True, slots=True)
class MadeQuotation:
    """Where a quotation stands in its draft, what was done to it, and what a check has to say of it."""

    span: Span
    done: str
    expected: Kind
    speaker: SpeakerMatch | None
    source: Quoted


@dataclass(frozen=True, slots=True)
class MadeDraft:
    text: str
    quotations: tuple[MadeQuotation, ...]


def made_drafts(material: Material, count: int, seed: int) -> Iterator[MadeDraft]:
    """So many drafts of twenty quotations each; a quotation of an article serves once or twice."""
    rng = random.Random(seed)  # noqa: S311
    pool = [quoted.text for quoted in material.quoted]
    names = sorted({quoted.speaker for quoted in material.quoted if quoted.speaker and " " in quoted.speaker})
    told = [quoted for quoted in material.quoted if quoted.speaker]
    for _ in range(count):
        chosen: list[_Altered] = []
        while len(chosen) < QUOTATIONS:
            made = _made(material, told, pool, names, rng)
            if made:
                chosen.append(made)
        yield _written(chosen, rng)


@dataclass(frozen=True, slots=True)
class _Altered:
    source: Quoted
    words: str
    done: str
    expected: Kind
    name: str | None
    speaker: SpeakerMatch | None


def _made(
    material: Material, told: Sequence[Quoted], pool: Sequence[str], names: Sequence[str], rng: random.Random
) -> _Altered | None:
    if rng.random() < _INVENTED:
        source = rng.choice(material.invented)
        return _Altered(source, source.text, "from no article", Kind.NOT_FOUND, rng.choice(names), None)
    alteration = rng.choices(ALTERATIONS, [own.weight for own in ALTERATIONS])[0]
    for _ in range(_TRIES):
        source = rng.choice(told if rng.random() < 0.5 else material.quoted)
        words = alteration.alter(source.text, rng, pool)
        if words is None:
            continue
        if source.speaker is None or alteration.expected is Kind.JOINED:
            return _Altered(source, words, alteration.name, alteration.expected, None, None)
        if rng.random() >= _OTHERS:
            return _Altered(source, words, alteration.name, alteration.expected, source.speaker, SpeakerMatch.SAME)
        other = rng.choice(names)
        if set(other.split()) & set(source.speaker.split()):
            continue
        return _Altered(source, words, alteration.name, alteration.expected, other, SpeakerMatch.OTHER)
    return None


def _written(chosen: Sequence[_Altered], rng: random.Random) -> MadeDraft:
    """A paragraph for each; a draft in four has straight marks."""
    text, quotations = "", []
    for altered in chosen:
        pattern = rng.choice(_TOLD if altered.name else _UNTOLD)
        paragraph = _filled(pattern, altered)
        begins = paragraph.index("“")
        quotations.append(
            MadeQuotation(
                Span(begins, paragraph.index("”", begins) + 1).shift(len(text)),
                altered.done,
                altered.expected,
                altered.speaker,
                altered.source,
            )
        )
        text += f"{paragraph} {rng.choice(_BETWEEN)}\n\n" if rng.random() < 0.5 else f"{paragraph}\n\n"
    return MadeDraft(text.translate(_STRAIGHT) if rng.random() < 0.25 else text, tuple(quotations))


def _filled(pattern: str, altered: _Altered) -> str:
    """The sentence; a quotation keeps its question mark where the pattern has a comma or a full stop."""
    words = _END.sub("", altered.words)
    told = pattern.format(words=words, name=altered.name)
    return re.sub(r"([?!…])[.,]”", "\\1”", told)
