"""Whom a pronoun, a last name or a description stands for, within its article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.article import Span
from qa.speech.cues import CUE, NAME
from qa.speech.groups import Groups
from qa.speech.paragraphs import paragraph_spans
from qa.speech.people import Cast, Mention, bare, cast_of, names_with_spans
from qa.speech.quotations import narrated, quotations_in

_PRONOUNS = frozenset("he she they his her him it its their them himself herself".split())
_RELATIVE = frozenset("who which that whom".split())
_FIRST = frozenset("i we my our me us you your".split())
_NOBODY = re.compile(r"(?:any|no|some|every)(?:body|[ -]?one)")
_DETERMINERS = frozenset("the a an his her their its one another some many most several this that these those".split())
_RUNNING = frozenset(
    "candidate nominee front-runner frontrunner contender incumbent hopeful billionaire mogul businessman".split()
)
"""Who runs for something is rarely named with the very word: the description stands for whoever was spoken of."""
_BODIES = frozenset(
    """
    administration agency authority board body bureau camp campaign chamber coalition commission committee company
    council court department email firm government group house institute office organisation organization pac paper
    party police poll report service staff statement study super team union bill site website
    """.split()
)
_ABBREVIATED = {
    "senator": r"Sen(?:ator|\.)",
    "governor": r"Gov(?:ernor|\.)",
    "congressman": r"Rep(?:resentative|\.)|Congressman",
    "congresswoman": r"Rep(?:resentative|\.)|Congresswoman",
    "admiral": r"Adm(?:iral|\.)",
    "general": r"Gen(?:eral|\.)",
    "president": r"President|Pres\.",
    "leader": r"President|Prime Minister|Chancellor",
    "professor": r"Prof(?:essor|\.)",
    "diplomat": r"Secretary of State|Foreign Minister|Foreign Secretary|Ambassador",
    "doctor": r"Doctor|Dr\.",
}
_PERSONAL = re.compile(
    r"(?:er|or|ist|man|woman|ian|ant|ent|ee|chief|mayor|judge|coach|head|chair|diplomat|admiral|general|colonel|king|"
    r"queen|prince|princess|pope|envoy|aide|secretary|state|mogul|magnate|hopeful|billionaire|nominee|candidate|priest|"
    r"captain|champion|host|expert|pilot|nurse|author|attorney|official|rival|wife|husband|son|father|mother|sister)$"
)
_TIMES = frozenset("former current then retired longtime late ex new outgoing incoming embattled".split())
_LINKED = re.compile(r"\b(?:\w+ing|for|of|by|to|in|on|with|against|about|from|at|and|or)\b")
_PLURAL_VERB = re.compile(r"\s+(?:are|were|have|don[’']t|aren[’']t|haven[’']t)\b")
_SEVERAL = ""
_REACH = 1_800
_LEAST = -2.6
_CLEAR = 0.8
"""By how much somebody of whom the text does not tell that it is a person must be likelier than the next."""
_SAYS = re.compile(rf"(?:, [^,\n]{{2,80}},)?(?: \w+ly| also| has| had| then)* {CUE}\b")
_SAID = re.compile(rf"\b{CUE}(?: [a-z]+){{0,3}} $")
_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\b(?:Mr|Ms|Dr|St))(?<!\b(?:Mrs|Sen|Gov|Rep|Gen))[.!?][”\"’']* +(?=[A-Z“\"‘'])"
)
_OPENS = re.compile(
    r"(?:^|[\n.!?”\"—;] *|[a-z’'], |"
    r"\b(?:[Bb]ut|And|, and|[Aa]s|[Ww]hen|[Ww]hile|[Aa]fter|[Bb]efore) )$"
)
_SUBORDINATE = re.compile(r"\b(?:[Bb]ecause|that|where|if|though|although) $")
_OBJECT = re.compile(
    r"\b(?:of|in|to|with|for|against|about|from|on|over|at|than|like|behind|toward|towards) (?:[A-Z][a-z.]+ )?$"
)


@lru_cache(maxsize=16)
def resolver_of(text: str) -> Resolver:
    """A resolver of one text; those of the last few texts are kept."""
    paragraphs = list(paragraph_spans(text))
    quotations = quotations_in(text, paragraphs)
    return Resolver(text, narrated(text, Span(0, max(1, len(text))), quotations), cast_of(text))


def holder(text: str, description: str) -> str | None:
    """Who in the text bears a title (“the mayor”), by the full name; None where it names nobody beside it."""
    return resolver_of(text).holder(description.split()[1:], len(text))


@dataclass(frozen=True, slots=True)
class Resolver:
    """Resolves sources of one text. `told` is the text with what stands in quotation marks blanked out."""

    text: str
    told: str
    cast: Cast

    def name(self, source: Span) -> str | None:
        """Who is meant at `source`: a full name, else the description as it stands; None where it cannot be told."""
        written = re.sub(r"\s+", " ", source.of(self.text)).strip(" ,;:—–-.")
        word = written.lower()
        if not re.search(r"\w", word) or word in _FIRST or _NOBODY.fullmatch(word):
            return None
        if word in _RELATIVE:
            return self._before_relative(source)
        if word in _PRONOUNS:
            return self._pronoun(word, source.start)
        named = self._named(written, source.start)
        return None if named == _SEVERAL else named or self._described(written, source)

    def _named(self, written: str, position: int) -> str | None:
        """The name in a source that ends in one, or that is one with an apposition beside it.

        Empty where it is one that several people bear.
        """
        for part in (part.strip() for part in re.split(r",|\(|—|–| who\b", written) if re.search(r"\w", part)):
            spans = list(names_with_spans(part))
            if not spans or not bare(spans[-1].of(part)) or re.search(r"\w", part[spans[-1].end :].strip("’'s .")):
                continue
            last = spans[-1]
            name = self.cast.full(last.of(part), position)
            if name is None:
                return _SEVERAL
            first = part.split()[0]
            if last.start == 0 and first.lower() not in _DETERMINERS:
                return name
            if first.lower() == "the" and last.start <= 4 and not self.cast.is_person(name):
                return f"the {name}"
            if _LINKED.search(part[: last.start]):
                continue
            if self.cast.is_person(name) or (" " in name and first.lower() not in _DETERMINERS):
                return name
        return None

    def _described(self, written: str, source: Span) -> str | None:
        """Whoever the text names beside a description (“the mayor”), else the description."""
        own = re.split(r",| who\b| that\b| which\b", written)[0].strip()
        words = own.split()
        if not words:
            return None
        if words[0].lower() in ("the", "his", "her", "their") and 2 <= len(words) <= 5:
            holder = self.holder(words[1:], source.start)
            if holder:
                return holder
        return own[0].lower() + own[1:] if words[0].lower() in _DETERMINERS else own

    def holder(self, title: list[str], position: int) -> str | None:
        """Who bears a title: “Mayor Okoro”, “Okoro, the mayor”, “the mayor, Nadia Okoro”. The last before counts."""
        if title[-1][0].isupper() and title[-1].lower() not in _ABBREVIATED:
            return None
        title = [word for word in title if word.lower() not in _TIMES] or title
        head = title[-1].lower()
        if head in _BODIES or not _PERSONAL.search(head) or any(re.search(r"[’']s?$", word) for word in title):
            return None
        own = re.escape(" ".join(title))
        loose = rf"(?:{_ABBREVIATED[head]})" if head in _ABBREVIATED else rf"(?i:{re.escape(head)})"
        modifier = r"(?!(?:was|were|is|are|by|had|has|have|who|said|and|to|his|her|their|its)\b)[\w.’'-]+ "
        patterns = (
            rf"\b(?i:{own}),? (?P<who>{NAME})",
            rf"(?P<who>{NAME}), (?:the |an? |who is the )?(?:{modifier}){{0,3}}(?i:{own})\b",
            *((rf"\b{loose} (?P<who>{NAME})",) if head in _ABBREVIATED or len(title) == 1 else ()),
        )
        found: list[tuple[int, str]] = []
        for pattern in patterns:
            for match in re.finditer(pattern, self.text):
                spans = list(names_with_spans(match["who"]))
                if spans and spans[0].start == 0:
                    name = self.cast.full(spans[0].of(match["who"]), match.start())
                    if name is None:
                        continue
                    if self.cast.is_person(name) or (name in self.cast.speaking and not self.cast.is_body(name)):
                        found.append((match.start(), name))
            if found:
                break
        before = [one for one in found if one[0] <= position]
        if before:
            return max(before)[1]
        if found:
            return min(found)[1]
        # “The president”, “the Vermont senator” is whoever was spoken of; “the union leader” is somebody in particular.
        anybody = head in _RUNNING or (head in _ABBREVIATED and all(word[0].isupper() for word in title[:-1]))
        return self._pronoun("they", position, least=-0.5) if anybody else None

    def _before_relative(self, source: Span) -> str | None:
        """Whoever “who” follows: “Tomas Reyes, an engineer who said …”."""
        before = self.text[max(0, source.start - 160) : source.start]
        before = re.split(r"[.!?\n] (?=[A-Z])", before)[-1].rstrip(" ,")
        plural = _PLURAL_VERB.match(self.text, source.end)
        for span in () if plural else reversed(list(names_with_spans(before))):
            between = before[span.end :].rstrip(" -–—")
            if not between or re.fullmatch(r",? (?:an?|the|one of)\b[^,]*|,? \([^)]*\)|, [A-Z0-9][\w.-]*", between):
                return self.cast.full(span.of(before), source.start)
        match = re.search(r"\b(?:the|an?|some|many|several|those|\w+s)(?: [\w’'-]+){0,3}$", before, re.IGNORECASE)
        return self._described(match[0], source) if match else None

    def _pronoun(self, pronoun: str, position: int, least: float = _LEAST) -> str | None:
        """The likeliest person; earlier pronouns are resolved first, as they keep somebody in mind."""
        if pronoun in ("it", "they") and least == _LEAST:
            return Groups(self.text, self.told, self.cast).meant(pronoun, position)
        if pronoun in ("its", "them", "their"):
            return None
        start = max(0, position - _REACH)
        known = [one for one in self.cast.mentions if start <= one.span.start < position and not self._is_quoted(one)]
        for match in re.finditer(r"\b(?:[Hh]e|[Ss]he)\b", self.told[start:position]):
            place = start + match.start()
            name = self._likeliest(match[0].lower(), place, known, _LEAST)
            if name:
                known.append(Mention(Span(place, place + len(match[0])), name))
        return self._likeliest(pronoun, position, known, least)

    def _is_quoted(self, one: Mention) -> bool:
        return one.span.of(self.told) != one.span.of(self.text)

    def _likeliest(self, pronoun: str, position: int, known: list[Mention], least: float) -> str | None:
        scores: dict[str, float] = {}
        for one in known:
            if one.span.end <= position and self.cast.may_be(one.name, pronoun):
                score = self._salience(one, position)
                scores[one.name] = max(scores.get(one.name, -99.0), score)
        if not scores:
            return None
        best, *others = sorted(scores, key=lambda name: -scores[name])
        if not self.cast.is_person(best) and others and scores[best] - scores[others[0]] < _CLEAR:
            return None
        return best if scores[best] > least else None

    def _salience(self, one: Mention, position: int) -> float:
        """How likely a later pronoun stands for a mention: near, a subject, a speaker, a known person."""
        between = self.told[one.span.end : position]
        sentences, paragraphs = len(_SENTENCE_END.findall(between)), len(re.findall(r"\n+", between))
        score = -0.5 * min(4, sentences) - 0.75 * paragraphs
        before = self.told[max(0, one.span.start - 40) : one.span.start]
        after = self.told[one.span.end : one.span.end + 120]
        if re.match(r"[’']s?\b", after):
            score -= 0.7
        elif _OPENS.search(before):
            score += 0.8 if sentences or paragraphs else 1.4
        elif _SUBORDINATE.search(before):
            score += 0.3
        if _SAYS.match(after) or _SAID.search(before):
            score += 0.9
        if _OBJECT.search(before):
            score -= 0.7
        if self.cast.is_person(one.name):
            score += 1.0
        elif self.cast.is_body(one.name):
            score -= 3.0
        else:
            score += 0.3 if one.name in self.cast.speaking else (-0.5 if " " in one.name else -1.8)
        return score
