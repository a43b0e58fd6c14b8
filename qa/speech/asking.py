"""Whose statements a question asks for: “What did Blinken say about Rafah?”, “Who warned about the fenders?”."""

from __future__ import annotations

import re

from qa.speech.cues import CUE, CUE_FORMS, VERBS
from qa.speech.lexicon import either, tagged
from qa.speech.names import names_in
from qa.speech.nouns import is_speaking_noun

_ASKED_FOR = VERBS | tagged("asked")
_CUE_WORDS = _ASKED_FOR | CUE_FORMS
_BASE_FORMS = either(_ASKED_FOR)
_NOUNS_TOO = tagged("noun")
_SPEECH = either(tagged("speech"))
_SPEAKERS = tagged("speaker")
_MOST_WORDS = 5
_GOES_ON = rf"(?=\s*(?:[?.!,]|$)|\s+{either(tagged('function', 'article', 'pronoun'))}\b)"
_VERB = rf"(?P<verb>{_BASE_FORMS})\b"
_NO_NOUN = rf"(?P<verb>{either(_ASKED_FOR - _NOUNS_TOO)}\b|{either(_NOUNS_TOO)}{_GOES_ON})"
_SOMEBODY = r"(?P<who>(?!(?:the|an?)\s)[^?]{1,80}?)"
_THE_SOMEBODY = r"(?P<who>(?:the|an?)\s[^?]{1,80}?)"
_THE_SPEAKER = rf"(?P<who>(?:the|his|her|their)\s(?:[\w’'-]+\s+){{0,3}}?{either(_SPEAKERS)})"
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
    return [" ".join(words)] if is_speaking_noun(words[-1].lower()) else []


def asks_for_speaker(question: str) -> bool:
    """Whether the speaker is what is asked for (“Who warned about …?”), not who was told."""
    return bool(_WHO_SAID.search(question)) and _WHO_WAS_TOLD.search(question) is None


def is_cue(word: str) -> bool:
    """Whether a folded word tells that somebody speaks: “say”, “warned”."""
    return word in _CUE_WORDS
