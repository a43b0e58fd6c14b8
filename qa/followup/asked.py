"""What a question's own words tell: how it begins, what in it points back, and what it asks about by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from index.article import Span
from index.text import STOPWORDS, stem, words
from qa.speech.names import names_in

GENERIC = frozenset(
    stem(word)
    for word in """
    tell describe explain give show list find name say said says mean know learn think thing things something please
    thanks thank hello interested interesting information info wondering like want need get got go make made many much
    lot difference different other another main important common best good popular kind kinds type types sort example
    examples ok okay yes oh wow great really actually well right question questions happen happened happens s t
    """.split()
)
"""Stems that say how something is asked rather than what about."""

_OPENER = re.compile(
    r"^(?:(?:(?:and|but|so|or|also|then|ok|okay|oh|wow|hmm|thanks|thank you|i see)\b(?!-\w)"
    r"|(?:well|yes|no|great|interesting)(?=\s*[,.!–—]|\s+(?:and|but|so|or|then|what|who|when|where|why|how|which)\b))[\s,.!–—-]*)+",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(?:(?:what|how)\s+)?about\s+(?P<topic>.+?)\s*\?*$", re.IGNORECASE)
_MERE = re.compile(
    r"^(?P<topic>(?:the\s+)?[A-ZÀ-ÖØ-Þ][\w’'.-]*(?:\s+[A-ZÀ-ÖØ-Þ][\w’'.-]*){0,3}|[Tt]he\s+[\w-]+(?:\s+[\w-]+)?)\s*\?*$"
)
_QUESTION_WORD = re.compile(r"^(?:what|why|when|where|who|whom|whose|which|how)\b", re.IGNORECASE)
_ENOUGH = 4
_PERSON = re.compile(r"\b(?:he|she|him|his|hers?|himself|herself)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|these|those|ones|this(?!\s+(?:week|month|year|morning|spring|summer|autumn))"
    r"|that(?=\s*(?:[?.,!;]|$|\w+\s*\?))|there(?=\s*(?:[?.,!;]|$))|one(?=\s*(?:[?.,!;]|$|is|are|was|were|has|did|does)))"
    r"(?![\w’'-])",
    re.IGNORECASE,
)
_PLEONASTIC = re.compile(
    r"\b(?:is|was)\s+(?P<it>it)\s+(?:true|possible|likely|legal to|safe to|raining)|\bit\s+(?=takes?\b)", re.IGNORECASE
)
_ANSWERING = re.compile(
    r"\b(?:dis)?agree[sd]?\b|\b(?:respond|repl(?:y|ie)|react|object|deny|denie|den(?:y|ied)|disput|comment)\w*(?=\s*\?*$)",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(?:else|same|besides|instead|similar|alternatives?|others?|another)\b", re.IGNORECASE)
_NEW_SUBJECT = re.compile(
    r"\bchang(?:e|ing) (?:of |the |a )?(?:\w+ )*(?:subject|topic)|\banother (?:topic|subject|question)\b"
    r"|\bsomething (?:else|different) (?:now|entirely)\b|\bby the way\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked. `bare` is without its opener, and spans are in its characters.

    `topic` is what a mere “And what about …?” is about. `persons` and `things` are its words that point back;
    `answering` that it asks for somebody's answer to what came before (“Did she agree?”); `more` that it asks for
    others of a kind; `own` are the stems of its own words of content, `names` those that are names.
    """

    text: str
    bare: str
    opened: bool
    topic: str | None
    persons: tuple[Span, ...]
    things: tuple[Span, ...]
    answering: bool
    more: bool
    new_subject: bool
    own: frozenset[str] = field(repr=False)
    all_stems: frozenset[str] = field(repr=False)
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Asked:
        bare = _OPENER.sub("", text.strip())
        opened = bool(bare) and bare != text.strip()
        bare = bare[:1].upper() + bare[1:] if bare else text.strip()
        about = _ABOUT.match(bare) or (_MERE.match(bare) if opened and not _QUESTION_WORD.match(bare) else None)
        told = [word for word, _, _ in words(bare)]
        own = frozenset(stem(word) for word in told if word not in STOPWORDS) - GENERIC
        return cls(
            text=text,
            bare=bare,
            opened=opened,
            topic=about["topic"] if about else None,
            persons=_pointing_back(_PERSON, bare),
            things=_pointing_back(_THING, bare),
            answering=bool(_ANSWERING.search(bare)),
            more=bool(_MORE.search(bare)),
            new_subject=bool(_NEW_SUBJECT.search(text)),
            own=own,
            all_stems=frozenset(stem(word) for word in told),
            names=tuple(names_of(bare)),
        )

    @property
    def is_complete(self) -> bool:
        """Whether it has a name and four words of its own, and nothing that points back or goes on."""
        return not self.goes_on and bool(self.names) and len(self.own) >= _ENOUGH

    @property
    def goes_on(self) -> bool:
        """Whether its words say that something came before."""
        return self.opened or self.points_back or self.more or self.answering

    @property
    def points_back(self) -> bool:
        return bool(self.persons or self.things or self.topic)


def names_of(question: str) -> list[str]:
    """The names in a question, whose first word is capitalised without being one: “Did Tarrant agree?”."""
    first, space, rest = question.strip().partition(" ")
    opening = first.lower() if first.casefold() in STOPWORDS else first
    return names_in(f"… {opening}{space}{rest}" if opening != first else f"{opening}{space}{rest}")


def _pointing_back(pronoun: re.Pattern[str], text: str) -> tuple[Span, ...]:
    """The pronouns that no name before them in the question can stand for."""
    empty = {match.start("it") if match["it"] else match.start() for match in _PLEONASTIC.finditer(text)}
    return tuple(
        Span(match.start(), match.end())
        for match in pronoun.finditer(text)
        if match.start() not in empty and not names_of(text[: match.start()])
    )
