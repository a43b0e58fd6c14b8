"""The paragraphs of a page's article that the extraction passed over: behind a block quote, in a second container."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.reading.blocks import Block
from index.reading.page_furniture import is_aside

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARAGRAPHS = frozenset("p blockquote ul ol li dl dd dt pre h1 h2 h3 h4 h5 h6 center".split())
_FRAMES = frozenset("div section td main article".split())
_PROSE = 60
_LONG = 200
_MOST_LINKED = 0.3
_PIECE = 12
_FEW_PIECES = 0.3
_MOST_PIECES = 40
_MOST_BLOCKS = 20_000
"""Pages of more blocks are taken as they are extracted: each block is looked for in the text."""
_STOPPED = re.compile(r"[.!?…:][”’\"'»)\]]*$")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph of the page: its words, what bears it, and the line of the text that has it, or None."""

    words: str
    linked: float
    frame: _Element
    holder: _Element
    line: int | None


@dataclass(frozen=True, slots=True)
class Body:
    """An article's text, and how many characters of prose the page holds besides, comments and what it sets apart
    aside."""

    text: str
    passed_over: int


def whole_body(blocks: Sequence[Block], text: str) -> Body:
    """The text with the paragraphs that stand in the page between, beside and behind its own and are missing from it.

    `blocks` are the page's, `text` is what was extracted: paragraphs with a blank line between. What is added are
    sentences in the elements that hold the extracted ones, or in elements like those, in the order of the page; never
    what a page sets apart.
    """
    lines = text.split("\n\n")
    units = list(_units(blocks, lines))
    held: Counter[_Element] = Counter()
    for unit in units:
        if unit.line is not None and len(unit.words) >= _PROSE:
            held[unit.frame] += len(unit.words)
    if not held:
        return Body(text, 0)
    placed: dict[int, list[_Unit]] = {}
    seen = {unit.words for unit in units if unit.line is not None}
    last, passed_over = -1, 0
    frames = _frames(units, held)
    for unit in units:
        if unit.line is not None:
            placed.setdefault(unit.line, []).append(unit)
            last = max(last, unit.line)
        elif unit.words not in seen and _is_prose(unit) and not _within_aside(unit):
            seen.add(unit.words)
            if unit.frame in frames:
                placed.setdefault(last, []).append(unit)
            elif not _is_another(unit.frame):
                passed_over += len(unit.words)
    whole = [unit.words for unit in placed.pop(-1, ())]
    for number, line in enumerate(lines):
        whole += _paragraphs(line, placed.get(number, ()))
    return Body("\n\n".join(whole), passed_over)


def _paragraphs(line: str, units: Sequence[_Unit]) -> list[str]:
    """A line of the text and what is missing behind it. The cell of a table that is a page's frame is no one line."""
    within = [unit for unit in units if unit.line is not None]
    whole = "".join(unit.words for unit in within)
    if line.startswith("|") and sum(map(_is_prose, within)) > 1 and _key(line) == _key(whole):
        return [unit.words for unit in units]
    return [line, *(unit.words for unit in units if unit.line is None)]


def _units(blocks: Sequence[Block], lines: list[str]) -> Iterator[_Unit]:
    keys = [_key(line) for line in lines]
    everything = "\n".join(keys)
    starts = [0]
    for key in keys:
        starts.append(starts[-1] + len(key) + 1)
    from_here, number = 0, 0
    for block in blocks if len(blocks) <= _MOST_BLOCKS else ():
        linked = block.linked / len(block.words)
        for words in block.words.split("\n"):
            key = _key(words)
            if not key:
                continue
            at = _place(key, everything, from_here)
            line = None
            if at is not None:
                if at >= starts[number]:
                    from_here = at
                    while number + 1 < len(lines) and starts[number + 1] <= at:
                        number += 1
                line = number
            yield _Unit(words, linked, _frame(block.element), block.element, line)


def _place(key: str, everything: str, start: int) -> int | None:
    """Where the text has these words, or a good part of them; None where it does not."""
    at = everything.find(key, start)
    if at < 0:
        at = everything.find(key)
    if at >= 0 or len(key) < _PROSE:
        return at if at >= 0 else None
    pieces = [key[begin : begin + _PIECE] for begin in range(0, len(key) - _PIECE + 1, _PIECE)][:_MOST_PIECES]
    there = [piece for piece in pieces if piece in everything]
    if pieces and len(there) > _FEW_PIECES * len(pieces):
        return everything.find(there[0])
    return None


def _key(words: str) -> str:
    return re.sub(r"\W+", "", words)


def _frame(element: _Element) -> _Element:
    """The element whose paragraphs these are: a paragraph's parent, or what holds the words without one."""
    while element.tag in _PARAGRAPHS and (parent := element.getparent()) is not None:
        element = parent
    return element


def _frames(units: list[_Unit], held: Counter[_Element]) -> set[_Element]:
    """The elements that hold the article: those of its extracted paragraphs, and those beside the fullest of them."""
    frames = {frame for frame in held if frame.tag not in ("body", "html")} or set(held)
    fullest = max(held, key=lambda frame: held[frame])
    missing: dict[_Element, list[_Unit]] = {}
    for unit in units:
        if unit.line is None and unit.frame not in held:
            missing.setdefault(unit.frame, []).append(unit)
    for frame, own in missing.items():
        if frame.tag not in _FRAMES or frame.tag == "article" or _is_another(frame):
            continue
        beside = frame.getparent() is fullest.getparent() and sum(map(_is_prose, own)) > 1
        alike = frame.tag == fullest.tag and frame.get("class") and frame.get("class") == fullest.get("class")
        if alike or beside:
            frames.add(frame)
    return frames


def _is_another(frame: _Element) -> bool:
    """Whether an element holds an article of its own, or what leads to one: a headline, or one that is a link."""
    if frame.find(".//h1") is not None:
        return True
    return any(heading.find(".//a") is not None for name in ("h2", "h3", "h4") for heading in frame.iter(name))


def _is_prose(unit: _Unit) -> bool:
    long = len(unit.words) >= _LONG or (len(unit.words) >= _PROSE and bool(_STOPPED.search(unit.words)))
    return long and unit.linked <= _MOST_LINKED


def _within_aside(unit: _Unit) -> bool:
    return any(is_aside(element) for element in (unit.holder, *unit.holder.iterancestors()) if element.tag != "body")
