"""Lines inside a text that lead elsewhere: teasers, related stories, “Read more”, whom to write to.

A small logistic model over what is seen of a line: `python -m eval.training.fit_teasers` fits its weights to lines that
a person read. What a language calls such lines is open, how they are set is not: a label glued to a headline, an arrow
before it, an address behind it, no full stop. Real sentences come first: the bar is high, and a paragraph is never one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from index.reading.lines import Line

WEIGHTS_FILE = "teasers.json"
LONGEST = 300

_GLUED = re.compile(r"[^\W\d_][’'”\"»)?!]{0,2}:(?=[“\"‘'¿]?[^\W\d_]{2})")
_GLUED_QUESTION = re.compile(r"[^\W\d_][”\"]?[?!](?=[A-Z])")
_LABEL = re.compile(r"(?P<label>[^:.!?]{2,60}):\s*(?P<rest>\S.*)$")
_ARROW = re.compile(r"[►▶▸▪◾■●→➡»>★⬤]")
_DASHED = re.compile(r"[–—−-]{1,2}\s*\S")
_ADDRESS = re.compile(r"\S@\S|@\w|https?://|www\.|\w\.(?:com|org|net)\b", re.IGNORECASE)
_QUOTE = "“\"‘'«„"

_FEW, _SOME, _MANY = 5, 18, 30
_PROSE = 8
_RECURS, _NEAR = 3, 50
_LAST = 3
_TAIL = 25
_SET_APART = frozenset(("address at the end", "glued label", "glued question", "names behind a label"))

Facts = dict[str, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each fact weighs for a line to be a teaser, with the log-odds from which on it is taken for one."""

    facts: Mapping[str, float] = field(repr=False)
    bar: float = 0.0

    @staticmethod
    @cache
    def shipped() -> Weights:
        return Weights(**json.loads((files("index.reading") / WEIGHTS_FILE).read_text("utf-8")))


def is_teaser(lines: Sequence[Line], number: int, weights: Weights | None = None) -> bool:
    """Whether the line leads elsewhere, by its looks and its place among the others."""
    weights = weights or Weights.shipped()
    facts = line_facts(lines, number)
    return may_be_teaser(lines[number], facts) and teaser_odds(facts, weights) >= weights.bar


def may_be_teaser(line: Line, facts: Facts) -> bool:
    """Whether the model is asked at all. A sentence with a full stop is the article's own, unless it is set as no
    sentence is, or names an address; so is what stands behind the same label again and again: that is who speaks."""
    if len(line.words) > LONGEST or "recurring label" in facts:
        return False
    return "stopped" not in facts or not _SET_APART.isdisjoint(facts)


def teaser_odds(facts: Facts, weights: Weights) -> float:
    """The log-odds that a line with these facts is a teaser."""
    return sum(weights.facts.get(name, 0.0) * value for name, value in facts.items())


def line_facts(lines: Sequence[Line], number: int) -> Facts:
    """What is seen of a line: how it is set, and where it stands. Facts that are 0 are left out."""
    line = lines[number]
    said = line.words
    words = said.split()
    labelled = _LABEL.match(said)
    label = labelled["label"] if labelled else ""
    rest = labelled["rest"] if labelled else ""
    glued = bool(_GLUED.search(said))
    stopped = line.stopped and not said.endswith("?")
    above, below = _prose(lines, number - 1), _prose(lines, number + 1)
    address = bool(_ADDRESS.search(said))
    ending = number >= len(lines) - _LAST
    facts = {
        "any": 1.0,
        "stopped": stopped,
        "asks": said.endswith("?"),
        "glued label": glued,
        "glued label, not stopped": glued and not stopped,
        "glued question": bool(_GLUED_QUESTION.search(said)),
        "label in capitals": label.isupper() and len(label) >= _FEW,
        "label in capitals, headline behind": label.isupper() and rest[:1].isupper() and rest.count(" ") > 1,
        "recurring label": glued
        and sum(other.words.startswith(label + ":") for other in lines[max(0, number - _NEAR) : number + _NEAR])
        >= _RECURS,
        "short label": bool(label) and label.count(" ") <= 1,
        "label of some words": label.count(" ") > 1,
        "figures behind the label": any(map(str.isdigit, rest[:12])),
        "arrow": bool(_ARROW.match(line.words)),
        "arrow and label": bool(_ARROW.match(line.words)) and bool(label),
        "dash before a name": bool(_DASHED.match(said)) and len(words) <= _FEW,
        "address": address,
        "address at the end": address and len(said) - [found.end() for found in _ADDRESS.finditer(said)][-1] <= _TAIL,
        "address in a sentence": address and stopped,
        "address near the end": address and ending,
        "address near the end, no quotation": address and ending and said[:1] not in _QUOTE,
        "label near the end": bool(label) and ending,
        "names behind a label": bool(label) and bool(rest) and all(map(_is_capitalised, rest.split())),
        "begins with a quotation": said[:1] in _QUOTE,
        "few words": len(words) < _FEW,
        "some words": _FEW <= len(words) <= _SOME,
        "many words": len(words) > _MANY,
        "figures": sum(map(str.isdigit, said)) / max(1, len(said)),
        "capitals": sum(word[:1].isupper() for word in words) / max(1, len(words)),
        "between paragraphs": above and below,
        "beside its like": not above and not below,
        "last": number == len(lines) - 1,
        "near the end": ending,
        "first": number == 0,
        "ends in a colon": said.endswith(":"),
    }
    return {name: float(value) for name, value in facts.items() if value}


def _is_capitalised(word: str) -> bool:
    return word[0].isupper() or word in ("and", "&")


def _prose(lines: Sequence[Line], number: int) -> bool:
    return 0 <= number < len(lines) and lines[number].stopped and len(lines[number].words.split()) > _PROSE
