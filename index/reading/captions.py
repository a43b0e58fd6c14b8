"""Lines that describe a picture, or say who took it."""

from __future__ import annotations

import re

_LONGEST = 700
_LONGEST_CREDIT = 200
_AGENCIES = (
    r"(?:AP|AFP|EPA|EPA-EFE|PA|AAP|JTA|TASS|REUTERS|Reuters|Getty(?: Images)?|Associated Press|Press Association|"
    r"Flash ?90|Shutterstock|i?Stock|Alamy|Bloomberg|Xinhua|Anadolu(?: Agency)?|NurPhoto|Zuma(?: Press)?|"
    r"(?:Wikimedia |Wiki)?Commons|Twitter|X|Facebook|Instagram|YouTube|Telegram|Zoom|social media)"
)
_NAME = r"[A-Z][\w.’'-]*(?: [\w.’'-]+){1,4}"
_IN_BRACKETS = re.compile(
    rf"\((?:[^()]*\bvia {_AGENCIES}|[^()]*/ ?{_AGENCIES}|{_AGENCIES} ?/[^()]*|{_NAME} ?/ ?[A-Z][\w.,’' -]*|"
    r"(?:[Ii]mage|[Pp]hoto|[Pp]icture|[Vv]ideo)(?: credits?)?(?: by|:| courtesy)[^()]*|[^()]*\bGetty Images|"
    r"[^()]*\b(?:AP|Pool|Staff|Press|Handout|[Ff]ile|[Cc]ourtesy) [Pp]hoto|(?:[^()]*, )?[Cc]ourtesy(?: of)?:? [^()]*|"
    r"[^()]*\b[Ss]creen ?(?:shot|grab|capture)\b[^()]*|[^()]*\bCC[ -]BY\b[^()]*)\.?\)\.?$"
)
_FILE = re.compile(r"(?:FILE|File)\s?[-–—:]\s?(?=[A-Z“\"‘'])|(?:FILE|File) (?:[Pp]hoto|PHOTO|picture|image)\b")
_LABELLED = re.compile(
    r"(?:photo|photograph|picture|image|illustration|photo illustration)s?"
    r"(?: (?:credit|source|by|courtesy|courtesy of))?\s?:\s*\S|"
    r"(?:credit|caption)s?\s?:\s*\S",
    re.IGNORECASE,
)
_ENDS_LABELLED = re.compile(
    r"(?:^|[.!?”\"’)]\s+|\s[|–—-]\s*)(?:Photo|Photograph|Picture|Image|Illustration|Credit)"
    r"(?: (?:credit|by|courtesy of))?:(?: (?:[^\s.!?:]+|\w\.)){1,6}\.?$"
)
_PHOTO_BY = re.compile(
    r"(?:PHOTO|(?:[Pp]hoto|[Pp]hotograph|[Ii]llustration|[Ii]mage)s?) (?:by|BY|courtesy of) [A-Z@][\w.’'-]*"
    r"(?:[ /,]+(?:[A-Z][\w.’'-]*|of|the|on|for|via|and))*"
)
_BROADCASTER = re.compile(r"(?:Image|Media) (?:caption|copyright|source),? [A-Z©].*")
_ALONE = re.compile(rf"(?:© ?)?(?:{_AGENCIES}(?: Photo)?|{_NAME}) ?(?:/|\||via) ?{_AGENCIES}(?: Photo)?|Getty Images")


def is_caption(line: str) -> bool:
    """Whether a line ends in a credit such as “(Jane Roe/Pool via AP)”, or begins as captions do: “File - …”."""
    if len(line) > _LONGEST:
        return False
    if _FILE.match(line) or _IN_BRACKETS.search(line):
        return True
    if len(line) > _LONGEST_CREDIT:
        return len(line) <= 2 * _LONGEST_CREDIT and bool(_ENDS_LABELLED.search(line))
    if _LABELLED.match(line) or _ENDS_LABELLED.search(line):
        return True
    return any(whole.fullmatch(line) for whole in (_PHOTO_BY, _BROADCASTER, _ALONE))
