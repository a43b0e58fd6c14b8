"""Numbers in the margin that count lines, as transcripts of courts, bills and drafts have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.reading.pdf.lines import PageLine

_STEPS = (1, 2, 5, 10)
_FEWEST = {1: 5, 2: 4, 5: 3, 10: 3}
"""Numbers on a page before they can be told from other ones, by how far each is from the next."""

_MOST_OF_THE_LINES = 0.6
_SAME_EDGE = 4.0
_LONGEST_NUMBER = 4


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that could count a line, and the words of that line, if it stands on their left and close to them."""

    value: int
    line: PageLine
    right: float
    words: PageLine | None


def without_line_numbers(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """The pages' lines without the numbers that count them.

    They stand in the margin beside most lines (or each fifth, or tenth) and count up by one step; and they have nothing
    to do with the words, so that sentences go on from one numbered line to the next: in a list or a table none does.
    """
    counted = [_counting(page) for page in pages]
    told = [number for numbers in counted for number in numbers]
    if not told:
        return [list(page) for page in pages]
    edges = {round(number.right) for number in told} | {round(number.line.left) for number in told}
    shown = []
    for page, numbers in zip(pages, counted, strict=True):
        # a last page has too few to be told by themselves
        numbers = numbers or [one for one in _numbers(page) if {round(one.right), round(one.line.left)} & edges]
        instead = {number.line: number.words for number in numbers}
        kept = (instead.get(line, line) for line in page)
        shown.append([line for line in kept if line is not None])
    return shown


def _numbers(page: Sequence[PageLine]) -> list[_Number]:
    """Numbers alone, and those at the beginning of lines, from top to bottom."""
    found = []
    for line in page:
        if line.text.isdecimal() and len(line.text) <= _LONGEST_NUMBER:
            found.append(_Number(int(line.text), line, line.right, None))
        elif line.number_right is not None and line.words_left is not None:
            value, _, rest = line.text.partition(" ")
            words = replace(line, text=rest, left=line.words_left, number_right=None, words_left=None)
            found.append(_Number(int(value), line, line.number_right, words))
    return sorted(found, key=lambda number: number.line.top)


def _counting(page: Sequence[PageLine]) -> list[_Number]:
    """The numbers that count this page's lines; none where none do."""
    numbers = _numbers(page)
    best: list[_Number] = []
    columns = [
        [number for number in numbers if abs(edge_of(number) - edge) <= _SAME_EDGE]
        for edge_of in (_right, _left)
        for edge in {round(edge_of(number)) for number in numbers}
    ]
    for column in columns:
        for step in _STEPS:
            chain = _chain(column, step)
            if len(chain) >= max(_FEWEST[step], len(best) + 1) and _beside_sentences(chain, page, step):
                best = chain
    return best


def _right(number: _Number) -> float:
    return number.right


def _left(number: _Number) -> float:
    return number.line.left


def _chain(numbers: Sequence[_Number], step: int) -> list[_Number]:
    """The longest row of numbers, from top to bottom, of which each is one step further."""
    chains: dict[int, list[_Number]] = {}
    for number in numbers:
        chains[number.value] = [*chains.get(number.value - step, []), number]
    return max(chains.values(), key=len, default=[])


def _beside_sentences(chain: Sequence[_Number], page: Sequence[PageLine], step: int) -> bool:
    """Whether these stand in the margin of lines over which sentences go on."""
    own = {number.line for number in chain}
    top, bottom = chain[0].line.top, chain[-1].line.bottom
    lines = [line for line in page if top - 1 <= line.top and line.bottom <= bottom + 1]
    words = [number.words for number in chain if number.words] + [line for line in lines if line not in own]
    words = [line for line in words if any(map(str.isalpha, line.text))]
    if not words:
        return False
    left, right = max(number.line.left for number in chain), max(number.right for number in chain)
    others = [line for line in lines if line not in own and any(map(str.isalpha, line.text))]
    if not (all(line.left > left for line in words) or all(line.left > right or line.right < left for line in others)):
        return False
    rows = {round(line.top / max(line.height, 1.0)) for line in words}
    most = step > 1 or len(chain) >= _MOST_OF_THE_LINES * len(rows)
    return most and sum(line.text[0].islower() for line in words) >= max(2, len(words) // 8)
