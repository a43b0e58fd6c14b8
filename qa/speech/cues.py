"""The words that tell that somebody speaks, the patterns of who stands beside them, and titles and words of no name."""

from __future__ import annotations

import re
from collections.abc import Iterator

VERBS = """
    acknowledge add admit advise allege announce answer argue assert assure caution challenge claim comment
    complain concede conclude confirm contend counter criticize criticise declare demand deny describe disclose
    dismiss emphasize emphasise estimate exclaim explain forecast insist joke lament maintain note object observe
    plead pledge point predict promise propose quip recall recommend reiterate reject remark repeat reply report
    respond reveal state stress suggest tell testify urge vow warn write recount allow boast joke muse
""".split()
IRREGULAR = {
    "say": "says said saying",
    "tell": "told tells",
    "write": "wrote writes written",
    "think": "thinks thought",
}


def _forms(verb: str) -> Iterator[str]:
    if verb in IRREGULAR:
        yield from IRREGULAR[verb].split()
        return
    stem = verb[:-1] if verb.endswith("e") else verb
    if verb.endswith("y"):
        yield from (f"{verb[:-1]}ies", f"{verb[:-1]}ied")
    elif verb in ("admit", "quip"):
        yield from (f"{verb}s", f"{verb}{verb[-1]}ed")
    else:
        yield from (f"{verb}{'es' if verb.endswith(('s', 'sh', 'ch', 'x')) else 's'}", f"{stem}ed")


CUE_FORMS = sorted({form for verb in (*VERBS, *IRREGULAR) for form in _forms(verb)}, key=len, reverse=True)
CUE = rf"(?:{'|'.join(CUE_FORMS)})"
CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'.-]*"
NAME = rf"{CAPITAL}(?:[ \t]+(?:(?:de|del|der|van|von|bin|al|el|la|le|of|the|and|&)[ \t]+){{0,3}}{CAPITAL}){{0,9}}"
PRONOUN = r"(?:[Hh]e|[Ss]he|[Tt]hey)"
DESCRIPTION = r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Oo]ne)(?:[ \t]+[\w’'.-]+){1,5}?"
_APPOSITION = r"(?:,[^,“”\"]{3,80},)?"
_ADVERB = (
    r"(?:[ \t]+(?:\w+ly|also|then|again|later|first|once|has|have|had|would|will|did|does|further|still|now)){0,3}"
)
_WHO = rf"(?P<who>{NAME}|{PRONOUN}|{DESCRIPTION})"
_ROLE = (
    r"(?:(?!(?:that|on|in|at|to|of|by|for|with|from|about|it|there|this|if|when|after|before|during|as|he|she|they|the"
    r"|an?|his|her|their|one|and|but|or|not|yes|no|last|late|early|earlier)\b)[a-z][\w-]*[ \t]+){1,4}"
)
PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b[Aa]ccording[ \t]+(?P<cue>to)[ \t]+{_WHO}",
        rf"(?<![\w’])(?P<who>{NAME}|{PRONOUN}){_APPOSITION}{_ADVERB}[ \t]+(?P<cue>{CUE})\b",
        rf"(?:^|[”\",;—–-][ \t]*)(?P<cue>{CUE})[ \t]+{_ROLE}(?P<who>{NAME})",
        rf"(?:^|[”\",;—–-][ \t]*)(?P<cue>{CUE})[ \t]+(?P<who>{NAME}|{PRONOUN}(?=\s*[.,;:”]|\s*$)|{DESCRIPTION})",
        rf"(?:^|[.!?”\",;:—–-][ \t]*|\b(?:but|and|as|that)[ \t]+)(?P<who>{DESCRIPTION}){_ADVERB}[ \t]+"
        rf"(?P<cue>{CUE})\b",
    )
)
QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|^[^“”]*”")
NO_NAMES = frozenset(
    """
    The A An He She They It This That These Those But And Or In On At For By With From As If When While After
    Before During Since Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
    June July August September October November December There Here One Some Many Most Another Earlier Later Both
    Meanwhile However Asked Speaking I We You What Who How Why When Where Which Whose
    """.split()
)
TITLE_WORDS = """
    US UK UN EU Mr Mrs Ms Dr Sir Dame Lord Lady Sen Gov Rep Gen Col Capt Lt Sgt Prof Rev Hon of and the former acting
    President Vice Prime Chief Deputy Minister Secretary Senator Governor Mayor Judge Justice Professor Chancellor
    Captain Doctor King Queen Prince Princess National Security Adviser Advisor State Foreign Defense Defence Interior
    Finance Health Attorney General Speaker Ambassador Commissioner Councillor Inspector Sheriff Father Sister Bishop
    Pope Director Executive Officer Managing Spokesman Spokeswoman Spokesperson Harbour Harbor Master Chairman
    Chairwoman Chair Head Coach Manager Engineer Superintendent Reporter Prosecutor Detective Leader Candidate Fire
    Police Constable Union Party Press Campaign Representative Congressman Congresswoman Lieutenant Colonel Sergeant
    Midfielder Goalkeeper Striker Defender Operator Company Hospital District State Lead Senior Junior Assistant
""".split()
TITLES = re.compile(rf"^(?:(?:U\.S\.|{'|'.join(sorted(set(TITLE_WORDS)))})\.?[ \t]+)+")
