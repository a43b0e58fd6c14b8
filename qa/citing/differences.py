"""Where cited quotes differ: other numbers for the same quantity, a denial of what another says, opposed words.

Rules over words that prefer silence: a difference is told only where two quotes, of two articles or of two speakers,
have most of their words in common. Which of them is right, and whether both were when they were printed, is not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from index.article import Span
from index.text import STOPWORDS, stem, words
from qa.dates.finding import find_dates


class Kind(StrEnum):
    """In what two quotes differ."""

    NUMBERS = "numbers"
    DENIAL = "denial"
    OPPOSED = "opposed"


@dataclass(frozen=True, slots=True)
class Statement:
    """A cited quote as it is compared: its citation's number, its article and, where known, its speaker."""

    number: int
    article_id: str
    quote: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two citations that differ, by their numbers, and the words of each (in its quote's characters) that do."""

    kind: Kind
    numbers: tuple[int, int]
    words: tuple[Span, Span]

    def as_dict(self) -> dict[str, object]:
        places = [[span.start, span.end] for span in self.words]
        return {"kind": self.kind.value, "citations": list(self.numbers), "words": places}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that counts something: `things` are the stems of what, `near` those of the words around it."""

    value: float
    loose: bool
    least: bool
    span: Span
    things: frozenset[str]
    near: frozenset[str]


COUNTING = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty
""".split()
_WORDS = {word: number for number, word in enumerate(COUNTING, 1)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_NUMBER = re.compile(
    rf"(?<![\w.,:-])(?P<money>[$£€])?(?P<value>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|{'|'.join(_WORDS)})"
    rf"(?: (?P<scale>{'|'.join(_SCALES)}))?(?![\w:]|[.,]\d)(?P<percent> ?%| percent| per cent)?",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"\b(?:about|around|some|nearly|almost|roughly|approximately|close to)\s*$", re.IGNORECASE)
_LEAST = re.compile(
    r"\b(?:at least|at most|more than|over|up to|fewer than|less than|under|no more than)\s*$", re.IGNORECASE
)
_NOT_COUNTED = re.compile(r"\s*(?:a\.m|p\.m|am\b|pm\b|o’clock|th\b|-)|\s+(?:of|to|in|or)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[.;:,—]|\b(?:and|or|but|which|who|that|when|while|since|after|before|because)\b")
_ANY_DAY = date(2000, 6, 15)
_COUNT_OF = re.compile(
    r"\b(?:number|count|toll|total|tally|estimate) of (?P<things>[\w’' -]{3,40}?) "
    r"(?:at|was|is|to|stood at|rose to|reached)\s*$",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed)?|disput(?:es?|ed)|dismiss(?:es|ed)?|refut(?:es?|ed))\b(?: (?:the )?"
    r"(?:claims?|reports?|suggestions?|notion|allegations?|idea))?(?: that)?(?P<what>[^.;?!]*)"
    r"|\b(?:it (?:is|was)|that’s|it’s) (?:false|untrue|not true|a lie)\b(?: to say)?(?: that)?(?P<said>[^.;?!]*)",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"(?P<subject>\w+)[”,]? (?:(?:did|does|do|was|were|is|are|has|have|had|will|would|could|can) (?:not|never)"
    r"|\w+n[’']t|never) (?:yet |been |be |had |ever )*(?P<verb>\w+)(?P<rest>[^.;?!]*)",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\b(?:until|unless|only|just|all)\b", re.IGNORECASE)
_OPPOSITES = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        ("support supports supported backs backed favours favored", "oppose opposes opposed"),
        ("approve approves approved accepted accepts", "reject rejects rejected refused refuses vetoed"),
        ("rose rises risen increased climbed grew", "fell falls fallen decreased dropped shrank"),
        ("safe", "unsafe dangerous"),
        ("guilty", "innocent"),
        ("open reopened opened", "shut closed"),
        ("won wins", "lost loses"),
        ("legal lawful", "illegal unlawful"),
        ("began started", "ended stopped"),
        ("guaranteed certain", "unlikely impossible"),
        ("sufficient enough", "insufficient"),
    )
)
_HARMS = tuple(
    frozenset(map(stem, one.split()))
    for one in (
        "killed dead died deaths death dying bodies",
        "injured hurt wounded injuries injury",
        "missing",
        "arrested detained",
        "ill sick illness treated",
        "rescued saved",
        "cancelled canceled",
        "votes voted vote",
        "rejected",
        "voters",
    )
)
_LEADING = 40
_NEAR = 5
_NEAR_SHARED = 3
_SHARED = 3
_NUMBERS_ALIKE, _DENIALS_ALIKE, _OPPOSED_ALIKE = 0.5, 0.4, 0.6
_TOLD_TOO = 0.6
_LOOSELY = 0.1
_DENYING = frozenset(
    map(stem, "deny denied denies reject rejected dispute disputed dismiss dismissed refute refuted".split())
)
_SPEECH = frozenset(
    map(stem, "said says say told tells according added spokesman spokeswoman statement reported".split())
)


def differences(statements: Sequence[Statement]) -> tuple[Difference, ...]:
    """The pairs that differ, one difference each, in the order of their numbers."""
    held = [(one, _content(one.quote)) for one in statements]
    found = []
    for (one, own), (other, others) in combinations(held, 2):
        if one.article_id == other.article_id and (
            None in (one.speaker, other.speaker) or one.speaker == other.speaker
        ):
            continue
        difference = _difference(one.quote, other.quote, own, others)
        if difference:
            found.append(Difference(difference[0], (one.number, other.number), difference[1]))
    return tuple(found)


def differ(one: str, other: str) -> bool:
    """Whether two quotes differ: in the numbers of one thing, by a denial, or by opposed words."""
    return _difference(one, other, _content(one), _content(other)) is not None


def _difference(one: str, other: str, own: set[str], others: set[str]) -> tuple[Kind, tuple[Span, Span]] | None:
    """In what two quotes differ, and the words of each that do; `own` and `others` tell what they are about."""
    for kind, alike, compare in (
        (Kind.NUMBERS, _NUMBERS_ALIKE, _numbers),
        (Kind.DENIAL, _DENIALS_ALIKE, _denial),
        (Kind.OPPOSED, _OPPOSED_ALIKE, _opposed),
    ):
        if len(own & others) >= _SHARED and len(own & others) >= alike * min(len(own), len(others)):
            places = compare(one, other)
            if places:
                return kind, places
    return None


def _numbers(one: str, other: str) -> tuple[Span, Span] | None:
    """Two values of one quantity, where neither quote holds the other's value as well."""
    own, others = list(_quantities(one)), list(_quantities(other))
    values, other_values = {quantity.value for quantity in own}, {quantity.value for quantity in others}
    for mine in own:
        for theirs in others:
            if mine.value in other_values or theirs.value in values:
                continue
            if mine.things & theirs.things and _same(mine, theirs) and not _compatible(mine, theirs):
                return mine.span, theirs.span
    return None


def _same(one: Quantity, other: Quantity) -> bool:
    """Whether what is told near the two numbers is the same: not the dead here and the injured there."""
    for harm in _HARMS:
        if bool(one.near & harm) != bool(other.near & harm):
            return False
    return len(one.near & other.near) >= _NEAR_SHARED


def _compatible(one: Quantity, other: Quantity) -> bool:
    """Whether both can be meant: one is only a bound, or is told to be rough and lies near the other."""
    if one.least or other.least:
        return True
    rough = one.loose or other.loose
    return rough and abs(one.value - other.value) <= _LOOSELY * max(one.value, other.value)


def _quantities(quote: str) -> Iterator[Quantity]:
    dated = [phrase.span for phrase in find_dates(quote, _ANY_DAY)]
    for match in _NUMBER.finditer(quote):
        span = Span(match.start(), match.end())
        if any(span.overlap(date) for date in dated) or _NOT_COUNTED.match(quote, match.end()):
            continue
        if re.fullmatch(r"(?:19|20)\d\d", match["value"]) and not (match["money"] or match["percent"]):
            continue
        before, after = quote[: span.start], quote[span.end :]
        following = [stem(word) for word, _, _ in words(re.split(r"[.;:,—]", after)[0]) if word not in STOPWORDS]
        leading = [stem(word) for word, _, _ in words(re.split(r"[.;:—]", before)[-1]) if word not in STOPWORDS]
        unit = "$" if match["money"] else "%" if match["percent"] else None
        own = [stem(word) for word, _, _ in words(_CLAUSE_END.split(after)[0]) if word not in STOPWORDS]
        things = frozenset((unit,)) if unit else frozenset(own[:2])
        counted = _COUNT_OF.search(before)
        if counted and not unit:
            things = frozenset(stem(word) for word, _, _ in words(counted["things"]) if word not in STOPWORDS)
        if not things:
            continue
        written = match["value"].lower()
        value = _WORDS.get(written) or float(written.replace(",", ""))
        yield Quantity(
            value * _SCALES.get((match["scale"] or "").lower(), 1.0),
            bool(_LOOSE.search(before[-_LEADING:])),
            bool(_LEAST.search(before[-_LEADING:])),
            span,
            things,
            frozenset((*leading[-_NEAR:], *following[:_NEAR])),
        )


def _denial(one: str, other: str) -> tuple[Span, Span] | None:
    """What one quote denies, or says did not happen, and the other says."""
    for mine, theirs, turned in ((one, other, False), (other, one, True)):
        found = _denied(mine, theirs) or _negated(mine, theirs)
        if found and not _DENIED.search(theirs):
            return found[::-1] if turned else found
    return None


def _denied(one: str, other: str) -> tuple[Span, Span] | None:
    match = _DENIED.search(one)
    if match is None or _NEGATED.search(other):
        return None
    told = _content(match["what"] or match["said"] or "")
    if len(told) < _SHARED or len(told & _content(other)) < _TOLD_TOO * len(told):
        return None
    return Span(*match.span()).trimmed(one) or Span(0, len(one)), Span(0, len(other))


def _negated(one: str, other: str) -> tuple[Span, Span] | None:
    """“X did not resign” beside “X resigned”: the verb, after the same word as its subject, and most of the rest."""
    for match in _NEGATED.finditer(one):
        if _UNTIL.search(match[0]) or _NEGATED.search(other):
            continue
        told = _content(match["rest"]) | {stem(match["verb"].casefold()), stem(match["subject"].casefold())}
        places = [(stem(word), start, end) for word, start, end in words(other)]
        said = next((place for place in places if place[0] == stem(match["verb"].casefold())), None)
        subject = next((place for place in places if place[0] == stem(match["subject"].casefold())), None)
        if said and subject and subject[1] < said[1] and len(told) >= _SHARED:
            shared = told & {word for word, _, _ in places}
            if len(shared) >= _TOLD_TOO * len(told):
                return Span(match.start(), match.end("verb")), Span(said[1], said[2])
    return None


def _opposed(one: str, other: str) -> tuple[Span, Span] | None:
    mine, theirs = words(one), words(other)
    for pair in _OPPOSITES:
        for first, second in (pair, pair[::-1]):
            here = [Span(start, end) for word, start, end in mine if word in first]
            there = [Span(start, end) for word, start, end in theirs if word in second]
            mixed = any(word in second for word, _, _ in mine) or any(word in first for word, _, _ in theirs)
            if here and there and not mixed:
                return here[0], there[0]
    return None


def _content(quote: str) -> set[str]:
    """The stems that tell what a quote is about: no numbers, no words of saying or denying."""
    found = {stem(word) for word, _, _ in words(quote) if word not in STOPWORDS and not word.isdigit()}
    return {one for one in found if one not in _SPEECH and one not in _DENYING and one not in _WORDS and len(one) > 1}
