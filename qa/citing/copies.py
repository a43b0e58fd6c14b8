"""What says the same is cited once, and a citation says where else its quote stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article
from index.text import STOPWORDS, stem
from qa.answer import Copy
from qa.citing.counts import COUNTING
from qa.citing.differences import differ
from qa.reader.protocol import Evidence

_OWN = 6
_NEARLY = 0.75
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_NUMBER_WORDS = frozenset(COUNTING) - {"one"}
_NEGATION = re.compile(r"\b(?:not|no|never|nobody|none|den(?:y|ies|ied)|reject\w*|refus\w*)\b|n[’']t\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Group:
    """Evidence that says nearly the same: the piece to cite, and the others."""

    cited: Evidence
    others: tuple[Evidence, ...] = ()

    def alike(self, also: Sequence[Copy]) -> tuple[Copy, ...]:
        """The other articles that say nearly the same in other words; `also` are those that print it word for word."""
        known = {self.cited.article.id, *(copy.article_id for copy in also)}
        found = {one.article.id: one.article for one in self.others if one.article.id not in known}
        return tuple(map(copy_of, found.values()))


def grouped(evidence: Sequence[Evidence]) -> list[Group]:
    """The different things that the evidence says, in its order, each cited once.

    Evidence joins what comes before where it says the same word for word, or nearly: three quarters of the shorter
    one's words that carry meaning, the same numbers, no “not” that the other has not, and nothing that contradicts it.
    """
    groups: list[Group] = []
    for one in evidence:
        told = _told(one.text)
        for number, group in enumerate(groups):
            if _repeats(one.text, group.cited.text) or _nearly(told, _told(group.cited.text)):
                groups[number] = Group(group.cited, (*group.others, one))
                break
        else:
            groups.append(Group(one))
    return groups


def distinct_evidence(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence without what a better piece says in the same words."""
    kept: list[Evidence] = []
    for one in evidence:
        if not any(_repeats(one.text, other.text) for other in kept):
            kept.append(one)
    return kept


def also_in(cited: Evidence, copies: Sequence[Article], evidence: Sequence[Evidence]) -> tuple[Copy, ...]:
    """The other articles that print the quote word for word, whatever their spaces and marks.

    They are looked for among the copies of the cited article, and the articles of the other evidence.
    """
    found = {copy.id: copy for copy in copies if _said(copy.text, cited.text)}
    for other in evidence:
        if other.article.id != cited.article.id and _repeats(cited.text, other.article.text):
            found.setdefault(other.article.id, other.article)
    return tuple(map(copy_of, found.values()))


def copy_of(article: Article) -> Copy:
    """An article as it is named beside a citation: title, outlet where it is known, and date."""
    when = article.published.isoformat() if article.published else "date unknown"
    return Copy(article.id, " · ".join(filter(None, (article.title, article.outlet, when))))


@dataclass(frozen=True, slots=True)
class _Told:
    quote: str
    stems: frozenset[str]
    numbers: frozenset[str]
    negated: bool


def _told(quote: str) -> _Told:
    found = [word for word in _words(quote) if word not in STOPWORDS]
    return _Told(
        quote,
        frozenset(stem(word) for word in found if not word.isdigit()),
        frozenset(match[0] for match in _NUMBER.finditer(quote)) | _NUMBER_WORDS.intersection(found),
        bool(_NEGATION.search(quote)),
    )


def _nearly(one: _Told, other: _Told) -> bool:
    fewer = min(len(one.stems), len(other.stems))
    if fewer < _OWN or one.numbers != other.numbers or one.negated != other.negated:
        return False
    return len(one.stems & other.stems) >= _NEARLY * fewer and not differ(one.quote, other.quote)


def _repeats(quote: str, text: str) -> bool:
    """Whether the text holds the quote, which is long enough not to be anybody's: two can say “47 people”."""
    return len(_words(quote)) >= _OWN and _said(text, quote)


def _said(text: str, quote: str) -> bool:
    return f" {' '.join(_words(quote))} " in f" {' '.join(_words(text))} "


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
