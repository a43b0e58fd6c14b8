"""Transcripts, that is answers as 'onrecord ask --json' prints them, held against a library."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ArticleNotFound, SourceError

if TYPE_CHECKING:
    from index.library import Library


class Finding(StrEnum):
    """What became of a quote."""

    VERBATIM = "verbatim"
    STILL_VERBATIM = "verbatim, though the article has changed since"
    CHANGED = "changed since"
    WRONG = "not what the article says"
    MISSING = "the article is not in this library"

    @property
    def ok(self) -> bool:
        return self in (Finding.VERBATIM, Finding.STILL_VERBATIM)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A citation as a transcript holds it. `content_hash` is None where the transcript has none."""

    article_id: str
    title: str
    start: int
    end: int
    quote: str
    content_hash: str | None


@dataclass(frozen=True, slots=True)
class Check:
    quotation: Quotation
    finding: Finding

    def as_dict(self) -> dict[str, Any]:
        quotation = self.quotation
        return {
            "article_id": quotation.article_id,
            "title": quotation.title,
            "start": quotation.start,
            "end": quotation.end,
            "quote": quotation.quote,
            "finding": self.finding.value,
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
    """Every quotation compared with the characters that now stand at its place."""
    return [Check(quotation, _finding(library, quotation)) for quotation in quotations]


def _quotations(value: object, path: Path) -> Iterator[Quotation]:
    for number, answer in enumerate(value if isinstance(value, list) else [value], start=1):
        try:
            for citation in answer["citations"]:
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
    )
    if not (isinstance(values.start, int) and isinstance(values.end, int)):
        raise TypeError("start and end are whole numbers")
    if not (isinstance(values.article_id, str) and isinstance(values.quote, str) and isinstance(values.title, str)):
        raise TypeError("article_id, title and quote are text")
    return values


def _finding(library: Library, quotation: Quotation) -> Finding:
    try:
        article = library.article(quotation.article_id)
    except ArticleNotFound:
        return Finding.MISSING
    changed = quotation.content_hash not in (None, article.content_hash)
    verbatim = 0 <= quotation.start < quotation.end and (
        article.text[quotation.start : quotation.end] == quotation.quote
    )
    if verbatim:
        return Finding.STILL_VERBATIM if changed else Finding.VERBATIM
    return Finding.CHANGED if changed else Finding.WRONG
