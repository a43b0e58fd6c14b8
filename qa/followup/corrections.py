"""“Wrong, I meant the ferry”: the question before, with the word put in."""

from __future__ import annotations

import re

from qa.answer import Conversation
from qa.followup.asked import names_of
from qa.question import Taken

_THING = r"(?:(?:the|a|an|his|her|their|its|this|that)\s+)?[\w’'-]+(?:\s+[\w’'-]+){0,4}?"
_CORRECTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:no\W+|sorry\W+|wrong\W+)*(?:i\s+(?:mean|said)\s+)?not\s+(?P<old>{_THING})\s*(?:,|;|–|—|-|\bbut\b)\s*(?:but\s+)?"
        rf"(?:i\s+(?:mean|meant)\s+)?(?P<new>{_THING})\s*[.!?]*$",
        rf"^(?:no\W+|sorry\W+|wrong\W+)*(?:i\s+(?:mean|meant)\s+)?(?P<new>{_THING})\s*,\s*not\s+(?P<old>{_THING})\s*[.!?]*$",
        rf"^(?:(?:no|nope|sorry|wrong|oops|actually|well|that’s wrong|that's wrong|that is wrong)\b[\s,.!;:–—-]*)*"
        rf"i\s+(?:mean|meant|was asking about|wanted)\s+(?P<new>{_THING})\s*[.!?]*$",
        r"^(?:no|nope|wrong|oops)\b[\s,.!;:–—-]+(?P<new>(?:the|a|an)\s+[\w’'-]+(?:\s+[\w’'-]+){0,3}?)\s*[.!?]*$",
    )
)
_ABOUT = re.compile(r"\b(?:about|regarding|concerning|on|of)\s+(?P<old>[^?,(]+?)\s*\?*\s*$", re.IGNORECASE)
_LAST_THING = re.compile(r"(?P<old>\b(?:the|a|an)\s+[a-z][\w’'-]*)(?!.*\b(?:the|a|an)\s+[a-z])")


def corrected(question: str, conversation: Conversation) -> tuple[str, tuple[Taken, ...]] | None:
    """The question before with what was meant put in; None where nobody says so, or where it fits nowhere.

    Whether that question was answered is all the same.
    """
    match = next((found for pattern in _CORRECTS if (found := pattern.match(question.strip()))), None)
    if match is None or not conversation.turns:
        return None
    number, before = len(conversation.turns), conversation.turns[-1].query.strip()
    old = _place(match.groupdict().get("old"), match["new"], before)
    if old is None:
        return None
    start, end = old
    rest = f"{before[:start]}… {before[end:]}".strip(" ?")
    return f"{before[:start]}{match['new']}{before[end:]}", (Taken(rest, "", number),)


def _place(old: str | None, new: str, before: str) -> tuple[int, int] | None:
    """Where in the question before the new word belongs."""
    if old:
        bare = re.sub(r"^(?:the|a|an)\s+", "", old, flags=re.IGNORECASE)
        found = re.search(rf"\b(?:(?:the|a|an)\s+)?{re.escape(bare)}\b", before, re.IGNORECASE)
        if found:
            return found.span()
    about = _ABOUT.search(before)
    if about:
        return about.span("old")
    names = names_of(before)
    if new[:1].isupper() and names:
        start = before.rindex(names[-1])
        return start, start + len(names[-1])
    last = _LAST_THING.search(before)
    return last.span("old") if last else None
