"""Texts as they are compared: words without typography, each with the original characters that it came from."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate

from index.article import Span

_WORD, _DIGIT, _SIGN, _ALONE, _HIDDEN, _OTHER, _MARK = "w", "d", "s", "c", "i", " ", "m"
_TOKEN = re.compile(r"(?<![wmd'.])w\.(?:w\.)*w(?![wmd'])\.?|d(?:[dwmi]|[.,](?=d))*|[wm](?:[wmid]|'(?=[wm]))*|c[mi]*|s")
"""Of the classes of characters: “U.S.”, numbers with their commas and points, words with their apostrophes, characters
of scripts that put no spaces between words, signs such as “$” and “%”."""

_APOSTROPHES = frozenset("'’‘ʼ＇`´")
_SIGNS = frozenset("%‰°√±×÷§¬=<>≤≥≠")
_MINUS = re.compile(r"(?<![\w.,)\]’'”\"])[-−–](?=[$£€]?\d)")
_SCRIPTS_WITHOUT_SPACES = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF), (0x20000, 0x3FFFF),
)  # fmt: skip


class _Classes(dict[int, str]):
    """The class of each character, one letter each, found when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _class_of(code)
        return found


def _class_of(code: int) -> str:
    character = chr(code)
    if character in _APOSTROPHES:
        return "'"
    if character in ".,":
        return character
    if any(first <= code <= last for first, last in _SCRIPTS_WITHOUT_SPACES):
        return _MARK if unicodedata.category(character)[0] == "M" else _ALONE
    match unicodedata.category(character):
        case "Nd":
            return _DIGIT
        case "Mn" | "Mc" | "Me":
            return _MARK
        case "Cf":
            return _HIDDEN
        case "Sc":
            return _SIGN
        case category if category[0] in "LN":
            return _WORD
    return _SIGN if character in _SIGNS else _OTHER


_classes = _Classes()


@dataclass(frozen=True)
class Folded:
    """The words of a text as they are compared; word `i` stands at the characters from `starts[i]` to `ends[i]`."""

    text: str = field(repr=False)
    words: tuple[str, ...]
    starts: tuple[int, ...] = field(repr=False)
    ends: tuple[int, ...] = field(repr=False)

    @classmethod
    def of(cls, text: str, within: Sequence[Span] | None = None) -> Folded:
        """The words of a text, or of some spans of it, which are in order."""
        words: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for part in [Span(0, len(text))] if within is None and text else within or ():
            own = part.of(text)
            for match in _TOKEN.finditer(_classified(own)):
                start, end = match.span()
                words.append(_folded(own[start:end]))
                starts.append(part.start + start)
                ends.append(part.start + end)
        return cls(text, tuple(words), tuple(starts), tuple(ends))

    def __len__(self) -> int:
        return len(self.words)

    def piece(self, first: int, after_last: int) -> Folded:
        """Some of its words alone."""
        chosen = slice(first, after_last)
        return Folded(self.text, self.words[chosen], self.starts[chosen], self.ends[chosen])

    @cached_property
    def _joined(self) -> tuple[str, list[int]]:
        """All words in a row, a space around each, and at which character each begins."""
        lengths = accumulate((len(word) + 1 for word in self.words), initial=1)
        return f" {' '.join(self.words)} ", list(lengths)

    def find(self, words: Sequence[str]) -> Iterator[int]:
        """At which of these words the others stand one after another; overlapping ones once."""
        joined, starts = self._joined
        wanted = f" {' '.join(words)} "
        place = joined.find(wanted) if words else -1
        while place >= 0:
            yield bisect_left(starts, place + 1)
            place = joined.find(wanted, place + len(wanted) - 1)

    def span(self, first: int, last: int) -> Span:
        """The characters from word `first` to word `last`, which is included."""
        return Span(self.starts[first], self.ends[last])

    def between(self, first: int, last: int) -> str:
        """What stands between two words that follow each other."""
        return self.text[self.ends[first] : self.starts[last]]

    def words_in(self, span: Span) -> tuple[int, int]:
        """The first and the after-last word that lie in a span."""
        first = bisect_left(self.starts, span.start)
        return first, max(first, bisect_right(self.ends, span.end))


def spans_outside(text: str, gaps: Iterable[Span]) -> list[Span]:
    """The parts of a text that lie in none of the gaps."""
    parts, place = [], 0
    for gap in sorted(gaps):
        if gap.start > place:
            parts.append(Span(place, gap.start))
        place = max(place, gap.end)
    return [*parts, Span(place, len(text))] if place < len(text) else parts


def _classified(text: str) -> str:
    """The class of each character."""
    classes = text.translate(_classes)
    for minus in _MINUS.finditer(text):
        classes = f"{classes[: minus.start()]}{_SIGN}{classes[minus.end() :]}"
    return classes


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    """A word without capitals, soft hyphens and ligatures, its apostrophes straight and its accents composed."""
    if word.isascii():
        lower = word.lower().replace("`", "'")
        return lower if lower[0].isdigit() else lower.replace(".", "")
    plain = "".join(
        "'" if character in _APOSTROPHES else _plain(character)
        for character in unicodedata.normalize("NFC", word)
        if unicodedata.category(character) != "Cf"
    )
    return unicodedata.normalize("NFC", plain.casefold())


def _plain(character: str) -> str:
    """A letter as it is usually written: “ﬁ” becomes “fi”. Numbers keep their form: ² is not 2."""
    if character in "−–":
        return "-"
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.digit(character))
    return unicodedata.normalize("NFKC", character) if kind[0] == "L" else character
