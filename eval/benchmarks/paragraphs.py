"""Questions with the paragraph they were asked of: is the right sentence picked, and is it told that none answers?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from eval.attribution_questions import attribution_questions
from eval.dataset import Question, articles_beside, read_articles, read_question_set
from eval.splits import Part
from eval.training.reader.training_data import SourceQuestion, given_sources, paragraph_sources
from index.article import Article, Passage, Span
from index.engine import Hit
from index.sentences import sentence_spans
from qa.odds import sigmoid
from qa.question import Question as Understood
from qa.reader.candidates import candidates
from qa.reader.evidence_model import EvidenceModel
from qa.reader.weighted import Ranked

_AT_ONCE = 1_600
"""Characters that are read as one passage; what is longer is read in several."""


class Ranker(Protocol):
    """What ranks the sentences of passages, best first, with the probability that the best answer."""

    def rank(self, question: Understood, hits: Sequence[Hit]) -> tuple[list[Ranked], float]: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the paragraph it was asked of as an article, and the spans of its sentences that answer, or none."""

    question: str
    paragraph: Article = field(repr=False)
    gold: tuple[Span, ...]


class NetworkAlone:
    """The network without the features beside it. Its confidence: that any sentence answers rather than none."""

    def __init__(self, model: EvidenceModel) -> None:
        self._model = model

    def rank(self, question: Understood, hits: Sequence[Hit]) -> tuple[list[Ranked], float]:
        passages = candidates(hits)
        texts = [(passage.text, [sentence.encoded for sentence in passage.sentences]) for passage in passages]
        logits = np.concatenate([judged.logits for judged in self._model.judge(question.query, texts)])
        sentences = [sentence for passage in passages for sentence in passage.sentences]
        order = np.argsort(-logits, kind="stable")
        ranked = [Ranked(sentences[number], float(logits[number]), None) for number in order]
        return ranked, sigmoid(float(np.logaddexp.reduce(logits)))


def asked_of_squad(data: Path) -> list[Asked]:
    """SQuAD 2.0's questions about the articles that are reported on, answerable and not."""
    return [_asked(number, one) for number, one in enumerate(paragraph_sources(data / "qa/squad2_devA", Part.REPORTED))]


def asked_of_onestopqa(data: Path) -> list[Asked]:
    return [_asked(number, one) for number, one in enumerate(given_sources(data / "train/onestopqa.jsonl.gz"))]


def asked_of_set(data: Path, name: str) -> list[Asked]:
    """The questions of a set whose articles are single paragraphs."""
    path = data / "qa" / f"{name}.questions.jsonl.gz"
    articles = {article.id: article for article in read_articles(articles_beside(path))}
    questions = read_question_set(path, list(articles.values())).questions
    return [
        Asked(one.question, articles[one.article_id], _spans(one)) for one in questions if one.article_id in articles
    ]


def asked_of_attributions(data: Path) -> list[Asked]:
    """“What did X say about Y?”, with the whole article that X's statement stands in."""
    path = data / "qa" / "polnear_dev.questions.jsonl.gz"
    articles = {article.id: article for article in read_articles(articles_beside(path))}
    made = attribution_questions(path.with_name("polnear_dev.attributions.jsonl.gz"), list(articles.values()))
    return [Asked(one.question, articles[one.article_id], _spans(one)) for one in made if one.article_id]


def picked(ranker: Ranker, asked: Sequence[Asked]) -> list[float]:
    """For each answerable question, 1 where the best sentence is one that answers, else 0."""
    found = []
    for one in asked:
        if one.gold:
            ranked, _ = ranker.rank(Understood.alone(one.question), _hits(one.paragraph))
            found.append(float(bool(ranked) and any(_same(ranked[0].sentence.span, gold) for gold in one.gold)))
    return found


def confidences(ranker: Ranker, asked: Sequence[Asked]) -> NDArray[np.float64]:
    """`(n,)`: the probability that the paragraph answers each question."""
    return np.array([ranker.rank(Understood.alone(one.question), _hits(one.paragraph))[1] for one in asked])


def asked_elsewhere(asked: Sequence[Asked], others: Sequence[Asked]) -> list[Asked]:
    """The questions of other sets, put to the paragraphs of `asked`, which do not answer them."""
    return [Asked(other.question, one.paragraph, ()) for one, other in zip(asked, others, strict=False)]


def _asked(number: int, source: SourceQuestion) -> Asked:
    article = Article(id=str(number), title=source.title, text=source.passage, source=str(number))
    return Asked(source.question, article, tuple(source.sentences[gold] for gold in sorted(source.gold)))


def _spans(question: Question) -> tuple[Span, ...]:
    return tuple(gold.span for gold in question.gold if gold.article_id == question.article_id)


def _same(picked: Span, gold: Span) -> bool:
    """Whether a sentence is a gold one, though two people may have cut sentences differently."""
    return 2 * picked.overlap(gold) >= min(len(picked), len(gold))


def _hits(paragraph: Article) -> list[Hit]:
    return [
        Hit(Passage(paragraph.id, number, span, span.of(paragraph.text)), paragraph, 1, 1.0)
        for number, span in enumerate(_pieces(paragraph))
    ]


def _pieces(paragraph: Article) -> Iterator[Span]:
    """The paragraph, or stretches of whole sentences where it is longer than what is read at once."""
    start, end = 0, 0
    for sentence in sentence_spans(paragraph.text):
        if end and sentence.end - start > _AT_ONCE:
            yield Span(start, end)
            start = sentence.start
        end = sentence.end
    if end:
        yield Span(start, end)
