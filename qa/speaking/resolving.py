"""Whom a pronoun, a last name or a description stands for, within its article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Span
from qa.speaking.cues import CUE, NAME
from qa.speaking.people import Cast, Mention, bare, names_with_spans

_PRONOUNS = frozenset("he she they his her him it its their them himself herself".split())
_RELATIVE = frozenset("who which that whom".split())
_FIRST = frozenset("i we my our me us you your".split())
_DETERMINERS = frozenset("the a an his her their its one another some many most several this that these those".split())
_REACH = 1_600
_SAYS = re.compile(rf"^(?:, [^,\n]{{2,80}},)?(?: \w+ly| also| has| had| then)* {CUE}\b|^[^\n]{{0,3}}[’']s? ")
_SAID = re.compile(rf"\b{CUE}(?: [a-z]+){{0,3}} $")


@dataclass(frozen=True, slots=True)
class Resolver:
    """Resolves sources of one text, whose cast it knows."""

    text: str
    cast: Cast

    def name(self, source: Span) -> str | None:
        """Who is meant at `source`: a full name, else the description as it stands; None where it cannot be told."""
        written = re.sub(r"\s+", " ", source.of(self.text)).strip(" ,;:—–-.")
        word = written.lower()
        if not re.search(r"\w", word) or word in _FIRST:
            return None
        if word in _RELATIVE:
            return self._before_relative(source)
        if word in _PRONOUNS:
            return self._pronoun(word, source.start)
        return self._named(written, source) or self._described(written, source)

    def _named(self, written: str, source: Span) -> str | None:
        """The name in a source that ends in one, or that is one with an apposition beside it."""
        parts = [part.strip() for part in re.split(r",|\(|—|–", written) if re.search(r"\w", part)]
        for part in parts:
            spans = list(names_with_spans(part))
            if not spans:
                continue
            last = spans[-1]
            rest = part[last.end :].strip("’'s .")
            name = bare(last.of(part))
            determined = part.split()[0].lower() in _DETERMINERS
            if rest or not name:
                continue
            if last.start == 0 and not determined:
                return self.cast.full(name)
            known = self.cast.full(name)
            if " " in known and (not determined or self.cast.is_person(known)):
                return known
        return None

    def _described(self, written: str, source: Span) -> str | None:
        """Whoever the text names beside a description (“the mayor”), else the description."""
        own = re.split(r",| who\b| that\b| which\b", written)[0].strip()
        words = own.split()
        lower = own[0].lower() + own[1:] if own and words and words[0].lower() in _DETERMINERS else own
        if words and words[0].lower() in ("the", "his", "her", "their") and len(words) <= 5:
            title = " ".join(words[1:])
            holder = self._holder(title, source.start)
            if holder:
                return holder
        return lower or None

    def _holder(self, title: str, position: int) -> str | None:
        """Who bears a title: “Mayor Okoro”, “Okoro, the mayor”, “the mayor, Nadia Okoro”. The last one before counts."""
        own = re.escape(title)
        patterns = (
            rf"\b(?i:{own}),? (?P<who>{NAME})",
            rf"(?P<who>{NAME}), (?:the |a |an |who is the )?(?:[\w.’'-]+ ){{0,4}}(?i:{own})\b",
        )
        found: list[tuple[int, str]] = []
        for pattern in patterns:
            for match in re.finditer(pattern, self.text):
                spans = list(names_with_spans(match["who"]))
                if spans:
                    found.append((match.start(), self.cast.full(bare(spans[-1].of(match["who"])))))
        people = [(place, name) for place, name in found if self.cast.is_person(name) or " " in name]
        before = [one for one in people if one[0] <= position]
        if before:
            return max(before)[1]
        return min(people)[1] if people else None

    def _before_relative(self, source: Span) -> str | None:
        """Whoever “who” follows: “Tomas Reyes, an engineer who said …”."""
        before = self.text[max(0, source.start - 160) : source.start]
        before = re.split(r"[.!?\n] ", before)[-1].rstrip(" ,")
        spans = list(names_with_spans(before))
        for span in reversed(spans):
            between = before[span.end :]
            if not between or re.fullmatch(r",? (?:an?|the|one of)\b[^,]*", between):
                return self.cast.full(bare(span.of(before)))
        match = re.search(r"\b(?:the|an?|some|many|several|those|\w+s)(?: [\w’'-]+){0,3}$", before, re.IGNORECASE)
        if match:
            return self._described(match[0], Span(source.start, source.start + 1))
        return None

    def _pronoun(self, pronoun: str, position: int) -> str | None:
        if pronoun in ("it", "its", "they", "their", "them"):
            return None
        start = max(0, position - _REACH)
        window = [
            one
            for one in self.cast.mentions
            if start <= one.span.start < position and self.cast.may_be(one.name, pronoun) and self._is_somebody(one)
        ]
        if not window:
            return None
        scores: dict[str, float] = {}
        for one in window:
            scores[one.name] = max(scores.get(one.name, -99.0), self._salience(one, position))
        names = sorted(scores, key=lambda name: -scores[name])
        return names[0] if scores[names[0]] > -3 else None

    def _is_somebody(self, one: Mention) -> bool:
        """Whether a name is a person's: told by the first name, or by how the text speaks of it."""
        if self.cast.is_person(one.name):
            return True
        return " " not in one.name or True

    def _salience(self, one: Mention, position: int) -> float:
        """How likely a later pronoun stands for a mention: near, a subject, a speaker, a known person."""
        text = self.text
        between = text[one.span.end : position]
        score = -0.7 * len(re.findall(r"[.!?]”? +[A-Z“]", between)) - 0.6 * len(re.findall(r"\n+", between))
        before, after = text[max(0, one.span.start - 40) : one.span.start], text[one.span.end : one.span.end + 120]
        if re.match(r"[’']s?\b", after):
            score -= 0.8
        if re.search(r"(?:^|[\n.!?”—] ?|\b[Bb]ut |\b[Aa]nd |[a-z], )$", before):
            score += 0.8
        if _SAYS.match(after) or _SAID.search(before):
            score += 1.0
        if re.search(r"\b(?:of|in|to|with|for|by|against|about|from|on|over|at|than)(?: [A-Z][a-z.]+)? $", before):
            score -= 0.7
        score += 1.0 if self.cast.is_person(one.name) else -1.2
        return score


def nearest(spans: Sequence[Span], position: int) -> Span | None:
    """The span that ends last before `position`."""
    return max((one for one in spans if one.end <= position), key=lambda one: one.end, default=None)
