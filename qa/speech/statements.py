"""Every statement of an article: what is said, by whom, and by which words that is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from index.article import Article, Span
from index.sentences import unwrapped
from qa.speech.cues import CUE, NAME
from qa.speech.found import Found
from qa.speech.joining import with_quotations
from qa.speech.paragraphs import paragraph_spans
from qa.speech.people import names_with_spans
from qa.speech.quotations import Quotation, narrated, quotations_in
from qa.speech.resolving import resolver_of
from qa.speech.rules import statements_by_rules

_NOT_SAID = re.compile(
    r"\b(?:not|never|declin\w+|den(?:y|ies|ied|ying)|refus\w+|without|stopp?\w* short|reject\w*|no)\b|n[’']t\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    rf"\b(?:is|are|was|were|be|been|being) (?:\w+ly |also |not )?(?!\w+ing\b)(?:{CUE}|accused|asked|blamed)\W*$"
)
_ALL = 0.97
_BEFORE = 3
_NAME_REACH = 60


class Kind(StrEnum):
    """Whether the words are the speaker's own, in quotation marks, the article's, or partly both."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said. Spans are of the article's text; `content` is in order and does not overlap.

    `speaker` is who is meant by `source`, None where the article does not tell. `negated` is a statement that was not
    made, or is denied: “declined to say”, “denied that”. `via` is who tells of it, where it is told within a statement.
    """

    content: tuple[Span, ...]
    source: Span | None
    cue: Span
    kind: Kind
    speaker: str | None
    negated: bool = False
    via: str | None = None

    def said(self, text: str) -> str:
        """The cue as it stands in the article, but for a capital that only opens a sentence."""
        own = re.sub(r"\s+", " ", self.cue.of(text)).strip(" :,")
        return own[:1].lower() + own[1:]

    def overlap(self, span: Span) -> int:
        """How many characters of the content lie in `span`."""
        return sum(one.overlap(span) for one in self.content)


def statements(article: Article, within: Span | None = None, *, trained: bool = True) -> list[Statement]:
    """The statements of an article, in order; where `within` is given, those that have any of their content there.

    With `trained` the tagger finds them, else rules do, which is quicker and finds fewer.
    """
    return list(_statements(unwrapped(article.text), within, trained))


@lru_cache(maxsize=64)
def _statements(text: str, within: Span | None, trained: bool) -> tuple[Statement, ...]:
    paragraphs = _about(text, list(paragraph_spans(text)), within)
    if not paragraphs:
        return ()
    quotations = quotations_in(text, paragraphs)
    if trained:
        from qa.speech.tagger import Tagger

        found = Tagger.shipped().statements(text, paragraphs)
        found += _within_others(statements_by_rules(text, paragraphs, quotations), found, quotations)
    else:
        found = statements_by_rules(text, paragraphs, quotations)
    found = with_quotations(text, [_turned(text, one) for one in found], paragraphs, quotations)
    wanted = [one for one in found if within is None or any(span.overlap(within) for span in one.content)]
    return tuple(_resolved(text, wanted, found, quotations))


def _turned(text: str, one: Found) -> Found:
    """“Pellaway had not seen them, said her spokesman” is told by the spokesman, whoever the sentence begins with."""
    after = _SAID_BY.match(text, one.cue.end)
    if after is None or one.source is None or one.source.end > one.cue.start or one.cue.of(text) not in _ALONE:
        return one
    clause = text[one.source.end : one.cue.start]
    if (
        "\n" in clause
        or re.search(r"\b(?:and|but|or),", clause)
        or clause.lstrip().startswith((",", "("))
        or not re.search(r"\w.*,[”\"]?\s*$", clause)
    ):
        return one
    told = Span(one.source.start, one.source.end + len(clause.rstrip(" ,")))
    return Found(Span(*after.span("who")), one.cue, (told,))


def _within_others(by_rules: Sequence[Found], found: Sequence[Found], quotations: Sequence[Quotation]) -> list[Found]:
    """Of what rules find, the statements that are told within others, of which the tagger leaves out many."""
    contents = [span for one in found for span in one.content]
    return [
        one
        for one in by_rules
        if any(one.cue.within(span) for span in contents)
        and not any(one.cue.overlap(quotation.span) for quotation in quotations)
        and not any(one.cue.overlap(other.cue) for other in found)
    ]


def _about(text: str, paragraphs: Sequence[Span], within: Span | None) -> list[Span]:
    """The paragraphs that hold any of `within`, and those before from which a quotation may go on."""
    if within is None:
        return list(paragraphs)
    own = [number for number, one in enumerate(paragraphs) if one.overlap(within)]
    if not own:
        return []
    first = own[0]
    while first > max(0, own[0] - _BEFORE):
        paragraph = paragraphs[first]
        if re.search(r"\w", narrated(text, paragraph, quotations_in(text, paragraphs[max(0, first - 1) : first + 1]))):
            break
        first -= 1
    return list(paragraphs[first : own[-1] + 1])


def _resolved(
    text: str, wanted: Sequence[Found], found: Sequence[Found], quotations: Sequence[Quotation]
) -> list[Statement]:
    resolver = resolver_of(text)
    made = []
    for one in wanted:
        outer = _teller(one, found)
        source = _whole_name(text, one.source) if one.source else None
        made.append(
            Statement(
                one.content,
                source,
                one.cue,
                _kind(text, one, quotations),
                resolver.name(source) if source and not _is_passive(text, one) else None,
                bool(_NOT_SAID.search(_cue_with_helpers(text, one))),
                resolver.name(outer.source) if outer and outer.source else None,
            )
        )
    return made


_SAID_BY = re.compile(
    rf"\s+(?P<who>(?:(?:the|an?|his|her|its|their)(?:\s[\w’'-]+){{1,5}}?(?:,\s{NAME})?|{NAME}))(?=[.;]|,\s|\s*$)"
)
_ALONE = ("said", "says")
"""Cues that nobody need follow: “told Reyes” has Reyes listen."""
_LEADS_IN = re.compile(r"(?:by|that|and|but|as|from|to|while|when)\s+(?=\w)")
_DETERMINER = re.compile(r"\b(?:the|an?|its|his|her|their|one|another)\s+$", re.IGNORECASE)
_LEADS_ON = re.compile(r"(?<=\w)\s+(?:on|in|at|by|for|of|with|from|to|and|that|who|which)\s*$", re.IGNORECASE)


def _whole_name(text: str, source: Span) -> Span:
    """The source with the rest of a name of which it holds a part, and without words that lead in or on."""
    leads_in, leads_on = _LEADS_IN.match(source.of(text)), _LEADS_ON.search(source.of(text))
    begins = source.start + (leads_in.end() if leads_in else 0)
    if text[begins].islower() and (determined := _DETERMINER.search(text, max(0, begins - 12), begins)):
        begins = determined.start()
    source = Span(begins, source.start + leads_on.start() if leads_on else source.end)
    start = max(0, source.start - _NAME_REACH)
    for name in names_with_spans(text[start : source.end + _NAME_REACH], start):
        if name.overlap(source) and not name.within(source):
            return Span(min(name.start, source.start), max(name.end, source.end))
    return source


def _teller(one: Found, found: Sequence[Found]) -> Found | None:
    """The smallest other statement whose content holds the cue."""
    holders = [other for other in found if other is not one and any(one.cue.within(span) for span in other.content)]
    return min(holders, key=lambda other: sum(map(len, other.content)), default=None)


def _is_passive(text: str, one: Found) -> bool:
    """Whether others speak to the source or of it: “Tarrant had been criticised”, “she was told that”."""
    told = _PASSIVE.search(_cue_with_helpers(text, one))
    return told is not None and one.source is not None and one.source.end <= one.cue.start


def _cue_with_helpers(text: str, one: Found) -> str:
    """The cue with the words between it and the source: “did not”, “has never”."""
    if one.source and one.source.end <= one.cue.start and one.cue.start - one.source.end < 40:
        return text[one.source.end : one.cue.end]
    return one.cue.of(text)


def _kind(text: str, one: Found, quotations: Sequence[Quotation]) -> Kind:
    """By how much of the content stands in quotation marks that are not around the cue too."""
    marks = [quotation.span for quotation in quotations if not one.cue.within(quotation.span)]
    letters = quoted = 0
    for span in one.content:
        for match in re.finditer(r"\w", span.of(text)):
            place = span.start + match.start()
            letters += 1
            quoted += any(mark.start <= place < mark.end for mark in marks)
    if not quoted:
        return Kind.INDIRECT
    return Kind.DIRECT if quoted >= _ALL * letters else Kind.MIXED
