"""A statement as it is found, before it is known who is meant: where its cue, its source and its content stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.article import Span
from qa.speech.cues import CUE, is_denial
from qa.speech.lexicon import either, tagged
from qa.speech.quotations import Quotation

_NEAR = 40
_ALL = 0.97
_NOT_SAID = re.compile(
    r"\b(?:not|never|declin\w+|den(?:y|ies|ied|ying)|refus\w+|without|stopp?\w* short|reject\w*|no)\b|n[’']t\b",
    re.IGNORECASE,
)
_NOT_DENIED = re.compile(r"\b(?:not|never)\b|n[’']t\b")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being) (?:\w+ly |also |not )?(?!\w+ing\b)"
    rf"(?:{CUE}|{either(tagged('passive'))})\W*$"
)


class Directness(StrEnum):
    """Whether the words are the speaker's own, in quotation marks, the article's, or partly both."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """Where a statement's cue stands, who is named beside it, and what is said: in order, without overlap.

    Nothing is, as yet, where a paragraph ends with a colon: the quotation that follows it will be.
    """

    source: Span | None
    cue: Span
    content: tuple[Span, ...]

    @property
    def parts(self) -> tuple[Span, ...]:
        """Everything of it."""
        return (*self.content, self.cue, *((self.source,) if self.source else ()))

    @property
    def content_length(self) -> int:
        """In characters."""
        return sum(map(len, self.content))

    def content_within(self, span: Span) -> int:
        """How many characters of the content lie in `span`."""
        return sum(part.overlap(span) for part in self.content)

    def within(self, span: Span) -> int:
        """How many characters of all of it lie in `span`."""
        return sum(part.overlap(span) for part in self.parts)

    def holds(self, cue: Span) -> bool:
        """Whether a cue is part of what is said: it tells of a statement within this one."""
        return any(cue.within(part) for part in self.content)

    def cue_words(self, text: str) -> str:
        """The cue as it stands in the text, but for a capital that only opens a sentence."""
        words = re.sub(r"\s+", " ", self.cue.of(text)).strip(" :,")
        return words[:1].lower() + words[1:]

    def is_unsaid(self, text: str) -> bool:
        """Whether it was not made: “declined to say”, “did not deny that”. What somebody denied, somebody said."""
        told = self._cue_with_helpers(text)
        denied = is_denial(self.cue_words(text)) and not _NOT_DENIED.search(self._between(text))
        return _NOT_SAID.search(told) is not None and not denied

    def is_passive(self, text: str) -> bool:
        """Whether others speak to the source or of it: “Tarrant had been criticised”, “she was told that”."""
        before = self.source is not None and self.source.end <= self.cue.start
        return before and _PASSIVE.search(self._cue_with_helpers(text)) is not None

    def directness(self, text: str, quotations: Sequence[Quotation]) -> Directness:
        """By how much of the content stands in quotation marks that are not around the cue too."""
        marks = [quotation.span for quotation in quotations if not self.cue.within(quotation.span)]
        letters = quoted = 0
        for part in self.content:
            own = [mark for mark in marks if mark.overlap(part)]
            for match in re.finditer(r"\w", part.of(text)):
                place = part.start + match.start()
                letters += 1
                quoted += any(mark.start <= place < mark.end for mark in own)
        if not quoted:
            return Directness.INDIRECT
        return Directness.DIRECT if quoted >= _ALL * letters else Directness.MIXED

    def _between(self, text: str) -> str:
        """The words from the source to a cue that follows it."""
        return text[self.source.end : self.cue.start] if self.source and self.source.end < self.cue.start else ""

    def _cue_with_helpers(self, text: str) -> str:
        """The cue with a few words between it and the source: “did not”, “has never”."""
        between = self._between(text)
        return f"{between if len(between) < _NEAR else ''}{self.cue.of(text)}"
