"""Cues, the words that tell that somebody speaks (“said”, “according to”), and patterns of who stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.speech.lexicon import either, groups, tagged
from qa.speech.names import NAME

VERBS = tagged("verb")
_IRREGULAR = groups("form")


def forms_of(verb: str) -> Iterator[str]:
    """What a verb's cues look like in an article: “says” and “said”, not “say”."""
    if verb in _IRREGULAR:
        yield from _IRREGULAR[verb]
    elif verb.endswith("y"):
        yield from (f"{verb[:-1]}ies", f"{verb[:-1]}ied")
    else:
        yield f"{verb}{'es' if verb.endswith(('s', 'sh', 'ch', 'x')) else 's'}"
        yield f"{verb.removesuffix('e')}ed"


CUE_FORMS = frozenset(form for verb in VERBS for form in forms_of(verb))
CUE = either(CUE_FORMS)
PRONOUN = r"(?:[Hh]e|[Ss]he|[Tt]hey)"
SPEAKS_NEXT = rf"(?:, [^,\n]{{2,80}},)?(?: \w+ly| also| has| had| then)* {CUE}\b"
"""What follows whoever speaks: “, the mayor, also said”."""
SPOKE_BEFORE = re.compile(rf"\b{CUE}(?: [a-z]+){{0,3}} $")
"""What goes before whoever speaks: “said chief engineer ”."""

_DETERMINER = either([*tagged("article", "possessive") - {"its"}, "one"])
_DESCRIPTION = rf"(?i:{_DETERMINER})(?:[ \t]+[\w’'.-]+){{1,5}}?"
_APPOSITION = r"(?:,[^,“”\"]{3,80},)?"
_ADVERB = (
    r"(?:[ \t]+(?:\w+ly|also|then|again|later|first|once|has|have|had|would|will|did|does|further|still|now)){0,3}"
)
_WHO = rf"(?P<who>{NAME}|{PRONOUN}|{_DESCRIPTION})"
_NO_ROLE = either(tagged("function", "article", "possessive", "pronoun", "determiner"))
_ROLE = rf"(?:(?!{_NO_ROLE}\b)[a-z][\w-]*[ \t]+){{1,4}}"
_BEFORE_CUE = r"(?:^|[”\",;—–-][ \t]*)"
PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b[Aa]ccording[ \t]+(?P<cue>to)[ \t]+{_WHO}",
        rf"(?<![\w’])(?P<who>{NAME}|{PRONOUN}){_APPOSITION}{_ADVERB}[ \t]+(?P<cue>{CUE})\b",
        rf"{_BEFORE_CUE}(?P<cue>{CUE})[ \t]+{_ROLE}(?P<who>{NAME})",
        rf"{_BEFORE_CUE}(?P<cue>{CUE})[ \t]+(?P<who>{NAME}|{PRONOUN}(?=\s*[.,;:”]|\s*$)|{_DESCRIPTION})",
        rf"(?:^|[.!?”\",;:—–-][ \t]*|\b(?:but|and|as|that)[ \t]+)(?P<who>{_DESCRIPTION}){_ADVERB}[ \t]+"
        rf"(?P<cue>{CUE})\b",
    )
)
"""A cue and whoever speaks beside it, in a narrator's words; each begins with what is likeliest to be right."""

_SPOKEN = VERBS | CUE_FORMS | tagged("spoken")
_DENYING = either(form for verb in tagged("denial") for form in (*forms_of(verb), f"{verb.removesuffix('e')}ing"))
_DENIAL = re.compile(rf"(?:(?:has|have|had|also|\w+ly) )*{_DENYING}")


def is_spoken(cue: str) -> bool:
    """Whether a cue tells of words (“said”, “according to”), not of thoughts (“believes”, “wants”)."""
    return any(word in _SPOKEN for word in re.findall(r"[a-z]+", cue.lower())) or cue == ""


def is_denial(cue: str) -> bool:
    """Whether a cue tells that somebody denied what follows: “denied”, “has rejected”."""
    return _DENIAL.fullmatch(cue) is not None
