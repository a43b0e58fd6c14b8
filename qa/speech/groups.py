"""Whom “they” and “it” stand for: the people or the body that the words before spoke of, where only one was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.article import Span
from qa.speech.cues import CUE
from qa.speech.lexicon import either, tagged
from qa.speech.names import SENTENCE_END
from qa.speech.people import Cast, Mention

_PEOPLE = tagged("people")
_COMMON = _PEOPLE - tagged("nation")
_WORD = r"[\w’'.&-]+"
_STARTS = tagged("number", "quantifier") | {"the"}
_HEAD = rf"(?i:{either(_PEOPLE)})(?![\w’'-])"
_GROUP = re.compile(rf"(?<![\w’'-])(?:{_WORD} ){{0,4}}?{_HEAD}(?: {_HEAD})?|\b[Tt]he police\b")
_BODY = re.compile(rf"\b[Tt]he (?:{_WORD} ){{0,3}}?{either(tagged('body'))}(?![\w’'-])")
_CAPITALS = re.compile(r"(?:\b[Tt]he )?(?:[A-Z][\w’'&-]+ )*$")
_PLACED = re.compile(r"\b(?:in|from|at|near|across|outside|inside|to|of) $")
_LEADS = (
    r"(?:(?:But|And|Yet|So|Still|Meanwhile|However|Instead|Later|Also|Now|Today|Then|Though|While|As|When|After|"
    r"Before|Because|Since|If|Although|Where),? +)?"
    r"(?:(?:On|In|At|By|For|During|Under|Last|This|Earlier|Since) [^,.]{2,60}, +)?"
)
_ENDS = re.compile(rf"{SENTENCE_END.pattern}|\n+")
_SAID_LAST = re.compile(rf"(?:^|[”\",] +)(?P<who>[^,.“”\"]{{2,60}}?) {CUE}(?: (?:on|in|at|to)\b[^,.]{{2,40}})?[.!?]?$")
_COMMON_END = re.compile(rf"{_HEAD} {_HEAD}$")
_STRAY = re.compile(rf"(?:{either(tagged('function'))}|an?|\w+ed|\w+ing|\w+ly|says?|said|told|tells?)", re.IGNORECASE)
_MOST_STEPS = 4


@dataclass(frozen=True, slots=True)
class Groups:
    """Resolves “they” and “it” in one text, of which `told` is without what stands in quotation marks."""

    text: str
    told: str
    cast: Cast

    def meant(self, pronoun: str, position: int, steps: int = _MOST_STEPS) -> str | None:
        """Who “they” or “it” at `position` stands for: names, or the words that name a group; None if not clear."""
        if steps == 0:
            return None
        start = self.told.rfind("\n", 0, position) + 1
        sentences = _sentences(self.text, self.told, start, position)
        own = sentences.pop()
        here = list(self._candidates(pronoun, own))
        if here:
            return self._only(here)
        if not sentences and start:
            before = self.told[:start].rstrip()
            if not before:
                return None
            sentences = _sentences(self.text, self.told, before.rfind("\n") + 1, len(before))
        if not sentences:
            return None
        last = sentences[-1]
        again = re.match(rf"{_LEADS}({pronoun})\b", last.of(self.told), re.IGNORECASE)
        if again:
            return self.meant(pronoun, last.start + again.start(1), steps - 1)
        leading = [group for group in self._candidates(pronoun, last) if self._leads(group, last)]
        return self._only(leading)

    def _only(self, found: list[Span]) -> str | None:
        """The one that is meant, by name; None where there are several."""
        names = {self._name(group) for group in found}
        return names.pop() if len(names) == 1 else None

    def _name(self, group: Span) -> str:
        written = re.sub(r"\s+", " ", group.of(self.text))
        named = [mention for mention in self.cast.mentions if mention.span.within(group)]
        if named and " and " in written and all(self.cast.is_person(mention.name) for mention in named):
            *others, last = dict.fromkeys(mention.name for mention in named)
            return f"{', '.join(others)} and {last}" if others else last
        first = written.split()[0].lower()
        return first + written[len(first) :] if first in _STARTS or first in _COMMON else written

    def _leads(self, group: Span, sentence: Span) -> bool:
        """Whether it is what the sentence is about, or who speaks at its end."""
        before = self.told[sentence.start : group.start]
        if re.fullmatch(_LEADS, before) or re.search(r"\b[Aa]ccording to $", before):
            return True
        said = _SAID_LAST.search(sentence.of(self.told).rstrip())
        return said is not None and said.start("who") <= group.start - sentence.start < said.end("who")

    def _candidates(self, pronoun: str, sentence: Span) -> Iterator[Span]:
        found = self._plural(sentence) if pronoun == "they" else self._bodies(sentence)
        last = sentence.start
        for group in sorted(found, key=lambda span: (span.start, -span.end)):
            if group.start >= last:
                yield group
                last = group.end

    def _plural(self, sentence: Span) -> Iterator[Span]:
        """Several people named together, and words for groups of people."""
        told = sentence.of(self.told)
        people = [mention for mention in self._named(sentence) if self.cast.is_person(mention.name)]
        for first, second in pairwise(people):
            if re.fullmatch(r",? and ", self.told[first.span.end : second.span.start]):
                opens = first
                for other in reversed(people[: people.index(first)]):
                    if not re.fullmatch(r", ", self.told[other.span.end : opens.span.start]):
                        break
                    opens = other
                yield Span(opens.span.start, second.span.end)
        for match in _GROUP.finditer(told):
            yield self._trimmed(Span(sentence.start + match.start(), sentence.start + match.end()))

    def _bodies(self, sentence: Span) -> Iterator[Span]:
        """Organisations, and words for bodies that speak."""
        told = sentence.of(self.told)
        for mention in self._named(sentence):
            name, span = mention.name, mention.span
            before = self.told[sentence.start : span.start]
            if self.cast.is_body(name) and not re.search(r"[A-Z]s$|day$", name) and not _PLACED.search(before):
                opens = _CAPITALS.search(before)
                yield Span(sentence.start + opens.start() if opens else span.start, span.end)
        for match in _BODY.finditer(told):
            yield Span(sentence.start + match.start(), sentence.start + match.end())

    def _trimmed(self, group: Span) -> Span:
        """Without what stands before the group’s own words: “against the workers” is “the workers”."""
        words = list(re.finditer(r"\S+", group.of(self.told)))
        first, least = 0, 1 + (_COMMON_END.search(group.of(self.told)) is not None)
        for number, word in enumerate(words[:-least]):
            before = words[number - 1][0].lower() if number else ""
            if word[0].lower() in _STARTS and number:
                first = number
            elif _STRAY.fullmatch(word[0]) or (before == "to" and first == number):
                first = number + 1
        return Span(group.start + words[first].start(), group.end)

    def _named(self, sentence: Span) -> list[Mention]:
        return [
            mention
            for mention in self.cast.mentions
            if mention.span.within(sentence) and mention.span.of(self.told) == mention.span.of(self.text)
        ]


def _sentences(text: str, told: str, start: int, end: int) -> list[Span]:
    """The sentences from `start` to `end` of which anything is told; the last one is what is left, maybe nothing."""
    found: list[Span] = []
    place = start
    for match in _ENDS.finditer(text, start, end + 1):
        if match.start() >= end:
            break
        if re.search(r"\w", told[place : match.end()]):
            found.append(Span(place, match.end()))
        place = match.end()
    found.append(Span(place, max(end, place + 1)))
    return found
