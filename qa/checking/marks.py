"""Quotation marks of all languages as one kind, character for character, so that every place in a draft stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from qa.speech.quotations import paragraph_spans

_DOUBLE = re.compile(r"[“”\"]|''|``")
_LOW = re.compile(r"[„‟]([^„‟“”\n]*)[“”]")
_CLOSED_TO_OPEN = re.compile(r"(?:^|(?<=[\s(\[—–-]))”(?=[\w‘'’(\[$£€¿¡…])", re.MULTILINE)
_GUILLEMETS = re.compile(r"«[^«»]*»")
_TURNED_GUILLEMETS = re.compile(r"»(?=\S)[^«»]*(?<=\S)«")
_SINGLE = (re.compile(r"(?<![\w’])‘(?=\S)"), re.compile(r"(?<=[\w.,!?…;:—–”\")\]])’(?!\w)"))
_STRAIGHT = (re.compile(r"(?<![\w'])'(?=[\w“\"(\[$£€])"), re.compile(r"(?<=[.,!?…;:—–])'(?![\w'])"))
_ANGLES = (re.compile("‹"), re.compile("›"))
"""What opens a quotation in single marks, and what may close it."""

_ENDED = frozenset(".,!?…;:—–")
_NOT_DOUBLE = re.compile(rf"(?<![\w’])[‘'‹](?=\S)|{_CLOSED_TO_OPEN.pattern}", re.MULTILINE)
"""Where a quotation may begin otherwise than with a double mark that opens."""

_LEAST_WORDS = 2
_BLOCK = re.compile(r"(?:^ {0,3}>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_LEADS = re.compile(r"^ {0,3}(?:>[ \t]?)+", re.MULTILINE)
_CREDITED = re.compile(r"\n[ \t]*(?:—|–|--)[ \t]*\S")
_INNER = str.maketrans('“”"', "‘’'")
_CORNERS = str.maketrans("「」『』", "“”‘’")


def plain_marks(text: str) -> str:
    """The text with “ and ” for whatever opens and closes its quotations; of the same length.

    A block that each line of which begins with “>” is a quotation too, where it has no marks of its own.
    """
    text = _BLOCK.sub(_unblocked, text)
    text = _LOW.sub("“\\1”", text.translate(_CORNERS))
    if turned := len(_TURNED_GUILLEMETS.findall(text)) > len(_GUILLEMETS.findall(text)):
        text = text.translate(str.maketrans("»«", "“”"))
    elif not turned:
        text = text.translate(str.maketrans("«»", "“”"))
    return "".join(_pieces(text)) if _NOT_DOUBLE.search(text) else text


def _pieces(text: str) -> Iterator[str]:
    """The paragraphs with single marks made double where nothing double is around them, and what stands between."""
    place = 0
    for paragraph in paragraph_spans(text):
        yield text[place : paragraph.start]
        own = paragraph.of(text)
        own = _CLOSED_TO_OPEN.sub("“", own) if "“" not in own else own
        double = _DOUBLE.search(own)
        for marks in (_SINGLE, _STRAIGHT, _ANGLES):
            first = marks[0].search(own)
            if first and (double is None or first.start() < double.start()):
                own = _doubled(own, *marks)
                break
        yield own
        place = paragraph.end
    yield text[place:]


def _doubled(text: str, opens: re.Pattern[str], closes: re.Pattern[str]) -> str:
    """Pairs of single marks as double ones, and double ones within as single, where there are words enough.

    The mark that closes is the first behind a comma or full stop before another opens, where there is one: “workers’
    rights” has none. Each mark is looked at once.
    """
    starts = [match.start() for match in opens.finditer(text)]
    ends = [match.start() for match in closes.finditer(text)]
    pieces, place, number = [], 0, 0
    for start, following in pairwise((*starts, len(text))):
        while number < len(ends) and ends[number] <= start:
            number += 1
        within = []
        while number < len(ends) and ends[number] < following:
            within.append(ends[number])
            number += 1
        end = next((end for end in within if text[end - 1] in _ENDED), within[0] if within else None)
        if end is None or len(re.findall(r"\w+", text[start + 1 : end])) < _LEAST_WORDS:
            continue
        pieces += [text[place:start], "“", text[start + 1 : end].translate(_INNER), "”"]
        place = end + 1
    return "".join((*pieces, text[place:]))


def _unblocked(match: re.Match[str]) -> str:
    """A quoted block as one paragraph in quotation marks; who is named below its words stands behind them."""
    block = match[0]
    inner = _LEADS.sub(lambda lead: " " * len(lead[0]), block)
    if not re.search(r"\w", inner):
        return block
    if _DOUBLE.search(inner) or re.search("[«»„「]", inner):
        return inner
    credit = _CREDITED.search(inner)
    end = credit.start() if credit else len(inner.rstrip("\n"))
    quoted, rest = inner[:end].replace("\n", " "), inner[end:]
    opened = f"“{quoted[1:]}"
    return f"{opened}”{rest[1:]}" if rest else f"{opened}"
