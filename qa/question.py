"""What is understood of a question, once: what is searched, in which articles, and whose words it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qa.dates.questions import AskedDates
from qa.speech.asking import asked_speakers, asks_for_speaker
from qa.speech.names import with_titles

_PHRASE = re.compile(r"(?:(?:the|an?|this|that|his|her|its|their) )?[A-Z0-9]|(?:the|an?|this|that|his|her|its|their) ")
"""A name, or a noun with what determines it."""


@dataclass(frozen=True, slots=True)
class WeightedQuery:
    """A text that is searched, and how much its ranking counts (above 0) beside those of the other queries."""

    text: str
    weight: float = 1.0

    def __post_init__(self) -> None:
        if self.weight <= 0:
            raise ValueError(f"a query counts for more than 0, not {self.weight}")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a follow-up left out and took from the conversation: the words, what they stand for, where they are from.

    `replaces` are the words of the question that they stand for (“he”); empty where they were only added. `turn` counts
    the conversation's turns from 1. `citation` is the number of the quote of that turn that has the words; None where
    its question, or the query that was searched for it, has them.
    """

    words: str
    replaces: str
    turn: int
    citation: int | None = None

    def __post_init__(self) -> None:
        if not self.words or self.turn < 1 or (self.citation is not None and self.citation < 1):
            raise ValueError(f"nothing can be taken as {self.words!r} from turn {self.turn}, quote {self.citation}")

    @property
    def label(self) -> str:
        """“Blinken” for “he”, from question 1; as every view shows it."""
        place = f"question {self.turn}" if self.citation is None else f"quote [{self.citation}] of answer {self.turn}"
        return f"“{self.words}”{f' for “{self.replaces}”' if self.replaces else ''}, from {place}"

    @property
    def reads_well(self) -> bool:
        """Whether the words can stand where what they replace stood: a phrase for “it”, several for “they”."""
        if self.replaces in ("they", "them", "their", "these", "those"):
            return self.words.endswith("s") or " and " in self.words
        return not self.replaces or _PHRASE.match(self.words) is not None

    def as_dict(self) -> dict[str, object]:
        return {"words": self.words, "replaces": self.replaces, "turn": self.turn, "citation": self.citation}


@dataclass(frozen=True, slots=True)
class Respelling:
    """A word of a question that stands nowhere in the library, and the near word that it was read as."""

    written: str
    read: str

    def as_dict(self) -> dict[str, str]:
        return {"written": self.written, "read": self.read}


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is understood.

    `asked` are the user's words, and `query` what they mean by themselves: readers see nothing else. `queries` are all
    that is searched, `query` first, each text once. `dates` are those that are asked for. `speakers` are whoever's
    words are wanted, with their titles; `asks_who` that a speaker is. `newest_first` is how it wants to be answered,
    and `taken` what it took from the conversation.

    Of a question that follows up, `as_asked` is what it means where nothing was asked before, `story` the articles
    cited so far, newest first, and `points_back` whether its own words say that something came before. `read_as` are
    its misspelt words, which `query` has as they are meant.
    """

    asked: str
    query: str
    queries: tuple[WeightedQuery, ...]
    dates: AskedDates | None = None
    speakers: tuple[str, ...] = ()
    asks_who: bool = False
    newest_first: bool = False
    taken: tuple[Taken, ...] = field(default=())
    as_asked: Question | None = None
    story: tuple[str, ...] = ()
    points_back: bool = False
    read_as: tuple[Respelling, ...] = ()

    def __post_init__(self) -> None:
        texts = [query.text for query in self.queries]
        if not texts or texts[0] != self.query or len(set(texts)) < len(texts):
            raise ValueError(f"the queries of {self.query!r} begin with it and name each text once, unlike {texts}")

    @classmethod
    def alone(cls, text: str) -> Question:
        """A question that nothing was asked before, searched as it is."""
        return cls(
            text,
            text,
            (WeightedQuery(text),),
            speakers=tuple(with_titles(text, asked_speakers(text))),
            asks_who=asks_for_speaker(text),
        )

    @property
    def asks_of_speakers(self) -> bool:
        """Whether it asks what somebody said, or who did."""
        return bool(self.speakers) or self.asks_who
