"""Whether a sentence tells of what has been or of what is to come: it decides which Thursday “on Thursday” is."""

from __future__ import annotations

import re
from enum import Enum

_IRREGULAR = """
    said told was were had did began took made went came left lost won met fell rose struck gave found held spoke wrote
    saw sent kept broke shut rang sat ran got became knew thought paid put cut hit led drew stood grew built bought sold
    felt heard brought caught chose drove flew froze hid laid lay read rode sang sank shot slept spent stole swore
    taught threw wore withdrew froze has have been
""".split()
_AHEAD = """
    will won’t won't shall would must should due scheduled planned plans expected expects forecast upcoming
    tomorrow deadline begins opens meets leaves starts resumes ends closes takes faces expires arrives hopes intends
    resume reopens reopen convenes convene departs debuts
    promised promises wants
""".split()
_PASSIVE = r"(?: (?:not |also |then |now )?(?:be|have)(?: \w+ly)?(?: been)?(?: not)? \w+)?"
_FUTURE = (
    rf"(?:(?:{'|'.join(map(re.escape, _AHEAD))}){_PASSIVE}|going to|set (?:for|to)"
    rf"|(?:is|are|was|were) (?:not )?to{_PASSIVE}|(?:is|are) \w+ing"
    r"|goes(?! back to (?:the )?$)|(?:moved|postponed|delayed|adjourned) (?:to|until|till))"
)
_SOON = rf"(?<=\w)[’']ll{_PASSIVE}"
_PAST = rf"{'|'.join(dict.fromkeys(_IRREGULAR))}|(?!need|speed|indeed)\w{{2,}}ed"
_CUE = re.compile(rf"(?:{_SOON}|(?<!\w)(?:{_FUTURE}|(?P<past>{_PAST})))(?!\w)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]['”’\"]?\s+(?=[“‘\"'A-ZÀ-Þ])|\n")
_ABBREVIATED = re.compile(
    r"\b(?:[A-Z]|[ap]\.m|Mr|Mrs|Ms|Dr|St|Sen|Gov|Rep|Gen|No|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)$"
)


_OPENS_CLAUSE = re.compile(r"(?:^|[;:—–“(]|\b(?:said|says|told \w+|that|but|and|because))\s*$", re.IGNORECASE)
_TELLS_WHO = re.compile(r",\s[^,.;]{2,60}\b(?:said|says|added|told)\b[^,.;]{0,30}(?=,)")
_FARTHEST = 400
"""Characters to each side in which a verb is looked for: few sentences are longer, and some texts have no end."""


class Tense(Enum):
    PAST = "past"
    FUTURE = "future"
    UNTOLD = "untold"


def tense_at(text: str, start: int, end: int) -> Tense:
    """The tense around the characters from `start` to `end`: of the nearest verb before, else of the first after."""
    begins, ends = sentence_around(text, start, end)
    before = [*_CUE.finditer(text, begins, start)]
    found = before[-1] if before else _CUE.search(text, end, ends)
    if found is None:
        return Tense.UNTOLD
    return Tense.PAST if found["past"] else Tense.FUTURE


def opens_past(text: str, start: int, end: int) -> bool:
    """Whether the words there open a sentence, or what somebody said, of what has been: “Until Thursday, nobody had…”.

    Who tells it does not count: “By Friday, she said, the road will be open” is of what is to come.
    """
    begins, ends = sentence_around(text, start, end)
    if not _OPENS_CLAUSE.search(text[begins:start]):
        return False
    found = _CUE.search(_TELLS_WHO.sub("", text[end:ends]))
    return bool(found and found["past"])


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around these characters begins and ends, as far as one looks."""
    begins = max(0, start - _FARTHEST)
    for stop in _SENTENCE_END.finditer(text, begins, start + 1):  # what begins there is seen to begin
        if not _ABBREVIATED.search(text, max(0, stop.start() - 6), stop.start()):
            begins = stop.end()
    farthest = min(len(text), end + _FARTHEST)
    for stop in _SENTENCE_END.finditer(text, end, farthest):
        if not _ABBREVIATED.search(text, max(0, stop.start() - 6), stop.start()):
            return begins, stop.end()
    return begins, farthest
