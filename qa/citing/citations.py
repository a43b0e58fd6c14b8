"""Citing: what was chosen becomes numbered quotes, each with its speaker and where else it is printed."""

from __future__ import annotations

from collections.abc import Sequence

from index.article import Article
from index.errors import ArticleNotFound
from index.library import Library
from qa.answer import Citation
from qa.citing.choosing import Choice
from qa.citing.copies import also_in
from qa.citing.differences import Difference, Statement, differences, story_of
from qa.citing.speakers import Speakers


def cite(library: Library, choice: Choice, speakers: Speakers) -> tuple[Citation, ...]:
    """The chosen evidence as citations, numbered from 1; each quote is held against its article as it is made."""
    citations = []
    for number, group in enumerate(choice.groups, start=1):
        evidence = group.cited
        also = also_in(evidence, _copies(library, evidence.article), choice.worthy)
        citations.append(
            Citation(
                number=number,
                article=evidence.article,
                span=evidence.span,
                quote=evidence.text,
                score=evidence.score,
                highlight=evidence.highlight,
                speaker=speakers.of(evidence.article, evidence.span),
                also_in=also,
                alike=group.alike(also),
            )
        )
    return tuple(citations)


def differences_between(citations: Sequence[Citation]) -> tuple[Difference, ...]:
    """The citations that contradict each other."""
    compared = [
        Statement(
            citation.number,
            citation.article.id,
            citation.quote,
            citation.speaker.name if citation.speaker else None,
            story_of(citation.article),
        )
        for citation in citations
    ]
    return differences(tuple(compared))


def _copies(library: Library, article: Article) -> list[Article]:
    try:
        return library.copies(article.id)
    except ArticleNotFound:  # removed by another process since it was read
        return []
