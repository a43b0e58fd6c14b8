"""“What did X say about Y?”: whose statements are the quotes that are cited?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.attributions import attribution_questions, read_statements
from eval.dataset import articles_beside, read_articles
from eval.evidence import Located
from qa.assistant import Assistant
from qa.reader.attributions import Statement
from qa.speakers import asked_speakers

_EACH = 3
"""Questions about one source of one article."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What one question's citations are: statements of the one asked about, of somebody else, or neither.

    A statement whose source is not named (“he”, “the senator”) may be anybody's: a quote that holds no other is unsure.
    """

    own: int
    others: int
    unsure: int
    nobody: int


def cited_speakers(assistant: Assistant, attributions: Path) -> list[Cited]:
    """The citations of each question made from the attributions, asked over a library that holds their articles."""
    questions = attributions.with_name(attributions.name.replace(".attributions.", ".questions."))
    statements = read_statements(attributions)
    made = attribution_questions(attributions, read_articles(articles_beside(questions)), _EACH)
    found = []
    for question in made:
        citations = assistant.ask(question.question).citations
        places = [Located(citation.article.id, citation.span) for citation in citations]
        found.append(_told(places, asked_speakers(question.question), statements))
    return found


def _told(places: Sequence[Located], asked: Sequence[str], statements: Mapping[str, Sequence[Statement]]) -> Cited:
    own = others = unsure = nobody = 0
    wanted = {name.split()[-1] for name in asked}
    for place in places:
        held = [one for one in statements.get(place.article_id, ()) if _holds(place, one)]
        if any(wanted & set(one.source.split()) for one in held):
            own += 1
        elif any(one.is_named for one in held):
            others += 1
        elif held:
            unsure += 1
        else:
            nobody += 1
    return Cited(own, others, unsure, nobody)


def _holds(place: Located, statement: Statement) -> bool:
    """Whether at least half of the quote, or of the statement, is the other's."""
    return 2 * place.span.overlap(statement.span) >= min(len(place.span), len(statement.span))
