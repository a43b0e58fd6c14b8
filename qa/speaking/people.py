"""Who is named in a text: full names, titles, descriptions that stand for them, and whether it is “he” or “she”."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.article import Span
from qa.speaking.cues import NAME, NO_NAMES, TITLE_WORDS, TITLES

MEN = frozenset(
    """
    Aaron Abdul Abraham Adam Ahmed Al Alan Albert Alex Alexander Ali Allen Andrew Andy Anthony Antony Arthur Barack Ben
    Benjamin Bernard Bernie Bill Bob Boris Brad Brian Bruce Carl Carlos Charles Chris Christian Christopher Chuck Colin
    Corey Craig Dan Daniel Dave David Dennis Dick Dmitry Don Donald Doug Douglas Ed Edward Elijah Emmanuel Eric Erik
    Evan Francis Frank Fred Gary Gavin Geoff George Gerald Glenn Gordon Graham Greg Gregory Harold Harry Henry Howard
    Hugh Ian Ibrahim Ivan Jack Jacob Jake James Jared Jason Jay Jeb Jeff Jeffrey Jeremy Jerry Jim Jimmy Joe Joel John
    Johnny Jon Jonathan Jose Joseph Josh Joshua Juan Justin Karl Keith Ken Kenneth Kevin Kyle Larry Lawrence Lee Leon
    Lewis Liam Louis Luis Luke Marco Mark Martin Matt Matthew Michael Miguel Mike Mitch Mitt Mohammed Muhammad Narendra
    Nathan Neil Newt Nicholas Nick Nigel Noah Oliver Omar Oscar Patrick Paul Pedro Peter Phil Philip Rand Randy Ray
    Reince Richard Rick Rob Robert Robby Roger Ron Ronald Ross Rudy Rupert Russell Ryan Sam Samuel Scott Sean Sergei
    Simon Stephen Steve Steven Stuart Sylvester Ted Terry Thomas Tim Timothy Todd Tom Tomas Tony Travis Trevor Tucker
    Victor Vladimir Wade Walter Warren Wayne Will William Xi Yusuf Zach
    """.split()
)
WOMEN = frozenset(
    """
    Abigail Alexandra Alice Alison Amanda Amy Andrea Angela Angelina Ann Anna Anne Annie Barbara Beth Betsy Betty
    Bridget Brenda Carla Carly Carol Caroline Catherine Charlotte Chelsea Cheryl Christina Christine Claire Clara
    Condoleezza Connie Cynthia Dana Dawn Deborah Debbie Debra Denise Diana Diane Dianne Donna Dorothy Elaine Eleanor
    Elena Elisabeth Elizabeth Ella Ellen Emily Emma Erica Erin Eva Eve Fatima Fiona Gabrielle Gail Gina Gloria Grace
    Hannah Heather Heidi Helen Hillary Hope Huma Ingrid Irene Isabel Ivanka Jackie Jan Jane Janet Janice Jean Jeanne
    Jennifer Jenny Jessica Jill Joan Joanna Joy Joyce Judith Judy Julia Julie Kamala Karen Kate Katharine Katherine
    Kathleen Kathy Katie Katrina Katy Kelly Kellyanne Kim Kimberly Kirsten Kristin Laura Lauren Leah Linda Lisa Liz
    Loretta Lori Lucy Lynn Madeleine Maggie Margaret Maria Marie Marine Marissa Martha Mary Maya Megan Megyn Melania
    Melissa Michelle Mia Monica Nadia Nancy Naomi Natalie Nicola Nicole Nikki Nina Olivia Pamela Patricia Patty Paula
    Rachel Rebecca Renee Rita Robin Rosa Rose Ruth Sally Samantha Sandra Sara Sarah Sharon Sheila Sophie Stephanie
    Susan Susana Suzanne Sylvia Tammy Teresa Theresa Tina Tracy Ursula Valerie Vanessa Vera Victoria Virginia Wendy
    Yolanda Zoe
    """.split()
)
_PLACES = re.compile(r"(?:in|at|from|near|to|of|across|outside|around|inside)[ \t]+$")
_HE = re.compile(r"\b(?:he|his|him|himself)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
_NEAR = 120


def bare(name: str) -> str:
    """A name without titles, possessive and full stop."""
    return re.sub(r"[’']s?$|[.,]+$", "", TITLES.sub("", name)).strip()


def names_with_spans(text: str, offset: int = 0) -> Iterator[Span]:
    """Where names stand, titles included, words that only open a sentence left off."""
    for match in re.finditer(NAME, text):
        words = list(re.finditer(r"\S+", match[0]))
        while words and words[0][0] in NO_NAMES:
            words = words[1:]
        if words:
            own = match[0][words[0].start() :]
            own = re.sub(r"[’']s?$|[.,’']+$", "", own)
            if own:
                start = match.start() + words[0].start() + offset
                yield Span(start, start + len(own))


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

    def full(self, name: str) -> str:
        """The fullest form of a name; itself, titles left off, where the text has none."""
        own = bare(name)
        if not own or " " in own:
            return own
        longer = Counter(one.name for one in self.mentions if one.name.split()[-1] == own and " " in one.name)
        if longer:
            return longer.most_common(1)[0][0] if _is_plain(longer) else next(iter(longer))
        first = [one.name for one in self.mentions if one.name.split()[0] == own and " " in one.name]
        return first[0] if first and len(set(first)) == 1 and own in MEN | WOMEN else own

    def is_person(self, name: str) -> bool:
        """Whether the text lets tell that it is a person: by the first name or by a title or pronoun."""
        return name in self.women or name in self.men

    def may_be(self, name: str, pronoun: str) -> bool:
        """Whether “he” or “she” may stand for the name."""
        if pronoun in ("she", "her"):
            return name not in self.men
        if pronoun in ("he", "his", "him"):
            return name not in self.women
        return True


def _is_plain(counts: Counter[str]) -> bool:
    """Whether one name is by far the commonest, so that the others are somebody else of that family."""
    ranked = counts.most_common(2)
    return len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]


def cast_of(text: str) -> Cast:
    """Everybody who is named in a text."""
    spans = list(names_with_spans(text))
    known = [bare(span.of(text)) for span in spans]
    longest: dict[str, Counter[str]] = {}
    for name in known:
        words = name.split()
        if len(words) > 1 and words[-1] not in TITLE_WORDS:
            longest.setdefault(words[-1], Counter())[name] += 1
    mentions = []
    women: set[str] = set()
    men: set[str] = set()
    for span, name in zip(spans, known, strict=True):
        if not name:
            continue
        full = name
        if " " not in name and name in longest:
            options = longest[name]
            full = next(iter(options)) if not _is_plain(options) else options.most_common(1)[0][0]
        elif " " not in name and _PLACES.search(text[max(0, span.start - 10) : span.start]):
            continue
        mentions.append(Mention(span, full))
        written = span.of(text)
        first = full.split()[0]
        if re.match(r"(?:Mrs|Ms|Dame|Lady|Sister|Queen|Princess|Congresswoman|Chairwoman|Spokeswoman)\b", written):
            women.add(full)
        elif re.match(r"(?:Mr|Sir|Lord|Father|Pope|King|Prince|Congressman|Chairman|Spokesman)\b", written):
            men.add(full)
        elif first in WOMEN and " " in full:
            women.add(full)
        elif first in MEN and " " in full:
            men.add(full)
    return Cast(tuple(mentions), frozenset(women - men), frozenset(men - women))


def subjects(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Those mentions that open their sentence or clause."""
    for one in mentions:
        if re.search(r"(?:^|[.!?\n”\"] *|, (?:and|but) )(?:[A-Za-z]+ [a-z ]{0,40}, ?)?$", text[max(0, one.span.start - 60) : one.span.start]):
            yield one
