"""Quotations join the statement they belong to: cut ones are made whole, and those without a cue go on from another."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.article import Span
from index.sentences import sentence_spans
from qa.speech.places import Places
from qa.speech.quotations import Quotation, narrated, touching
from qa.speech.statement import FoundStatement

_LEAST_WORDS = 3
_WHOLE = 0.5
_REACH = 4_000
_LEADS = re.compile(r"\s*[:,]?\s*[“\"]|[^\n“”\".]{0,60}:\s*[“\"]")
"""After a cue: the quotation that it leads to, maybe past its listener."""
_SENTENCE_ENDS = ".!?…”\"'’)"


def with_quotations(
    text: str, found: Sequence[FoundStatement], paragraphs: Sequence[Span], quotations: Sequence[Quotation]
) -> list[FoundStatement]:
    """The statements with all of the quotations that are theirs, in the order of their first characters."""
    if not found:
        return []
    marks = Places.of(quotation.span for quotation in quotations)
    outer = [statement for statement in found if not marks.hold(statement.cue)]
    nested = [statement for statement in found if marks.hold(statement.cue)]
    sentences = [
        sentence.shift(paragraph.start) for paragraph in paragraphs for sentence in sentence_spans(paragraph.of(text))
    ]
    joined = [_of_own_sentence(text, statement, paragraphs, sentences, quotations) for statement in outer]
    joined = [replace(statement, content=_completed(statement, quotations)) for statement in joined]
    told = Places.of(part for statement in joined for part in statement.content)
    owners = _Owners(text, paragraphs, quotations, joined)
    for quotation in quotations:
        if _is_long(text, quotation) and not told.touch(quotation.span):
            owners.join(quotation)
    said = [statement for statement in (*joined, *nested) if statement.content]
    return sorted(said, key=lambda statement: (statement.content[0].start, statement.cue.start))


def _of_own_sentence(
    text: str,
    statement: FoundStatement,
    paragraphs: Sequence[Span],
    sentences: Sequence[Span],
    quotations: Sequence[Quotation],
) -> FoundStatement:
    """The statement without what runs on from the cue's sentence into others, but for quotations that go with it.

    Those before it go with it where the narrator tells nothing between, and where the cue leads to no other; those
    after it where they are sentences of their own.
    """
    number = bisect_right(sentences, statement.cue.start, key=lambda sentence: sentence.start) - 1
    own = sentences[number] if number >= 0 else None
    if own is None or not statement.cue.within(own):
        return statement
    marks = touching(quotations, own)
    if not marks:
        inside = [part for span in statement.content for part in _parted(span, own) if part.within(own)]
        return replace(statement, content=tuple(inside)) if inside else statement
    whole = Span(min(own.start, marks[0].span.start), max(own.end, marks[-1].span.end))
    paragraph = paragraphs[bisect_right(paragraphs, own.start, key=lambda paragraph: paragraph.start) - 1]
    leads = _LEADS.match(text, statement.cue.end) is not None
    kept = []
    for part in (part for span in statement.content for part in _parted(span, whole)):
        if part.end <= whole.start:
            between = narrated(text, Span(part.end, whole.start), quotations) if part.end < whole.start else ""
            keep = not leads and not re.search(r"\w", between)
        else:
            near = touching(quotations, part) if part.start >= whole.end else ()
            keep = all(
                _is_sentence(text, quotation.span, paragraph) for quotation in near if quotation.span.within(paragraph)
            )
        if keep:
            kept.append(part)
    return replace(statement, content=_sorted(kept)) if kept else statement


def _parted(span: Span, whole: Span) -> Iterator[Span]:
    """The parts of a span before, in and after another."""
    for start, end in ((0, whole.start), (whole.start, whole.end), (whole.end, span.end)):
        if max(start, span.start) < min(end, span.end):
            yield Span(max(start, span.start), min(end, span.end))


def _completed(statement: FoundStatement, quotations: Sequence[Quotation]) -> tuple[Span, ...]:
    """The content with each quotation whole of which it holds half; what touches becomes one."""
    spans = list(statement.content)
    near = (quotation for part in statement.content for quotation in touching(quotations, part))
    for quotation in dict.fromkeys(near):
        covered = sum(span.overlap(quotation.span) for span in statement.content)
        if covered >= _WHOLE * len(quotation.span) and not quotation.span.overlap(statement.cue):
            spans.append(quotation.span)
    return _sorted(spans)


def _sorted(spans: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _is_long(text: str, quotation: Quotation) -> bool:
    """Whether a quotation is long enough to be somebody's words."""
    return len(re.findall(r"\w+", quotation.span.of(text))) >= _LEAST_WORDS


class _Owners:
    """The statements that loose quotations go on from; each that is joined to one becomes part of its content.

    A quotation goes on from another only where it is a sentence of its own. One that the narrator's words run into
    (“read a sign”, “came the reply”) is told by these, and they may name anybody.
    """

    def __init__(
        self,
        text: str,
        paragraphs: Sequence[Span],
        quotations: Sequence[Quotation],
        statements: list[FoundStatement],
    ) -> None:
        self._text, self._paragraphs, self._quotations, self._statements = text, paragraphs, quotations, statements
        self._here: dict[int, list[int]] = {}
        self._reaching: dict[int, set[int]] = {}
        self._only_quoted: dict[int, bool] = {}
        for number in sorted(range(len(statements)), key=lambda number: statements[number].cue):
            self._here.setdefault(self._paragraph(statements[number].cue), []).append(number)
            for part in (statements[number].cue, *statements[number].content):
                self._note(number, part)

    def join(self, quotation: Quotation) -> None:
        """Give a quotation to the statement that it goes on from, if it goes on from one."""
        owner = self._of(quotation)
        if owner is None:
            return
        statement = self._statements[owner]
        self._statements[owner] = replace(statement, content=_sorted((*statement.content, quotation.span)))
        self._note(owner, quotation.span)

    def _of(self, quotation: Quotation) -> int | None:
        number = self._paragraph(quotation.span)
        paragraph = self._paragraphs[number]
        if not _is_sentence(self._text, quotation.span, paragraph):
            return None
        here = self._here.get(number, [])
        later = bisect_right(here, quotation.span.start, key=lambda number: self._statements[number].cue.end)
        if later:
            return here[later - 1] if self._goes_on(self._statements[here[later - 1]].cue, quotation) else None
        if here:
            return here[0] if self._leads_to(quotation, self._statements[here[0]]) else None
        return self._from_before(quotation, number)

    def _goes_on(self, cue: Span, quotation: Quotation) -> bool:
        """Whether at most a sentence of the narrator's ends between a cue and the quotation."""
        if cue.end == quotation.span.start:
            return True
        between = Span(cue.end, quotation.span.start)
        return len(between) <= _REACH and _sentences_told(self._text, between, self._quotations) <= 1

    def _leads_to(self, quotation: Quotation, statement: FoundStatement) -> bool:
        """Whether the statement goes on from the quotation, with its own words before its cue."""
        begins = statement.content[0].start if statement.content else statement.cue.start
        if not quotation.span.end <= begins < statement.cue.start:
            return False
        between = Span(quotation.span.end, begins) if quotation.span.end < begins else None
        return between is None or not re.search(r"\w", narrated(self._text, between, self._quotations))

    def _from_before(self, quotation: Quotation, number: int) -> int | None:
        """The statement of the paragraph before, for a paragraph that holds nothing but quotations."""
        if number not in self._only_quoted:
            told = narrated(self._text, self._paragraphs[number], self._quotations)
            self._only_quoted[number] = re.search(r"\w", told) is None
        previous = self._reaching.get(number - 1)
        if not previous or not self._only_quoted[number]:
            return None
        before = self._paragraphs[number - 1]
        leads_on = self._text[before.end - 1] == ":" or _ends_quoted(before, self._quotations)
        return max(previous) if quotation.continues or leads_on or len(previous) == 1 else None

    def _paragraph(self, span: Span) -> int:
        """The number of the paragraph that a span begins in."""
        return max(0, bisect_right(self._paragraphs, span.start, key=lambda paragraph: paragraph.start) - 1)

    def _note(self, statement: int, part: Span) -> None:
        """Note the paragraphs in which a part of a statement stands."""
        last = self._paragraph(Span(part.end - 1, part.end))
        for number in range(self._paragraph(part), last + 1):
            self._reaching.setdefault(number, set()).add(statement)


def _is_sentence(text: str, quoted: Span, paragraph: Span) -> bool:
    """Whether quoted words open a sentence and no narrator's words tell of them, as in “‘Never!’ rang out”.

    The narrator may go on with the speaker's thought: “‘It is a tax increase’ for the rich.”
    """
    before, after = text[paragraph.start : quoted.start].rstrip(), text[quoted.end : paragraph.end].lstrip(" .")
    if before and before[-1] not in _SENTENCE_ENDS:
        return False
    last = text[quoted.start : quoted.end].rstrip("”\"'")[-1]
    return not after or last not in ",;.!?" or (last not in ",;" and not after[0].islower())


def _ends_quoted(paragraph: Span, quotations: Sequence[Quotation]) -> bool:
    near = touching(quotations, Span(max(0, paragraph.end - 2), paragraph.end))
    return any(paragraph.end - 1 <= quotation.span.end <= paragraph.end for quotation in near)


def _sentences_told(text: str, span: Span, quotations: Sequence[Quotation]) -> int:
    """How many sentences of the narrator's end between the cue and the quotation."""
    told = narrated(text, span, quotations)
    return sum(bool(re.search(r"\w{2}", sentence.of(told))) for sentence in sentence_spans(told))
