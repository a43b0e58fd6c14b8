"""Texts in Western languages whose bytes are not UTF-8: on which of the old systems they were written."""

from __future__ import annotations

import re

WESTERN = ("cp1252", "mac_roman", "cp850")
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


def western(content: bytes) -> str | None:
    """The encoding in which the bytes spell a Western language, with its marks where they belong; None where in none.

    Where they make sense in several, it is that of Windows.
    """
    high = sum(byte > 0x7F for byte in content)
    if high > _MOST_HIGH * len(content.replace(b" ", b"")):
        return None
    odd = {name: len(_ODD.findall(content.decode(name, "replace"))) for name in WESTERN}
    best = min(WESTERN, key=lambda name: odd[name])
    return best if odd[best] <= _MOST_ODD * high else None
