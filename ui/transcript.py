"""Transcripts, that is answers as 'onrecord ask --json' prints them, held against a library."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.article import Article, Span
from index.errors import ArticleNotFound, SourceError

if TYPE_CHECKING:
    from index.library import Library


TOLD = ("title", "published", "outlet", "author", "url", "speaker", "speaker_kind", "said_via")
"""What a citation says of its quote, by the keys of its JSON, that is compared as well."""


class Finding(StrEnum):
    """What became of a quote."""

    VERBATIM = "verbatim"
    STILL_VERBATIM = "verbatim, though the article has changed since"
    TOLD_OTHERWISE = "verbatim, but not as the library tells it"
    CHANGED = "changed since"
    WRONG = "not what the article says"
    MISSING = "the article is not in this library"

    @property
    def ok(self) -> bool:
        return self in (Finding.VERBATIM, Finding.STILL_VERBATIM)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A citation as a transcript holds it. `content_hash` is None where the transcript has none.

    `told` is what it says of the quote besides: of `TOLD`, those keys that it has.
    """

    article_id: str
    title: str
    start: int
    end: int
    quote: str
    content_hash: str | None
    told: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """`otherwise` are sentences on what the library tells of a verbatim quote and the transcript does not."""

    quotation: Quotation
    finding: Finding
    otherwise: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        quotation = self.quotation
        return {
            "article_id": quotation.article_id,
            "title": quotation.title,
            "start": quotation.start,
            "end": quotation.end,
            "quote": quotation.quote,
            "finding": self.finding.value,
            "otherwise": list(self.otherwise),
            "ok": self.finding.ok,
        }


def read_transcript(path: Path) -> list[Quotation]:
    """The quotations of a transcript: one answer or a list of them. Raises SourceError."""
    try:
        value = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise SourceError(f"there is no file {path}") from error
    except OSError as error:
        raise SourceError(f"{path} could not be read: {error.strerror}") from error
    except ValueError as error:
        raise SourceError(f"{path} is not JSON: give what 'onrecord ask --json' printed") from error
    return list(_quotations(value, path))


def check(library: Library, quotations: list[Quotation]) -> list[Check]:
    """Every quotation compared with the characters that now stand at its place, and with what is told of them."""
    return [_check(library, quotation) for quotation in quotations]


def _check(library: Library, quotation: Quotation) -> Check:
    try:
        article = library.article(quotation.article_id)
    except ArticleNotFound:
        return Check(quotation, Finding.MISSING)
    finding = _finding(article, quotation)
    otherwise = tuple(_otherwise(article, quotation)) if finding.ok else ()
    return Check(quotation, Finding.TOLD_OTHERWISE if otherwise else finding, otherwise)


def _otherwise(article: Article, quotation: Quotation) -> Iterator[str]:
    """What the article, or who speaks in it, tells otherwise than the transcript."""
    from qa.speech.attribution import attribute

    known = {name: getattr(article, name) for name in ("title", "outlet", "author", "url")}
    known["published"] = article.published.isoformat() if article.published else None
    speaker = attribute(article, Span(quotation.start, quotation.end))
    known["speaker"], known["speaker_kind"] = (speaker.name, speaker.kind.value) if speaker else (None, None)
    known["said_via"] = speaker.via if speaker else None
    for name, told in quotation.told.items():
        if told != known[name]:
            yield f"{name} is {known[name] or 'not known'}, not {told or 'unknown'}"


def _quotations(value: object, path: Path) -> Iterator[Quotation]:
    for number, answer in enumerate(value if isinstance(value, list) else [value], start=1):
        try:
            for citation in [*answer["citations"], *answer.get("nearest", ())]:
                yield _quotation(citation)
        except (KeyError, TypeError) as error:
            raise SourceError(
                f"answer {number} of {path} is not as 'onrecord ask --json' prints it: "
                "it needs citations with article_id, start, end and quote"
            ) from error


def _quotation(citation: Any) -> Quotation:
    values = Quotation(
        article_id=citation["article_id"],
        title=citation.get("title") or citation["article_id"],
        start=citation["start"],
        end=citation["end"],
        quote=citation["quote"],
        content_hash=citation.get("content_hash"),
        told={name: citation[name] for name in TOLD if name in citation},
    )
    if not (isinstance(values.start, int) and isinstance(values.end, int)):
        raise TypeError("start and end are whole numbers")
    if not (isinstance(values.article_id, str) and isinstance(values.quote, str) and isinstance(values.title, str)):
        raise TypeError("article_id, title and quote are text")
    return values


def _finding(article: Article, quotation: Quotation) -> Finding:
    changed = quotation.content_hash not in (None, article.content_hash)
    verbatim = 0 <= quotation.start < quotation.end and (
        article.text[quotation.start : quotation.end] == quotation.quote
    )
    if verbatim:
        return Finding.STILL_VERBATIM if changed else Finding.VERBATIM
    return Finding.CHANGED if changed else Finding.WRONG
