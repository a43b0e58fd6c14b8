"""“What did X say about Y?”: whose statements are the quotes that are cited?"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.attribution_questions import attribution_questions, read_statements
from eval.dataset import articles_beside, read_articles
from eval.held_out import SPLIT_SETS
from eval.locating import Located
from eval.splits import Part, parts
from eval.training.reader.attributions import AnnotatedAttribution
from index.article import Article
from qa.assistant import Assistant
from qa.speech.asking import asked_speakers

_EACH = 3
"""Questions about one source of one article."""


@dataclass(frozen=True, slots=True)
class CitedSpeakers:
    """What one question's citations are: statements of the one asked about, of somebody else, or neither.

    A statement whose source is not named (“he”, “the senator”) may be anybody's: a quote that holds no other is unsure.
    """

    own: int
    others: int
    unsure: int
    nobody: int


def kept_articles(attributions: Path) -> tuple[Article, ...]:
    """The articles beside the attributions; of a set that serves for more, those that nothing was learned from."""
    questions = attributions.with_name(attributions.name.replace(".attributions.", ".questions."))
    articles = read_articles(articles_beside(questions))
    if questions.name.split(".")[0] not in SPLIT_SETS:
        return articles
    part_of = parts(article.id for article in articles)
    return tuple(article for article in articles if part_of[article.id] is Part.REPORTED)


def cited_speakers(
    assistant: Assistant, attributions: Path, most: int | None = None, seed: int = 0
) -> list[CitedSpeakers]:
    """The citations of questions made from the attributions, asked over a library that holds `kept_articles`.

    Of many questions, `most` are drawn.
    """
    statements = read_statements(attributions)
    made = list(attribution_questions(attributions, kept_articles(attributions), _EACH))
    if most and len(made) > most:
        made = random.Random(seed).sample(made, most)  # noqa: S311
    found = []
    for question in made:
        citations = assistant.ask(question.question).citations
        places = [Located(citation.article.id, citation.span) for citation in citations]
        found.append(_told(places, asked_speakers(question.question), statements))
    return found


def _told(
    places: Sequence[Located], asked: Sequence[str], statements: Mapping[str, Sequence[AnnotatedAttribution]]
) -> CitedSpeakers:
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
    return CitedSpeakers(own, others, unsure, nobody)


def _holds(place: Located, statement: AnnotatedAttribution) -> bool:
    """Whether at least half of the quote, or of the statement, is the other's."""
    return 2 * place.span.overlap(statement.span) >= min(len(place.span), len(statement.span))
