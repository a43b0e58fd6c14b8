"""Whom a source stands for, within its article: a name, a last name, a description, a pronoun, “who”."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from index.article import Span
from qa.speech.groups import Groups
from qa.speech.lexicon import either, groups, tagged
from qa.speech.names import DETERMINERS, NAME, bare, names_with_spans
from qa.speech.nouns import is_person_noun, is_speaker
from qa.speech.people import Cast, cast_of
from qa.speech.pronouns import Choice, PronounWeights, choice
from qa.speech.quotations import narrated, paragraph_spans, quotations_in

_PRONOUNS, _RELATIVE = tagged("pronoun"), tagged("relative")
_CONTRACTED = re.compile(r"[’'](?:ve|m|ll|d|re)$")
"""“I’ve said” is said by whoever “I” is."""
_NOBODY_SAYS = frozenset(word.lower() for word in tagged("first-person"))
_ADDRESSED = re.compile(rf"[^,]+,\s+(?=(?i:{either(_NOBODY_SAYS)})\b[^,]*$)")
"""“Joan, our engineers” found something: an apposition would end in a comma, and whoever is addressed says nothing."""

_NOBODY = re.compile(r"(?:any|no|some|every)(?:body|[ -]?one)")
_DESCRIBES = DETERMINERS | tagged("determiner")
_RUNNING, _FORMER = tagged("running"), tagged("former")
_OFFICES = groups("office")
_SHORT = tagged("short")
_LINKED = re.compile(r"\b(?:\w+ing|for|of|by|to|in|on|with|against|about|from|at|and|or)\b")
_PLURAL_VERB = re.compile(r"\s+(?:are|were|have|don[’']t|aren[’']t|haven[’']t)\b")
_MODIFIER = r"(?!(?:was|were|is|are|by|had|has|have|who|said|and|to|his|her|their|its)\b)[\w.’'-]+ "
_SEVERAL = ""
_MOST_WORDS = 5
_MOST_WORDS_APART = 7


@lru_cache(maxsize=16)
def resolver_of(text: str) -> Resolver:
    """A resolver of one text; those of the last few texts are kept."""
    quotations = quotations_in(text, list(paragraph_spans(text)))
    return Resolver(text, narrated(text, Span(0, max(1, len(text))), quotations), cast_of(text))


@dataclass(frozen=True, slots=True)
class Resolver:
    """Resolves sources of one text. `told` is the text with what stands in quotation marks blanked out."""

    text: str = field(repr=False)
    told: str = field(repr=False)
    cast: Cast = field(repr=False)

    def name(self, source: Span) -> str | None:
        """Who is meant at `source`: a full name, else the description as it stands; None where it cannot be told."""
        if addressed := _ADDRESSED.match(source.of(self.text)):
            source = Span(source.start + addressed.end(), source.end)
        written = self._written(source)
        word = _CONTRACTED.sub("", written.lower()) if " " not in written else written.lower()
        if not re.search(r"\w", word) or word in _NOBODY_SAYS or _NOBODY.fullmatch(word):
            return None
        if word in _RELATIVE:
            return self._before_relative(source)
        if word in _PRONOUNS:
            return self._meant_by_pronoun(word, source.start)
        named = self._named(written, source.start)
        return None if named == _SEVERAL else named or self._described(written, source)

    def choice(self, source: Span, weights: PronounWeights) -> Choice | None:
        """Among whom `name` chooses, where somebody who was spoken of before may be meant; None where it does not."""
        written = self._written(source)
        if written.lower() in ("he", "she"):
            return choice(self.told, self.cast, written.lower(), source.start, weights)
        words = written.split()
        described = 2 <= len(words) <= _MOST_WORDS and words[0].lower() in ("the", "his", "her", "their")
        if described and not self._named(written, source.start) and _is_anybody(words[1:]):
            bearer = self._bearer(words[1:], source.start)
            return None if bearer else choice(self.told, self.cast, "they", source.start, weights)
        return None

    def holder(self, title: list[str], position: int) -> str | None:
        """Who bears a title: “Mayor Okoro”, “Okoro, the mayor”, “the mayor, Nadia Okoro”. The last before counts.

        “The candidate”, “the Vermont senator” is else whoever was spoken of. “The union leader” and a bare “the
        doctor” are somebody in particular, whom nobody who was only spoken of need be.
        """
        if not _may_be_held(title):
            return None
        bearer = self._bearer(title, position)
        return bearer or (self._chosen("they", position) if _is_anybody(title) else None)

    def _written(self, source: Span) -> str:
        return re.sub(r"\s+", " ", source.of(self.text)).strip(" ,;:—–-.")

    def _named(self, written: str, position: int) -> str | None:
        """The name in a source that ends in one, or that is one with an apposition beside it.

        Empty where it is one that several people bear.
        """
        for part in (part.strip() for part in re.split(r",|\(|—|–| who\b", written) if re.search(r"\w", part)):
            spans = list(names_with_spans(part))
            if not spans or not bare(spans[-1].of(part)) or re.search(r"\w", part[spans[-1].end :].strip("’'s .")):
                continue
            last = spans[-1]
            name = self.cast.full_name(last.of(part), position)
            if name is None:
                return _SEVERAL
            first = part.split()[0].lower()
            if last.start == 0 and first not in _DESCRIBES:
                return name
            if first == "the" and last.start <= 4 and not self.cast.is_person(name):
                return f"the {name}"
            if _LINKED.search(part[: last.start]):
                continue
            if self.cast.is_person(name) or (" " in name and first not in _DESCRIBES):
                return name
        return None

    def _described(self, written: str, source: Span) -> str | None:
        """Whoever the text names beside a description (“the mayor”), else the description."""
        own = re.split(r",| that\b| which\b", written)[0].strip()
        own, apart, which = (part.strip() for part in own.partition(" who "))
        words = own.split()
        if not words or not is_speaker(own):
            return None
        if apart and len(words) + len(which.split()) < _MOST_WORDS_APART:  # whoever else bears the title is told apart
            own = f"{own} who {which}"
        elif words[0].lower() in ("the", "his", "her", "their") and 2 <= len(words) <= _MOST_WORDS:
            holder = self.holder(words[1:], source.start)
            if holder:
                return holder
        return own[0].lower() + own[1:] if words[0].lower() in _DESCRIBES else own

    def _bearer(self, title: list[str], position: int) -> str | None:
        """Whom the text names beside a title; of several the last before the position, else the first after it.

        “The Vermont senator” is no senator who is only named later.
        """
        title = _without_former(title)
        own, head = re.escape(" ".join(title)), title[-1].lower()
        beside = (
            rf"\b(?i:{own}),? (?P<who>{NAME})",
            rf"(?P<who>{NAME}), (?:the |an? |who is the )?(?:{_MODIFIER}){{0,3}}(?i:{own})\b",
        )
        for pattern in beside:
            bearers = self._bearers(pattern)
            if bearers:
                return max((bearer for bearer in bearers if bearer[0] <= position), default=min(bearers))[1]
        if head in _OFFICES:
            titled = either(f"{office}." if office in _SHORT else office for office in _OFFICES[head])
        elif len(title) == 1:
            titled = f"(?i:{re.escape(head)})"
        else:
            return None
        bearers = self._bearers(rf"\b{titled} (?P<who>{NAME})")
        before = [bearer for bearer in bearers if bearer[0] <= position]
        if before:
            return max(before)[1]
        return min(bearers)[1] if bearers and len(title) == 1 else None

    def _bearers(self, pattern: str) -> list[tuple[int, str]]:
        """Where the pattern matches, and the person whom it names there."""
        return [
            (match.start(), name)
            for match in re.finditer(pattern, self.text)
            if (name := self._person_at_start(match["who"], match.start()))
        ]

    def _person_at_start(self, words: str, position: int) -> str | None:
        """The name that words begin with, where it is somebody's."""
        spans = list(names_with_spans(words))
        if not spans or spans[0].start:
            return None
        name = self.cast.full_name(spans[0].of(words), position)
        if name is None:
            return None
        may_speak = name in self.cast.speaking and not self.cast.is_body(name)
        return name if may_speak or self.cast.is_person(name) else None

    def _before_relative(self, source: Span) -> str | None:
        """Whoever “who” follows: “Tomas Reyes, an engineer who said …”."""
        before = self.text[max(0, source.start - 160) : source.start]
        before = re.split(r"[.!?\n] (?=[A-Z])", before)[-1].rstrip(" ,")
        plural = _PLURAL_VERB.match(self.text, source.end)
        for span in () if plural else reversed(list(names_with_spans(before))):
            between = before[span.end :].rstrip(" -–—")
            if not between or re.fullmatch(r",? (?:an?|the|one of)\b[^,]*|,? \([^)]*\)|, [A-Z0-9][\w.-]*", between):
                return self.cast.full_name(span.of(before), source.start)
        match = re.search(r"\b(?:the|an?|some|many|several|those|\w+s)(?: [\w’'-]+){0,3}$", before, re.IGNORECASE)
        return self._described(match[0], source) if match else None

    def _meant_by_pronoun(self, pronoun: str, position: int) -> str | None:
        if pronoun in ("it", "they"):
            return Groups(self.text, self.told, self.cast).meant(pronoun, position)
        return None if pronoun in ("its", "them", "their") else self._chosen(pronoun, position)

    def _chosen(self, pronoun: str, position: int) -> str | None:
        weights = PronounWeights.shipped()
        return choice(self.told, self.cast, pronoun, position, weights).made(weights)


def _without_former(title: list[str]) -> list[str]:
    return [word for word in title if word.lower() not in _FORMER] or title


def _may_be_held(title: list[str]) -> bool:
    """Whether a title is one person's, and no name or possession stands in it."""
    head = title[-1].lower()
    if title[-1][0].isupper() and head not in _OFFICES:
        return False
    return is_person_noun(head) and not any(re.search(r"[’']s?$", word) for word in _without_former(title))


def _is_anybody(title: list[str]) -> bool:
    """Whether whoever bears a title is rarely named with the very word: whoever was spoken of is then meant."""
    if not _may_be_held(title):
        return False
    *before, head = _without_former(title)
    return head.lower() in _RUNNING or (
        head.lower() in _OFFICES and bool(before) and all(word[0].isupper() for word in before)
    )
