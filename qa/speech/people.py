"""Who is named in a text: full names, titles, descriptions that stand for them, and whether it is “he” or “she”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.article import Span
from qa.speech.cues import CUE, NAME, NO_NAMES, TITLES
from qa.speech.families import Families, gender_of_title
from qa.speech.given_names import MEN, WOMEN

_RANKS = (
    "Admiral Adm Brigadier Major Maj Sen Senator Gov Rep Chancellor Archbishop Cardinal Imam Rabbi Emir Sheikh".split()
)
_PERSONAL_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Lady|Sen|Gov|Rep|Gen|Col|Capt|Lt|Sgt|Prof|Rev|Adm|President|Minister|Secretary|"
    r"Senator|Governor|Mayor|Judge|Justice|Professor|Chancellor|Captain|Doctor|King|Queen|Prince|Princess|Ambassador|"
    r"Admiral|Commissioner|Councillor|Inspector|Sheriff|Bishop|Pope|Director|Spokesman|Spokeswoman|Chairman|Representative|"
    r"Chairwoman|Congressman|Congresswoman|Colonel|Sergeant|Speaker|Major)\b"
)
_MORE_TITLES = re.compile(rf"^(?:(?:{'|'.join(_RANKS)})\.?[ \t]+)+")
_ABBREVIATED = re.compile(
    r"(?:[A-Z]\.)+|(?:Jr|Sr|Mr|Mrs|Ms|Dr|St|Sen|Gov|Rep|Gen|Col|Capt|Lt|Sgt|Prof|Rev|Hon|Adm|Maj|Pres)\."
)
_INITIALS = re.compile(r"(?:[A-Z]\. ?)+[A-Z][a-zà-ÿ]")
_ENDS = re.compile(r"\.$|[’']s?$")
_BODIES = frozenset(
    """
    Post Times News States House Party Committee Senate Congress Department University Court Board Campaign Journal
    Street Press Association Administration Agency Bureau Office Council Union Institute Center Centre Foundation Bank
    Company Corporation Inc Group PAC Network Church School College Team Army Navy Force Forces Police Service
    Commission
    Republic Republicans Democrats Conservatives Americans America Pentagon Kremlin Twitter Facebook Act Day War Debate
    Super Convention Caucus Primary Tower Rifle World Cup Bill Conference Ministry Parliament Assembly Authority Society
    China Russia Iran Iraq Syria Israel France Germany Britain Ukraine Mexico Canada Turkey Egypt Japan India Pakistan
    Washington Moscow Beijing Brussels London Paris Jerusalem Gaza Rafah Texas Florida Ohio Iowa Nevada California
    Virginia
    Reserve Treasury Guard Guardian Herald Tribune Street City County Island Islands River Sea Coast Valley North South
    East West New TV Radio Magazine Poll Election Elections Summit Agreement Deal Plan Amendment Constitution Bible
    """.split()
)
_PLURAL = re.compile(r"^[\w-]+(?:[aeo]ns|ese|sses|ists|ers)$")
_SAYS = re.compile(rf"(?:, [^,\n]{{2,80}},)?(?: \w+ly| also| has| had| then)* {CUE}\b|, who\b|, \d\d,")
_SAID = re.compile(rf"\b{CUE}(?: [a-z]+){{0,3}} $")


def bare(name: str) -> str:
    """A name without titles, possessive and full stop."""
    own = _MORE_TITLES.sub("", TITLES.sub("", name))
    own = TITLES.sub("", own)
    return re.sub(r"[’']s?$|(?<!Jr)(?<!Sr)(?<![A-Z])[.,]+$", "", own).strip()


def names_with_spans(text: str, offset: int = 0) -> Iterator[Span]:
    """Where names stand, titles included; words that only open a sentence, and whatever ends one, part them."""
    for match in re.finditer(NAME, text):
        words: list[re.Match[str]] = []
        for word in re.finditer(r"\S+", match[0]):
            if word[0] in ("and", "&"):
                yield from _name(words, match.start() + offset)
                words = []
                continue
            words.append(word)
            if _ENDS.search(word[0]) and not _ABBREVIATED.fullmatch(word[0]):
                yield from _name(words, match.start() + offset)
                words = []
        yield from _name(words, match.start() + offset)


def _name(words: list[re.Match[str]], offset: int) -> Iterator[Span]:
    place = _place_begins(words)
    if place < len(words):
        yield from _name(words[:place], offset)
        yield from _name(words[place:], offset)
        return
    while words and (words[0][0] in _OPENING or words[0][0][0].islower()):
        words = words[1:]
    while words and words[-1][0][0].islower():
        words = words[:-1]
    if not words or all(word[0].isupper() and len(word[0]) > 3 and word[0].isalpha() for word in words):
        return
    last = words[-1]
    end = last.start() + len(re.sub(r"[’']s?$|(?<!Jr)(?<!Sr)(?<!\b[A-Z])[.,]+$|[’']$", "", last[0]))
    if end > words[0].start():
        yield Span(offset + words[0].start(), offset + end)


def _place_begins(words: list[re.Match[str]]) -> int:
    """Where a full name goes on with a place or a body (“Hedda Quistgaard of the Ostra Watch”), else its end."""
    given = next((number for number, word in enumerate(words) if word[0] in MEN or word[0] in WOMEN), len(words))
    place = next((number for number, word in enumerate(words) if word[0] == "of" and number > given + 1), len(words))
    belongs = any(word[0] in _BODIES or word[0] in _OF_PLACES for word in words[:place])
    return len(words) if belongs else place


_OF_PLACES = frozenset("King Queen Prince Princess Duke Duchess Earl Count Countess Bishop Archbishop".split())
_OPENING = NO_NAMES | frozenset(
    """
    Yet Everybody Everyone Nobody All Not No Yes So Then Still Even Just Only Also Once Until Unless Because Although
    Though Despite Instead Perhaps Maybe Like Such Each Every Either Neither Nor Both More Less Few Several Two Three
    Four Five Six Ten According Asked Today Yesterday Tomorrow Tonight Now Well Okay Sorry Please Thank Thanks Let Do
    Does Did Is Are Was Were Have Has Had Can Could Will Would Should May Might Must Never Ever Almost Nearly About
    Above Across Against Along Among Around Behind Below Beside Between Beyond Down Inside Into Near Off Onto Out Over
    Past Through Throughout Toward Towards Under Up Upon Within Without Republican Democratic My Your Our Its His Her
    Their Him Them Me Us Reached Back Top Latest Read Watch See Editor Former Longtime Local Officials Critics Experts
    """.split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a person or body is named, by the full name."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who is named in a text, in order, and what is known of them."""

    mentions: tuple[Mention, ...] = field(repr=False)
    women: frozenset[str]
    men: frozenset[str]
    titled: frozenset[str]
    """Those with a title that only people have."""
    speaking: frozenset[str]
    """Those that the text lets speak, or sets an age beside, which may be people or bodies."""
    bodies: frozenset[str]
    """The first words of the names of bodies: “Halvard” may be Halvard Coatings Inc."""
    families: Families = field(repr=False)

    def full(self, written: str, position: int) -> str | None:
        """The fullest form of a name as it is written there; itself, titles left off, where the text has none.

        None where people of that last name are named of whom it may be either.
        """
        own = bare(written)
        if not own or " " in own:
            return own
        if own in self.families.named:
            return self.families.meant(own, written, position)
        first = [one.name for one in self.mentions if one.name.split()[0] == own and " " in one.name]
        return first[0] if first and len(set(first)) == 1 and own in MEN | WOMEN else own

    def is_person(self, name: str) -> bool:
        """Whether the text lets tell that it is a person: by the first name or by a title."""
        return name in self.women or name in self.men or name in self.titled

    def is_body(self, name: str) -> bool:
        """Whether it is rather a place, a paper, a party or some other body."""
        told = _BODIES & set(name.split()) or name in self.bodies or name.isupper() or _PLURAL.search(name)
        return bool(told) and not self.is_person(name)

    def may_be(self, name: str, pronoun: str) -> bool:
        """Whether “he” or “she” may stand for the name."""
        if pronoun in ("she", "her", "hers", "herself"):
            return name not in self.men
        if pronoun in ("he", "his", "him", "himself"):
            return name not in self.women
        return True


def cast_of(text: str) -> Cast:
    """Everybody who is named in a text."""
    spans = list(names_with_spans(text))
    known = [bare(span.of(text)) for span in spans]
    families = Families.of(
        (span.start, name)
        for span, name in zip(spans, known, strict=True)
        if " " in name and not _BODIES & set(name.split())
    )
    mentions = []
    women: set[str] = set()
    men: set[str] = set()
    titled: set[str] = set()
    speaking: set[str] = set()
    for span, name in zip(spans, known, strict=True):
        if not name:
            continue
        written = span.of(text)
        full = name
        if " " not in name and name in families.named:
            full = families.meant(name, written, span.start) or name
        mentions.append(Mention(span, full))
        first = full.split()[0]
        body = bool(_BODIES & set(full.split()))
        title = gender_of_title(written)
        if title:
            (women if title == "f" else men).add(full)
        elif " " in full and first in WOMEN and not body:
            women.add(full)
        elif " " in full and first in MEN and not body:
            men.add(full)
        elif _INITIALS.match(full):
            titled.add(full)
        if _PERSONAL_TITLE.search(written.removesuffix(name)) and not body:
            titled.add(full)
        if _SAYS.match(text, span.end) or _SAID.search(text[max(0, span.start - 60) : span.start]):
            speaking.add(full)
    return Cast(
        tuple(mentions),
        frozenset(women - men),
        frozenset(men - women),
        frozenset(titled),
        frozenset(speaking),
        frozenset(name.split()[0] for name in known if " " in name and _BODIES & set(name.split())),
        families,
    )
