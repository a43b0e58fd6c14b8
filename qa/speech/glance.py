"""Who said it, at a glance: the rules that the reader's features are made of, for many sentences at once.

They look at no more than a paragraph and whoever spoke last; the reader's weights were fitted on what they tell.
`qa.speech.attribution.attribute` is the one that looks closely, for what is cited.
"""

from __future__ import annotations

import re

from index.article import Article, Span
from index.sentences import sentence_spans, unwrapped
from qa.speech.cues import CAPITAL, NAME, NO_NAMES, PATTERNS, PRONOUN, QUOTED, TITLES
from qa.speech.speaker import Speaker

_REPORTED_GAP = 2


def glance(article: Article, span: Span) -> Speaker | None:
    """The speaker of the words at `span`; None where the article does not tell."""
    text = unwrapped(article.text)
    paragraph = _paragraph(text, span)
    sentences = [sentence.shift(paragraph.start) for sentence in sentence_spans(paragraph.of(text))]
    own = [number for number, sentence in enumerate(sentences) if sentence.overlap(span)]
    if not own:
        return None
    quoted = any(_holds_quotation(text, sentences[number]) for number in own)
    order = [*own, *range(own[-1] + 1, len(sentences)), *range(own[0] - 1, -1, -1)] if quoted else own
    for number in order:
        cue = _cue(sentences[number].of(text))
        if cue:
            who, word = cue
            name = _resolve(text, who, sentences[number].start)
            return Speaker(name, word, quoted) if name else None
        if quoted and number not in own and not _holds_quotation(text, sentences[number]):
            break
    if quoted and _is_all_quotation(paragraph.of(text)):
        return _speaker_before(text, paragraph.start)
    return None


def _is_all_quotation(paragraph: str) -> bool:
    """Whether nothing is told outside quotation marks: whoever spoke before may then be speaking still."""
    return not re.search(r"\w", QUOTED.sub(" ", paragraph))


def _speaker_before(text: str, position: int) -> Speaker | None:
    """Who speaks in the paragraph before: a paragraph that is all quotation goes on from it."""
    before = text[:position].rstrip()
    if not before:
        return None
    start = before.rfind("\n") + 1
    sentences = [span.shift(start) for span in sentence_spans(before[start:])]
    for sentence in reversed(sentences[-_REPORTED_GAP:]):
        cue = _cue(sentence.of(text))
        if cue:
            name = _resolve(text, cue[0], sentence.start)
            return Speaker(name, cue[1], True) if name else None
    return None


def _resolve(text: str, who: str, position: int) -> str | None:
    """The fullest name for whoever is meant at `position`: “Blinken” and “he” become “Antony Blinken”.

    A description (“the mayor”) stays as it is; None where a pronoun cannot be resolved.
    """
    if re.fullmatch(PRONOUN, who):
        return _last_speaker(text, position)
    if re.match(r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Oo]ne)\b", who):
        return who[0].lower() + who[1:]
    return full_name(text, who)


def full_name(text: str, name: str) -> str:
    """The longest form of a name in a text, titles left off."""
    bare = _bare(name)
    if " " in bare:
        return bare
    fuller = re.compile(rf"\b((?:{CAPITAL}[ \t]+){{1,3}}){re.escape(bare)}\b")
    found = [_bare(match[0]) for match in fuller.finditer(text)]
    names = [candidate for candidate in found if " " in candidate and candidate.split()[0] not in NO_NAMES]
    return names[0] if names else bare


def names_in(text: str) -> list[str]:
    """The names in a text, titles left off, in order; a single capitalised word that opens the text is left out."""
    found = []
    for match in re.finditer(NAME, text):
        words = match[0].split()
        while words and words[0] in NO_NAMES:
            words = words[1:]
        bare = _bare(" ".join(words))
        if bare and not (match.start() == 0 and len(words) == 1):
            found.append(bare)
    return found


def _bare(name: str) -> str:
    return re.sub(r"[’']s?$|[.,]+$", "", TITLES.sub("", name)).strip()


def _last_speaker(text: str, position: int) -> str | None:
    """Whoever spoke last before `position`, within a few paragraphs, by name; None where others are named since."""
    window = text[max(0, position - 1500) : position]
    for span in reversed(sentence_spans(window)):
        cue = _cue(span.of(window))
        if cue and re.match(CAPITAL, cue[0]) and not re.fullmatch(PRONOUN, cue[0]) and cue[0].split()[0] != "The":
            name = full_name(text, cue[0])
            since = [other for other in names_in(f"… {window[span.end :]}") if " " in other]
            return name if all(set(other.split()) & set(name.split()) for other in since) else None
    return None


def _cue(sentence: str) -> tuple[str, str] | None:
    """Who speaks in a sentence, as it is written, and the cue; quoted words are not looked at."""
    narrated = QUOTED.sub(lambda match: " " * (len(match[0]) - 1) + ("”" if len(match[0]) > 1 else " "), sentence)
    for pattern in PATTERNS:
        for match in pattern.finditer(narrated):
            who = match["who"].strip()
            words = who.split()
            while (
                words
                and words[0] in NO_NAMES
                and not re.fullmatch(PRONOUN, who)
                and words[0] not in ("The", "A", "An", "One")
            ):
                words = words[1:]
            if words and " ".join(words) not in NO_NAMES - {"He", "She", "They"}:
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
