"""What was found of a draft's quotations: values that every view shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from index.article import Span
from qa.answer import Citation
from qa.speech.attribution import Attribution


class Kind(StrEnum):
    """What a quotation is, held against the library. Nothing is called true: it is what the library holds."""

    VERBATIM = "verbatim"
    CUT = "cut"
    CUT_UNMARKED = "cut-unmarked"
    ALTERED = "altered"
    JOINED = "joined"
    OUT_OF_CONTEXT = "out-of-context"
    NOT_FOUND = "not-found"


class ChangeKind(StrEnum):
    """What differs; the gravest first."""

    NEGATION = "negation"
    NUMBER = "number"
    NAME = "name"
    WORDING = "wording"
    PUNCTUATION = "punctuation"
    CUT = "cut"


class SpeakerMatch(StrEnum):
    """Whether whoever the draft names said it, as the library tells it."""

    SAME = "same speaker"
    OTHER = "other speaker"
    NOT_TOLD = "not told"


@dataclass(frozen=True, slots=True)
class Change:
    """Words that differ: `draft` in the draft's characters, `article` in the first citation's article's.

    One of them is None where the draft added words, or left some out. `marked` where the draft says that it cut.
    """

    kind: ChangeKind
    draft: Span | None
    article: Span | None
    drafted: str = ""
    printed: str = ""
    marked: bool = False

    def as_dict(self) -> dict[str, object]:
        return {
            "kind": self.kind.value,
            "draft": [self.draft.start, self.draft.end] if self.draft else None,
            "article": [self.article.start, self.article.end] if self.article else None,
            "drafted": self.drafted,
            "printed": self.printed,
            "marked": self.marked,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One quotation of a draft: where it stands there with its marks, what it is, and where it comes from.

    `citations` are the places: of a joined quotation one for each part, in order; else the best, and those that fit as
    well but are told otherwise. Articles that print the same words are in a citation's `also_in`, oldest first. Of a
    quotation that was not found there are none, and `nearest` is the place that is most like it, where one is.
    `changes` are the differences from the first citation, or from the nearest; the gravest first. `context` are the
    words there that the quotation left off and that turn what it says. `named` is who says it in the draft.
    `unclosed` where the draft does not close it.
    """

    number: int
    span: Span
    quote: str
    kind: Kind
    citations: tuple[Citation, ...] = ()
    changes: tuple[Change, ...] = ()
    nearest: Citation | None = None
    context: Span | None = None
    named: Attribution | None = None
    speaker: SpeakerMatch | None = None
    unclosed: bool = False

    @property
    def ok(self) -> bool:
        """Whether nothing is to be looked at: verbatim or cut as marked, and not somebody else's."""
        return self.kind in (Kind.VERBATIM, Kind.CUT) and self.speaker is not SpeakerMatch.OTHER

    @property
    def place(self) -> Citation | None:
        """The first citation, or the nearest."""
        return self.citations[0] if self.citations else self.nearest

    @property
    def changed_in_draft(self) -> tuple[Span, ...]:
        """Where words of the draft differ from its first place, in the draft's characters; not what it says it cut."""
        return tuple(change.draft for change in self.changes if change.draft and not change.marked)

    @property
    def changed_in_article(self) -> tuple[Span, ...]:
        """Where words of the first place differ from the draft, in its article's characters; not what is marked."""
        return tuple(change.article for change in self.changes if change.article and not change.marked)

    @property
    def names(self) -> frozenset[str]:
        """What of it a gate can ask for: its kind, and “other-speaker”."""
        other = {OTHER_SPEAKER} if self.speaker is SpeakerMatch.OTHER else set()
        return frozenset({self.kind.value, *other})

    def as_dict(self) -> dict[str, object]:
        """`citations` and `nearest` have the keys of every JSON that holds citations."""
        place = self.place
        return {
            "number": self.number,
            "start": self.span.start,
            "end": self.span.end,
            "quote": self.quote,
            "kind": self.kind.value,
            "ok": self.ok,
            "named": self.named.name if self.named else None,
            "speaker": self.speaker.value if self.speaker else None,
            "changes": [change.as_dict() for change in self.changes],
            "context": self.context.of(place.article.text) if self.context and place else None,
            "context_span": [self.context.start, self.context.end] if self.context else None,
            "unclosed": self.unclosed,
            "citations": [citation.as_dict() for citation in self.citations],
            "nearest": self.nearest.as_dict() if self.nearest else None,
        }


OTHER_SPEAKER = "other-speaker"
"""What a gate can ask for beside the kinds."""

FAILING = frozenset({kind.value for kind in Kind} - {Kind.VERBATIM.value, Kind.CUT.value}) | {OTHER_SPEAKER}
"""What a gate can ask for, all of it."""


@dataclass(frozen=True, slots=True)
class Report:
    """A draft's quotations, in order, as the library holds them. `text` is the draft; all its spans are in it."""

    text: str = field(repr=False)
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many quotations there are of each kind, in the order of the kinds, and of other speakers."""
        found = Counter(name for finding in self.findings for name in finding.names)
        return {name: found[name] for name in (*Kind, OTHER_SPEAKER) if found[name]}

    def failing(self, names: frozenset[str]) -> tuple[Finding, ...]:
        """The findings that a gate asks for."""
        return tuple(finding for finding in self.findings if finding.names & names)

    def as_dict(self) -> dict[str, object]:
        return {
            "quotations": len(self.findings),
            "counts": self.counts,
            "findings": [finding.as_dict() for finding in self.findings],
        }
