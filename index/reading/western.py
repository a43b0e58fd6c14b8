"""Texts in Western languages whose bytes are not UTF-8: on which of the old systems they were written."""

from __future__ import annotations

import re

_ABOVE_ASCII = bytes(range(0x80, 0x100))
_ENCODINGS = ("cp1252", "mac_roman", "cp850")
"""Of Windows, of the Macintosh before OS X, and of DOS; the first of equals is the likeliest."""

_MOST_HIGH = 0.4
"""Of all characters but spaces: scripts of their own have most of them there."""

_MOST_ODD = 0.02
_LETTERS = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœŸ"
_MARKS = "£§©«®°·»½¿¡€‚„…†‡‰‹›‘’“”•–—™´¨"
_ODD = re.compile(
    rf"[^\x00-\x7f\xa0{_LETTERS}{_MARKS}]"  # no letter or mark of these languages
    r"|(?<=\w)[¿¡£©®°½€‚„…†‡‰“‘™´¨](?=\w)"  # a mark within a word, where only ’ and dashes stand
    r"|(?<=[^\W\d_])[¿¡‘‚„‰´¨](?!\w)"  # what opens, at a word's end
    r"|(?<!\w)[‰™](?=\w)"  # what closes, at a word's beginning
    r"|(?<=[a-zß-ÿ])[À-ÖØ-ÞŒŸ]"  # a capital behind a small letter
    r"|(?<![^\W\d_])[À-ÖØ-ÞŒŸ](?=[A-Z][a-zß-ÿ])"  # two capitals, then a small letter
    r"|(?<=[a-zß-ÿ])[–—](?=[a-zß-ÿ])"  # a dash within a word
    r"|(?<!\w)[À-ÖØ-ÞŒŸß-öø-ÿœ](?!\w)(?<![àéèêòóôÀÉÈÊåäöÅÄÖ])"  # a letter alone that is no word
    r"|[À-ÖØ-ÞŒŸß-öø-ÿœ](?=\d)"  # a letter before a digit
)


def may_be_western(content: bytes) -> bool:
    """Whether most of it is ASCII, as in languages whose letters are Latin."""
    return _high(content) <= _MOST_HIGH * len(content.replace(b" ", b""))


def western(content: bytes) -> str | None:
    """The encoding in which the bytes spell a Western language, with its marks where they belong; None where in none.

    Where they make sense in several, it is that of Windows.
    """
    if not may_be_western(content):
        return None
    odd = {name: len(_ODD.findall(content.decode(name, "replace"))) for name in _ENCODINGS}
    best = min(_ENCODINGS, key=lambda name: odd[name])
    return best if odd[best] <= _MOST_ODD * _high(content) else None


def _high(content: bytes) -> int:
    return len(content) - len(content.translate(None, _ABOVE_ASCII))
