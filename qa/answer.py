"""What a question gives back: citations, answers, and the conversation so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from index.article import Article, Span
from index.engine import Hit
from index.quote_links import link_to
from qa.citing.differences import Difference
from qa.confidence import Certainty, Status
from qa.dates.finding import DatedPhrase, find_dates
from qa.dates.questions import SearchedDates
from qa.question import Respelling, Taken
from qa.speech.attribution import Attribution


def _pair(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that prints a cited quote in the same words. `label` is how every view names it."""

    article_id: str
    label: str

    def as_dict(self) -> dict[str, str]:
        return {"article_id": self.article_id, "label": self.label}


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands. `article.text[span.start:span.end] == quote`, checked when it is made.

    `number` is what the answer's text shows in brackets; `score` (0–1) is the reader's for this quote; `highlight` is
    the phrase in it that answers, in the article's characters, where the reader tells one; `content_hash` says which
    version of the article was cited; `also_in` are its copies that print the quote too, `alike` those
    articles that say nearly the same in other words.
    """

    number: int
    article: Article = field(repr=False)
    span: Span
    quote: str
    score: float
    speaker: Attribution | None = None
    highlight: Span | None = None
    also_in: tuple[Copy, ...] = ()
    alike: tuple[Copy, ...] = ()

    def __post_init__(self) -> None:
        if self.highlight and not self.highlight.within(self.span):
            raise ValueError(f"the highlight {self.highlight} is not within the quote {self.span}")
        if self.span.of(self.article.text) != self.quote:
            raise ValueError(f"the quote is not what stands at {self.span.start}–{self.span.end} of {self.article.id}")

    @property
    def content_hash(self) -> str:
        return self.article.content_hash

    @property
    def label(self) -> str:
        """Title, date, page where there are pages, and characters, as every view shows them."""
        when = self.article.published.isoformat() if self.article.published else "date unknown"
        return " · ".join((self.article.title, when, *self.places))

    @property
    def places(self) -> tuple[str, ...]:
        """Where in the article it stands: “page 3” or “pages 3–4” where it has pages, and the characters."""
        first, last = self.page, self.article.page(self.span.end - 1)
        pages = (f"page {first}" if first == last else f"pages {first}–{last}",) if first else ()
        recognised = ("recognised text",) if self.recognised else ()
        return (*pages, *recognised, f"characters {self.span.start}–{self.span.end}")

    @property
    def page(self) -> int | None:
        """The page, from 1, of the original on which the quote begins; None where it has no pages."""
        return self.article.page(self.span.start)

    @property
    def recognised(self) -> bool:
        """Whether text recognition read any of the quote from a picture, so that the page itself has the last word."""
        return self.article.is_recognised(self.span)

    @property
    def position(self) -> str | None:
        """Where the quote begins in the file that was read; None where the article is not the file's own lines."""
        place = self.article.line(self.span.start)
        return f"line {place[0]}, column {place[1]}" if place else None

    @property
    def link(self) -> str | None:
        """The article's address, opened at the quote; None where it has none."""
        return link_to(self.article, self.span)

    @property
    def emphasis(self) -> Span | None:
        """The highlight in the quote's own characters."""
        return self.highlight.shift(-self.span.start) if self.highlight else None

    @property
    def dates(self) -> tuple[DatedPhrase, ...]:
        """What in the quote tells a date that only the article's own date, or a choice, makes clear: “on Thursday”.

        Their spans are in the article's characters.
        """
        found = find_dates(self.quote, self.article.published)
        return tuple(phrase.shift(self.span.start) for phrase in found if phrase.relative or phrase.other)

    def as_dict(self) -> dict[str, object]:
        """The keys of every JSON that holds citations."""
        article = self.article
        return {
            "number": self.number,
            "article_id": article.id,
            "title": article.title,
            "source": article.source,
            "outlet": article.outlet,
            "author": article.author,
            "published": article.published.isoformat() if article.published else None,
            "url": article.url,
            "link": self.link,
            "page": self.page,
            "recognised": self.recognised,
            "position": self.position,
            "content_hash": self.content_hash,
            "start": self.span.start,
            "end": self.span.end,
            "quote": self.quote,
            "highlight": _pair(self.highlight),
            "speaker": self.speaker.name if self.speaker else None,
            "speaker_kind": self.speaker.kind.value if self.speaker else None,
            "speaker_span": _pair(self.speaker.source) if self.speaker else None,
            "cue": self.speaker.cue if self.speaker else None,
            "cue_span": _pair(self.speaker.told) if self.speaker else None,
            "said_via": self.speaker.via if self.speaker else None,
            "dates": [phrase.as_dict() for phrase in self.dates],
            "score": round(self.score, 4),
            "also_in": [copy.as_dict() for copy in self.also_in],
            "alike": [copy.as_dict() for copy in self.alike],
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """One question that was asked, the query that was searched for it, what was cited, and the dates it asked for."""

    question: str
    query: str
    citations: tuple[Citation, ...] = ()
    dates: SearchedDates | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns so far, oldest first."""

    turns: tuple[Turn, ...] = ()

    def then(self, turn: Turn) -> Conversation:
        return Conversation((*self.turns, turn))


class Kind(StrEnum):
    """What an answer is made of: quotes that answer, a list of the articles that mention something, or one sentence on
    what can be asked."""

    QUOTES = "quotes"
    ARTICLES = "articles"
    TALK = "talk"


@dataclass(frozen=True, slots=True)
class Mention:
    """An article that mentions what was asked for: how often, and the sentence where it first does.

    `first` is one of the answer's citations. It is None where only the title mentions it, with `times` 0, and in a long
    list where it is not among the first.
    """

    article: Article = field(repr=False)
    times: int
    first: Citation | None = None

    @property
    def label(self) -> str:
        """“Fender warning · 2022-05-04 · twice”: title, date, and how often."""
        when = self.article.published.isoformat() if self.article.published else "date unknown"
        often = {0: "in its title", 1: "once", 2: "twice"}.get(self.times, f"{self.times:,} times")
        return " · ".join((self.article.title, when, often))

    def as_dict(self) -> dict[str, object]:
        article = self.article
        return {
            "article_id": article.id,
            "title": article.title,
            "published": article.published.isoformat() if article.published else None,
            "times": self.times,
            "citation": self.first.number if self.first else None,
        }


@dataclass(frozen=True, slots=True)
class Listing:
    """All articles that mention `named`, newest first."""

    named: str
    mentions: tuple[Mention, ...] = ()

    @property
    def sentence(self) -> str:
        """“3 articles mention “Velland”.”"""
        count = len(self.mentions)
        if not count:
            return f"No article mentions “{self.named}”."
        return f"{count:,} article{'s mention' if count > 1 else ' mentions'} “{self.named}”."

    def as_dict(self) -> dict[str, object]:
        return {"named": self.named, "articles": [mention.as_dict() for mention in self.mentions]}


NOT_ANSWERED = "The articles don’t answer this."
_ARTICLES_NAMED = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """The quotes that answer a question, best first; else the nearest, which may not answer; or none. `status` tells.

    `citations` are there where it is answered, `nearest` where it is not and something comes close: each as exact, and
    numbered from 1. `query` is what was searched, `taken` what of it the question took from the conversation, and
    `beside` what else was searched together with it, each once. `hits` are the passages that were read, best first.
    `confidence` (0–1) is the probability that the best evidence answers, cited or not, and `certainty` the word for it
    where it is cited. `text` is ready to print: the quotes with their numbers, under what is to be said of them, or
    that the articles don't answer. `conversation` is the one to pass with the next question. `dates` tells whether the
    question's own dates restricted the search. `differences` are the citations that contradict each other; which is
    right is not told. `read_as` are misspelt words and what they were read as. Where articles were asked for by what
    they mention, `listing` has them, and `citations` the first places in the newest; where nothing was asked, `remark`
    says what can be. `kind` tells these apart.
    """

    question: str
    query: str
    citations: tuple[Citation, ...]
    confidence: float
    conversation: Conversation = field(repr=False)
    taken: tuple[Taken, ...] = ()
    dates: SearchedDates | None = None
    differences: tuple[Difference, ...] = ()
    beside: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = field(default=(), repr=False)
    nearest: tuple[Citation, ...] = ()
    certainty: Certainty = Certainty.UNSURE
    read_as: tuple[Respelling, ...] = ()
    listing: Listing | None = None
    remark: str | None = None

    def __post_init__(self) -> None:
        if self.citations and self.nearest:
            raise ValueError("an answer cites quotes or shows the nearest, not both")

    @property
    def kind(self) -> Kind:
        if self.remark:
            return Kind.TALK
        return Kind.ARTICLES if self.listing else Kind.QUOTES

    @property
    def status(self) -> Status:
        if self.citations or (self.listing and self.listing.mentions):
            return Status.ANSWERED
        return Status.CLOSEST if self.nearest else Status.NOTHING

    @property
    def answered(self) -> bool:
        return self.status is Status.ANSWERED

    @property
    def quotes(self) -> tuple[Citation, ...]:
        """What is shown, cited or nearest."""
        return self.citations or self.nearest

    @property
    def caveat(self) -> str | None:
        """What is said above the nearest quotes; None where there are none."""
        if not self.nearest:
            return None
        return "Not sure that this answers it" if len(self.nearest) == 1 else "Not sure that these answer it"

    @property
    def understood(self) -> str | None:
        """What a follow-up was understood to ask, as a reader would write it; None where it is no such sentence."""
        bag = self.query.endswith(")") or not all(taken.reads_well for taken in self.taken)
        return None if bag or not self.taken or self.query == self.question else self.query

    @property
    def nearest_articles(self) -> tuple[Article, ...]:
        """The articles of the passages that were found first, each once: where to look for oneself."""
        articles: dict[str, Article] = {}
        for hit in self.hits:
            articles.setdefault(hit.article.id, hit.article)
        return tuple(articles.values())[:_ARTICLES_NAMED]

    @property
    def text(self) -> str:
        if self.remark:
            return self.remark
        if self.listing:
            return "\n\n".join([self.listing.sentence, *map(_listed, self.listing.mentions)])
        if not self.quotes:
            return NOT_ANSWERED
        told = [f"{citation.quote} [{citation.number}]" for citation in self.quotes]
        return "\n\n".join([f"{self.caveat}:", *told] if self.caveat else told)

    def as_dict(self) -> dict[str, object]:
        """The keys of every JSON that holds answers."""
        return {
            "question": self.question,
            "kind": self.kind.value,
            "query": self.query,
            "read_as": [respelling.as_dict() for respelling in self.read_as],
            "taken": [taken.as_dict() for taken in self.taken],
            "searched_beside": list(self.beside),
            "text": self.text,
            "status": self.status.value,
            "answered": self.answered,
            "confidence": round(self.confidence, 4),
            "certainty": self.certainty.value,
            "dates": self.dates.as_dict() if self.dates else None,
            "citations": [citation.as_dict() for citation in self.citations],
            "nearest": [citation.as_dict() for citation in self.nearest],
            "differences": [difference.as_dict() for difference in self.differences],
            "listing": self.listing.as_dict() if self.listing else None,
        }


def _listed(mention: Mention) -> str:
    first = mention.first
    return mention.label + (f"\n{first.quote} [{first.number}]" if first else "")
