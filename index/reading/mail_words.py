"""The words that e-mail programs write around messages that are quoted or forwarded, as data."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def mail_words() -> dict[str, tuple[str, ...]]:
    """Words in small letters, the longest first, by their role: `from`, `sent`, `to`, `subject`, `other`, `wrote`."""
    words: dict[str, tuple[str, ...]] = {}
    for line in (files("index.reading") / "mail_words.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            role, _, written = line.partition("\t")
            words[role] = tuple(sorted(written.split(", "), key=len, reverse=True))
    return words


@cache
def role_of(label: str) -> str | None:
    """What a header of this name says: `from`, `sent`, `to`, `subject` or `other`; None for no header's name."""
    folded = label.casefold()
    return next((role for role, words in mail_words().items() if role != "wrote" and folded in words), None)


@cache
def wrote() -> re.Pattern[str]:
    """Where the verb of a line such as “On Monday, Jane Roe wrote:” stands."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, mail_words()['wrote']))})(?!\w)", re.IGNORECASE)
