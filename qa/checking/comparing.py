"""A quotation beside the place that is most like it: what kind it is, and in which words it differs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.article import Span
from index.text import STOPWORDS
from qa.checking.aligning import Alignment
from qa.checking.drafts import Break, BreakKind, DraftQuotation
from qa.checking.folding import Folded
from qa.checking.printed import Printed
from qa.checking.report import Change, ChangeKind, Kind
from qa.checking.words import is_name, is_negation, is_number

_FUNCTION_WEIGHT = 0.5
_SHORT_CUT = 6
_FAR = 30
_PART = 3
_OPENS = re.compile(r"[.!?:“”\"]\W*$")
_GRAVEST = tuple(ChangeKind)
_PAUSES = re.compile(r"…|\.\s?\.\s?\.")


@dataclass(frozen=True, slots=True)
class Comparison:
    """`likeness` (0–1) is the share of the quotation's words that stand at the place, function words counting half.

    `run` is the most words in a row that do, as the quotation's first and after-last of them.
    """

    printed: Printed = field(repr=False)
    words: tuple[str, ...] = field(repr=False)
    alignment: Alignment = field(repr=False)
    kind: Kind
    changes: tuple[Change, ...]
    likeness: float
    run: tuple[int, int]

    def shared(self, first: int, after_last: int) -> float:
        """Which share of some of the quoted words stands here."""
        own = self.printed.folded.words
        same = sum(
            place is not None and own[place] == self.words[number]
            for number, place in self.alignment.pairs[first:after_last]
        )
        return same / (after_last - first)

    def parted(self, number: int) -> tuple[Comparison, Comparison]:
        """What is before a quoted word here, and what is from it on."""
        before, after = (
            replace(self, alignment=Alignment(pairs, 0))
            for pairs in (self.alignment.pairs[:number], self.alignment.pairs[number:])
        )
        return before, after

    @property
    def span(self) -> Span:
        """The place, in the article's characters."""
        return self.printed.folded.span(self.alignment.first, self.alignment.last)


@dataclass(slots=True)
class _Differing:
    """Words of the draft and of the article, by their numbers, that stand in each other's place."""

    drafted: list[int] = field(default_factory=list)
    printed: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.drafted or self.printed)


def compare(quotation: DraftQuotation, printed: Printed, alignment: Alignment) -> Comparison:
    """What a quotation is, beside the words that it was aligned with."""
    own, others = quotation.words, printed.folded
    same = [place is not None and own.words[number] == others.words[place] for number, place in alignment.pairs]
    changes = [
        *_worded(quotation, printed, alignment, same),
        *_marked(quotation, printed, alignment),
        *_punctuated(quotation, printed, alignment, same),
    ]
    changes.sort(key=lambda change: (_GRAVEST.index(change.kind), change.draft or Span(0, 1)))
    return Comparison(
        printed,
        own.words,
        alignment,
        _kind(changes, is_joined=_is_joined(quotation, printed, alignment)),
        tuple(changes),
        _likeness(own.words, same),
        _longest(alignment.pairs, same),
    )


def _kind(changes: Sequence[Change], *, is_joined: bool) -> Kind:
    if any(change.drafted or change.kind in (ChangeKind.NEGATION, ChangeKind.PUNCTUATION) for change in changes):
        return Kind.ALTERED
    if is_joined:
        return Kind.JOINED
    if any(not change.marked for change in changes):
        return Kind.CUT_UNMARKED
    return Kind.CUT if changes else Kind.VERBATIM


def _worded(
    quotation: DraftQuotation, printed: Printed, alignment: Alignment, same: Sequence[bool]
) -> Iterator[Change]:
    """The words that differ, those that were added, and those that were left out without a mark."""
    own = quotation.words
    differing, at = _Differing(), alignment.first
    for (number, place), is_same in zip(alignment.pairs, same, strict=True):
        if place is not None:
            if place > at and not _marks(quotation, number):
                differing.printed += _passed_over(printed, at, place)
            at = place + 1
        if is_same:
            if differing:
                yield _change(own, printed, differing)
            differing = _Differing()
            continue
        differing.drafted.append(number)
        if place is not None:
            differing.printed.append(place)
    if differing:
        yield _change(own, printed, differing)


def _marked(quotation: DraftQuotation, printed: Printed, alignment: Alignment) -> Iterator[Change]:
    """What the draft says that it left out, or put its own words for."""
    gaps = {number: (before + 1, place) for number, before, place in alignment.gaps()}
    for broken in quotation.breaks:
        if broken.kind is BreakKind.INTERRUPTION:
            continue
        if 0 < broken.after < len(quotation.words):
            left_out = _passed_over(printed, *gaps[broken.after]) if broken.after in gaps else []
        else:
            left_out = _beside(broken, printed, alignment)
        if change := _marked_change(broken, printed, left_out):
            yield change


def _marked_change(broken: Break, printed: Printed, left_out: Sequence[int]) -> Change | None:
    """A short cut hides a “not”, brackets put another number or name: then the mark does not make it right."""
    others = printed.folded
    words = [others.words[place] for place in left_out]
    inserted = broken.words
    if inserted is None:
        if not left_out:
            return None
        hidden = len(left_out) <= _SHORT_CUT and any(map(is_negation, words))
        kind = ChangeKind.NEGATION if hidden else ChangeKind.CUT
    elif list(inserted.words) == words:
        return None
    else:
        kind = _kind_of(_written(inserted, range(len(inserted))), _written(others, left_out), bracketed=True)
    span = others.span(left_out[0], left_out[-1]) if left_out else None
    grave = kind is not ChangeKind.CUT
    drafted = broken.span.of(inserted.text) if inserted and grave else ""
    return Change(kind, broken.span, span, drafted, span.of(printed.article.text) if span else "", marked=not grave)


def _beside(broken: Break, printed: Printed, alignment: Alignment) -> list[int]:
    """As many words beside the place as the draft puts its own for at its edge: nothing tells how many it left."""
    count = len(broken.words) if broken.words else 0
    if broken.after == 0:
        return list(range(max(0, alignment.first - count), alignment.first))
    return list(range(alignment.last + 1, min(len(printed.folded), alignment.last + 1 + count)))


def _punctuated(
    quotation: DraftQuotation, printed: Printed, alignment: Alignment, same: Sequence[bool]
) -> Iterator[Change]:
    """A question made a statement or the reverse, and a cut that the article marks and the draft does not."""
    own, others = quotation.words, printed.folded
    broken = {mark.after for mark in quotation.breaks}
    for index in range(len(same) - 1):
        (number, place), (_, following) = alignment.pairs[index], alignment.pairs[index + 1]
        if not (same[index] and same[index + 1]) or place is None or following != place + 1:
            continue
        drafted, there = own.between(number, number + 1), others.between(place, place + 1)
        if number + 1 in broken:
            continue
        words = own.span(number, number), others.span(place, place)
        if ("?" in drafted) != ("?" in there):
            yield Change(ChangeKind.PUNCTUATION, *words, drafted.strip(), there.strip())
        elif _PAUSES.search(there) and "\n" not in there:
            yield Change(ChangeKind.CUT, *words, "", there.strip())


def _marks(quotation: DraftQuotation, number: int) -> bool:
    return any(mark.after == number and mark.kind is not BreakKind.INTERRUPTION for mark in quotation.breaks)


def _passed_over(printed: Printed, first: int, after_last: int) -> list[int]:
    """The words of a gap that are left out: what stands between two parts of a quotation is not part of it."""
    if first and printed.is_quoted(first - 1) and printed.is_quoted(after_last):
        return [place for place in range(first, after_last) if printed.is_quoted(place)]
    return list(range(first, after_last))


def _is_joined(quotation: DraftQuotation, printed: Printed, alignment: Alignment) -> bool:
    """Whether far more is passed over than is cut, between two parts that each are some words long."""
    total = len(quotation.words)
    for number, before, place in alignment.gaps():
        if min(number, total - number) < _PART:
            continue
        left_out = _passed_over(printed, before + 1, place)
        most = 4 * _FAR if _marks(quotation, number) else _FAR
        if len(left_out) > most:
            return True
    return False


def _change(own: Folded, printed: Printed, differing: _Differing) -> Change:
    others = printed.folded
    drafted, there = sorted(differing.drafted), sorted(set(differing.printed))
    draft = own.span(drafted[0], drafted[-1]) if drafted else None
    article = others.span(there[0], there[-1]) if there else None
    return Change(
        _kind_of(_written(own, drafted), _written(others, there)),
        draft,
        article,
        draft.of(own.text) if draft else "",
        article.of(printed.article.text) if article else "",
    )


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it is folded and as it is written, and whether it opens a sentence."""

    folded: str
    written: str
    opens: bool


def _written(folded: Folded, places: Sequence[int]) -> list[_Word]:
    found = []
    for place in places:
        span = folded.span(place, place)
        opens = place == 0 or _OPENS.search(folded.text[max(0, span.start - 4) : span.start]) is not None
        found.append(_Word(folded.words[place], span.of(folded.text), opens))
    return found


def _kind_of(drafted: Sequence[_Word], there: Sequence[_Word], *, bracketed: bool = False) -> ChangeKind:
    """The gravest of what differs. In brackets, only what is said otherwise counts, not what is made plain."""
    negations = [sum(is_negation(word.folded) for word in words) for words in (drafted, there)]
    if negations[0] != negations[1]:
        return ChangeKind.NEGATION
    numbers = [sorted(word.folded for word in words if is_number(word.folded)) for words in (drafted, there)]
    if numbers[0] != numbers[1] and (not bracketed or all(numbers)):
        return ChangeKind.NUMBER
    names = [{word.folded for word in words if is_name(word.written, opens=word.opens)} for words in (drafted, there)]
    if names[0] != names[1] and (not bracketed or (all(names) and not names[0] & names[1])):
        return ChangeKind.NAME
    return ChangeKind.CUT if bracketed else ChangeKind.WORDING


def _likeness(words: Sequence[str], same: Sequence[bool]) -> float:
    weights = [_FUNCTION_WEIGHT if STOPWORDS.issuperset(word.split("'")) else 1.0 for word in words]
    return sum(weight for weight, is_same in zip(weights, same, strict=True) if is_same) / sum(weights)


def _longest(pairs: Sequence[tuple[int, int | None]], same: Sequence[bool]) -> tuple[int, int]:
    """The first and after-last quoted word of the longest stretch that stands in the article without a gap."""
    longest, first, following = (0, 0), 0, None
    for (number, place), is_same in zip(pairs, same, strict=True):
        if not is_same:
            first, following = number + 1, None
            continue
        if following is not None and place != following:
            first = number
        following = place + 1 if place is not None else None
        if number + 1 - first > longest[1] - longest[0]:
            longest = (first, number + 1)
    return longest
