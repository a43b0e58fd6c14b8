"""Who said it: the speaker of a quote, and whose statements a question asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.article import Article, Span
from index.sentences import unwrapped
from qa.answer import Speaker
from qa.speaking.cues import CUE, CUE_FORMS, IRREGULAR, VERBS
from qa.speaking.families import is_same_person
from qa.speaking.glance import full_name, glance, names_in
from qa.speaking.resolving import holder
from qa.statements import Kind, Statement, statements

__all__ = [
    "asked_speakers",
    "asks_for_speaker",
    "attribute",
    "full_name",
    "glance",
    "is_cue",
    "is_denial",
    "is_said_by",
    "is_somebody",
    "names_in",
    "with_titles",
]

_MOST = 0.6
_HALF = 0.5


def attribute(article: Article, span: Span, *, trained: bool = True) -> Speaker | None:
    """The speaker of the words at `span`; None where the article does not tell.

    Of several statements it is the one that holds most of the words and that somebody said, not only thought; of
    statements within it the innermost that still makes half of them, and `via` is who tells of it. What was not
    said has no speaker (what somebody denies, has), nor has what is the article's own for its first half.
    """
    told = [one for one in statements(article, span, trained=trained) if one.overlap(span) and one.source]
    shares = [_share(one, span) for one in told]
    held = [one for one, share in zip(told, shares, strict=True) if share >= max(_HALF, _MOST * max(shares))]
    if not held:
        return None
    spoken = [one for one in held if is_spoken(one.said(article.text))] or held
    outer = max(spoken, key=lambda one: (_shared(one, span), -one.cue.start))
    inner = _innermost(outer, spoken)
    best = inner if _shared(inner, span) >= _HALF * len(span) else outer
    begins = min(part.start for one in spoken for part in _parts(one))
    not_said = best.negated and not _denies(article.text, best)
    if best.speaker is None or not_said or begins - span.start > _HALF * len(span):
        return None
    return _speaker(article, best)


def _innermost(outer: Statement, others: Sequence[Statement]) -> Statement:
    """The statement within the outer one, and within that, that others tell."""
    size = sum(map(len, outer.content))
    within = [
        one
        for one in others
        if any(one.cue.within(part) for part in outer.content) and sum(map(len, one.content)) < size
    ]
    return _innermost(max(within, key=lambda one: sum(map(len, one.content))), within) if within else outer


def _share(one: Statement, span: Span) -> float:
    """How much of the words, or of the statement where that is shorter, the two have in common."""
    return _shared(one, span) / min(len(span), sum(map(len, _parts(one))))


def _shared(one: Statement, span: Span) -> int:
    return sum(part.overlap(span) for part in _parts(one))


def _parts(one: Statement) -> tuple[Span, ...]:
    return (*one.content, one.cue, *((one.source,) if one.source else ()))


def _speaker(article: Article, one: Statement) -> Speaker:
    return Speaker(
        name=one.speaker or "",
        cue=one.said(article.text),
        quoted=one.kind is not Kind.INDIRECT,
        mixed=one.kind is Kind.MIXED,
        source=one.source,
        told=one.cue,
        via=one.via,
    )


def is_denial(cue: str) -> bool:
    """Whether a cue tells that somebody denied what follows: “denied”, “has rejected”."""
    return _DENIAL.fullmatch(cue) is not None


def _denies(text: str, one: Statement) -> bool:
    """Whether it is a denial, and not one that was not made: “did not deny”."""
    between = text[one.source.end : one.cue.start] if one.source and one.source.end < one.cue.start else ""
    return is_denial(one.said(text)) and re.search(r"\b(?:not|never)\b|n[’']t\b", between) is None


def is_spoken(cue: str) -> bool:
    """Whether a cue tells of words (“said”, “according to”), not of thoughts (“believes”, “wants”)."""
    return any(word in _SPOKEN for word in re.findall(r"[a-z]+", cue.lower())) or cue == ""


_SPOKEN = frozenset(
    (*VERBS, *CUE_FORMS, "according", "say", "tell", "tweeted", "continued", "called", "asked", "quoted")
)
_ASKED_FOR = (*VERBS, *IRREGULAR, "believe", "react", "feel", "want", "see", "mean", "call", "discuss")
_CUE_WORDS = frozenset((*_ASKED_FOR, *CUE_FORMS))
_BASE_FORMS = "|".join(_ASKED_FOR)
_DENIAL = re.compile(
    r"(?:(?:has|have|had|also|\w+ly) )*"
    r"(?:den(?:ies|ied|ying)|reject(?:s|ed|ing)|dismiss(?:es|ed|ing)|disput(?:es|ed|ing))"
)
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


def named_by(article: Article, asked: Sequence[str]) -> list[str]:
    """Whose statements are asked for, with whom the article names beside a description: “the mayor”, Nadia Okoro."""
    if not any(_is_description(one) for one in asked):
        return list(asked)
    holders = (holder(unwrapped(article.text), one) for one in asked if _is_description(one))
    return [*asked, *(name for name in holders if name)]


def _is_description(asked: str) -> bool:
    first, *rest = asked.split()
    return bool(rest) and first.lower() in ("the", "his", "her", "their")


def asks_for_speaker(question: str) -> bool:
    """Whether the speaker is what is asked for (“Who warned about …?”), not who was told."""
    return bool(_WHO_SAID.search(question)) and _WHO_WAS_TOLD.search(question) is None


def is_cue(word: str) -> bool:
    """Whether a folded word tells that somebody speaks: “say”, “warned”."""
    return word in _CUE_WORDS


def with_titles(question: str, names: Sequence[str]) -> list[str]:
    """The names with “Mr.”, “Mrs.” or “Ms.” where the question sets one before them."""
    titled = {name: re.search(rf"\b(?:Mr|Mrs|Ms)\.? {re.escape(name)}(?!\w)", question) for name in names}
    return [match[0] if match else name for name, match in titled.items()]


def is_said_by(speaker: Speaker | None, names: Sequence[str]) -> bool:
    """Whether the speaker is one of the people named: of the same last name, and no other first name or title."""
    return speaker is not None and any(is_same_person(name, speaker.name) for name in names)
