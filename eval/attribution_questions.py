"""“What did SOURCE say about TOPIC?”: questions made from human annotation of who said what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eval.dataset import GoldSpan, Question
from eval.lines import Problems, read_records
from eval.training.reader.attributions import AnnotatedAttribution, attributions_read, questions_about
from index.article import Article


def read_statements(path: Path) -> dict[str, list[AnnotatedAttribution]]:
    """What is annotated in each article, by its id. Raises QuestionSetError where the file is malformed."""
    problems = Problems(path)
    statements = attributions_read(record for _, record in read_records(path, problems))
    problems.raise_any()
    return statements


def attribution_questions(path: Path, articles: Sequence[Article], each: int = 1) -> tuple[Question, ...]:
    """Up to `each` questions for each source of each article that the annotation names and a speaking verb cues.

    Only those articles are asked about. The topic is the statement's rarest neighbouring content words in its article
    that are not the source's own; gold are all of that source's statements that hold one of them.
    Raises QuestionSetError where the file is malformed.
    """
    return tuple(_questions(read_statements(path), {article.id: article.text for article in articles}, each))


def _questions(
    statements: Mapping[str, Sequence[AnnotatedAttribution]], texts: Mapping[str, str], each: int
) -> Iterator[Question]:
    for article_id, own in statements.items():
        if article_id not in texts:
            continue
        for asked in questions_about(own, texts[article_id], each):
            yield Question(
                id=f"{article_id}:{asked.longest.start}",
                question=asked.question,
                gold=tuple(GoldSpan(article_id, span, entry) for entry, span in enumerate(asked.gold)),
                type="attribution",
                article_id=article_id,
            )
