"""Where cited quotes differ: other numbers for the same quantity, a denial of what another says, opposed words.

Rules over words that prefer silence. Numbers are compared where they count the same (`counts.py`) of the same event,
other things only where two quotes, of two articles or of two speakers, have most of their words in common. Which of
them is right, and whether both were when they were printed, is not told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise

from index.article import Article, Span
from index.text import STOPWORDS, stem, words
from qa.citing.counts import COUNTING, Count, apart, counts, is_measure, same_measure


class Kind(StrEnum):
    """In what two quotes differ."""

    NUMBERS = "numbers"
    DENIAL = "denial"
    OPPOSED = "opposed"


@dataclass(frozen=True, slots=True)
class Statement:
    """A cited quote as it is compared: its citation's number, its article and, where known, its speaker.

    `story` tells what the article is about: its title and how it begins.
    """

    number: int
    article_id: str
    quote: str
    speaker: str | None = None
    story: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two citations that differ, by their numbers, and the words of each (in its quote's characters) that do."""

    kind: Kind
    numbers: tuple[int, int]
    words: tuple[Span, Span]

    def as_dict(self) -> dict[str, object]:
        places = [[span.start, span.end] for span in self.words]
        return {"kind": self.kind.value, "citations": list(self.numbers), "words": places}


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
_SHARED = 3
_CLOSE_SHARED, _CLOSE, _NEAR_SHARED = 3, 0.45, 3
_BEGINNING = 400
_STORY_NAMES, _STORY = 2, 0.12
_NAME = re.compile(r"\b[A-Z][\w’-]{2,}")
_SHARED = 3
_DENIALS_ALIKE, _OPPOSED_ALIKE = 0.4, 0.6
_TOLD_TOO = 0.6
_DENYING = frozenset(
    map(stem, "deny denied denies reject rejected dispute disputed dismiss dismissed refute refuted".split())
)
_SPEECH = frozenset(
    map(stem, "said says say told tells according added spokesman spokeswoman statement reported".split())
)


def story_of(article: Article) -> str:
    """What an article is about: its title and how it begins."""
    return f"{article.title}\n{article.text[:_BEGINNING]}"


def differences(statements: Sequence[Statement]) -> tuple[Difference, ...]:
    """The pairs that differ, one difference each, in the order of their numbers; a quote may differ within itself."""
    found = [
        Difference(Kind.NUMBERS, (one.number, one.number), places)
        for one in statements
        if (places := _counted_anew(one.quote))
    ]
    for one, other in combinations(statements, 2):
        if one.article_id == other.article_id and (
            None in (one.speaker, other.speaker) or one.speaker == other.speaker
        ):
            continue
        difference = _difference(one, other)
        if difference:
            found.append(Difference(difference[0], (one.number, other.number), difference[1]))
    return tuple(sorted(found, key=lambda difference: difference.numbers))


def differ(one: str, other: str, stories: tuple[str, str] = ("", "")) -> bool:
    """Whether two quotes differ: in the numbers of one thing, by a denial, or by opposed words.

    `stories` tell what their articles are about.
    """
    return _difference(Statement(1, "", one, None, stories[0]), Statement(2, "", other, None, stories[1])) is not None


def _difference(one: Statement, other: Statement) -> tuple[Kind, tuple[Span, Span]] | None:
    """In what two quotes differ, and the words of each that do."""
    places = _numbers(one, other)
    if places:
        return Kind.NUMBERS, places
    own, others = _content(one.quote), _content(other.quote)
    for kind, alike, compare in ((Kind.DENIAL, _DENIALS_ALIKE, _denial), (Kind.OPPOSED, _OPPOSED_ALIKE, _opposed)):
        if len(own & others) >= _SHARED and len(own & others) >= alike * min(len(own), len(others)):
            places = compare(one.quote, other.quote)
            if places:
                return kind, places
    return None


def _numbers(one: Statement, other: Statement) -> tuple[Span, Span] | None:
    """Two values of one count of one event, where neither quote holds the other's value as well."""
    own, others = counts(one.quote), counts(other.quote)
    if not own or not others:
        return None
    close, told = _closeness(one, other)
    if not close and not told:
        return None
    for mine in own:
        for theirs in others:
            if _holds(others, mine) or _holds(own, theirs) or not apart(mine, theirs):
                continue
            if same_measure(mine, theirs, shared=_NEAR_SHARED) and (close or (mine.measures and told)):
                return mine.span, theirs.span
    return None


def _holds(found: Sequence[Count], count: Count) -> bool:
    return any(one.low == count.low and one.unit == count.unit for one in found)


def _closeness(one: Statement, other: Statement) -> tuple[bool, bool]:
    """Whether two quotes are about one event: by their own words, and by those of their stories as well."""
    if one.story and other.story and not _names(one.story) & _names(other.story):
        return False, False
    own, others = _content(one.quote), _content(other.quote)
    shared = own & others
    close = len(shared) >= _CLOSE_SHARED and len(shared) >= _CLOSE * min(len(own), len(others))
    stories = _about(f"{one.story} {one.quote}"), _about(f"{other.story} {other.quote}")
    both = stories[0] & stories[1]
    names = _names(f"{one.story} {one.quote}") & _names(f"{other.story} {other.quote}")
    told = len(names) >= _STORY_NAMES and len(both) >= _STORY * min(map(len, stories))
    return close, bool(one.story and other.story and told)


def _about(text: str) -> set[str]:
    return _content(text) - {stem(word) for word, _, _ in words(text) if is_measure(word)}


def _names(text: str) -> set[str]:
    return {stem(match[0].casefold()) for match in _NAME.finditer(text) if match[0].casefold() not in STOPWORDS}


def _counted_anew(quote: str) -> tuple[Span, Span] | None:
    """“The union said 1,900 had joined. The hospital put the number at 1,240”: two counts within one quote."""
    found = counts(quote)
    for one, other in pairwise(found):
        if other.again and one.unit == other.unit and apart(one, other):
            return one.span, other.span
    return None


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
    return {one for one in found if one not in _SPEECH and one not in _DENYING and one not in COUNTING and len(one) > 1}
