"""Lines that say who wrote an article."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.reading.dates import DateLine, date_line

_LONGEST = 160
_BY = re.compile(
    r"(?:(?:written|reported|story|text|words|analysis|opinion|report)\s+)?by\s*:?\s+(?=\S)|"
    r"(?:authors?|writers?|reporters?)\s*:\s*(?=\S)",
    re.IGNORECASE,
)
_REST = re.compile(
    r"\s*[|•·]\s*|\s+[–—-]\s+|,?\s+(?=(?:published|updated|posted)\b)|"
    r",?\s+(?:on\s+)?(?=(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    r"(?:\d{1,2}\s+)?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d)|"
    r",?\s+(?=\d{1,4}[-/.]\d)",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\s+(?:in|at|for|from)\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"(\s*[,;]\s*(?:and\s+|&\s*)?|\s+and\s+|\s+with\s+|\s*&\s*|\s*/\s*)", re.IGNORECASE)
_PARTICLES = re.compile(r"(?:al|bin|d[aeiu]|del|della|de[nr]|dos|e[ln]|la|le|of|ibn|te[nr]|the|van|von|y)")
_NO_NAME = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|an?|all|any|being|chance|comparison|contrast|default|design|far|hook|law|nature|night|"
    r"now|order|popular|sea|some|then|these|this|those|way|what|when)",
    re.IGNORECASE,
)
_LED = re.compile(
    r"(?:(?:posted|written|submitted|words|text|story|reported|published)\s+)?(?:by|par|von|por|door|przez)\s*:?\s+(?=\S)|"
    r"(?:authors?|autor(?:en|in)?|auteur|autore|writers?)\s*:\s*(?=\S)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:^|[\s,]+)(?:last |date )?(?:updated?|published|posted|submitted|modified)\b|"
    r",?\s+(?:january|february|march|april|may|june|july|august|september|october|november|december)\s*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\w\.[a-z]{2,4}$")
_MOST_WORDS = 5
_AGENCIES = ("Reuters", "Bloomberg", "Xinhua", "Staff")
_IS = re.compile(
    r"(?P<name>\w[\w.’'-]*(?:\s+[\w.’'-]+){1,4})\s+is\s+(?:an?|the)\s(?:[^.;:]|\.(?=\S))*\b"
    r"(?:reporter|correspondent|editor|editor-in-chief|writer|journalist|columnist|contributor|producer|"
    r"bureau chief|critic|blogger)\b(?:[^.;:]|\.(?=\S))*\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote it, as the line says it, and the date where the same line gives one."""

    author: str
    dated: DateLine | None = None


def byline(line: str) -> Byline | None:
    """What a line says that only names the author, such as “By Jane Roe and John Doe, staff writers” or
    “Jane Roe is The Times’ bureau chief”; None for any other line."""
    if len(line) > _LONGEST:
        return None
    if match := _BY.match(line):
        names, *rest = _REST.split(line[match.end() :])
        author = _names(names)
        if author is None or any(len(part) > 60 for part in rest):
            return None
        return Byline(author, next(filter(None, map(date_line, rest)), None))
    match = _IS.fullmatch(line)
    return Byline(match["name"]) if match and _is_name(match["name"]) else None


def names_only(written: str) -> str | None:
    """The names that a field for names begins with: `Par LILA ALEM, LAURE BRETT Envoyés spéciaux` is two names. None
    where it begins with anything else: a date, “Submitted on”, an address."""
    line = " ".join(written.split())
    label = _LED.match(line)
    led = line[label.end() :] if label else line
    pieces = _BETWEEN.split(_DATED.split(_REST.split(led, maxsplit=1)[0], maxsplit=1)[0].strip(" ,:;"))
    names: list[str] = []
    for between, piece in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        name = _leading_name(_WHERE.split(piece.strip(), maxsplit=1)[0])
        if name is None:
            break
        names += [between if names else "", name]
        if name != piece.strip():
            break
    author = "".join(names)
    return author if " " in author or author == led.strip(" ,:;") else None


def _leading_name(written: str) -> str | None:
    """The name that the words begin with: all of them, or those in capitals before others."""
    capitals = re.match(r"[^\W\d_][\w.’'-]*(?:\s+[\w.’'-]+)+", written)
    words = written.split()
    if capitals and not written.isupper():
        count = next((at for at, word in enumerate(words) if not word.isupper()), len(words))
        words = words[:count] if count > 1 and len(words[0]) > 1 else words
    name = " ".join(words)
    return name if len(words) <= _MOST_WORDS and _is_name(name) else None


def _names(written: str) -> str | None:
    """The names that lead, as they are written, without the roles and places behind them."""
    if re.search(r"[.?!]$", written) and not re.search(r"\b(?:[JS]r|[A-Z])\.$", written):
        return None
    pieces = _BETWEEN.split(_WHERE.split(written, maxsplit=1)[0].strip(" ,:"))
    if not _is_name(pieces[0]) or not (" " in pieces[0] or pieces[0].isupper() or pieces[0] in _AGENCIES):
        return None
    author = pieces[0]
    for between, name in zip(pieces[1::2], pieces[2::2], strict=True):
        if not _is_name(name):
            break
        author += between + name
    return author


def _is_name(written: str) -> bool:
    """Whether every word is capitalised, but for the “van” and “of” that names hold."""
    words = written.split()
    if not 1 <= len(words) <= 6 or _NO_NAME.fullmatch(words[0]):
        return False
    if any(map(str.isdigit, written)) or _ADDRESS.search(written):
        return False
    names = [word for word in words if not _PARTICLES.fullmatch(word)]
    return bool(names) and all(name[0].isupper() or not _cased(name) for name in names)


def _cased(word: str) -> bool:
    """Whether the word is of a script that has capitals."""
    return word.casefold() != word.upper()
