"""The statements that a text tells of: the tagger or rules find them, quotations join them, names are made whole."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from index.article import Article, Span
from index.sentences import unwrapped
from qa.speech.joining import with_quotations
from qa.speech.lexicon import either, tagged
from qa.speech.names import NAME, names_with_spans
from qa.speech.places import Places
from qa.speech.quotations import Quotation, narrated, paragraph_spans, quotations_in, touching
from qa.speech.rules import statements_by_rules
from qa.speech.statement import FoundStatement
from qa.speech.turns import with_turns

_BEFORE = 3
_NAME_REACH = 60
_SAID_BY = re.compile(
    rf"\s+(?P<who>(?:(?:the|an?|his|her|its|their)(?:\s[\w’'-]+){{1,5}}?(?:,\s{NAME})?|{NAME}))(?=[.;]|,\s|\s*$)"
)
_ALONE = ("said", "says")
"""Cues that nobody need follow: “told Reyes” has Reyes listen."""
_LEADS_IN = re.compile(r"(?:by|that|and|but|as|from|to|while|when)\s+(?=\w)")
_DETERMINER = re.compile(
    rf"\b{either([*tagged('article', 'possessive'), 'one', 'another'])}\s+$",
    re.IGNORECASE,
)
_VERB = re.compile(r"[a-z][a-z-]+")
_PRONOUNS = tagged("pronoun", "relative", "first-person", "quantifier")
_LEADS_ON = re.compile(r"(?<=\w)\s+(?:on|in|at|by|for|of|with|from|to|and|that|who|which)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statements:
    """What is told in neighbouring paragraphs of a text, in order, and their quotations."""

    text: str = field(repr=False)
    found: tuple[FoundStatement, ...]
    quotations: tuple[Quotation, ...]

    def teller(self, statement: FoundStatement) -> FoundStatement | None:
        """The smallest other statement whose content holds the cue."""
        tellers = [other for other in self.found if other is not statement and other.holds(statement.cue)]
        return min(tellers, key=lambda teller: teller.content_length, default=None)


def statements(article: Article, within: Span | None = None, *, trained: bool = True) -> Statements:
    """The statements of an article; where `within` is given, those of its paragraphs and of what goes on into them.

    With `trained` the tagger finds them, else rules do, which is quicker and finds fewer. What was found last is kept.
    """
    text = unwrapped(article.text)
    first, last = _paragraphs_about(text, within)
    return _statements(text, first, last, trained)


@lru_cache(maxsize=16)
def _paragraphs(text: str) -> tuple[Span, ...]:
    return tuple(paragraph_spans(text))


def _paragraphs_about(text: str, within: Span | None) -> tuple[int, int]:
    """The first and after-last paragraph: those that hold any of `within`, and those from which a quotation goes on."""
    paragraphs = _paragraphs(text)
    if within is None:
        return 0, len(paragraphs)
    last = bisect_right(paragraphs, within.end - 1, key=lambda paragraph: paragraph.start)
    own = bisect_right(paragraphs, within.start, key=lambda paragraph: paragraph.end)
    first = own
    while own < last and first > max(0, own - _BEFORE):
        before = paragraphs[max(0, first - 1) : first + 1]
        if re.search(r"\w", narrated(text, paragraphs[first], quotations_in(text, before))):
            break
        first -= 1
    return first, last


@lru_cache(maxsize=128)
def _statements(text: str, first: int, last: int, trained: bool) -> Statements:
    paragraphs = _paragraphs(text)[first:last]
    if not paragraphs:
        return Statements(text, (), ())
    quotations = quotations_in(text, paragraphs)
    found = statements_by_rules(text, paragraphs, quotations)
    if trained:
        from qa.speech.tagger import Tagger

        by_tagger = Tagger.shipped().statements(text, paragraphs)
        found = by_tagger + _within_others(found, by_tagger, quotations)
    found = [_turned(text, _mended(text, statement)) for statement in found]
    found = with_quotations(text, found, paragraphs, quotations)
    found = with_turns(text, found, Span(paragraphs[0].start, paragraphs[-1].end))
    return Statements(text, tuple(_with_whole_name(text, statement) for statement in found), tuple(quotations))


def _within_others(
    by_rules: Sequence[FoundStatement], by_tagger: Sequence[FoundStatement], quotations: Sequence[Quotation]
) -> list[FoundStatement]:
    """Of what rules find, the statements that are told within others, of which the tagger leaves out many."""
    told = Places.of(part for other in by_tagger for part in other.content)
    cues = Places.of(other.cue for other in by_tagger)
    return [
        statement
        for statement in by_rules
        if told.hold(statement.cue) and not touching(quotations, statement.cue) and not cues.touch(statement.cue)
    ]


def _mended(text: str, statement: FoundStatement) -> FoundStatement:
    """“Vowed Haddad” is Haddad's vow: a verb before a name is the cue, whichever of the two was taken for it."""
    source, cue = statement.source, statement.cue
    if source is None or source.end > cue.start or text[source.end : cue.start].strip():
        return statement
    if not _VERB.fullmatch(source.of(text)) or source.of(text).lower() in _PRONOUNS:
        return statement
    name = next(names_with_spans(cue.of(text), cue.start), None)
    return replace(statement, source=name, cue=source) if name and name.start == cue.start else statement


def _turned(text: str, statement: FoundStatement) -> FoundStatement:
    """“Pellaway had not seen them, said her spokesman” is told by the spokesman, whoever the sentence begins with."""
    source, cue = statement.source, statement.cue
    after = _SAID_BY.match(text, cue.end)
    if after is None or source is None or source.end > cue.start or cue.of(text) not in _ALONE:
        return statement
    clause = text[source.end : cue.start]
    if (
        "\n" in clause
        or re.search(r"\b(?:and|but|or),", clause)
        or clause.lstrip().startswith((",", "("))
        or not re.search(r"\w.*,[”\"]?\s*$", clause)
    ):
        return statement
    told = Span(source.start, source.end + len(clause.rstrip(" ,")))
    return FoundStatement(Span(*after.span("who")), cue, (told,))


def _with_whole_name(text: str, statement: FoundStatement) -> FoundStatement:
    """The statement with the rest of a name of which its source holds a part, without words that lead in or on."""
    source = statement.source
    if source is None:
        return statement
    leads_in, leads_on = _LEADS_IN.match(source.of(text)), _LEADS_ON.search(source.of(text))
    begins = source.start + (leads_in.end() if leads_in else 0)
    if text[begins].islower() and (determined := _DETERMINER.search(text, max(0, begins - 12), begins)):
        begins = determined.start()
    source = Span(begins, source.start + leads_on.start() if leads_on else source.end)
    start = max(0, source.start - _NAME_REACH)
    for name in names_with_spans(text[start : source.end + _NAME_REACH], start):
        if name.overlap(source) and not name.within(source):
            source = Span(min(name.start, source.start), max(name.end, source.end))
            break
    return replace(statement, source=source)
