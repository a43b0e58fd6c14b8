"""Whose statements a question asks for: “What did Blinken say about Rafah?”, “Who warned about the fenders?”."""

from __future__ import annotations

import re

from qa.speech.cues import CUE, CUE_FORMS, IRREGULAR, VERBS
from qa.speech.glance import names_in

_ASKED_FOR = (*VERBS, *IRREGULAR, "believe", "react", "feel", "want", "see", "mean", "call", "discuss")
_CUE_WORDS = frozenset((*_ASKED_FOR, *CUE_FORMS))
_BASE_FORMS = "|".join(_ASKED_FOR)
_MOST_WORDS = 5
_SPEECH = (
    "say|tell|told|warn|claim|announce|argue|promise|add|deny|insist|demand|respond|reply|report|recommend|call|write|"
    "suggest|predict|state|think|believe|react|admit|advise|ask|complain|confirm|explain|propose|urge|vow|pledge"
)
_SPEAKING_NOUN = re.compile(
    r"[a-z-]*(?:[^st]ers?|ministers?|[aeiou]ters?|ors?|ists?|men|man|women|woman|ians?|ents?|ants?|judges?|police|union|unions|court|"
    r"authority|authorities|government|administration|ministry|mayor|secretary|chief|head|chair|coach|king|queen|"
    r"prince|pope|company|agency|council|committee|commission|board|party|group|campaign|association|federation|"
    r"institute|bank|army|military|department|office|team|club|staff|victims?|family|families|scholars?|experts?|"
    r"officials?|critics?|aides?|analysts?|neighbou?rs?|parents?|attorneys?|colonel|general|admiral|captain|envoy|"
    r"delegates?|envoys?|lawyers?|guides?|rivals?|allies|ally|engineers?|report|statement|survey|poll|study|author)"
)
_SPEAKERS = frozenset(
    """
    administration admiral adviser aides ambassador analyst analysts army association attorney author authorities
    authority bank bishop board captain chair chairman chairwoman chancellor chief club coach commander commission
    commissioner committee company conductor council court critics defence defense delegates department detective
    director economist economists editor embassy engineer engineers envoy expert experts federation general
    government governor group hospital institute investigators judge king lawyer lawyers leader leaders manager
    mayor mediator military minister ministers ministry officer officials operator opposition parliament party
    pilot police pope president prime prince princess professor prosecutor prosecutors queen regulator researcher
    researchers scientist scientists secretary senator senators sheriff speaker spokesman spokesperson spokeswoman
    staff team union unions university
    """.split()
)
"""Last words of whoever speaks and is nothing to be asked about: after “And …?” no verb tells, as it does above."""
_NOUNS_TOO = frozenset(
    "answer call challenge claim comment demand estimate forecast note object point promise report state".split()
)
_GOES_ON = (
    r"(?=\s*(?:[?.!,]|$)|\s+(?:about|after|against|as|at|before|during|for|from|he|his|her|how|if|in|is|it|of|on|over|she|"
    r"that|the|their|they|this|to|was|were|when|where|whether|while|with|would)\b)"
)
_VERB = rf"(?P<verb>{_BASE_FORMS})\b"
_NEVER_NOUNS = "|".join(verb for verb in _ASKED_FOR if verb not in _NOUNS_TOO)
_NO_NOUN = rf"(?P<verb>(?:{_NEVER_NOUNS})\b|(?:{'|'.join(sorted(_NOUNS_TOO))}){_GOES_ON})"
_SOMEBODY = r"(?P<who>(?!(?:the|an?)\s)[^?]{1,80}?)"
_THE_SOMEBODY = r"(?P<who>(?:the|an?)\s[^?]{1,80}?)"
_THE_SPEAKER = rf"(?P<who>(?:the|his|her|their)\s(?:[\w’'-]+\s+){{0,3}}?(?:{'|'.join(sorted(_SPEAKERS))}))"
_ANYBODY = r"(?P<who>[^?]{1,80}?)"
_BETWEEN = r"\s+(?:(?:\w+ly|also|ever|never|not|once|first|actually)\s+)?"
_ASKED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:did|does|do)\s+{_SOMEBODY}{_BETWEEN}{_VERB}",
        rf"\b(?:did|does|do)\s+{_THE_SPEAKER}{_BETWEEN}{_VERB}",
        rf"\b(?:did|does|do)\s+{_THE_SOMEBODY}{_BETWEEN}{_NO_NOUN}",
        rf"^\W*(?:Did|Does|Do)\s+{_THE_SPEAKER}{_BETWEEN}(?P<verb>{_SPEECH})\b",
        rf"^\W*(?:Did|Does|Do)\s+{_SOMEBODY}{_BETWEEN}(?P<verb>{_SPEECH})\b",
        rf"\b(?:[Hh]as|[Hh]ave|[Hh]ad)\s+{_ANYBODY}{_BETWEEN}(?P<verb>{CUE})\b",
        rf"\b(?:[Ii]s|[Ww]as|[Aa]re|[Ww]ere)\s+{_ANYBODY}{_BETWEEN}(?P<verb>saying|telling|claiming|warning|quoted)\b",
        r"\b[Aa]ccording to (?P<who>[^,?]+)",
        r"(?P<who>[\w.’' -]{1,60})[’']s (?:view|position|stance|reaction|response|opinion|comment|statement)s?\b",
    )
)
"""“The New York state budget” is nobody who states: after “the”, what may be a noun must go on as a verb does."""
_WHO_SAID = re.compile(
    r"\b[Ww]ho\b(?:\s+(?:in|inside|within|on|from|among|of|at|besides)(?:\s+[\w’'-]+){1,3}?)?"
    r"(?:\s+(?:has|have|had|did|does|do|would|will|could|may|might|should|is|are|was|were|been|being|also|first|else|not|"
    r"never|ever|then|later|just|both|and|\w+ly))*"
    rf"\s+(?:{_BASE_FORMS}|{CUE})\b"
)
_WHO_WAS_TOLD = re.compile(
    rf"\b[Ww]ho\b(?:\s+\w+){{0,2}}?\s+(?:is|are|was|were|been|being)\s+(?:\w+ly\s+)?(?!\w+ing\b){CUE}\b"
)


def asked_speakers(question: str) -> list[str]:
    """Whose statements a question asks for (“What did Blinken say about Rafah?”), as it names them."""
    found = [match for pattern in _ASKED if (match := pattern.search(question))]
    if not found:
        return []
    first = min(found, key=lambda match: match.start())
    told = question[first.end("who") :] if "verb" in first.re.groupindex else "say"
    return names_in(f"… {first['who']}") or _described(first["who"], told)


def is_somebody(words: str) -> bool:
    """Whether words are a name, or a description of somebody, or of a body, that speaks: “the union leader”."""
    return words.split()[-1].lower() in _SPEAKERS or names_in(f"… {words}") == [words]


def _described(who: str, verb: str) -> list[str]:
    """“the judge”, where it is somebody, or a body, that speaks; nothing for what else a question may be about."""
    trailing = re.search(r"\b(?:the|his|her|their)(?: [\w-]+){1,4}$", who, re.IGNORECASE)
    words = trailing[0].split() if trailing else []
    if not 2 <= len(words) <= _MOST_WORDS or words[0].lower() not in ("the", "his", "her", "their"):
        return []
    if not re.match(rf"\s+(?:\w+ly\s+)?(?:{_SPEECH})\b", f" {verb.strip()}"):
        return []
    return [" ".join(words)] if _SPEAKING_NOUN.fullmatch(words[-1].lower()) else []


def asks_for_speaker(question: str) -> bool:
    """Whether the speaker is what is asked for (“Who warned about …?”), not who was told."""
    return bool(_WHO_SAID.search(question)) and _WHO_WAS_TOLD.search(question) is None


def is_cue(word: str) -> bool:
    """Whether a folded word tells that somebody speaks: “say”, “warned”."""
    return word in _CUE_WORDS
