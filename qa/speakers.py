"""Who said it: the speaker, the cue that tells, and whether the words are quoted or reported.

Rules over the words outside quotation marks: a cue (“said”, “according to”) and the name, pronoun or description
beside it. A quotation without a cue of its own belongs to whoever speaks in the sentence that it goes on from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.article import Article, Span
from index.sentences import sentence_spans
from qa.answer import Speaker

_VERBS = """
    acknowledge add admit advise allege announce answer argue assert assure caution challenge claim comment
    complain concede conclude confirm contend counter criticize criticise declare demand deny describe disclose
    dismiss emphasize emphasise estimate exclaim explain forecast insist joke lament maintain note object observe
    plead pledge point predict promise propose quip recall recommend reiterate reject remark repeat reply report
    respond reveal state stress suggest tell testify urge vow warn write recount allow boast joke muse
""".split()
_IRREGULAR = {"say": "says said saying", "tell": "told", "write": "wrote writes written", "think": "thinks thought"}


def _forms(verb: str) -> Iterator[str]:
    if verb in _IRREGULAR:
        yield from _IRREGULAR[verb].split()
    stem = verb[:-1] if verb.endswith("e") else verb
    if verb.endswith("y"):
        yield from (f"{verb[:-1]}ies", f"{verb[:-1]}ied")
    elif verb in ("admit", "quip"):
        yield from (f"{verb}s", f"{verb}{verb[-1]}ed")
    else:
        yield from (f"{verb}{'es' if verb.endswith(('s', 'sh', 'ch', 'x')) else 's'}", f"{stem}ed")


_CUE_FORMS = sorted({form for verb in (*_VERBS, *_IRREGULAR) for form in _forms(verb)}, key=len, reverse=True)
_CUE = rf"(?:{'|'.join(_CUE_FORMS)})"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'.-]*"
_NAME = rf"{_CAPITAL}(?:[ \t]+(?:(?:de|del|der|van|von|bin|al|el|la|le|of|the|and|&)[ \t]+)*{_CAPITAL})*"
_PRONOUN = r"(?:[Hh]e|[Ss]he|[Tt]hey)"
_DESCRIPTION = r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Oo]ne)(?:[ \t]+[\w’'.-]+){1,5}?"
_APPOSITION = r"(?:,[^,“”\"]{3,80},)?"
_ADVERB = (
    r"(?:[ \t]+(?:\w+ly|also|then|again|later|first|once|has|have|had|would|will|did|does|further|still|now)){0,3}"
)
_WHO = rf"(?P<who>{_NAME}|{_PRONOUN}|{_DESCRIPTION})"
_ROLE = (
    r"(?:(?!(?:that|on|in|at|to|of|by|for|with|from|about|it|there|this|if|when|after|before|during|as|he|she|they|the"
    r"|an?|his|her|their|one|and|but|or|not|yes|no|last|late|early|earlier)\b)[a-z][\w-]*[ \t]+){1,4}"
)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b[Aa]ccording[ \t]+(?P<cue>to)[ \t]+{_WHO}",
        rf"(?<![\w’])(?P<who>{_NAME}|{_PRONOUN}){_APPOSITION}{_ADVERB}[ \t]+(?P<cue>{_CUE})\b",
        rf"(?:^|[”\",;—–-][ \t]*)(?P<cue>{_CUE})[ \t]+{_ROLE}(?P<who>{_NAME})",
        rf"(?:^|[”\",;—–-][ \t]*)(?P<cue>{_CUE})[ \t]+(?P<who>{_NAME}|{_PRONOUN}(?=\s*[.,;:”]|\s*$)|{_DESCRIPTION})",
        rf"(?:^|[.!?”\",;:—–-][ \t]*|\b(?:but|and|as|that)[ \t]+)(?P<who>{_DESCRIPTION}){_ADVERB}[ \t]+"
        rf"(?P<cue>{_CUE})\b",
    )
)
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|^[^“”]*”")
_NO_NAMES = frozenset(
    """
    The A An He She They It This That These Those But And Or In On At For By With From As If When While After
    Before During Since Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
    June July August September October November December There Here One Some Many Most Another Earlier Later Both
    Meanwhile However Asked Speaking I We You What Who How Why When Where Which Whose
    """.split()
)
_TITLE_WORDS = """
    US UK UN EU Mr Mrs Ms Dr Sir Dame Lord Lady Sen Gov Rep Gen Col Capt Lt Sgt Prof Rev Hon of and the former acting
    President Vice Prime Chief Deputy Minister Secretary Senator Governor Mayor Judge Justice Professor Chancellor
    Captain Doctor King Queen Prince Princess National Security Adviser Advisor State Foreign Defense Defence Interior
    Finance Health Attorney General Speaker Ambassador Commissioner Councillor Inspector Sheriff Father Sister Bishop
    Pope Director Executive Officer Managing Spokesman Spokeswoman Spokesperson Harbour Harbor Master Chairman
    Chairwoman Chair Head Coach Manager Engineer Superintendent Reporter Prosecutor Detective Leader Candidate Fire
    Police Constable Union Party Press Campaign Representative Congressman Congresswoman Lieutenant Colonel Sergeant
    Midfielder Goalkeeper Striker Defender Operator Company Hospital District State Lead Senior Junior Assistant
""".split()
_TITLES = re.compile(rf"^(?:(?:U\.S\.|{'|'.join(sorted(set(_TITLE_WORDS)))})\.?[ \t]+)+")
_REPORTED_GAP = 2


def attribute(article: Article, span: Span) -> Speaker | None:
    """The speaker of the words at `span`; None where the article does not tell."""
    paragraph = _paragraph(article.text, span)
    sentences = [sentence.shift(paragraph.start) for sentence in sentence_spans(paragraph.of(article.text))]
    own = [number for number, sentence in enumerate(sentences) if sentence.overlap(span)]
    if not own:
        return None
    quoted = any(_holds_quotation(article.text, sentences[number]) for number in own)
    order = [*own, *range(own[-1] + 1, len(sentences)), *range(own[0] - 1, -1, -1)] if quoted else own
    for number in order:
        cue = _cue(sentences[number].of(article.text))
        if cue:
            who, word = cue
            name = resolve(article, who, sentences[number].start)
            return Speaker(name, word, quoted) if name else None
        if quoted and number not in own and not _holds_quotation(article.text, sentences[number]):
            break
    if quoted and _is_all_quotation(paragraph.of(article.text)):
        return _speaker_before(article, paragraph.start)
    return None


def _is_all_quotation(paragraph: str) -> bool:
    """Whether nothing is told outside quotation marks: whoever spoke before may then be speaking still."""
    return not re.search(r"\w", _QUOTED.sub(" ", paragraph))


def _speaker_before(article: Article, position: int) -> Speaker | None:
    """Who speaks in the paragraph before: a paragraph that is all quotation goes on from it."""
    before = article.text[:position].rstrip()
    if not before:
        return None
    start = before.rfind("\n") + 1
    sentences = [span.shift(start) for span in sentence_spans(before[start:])]
    for sentence in reversed(sentences[-_REPORTED_GAP:]):
        cue = _cue(sentence.of(article.text))
        if cue:
            name = resolve(article, cue[0], sentence.start)
            return Speaker(name, cue[1], True) if name else None
    return None


def resolve(article: Article, who: str, position: int) -> str | None:
    """The fullest name for whoever is meant at `position`: “Blinken” and “he” become “Antony Blinken”.

    A description (“the mayor”) stays as it is; None where a pronoun cannot be resolved.
    """
    if re.fullmatch(_PRONOUN, who):
        return _last_speaker(article, position)
    if re.match(r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Oo]ne)\b", who):
        return who[0].lower() + who[1:]
    return full_name(article, who)


def full_name(article: Article, name: str) -> str:
    """The longest form of a name in the article, titles left off."""
    bare = _bare(name)
    if " " in bare:
        return bare
    fuller = re.compile(rf"\b((?:{_CAPITAL}[ \t]+){{1,3}}){re.escape(bare)}\b")
    found = [_bare(match[0]) for match in fuller.finditer(article.text)]
    names = [candidate for candidate in found if " " in candidate and candidate.split()[0] not in _NO_NAMES]
    return names[0] if names else bare


def names_in(text: str) -> list[str]:
    """The names in a text, titles left off, in order; a single capitalised word that opens the text is left out."""
    found = []
    for match in re.finditer(_NAME, text):
        words = match[0].split()
        while words and words[0] in _NO_NAMES:
            words = words[1:]
        bare = _bare(" ".join(words))
        if bare and not (match.start() == 0 and len(words) == 1):
            found.append(bare)
    return found


def _bare(name: str) -> str:
    return re.sub(r"[’']s?$|[.,]+$", "", _TITLES.sub("", name)).strip()


def _last_speaker(article: Article, position: int) -> str | None:
    """Whoever spoke last before `position`, within a few paragraphs, by name; None where others are named since."""
    window = article.text[max(0, position - 1500) : position]
    for span in reversed(sentence_spans(window)):
        cue = _cue(span.of(window))
        if cue and re.match(_CAPITAL, cue[0]) and not re.fullmatch(_PRONOUN, cue[0]) and cue[0].split()[0] != "The":
            name = full_name(article, cue[0])
            since = [other for other in names_in(f"… {window[span.end :]}") if " " in other]
            return name if all(set(other.split()) & set(name.split()) for other in since) else None
    return None


def _cue(sentence: str) -> tuple[str, str] | None:
    """Who speaks in a sentence, as it is written, and the cue; quoted words are not looked at."""
    narrated = _QUOTED.sub(lambda match: " " * (len(match[0]) - 1) + ("”" if len(match[0]) > 1 else " "), sentence)
    for pattern in _PATTERNS:
        for match in pattern.finditer(narrated):
            who = match["who"].strip()
            words = who.split()
            while (
                words
                and words[0] in _NO_NAMES
                and not re.fullmatch(_PRONOUN, who)
                and words[0] not in ("The", "A", "An", "One")
            ):
                words = words[1:]
            if words and " ".join(words) not in _NO_NAMES - {"He", "She", "They"}:
                cue = "according to" if match["cue"] == "to" else match["cue"]
                return " ".join(words), cue
    return None


def _holds_quotation(text: str, span: Span) -> bool:
    """Whether words of the sentence stand in quotation marks, opened in it or before it in its paragraph."""
    if re.search(r"[“”\"]", span.of(text)):
        return True
    before = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    return before.count("“") > before.count("”")


def _paragraph(text: str, span: Span) -> Span:
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return Span(start, end if end >= 0 else len(text))


_ASKED_FOR = (*_VERBS, *_IRREGULAR, "believe", "react", "feel", "want", "see", "mean", "call", "discuss")
_CUE_WORDS = frozenset((*_ASKED_FOR, *_CUE_FORMS))
_BASE_FORMS = "|".join(_ASKED_FOR)
_ASKED = re.compile(
    rf"\b(?:did|does|do|has|have|had|is|was)\s+(?P<who>[^?]+?)\s+(?:\w+ly\s+)?(?:{_BASE_FORMS}|{_CUE})\b"
    r"|\b[Aa]ccording to (?P<source>[^,?]+)"
    r"|(?P<holder>[\w.’' -]+?)[’']s (?:view|position|stance|reaction|response|opinion|comment|statement)s?\b"
)
_WHO_SAID = re.compile(rf"\b[Ww]ho\b(?:\s+\w+){{0,3}}?\s+(?:{_BASE_FORMS}|{_CUE})\b")


def asked_speakers(question: str) -> list[str]:
    """Whose statements a question asks for (“What did Blinken say about Rafah?”), as it names them."""
    match = _ASKED.search(question)
    if match is None:
        return []
    who = match["who"] or match["source"] or match["holder"]
    return names_in(f"… {who}")


def asks_for_speaker(question: str) -> bool:
    """Whether the speaker is what is asked for (“Who warned about …?”)."""
    return bool(_WHO_SAID.search(question))


def is_cue(word: str) -> bool:
    """Whether a folded word tells that somebody speaks: “say”, “warned”."""
    return word in _CUE_WORDS


def is_said_by(speaker: Speaker | None, names: Sequence[str]) -> bool:
    """Whether the speaker is one of the people named, by their last name."""
    if speaker is None:
        return False
    spoken = set(speaker.name.casefold().split())
    return any(name.casefold().split()[-1] in spoken for name in names)
