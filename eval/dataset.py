"""Question sets: the common format of JSON Lines, read strictly, with every evidence string found in the articles."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from eval.lines import Problems, read_records
from eval.locating import EvidenceFinder, Located
from index.article import Article, Span
from index.errors import QuestionSetError

_LINE_FILE = re.compile(r"\.jsonl(\.gz)?$")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_TITLE_LENGTH = 80

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A place that answers. Places of one `entry` are alternatives: the same string, found more than once."""

    article_id: str
    span: Span
    entry: int


@dataclass(frozen=True, slots=True)
class PastTurn:
    """An earlier question of the conversation and, where known, what was answered."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what is known of its answer.

    `answers` are accepted wordings, `gold` the places that answer. An answerable question without gold counts for
    abstention and answer wording only. `article_id` is the article that it was asked of, where the record tells.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    gold: tuple[GoldSpan, ...] = ()
    answerable: bool = True
    history: tuple[PastTurn, ...] = ()
    type: str | None = None
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions with the articles that their gold stands in. `notes` are sentences for whoever reads the results."""

    name: str
    questions: tuple[Question, ...] = field(repr=False)
    articles: tuple[Article, ...] = field(repr=False)
    notes: tuple[str, ...] = ()

    def sampled(self, questions: int | None, articles: int | None, seed: int) -> QuestionSet:
        """At most so many questions; all articles that hold their gold, filled up to `articles` with others.

        The same seed takes the same ones. Order is kept.
        """
        chosen = self.questions
        if questions is not None and questions < len(chosen):
            chosen = _pick(chosen, questions, seed)
        if articles is None or articles >= len(self.articles):
            return replace(self, questions=chosen)
        needed = {gold.article_id for question in chosen for gold in question.gold}
        notes = self.notes
        if len(needed) > articles:
            notes += (f"{len(needed)} articles hold gold: all are kept, more than the {articles} asked for.",)
        others = [article for article in self.articles if article.id not in needed]
        filling = _pick(others, max(0, articles - len(needed)), seed)
        kept = needed | {article.id for article in filling}
        return replace(
            self,
            questions=chosen,
            articles=tuple(article for article in self.articles if article.id in kept),
            notes=notes,
        )


def read_question_set(path: Path, articles: Sequence[Article]) -> QuestionSet:
    """Reads questions and finds all their evidence in the articles. Raises QuestionSetError, naming lines."""
    problems = Problems(path)
    finder = EvidenceFinder(articles)
    questions: dict[str, Question] = {}
    for number, record in read_records(path, problems):
        name = str(record.get("id", number))
        try:
            if name in questions:
                raise ValueError("another question has this id")
            questions[name] = _question(name, record, finder)
        except ValueError as error:
            problems.add(number, f"({name}) {error}")
    problems.raise_any()
    if not questions:
        raise QuestionSetError(f"{path} holds no questions")
    return QuestionSet(_name(path), tuple(questions.values()), tuple(articles), tuple(_notes(questions.values())))


def read_articles(path: Path) -> tuple[Article, ...]:
    """Articles in the common format. Offsets are those of the file's text. Raises QuestionSetError, naming lines."""
    problems = Problems(path)
    articles: dict[str, Article] = {}
    for number, record in read_records(path, problems):
        try:
            article = _article(record)
            if article.id in articles:
                raise ValueError("another article has this id")
            articles[article.id] = article
        except ValueError as error:
            problems.add(number, f"({record.get('id', 'no id')}) {error}")
    problems.raise_any()
    if not articles:
        raise QuestionSetError(f"{path} holds no articles")
    return tuple(articles.values())


def is_articles_file(path: Path) -> bool:
    """Whether a path is to be read as articles in the common format rather than as any source."""
    return path.is_file() and bool(_LINE_FILE.search(path.name))


def articles_beside(questions: Path) -> Path:
    """NAME.articles.jsonl(.gz) beside NAME.questions.jsonl(.gz). Raises QuestionSetError where there is none."""
    candidates = [questions.with_name(f"{_name(questions)}.articles.jsonl{ending}") for ending in ("", ".gz")]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    if not questions.exists():
        raise QuestionSetError(f"there is no file {questions}: check the path")
    raise QuestionSetError(
        f"there is no {candidates[0].name}[.gz] beside {questions}: name the articles with --articles, or a library "
        "that holds them with --library"
    )


def _question(name: str, record: dict[str, Any], finder: EvidenceFinder) -> Question:
    article = _text(record, "article_id", required=False)
    gold = []
    for entry, evidence in enumerate(_list(record, "evidence")):
        gold += [GoldSpan(place.article_id, place.span, entry) for place in _places(evidence, article, finder)]
    answerable = record.get("answerable", bool(gold))
    if not isinstance(answerable, bool):
        raise ValueError("answerable is neither true nor false")
    if gold and not answerable:
        raise ValueError("it is marked as not answerable but has evidence")
    answers = _list(record, "answers")
    if not all(isinstance(answer, str) for answer in answers):
        raise ValueError("answers is not a list of strings")
    return Question(
        id=name,
        question=_text(record, "question"),
        answers=tuple(answer for answer in answers if answer.strip()),
        gold=tuple(gold),
        answerable=answerable,
        history=tuple(_past_turn(turn) for turn in _list(record, "history")),
        type=_text(record, "type", required=False) or None,
        article_id=article or None,
    )


def _places(evidence: object, article: str, finder: EvidenceFinder) -> list[Located]:
    if isinstance(evidence, str):
        evidence = {"text": evidence}
    if not isinstance(evidence, dict):
        raise ValueError("each piece of evidence is a string or an object with text, or with article_id, start, end")
    reference = _text(evidence, "article_id", required=False) or article
    text = _storable(_text(evidence, "text", required=False))
    start, end = evidence.get("start"), evidence.get("end")
    if start is None and end is None:
        if not text.strip():
            raise ValueError("a piece of evidence has neither text nor start and end")
        return finder.find(text, reference or None)
    if type(start) is not int or type(end) is not int:
        raise ValueError("start and end go together and are whole numbers")
    if not reference:
        raise ValueError("start and end are of no use without article_id")
    return finder.at(reference, start, end, text or None)


def _past_turn(turn: object) -> PastTurn:
    if isinstance(turn, str):
        return PastTurn(turn)
    if isinstance(turn, dict):
        return PastTurn(_text(turn, "question"), _text(turn, "answer", required=False))
    raise ValueError("each turn of the history is a question, or an object with question and answer")


def _article(record: dict[str, Any]) -> Article:
    name, text = _text(record, "id"), _storable(_text(record, "text"))
    published = _text(record, "date", required=False)
    url = _text(record, "url", required=False) or None
    return Article(
        id=name,
        title=_storable(_text(record, "title", required=False)).strip() or _first_line(text),
        text=text,
        source=name,
        outlet=_text(record, "source", required=False) or None,
        url=url,
        author=_text(record, "author", required=False) or None,
        published=_date(published) if published else None,
        language=_text(record, "lang", required=False) or None,
    )


def _text(record: dict[str, Any], key: str, *, required: bool = True) -> str:
    value = record.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{key} is missing" if value is None else f"{key} is not a string")
    if required and not value.strip():
        raise ValueError(f"{key} is empty")
    return value


def _list(record: dict[str, Any], key: str) -> list[Any]:
    value = record.get(key)
    if value is not None and not isinstance(value, list):
        raise ValueError(f"{key} is not a list")
    return value or []


def _storable(text: str) -> str:
    """Text without the characters that articles refuse, each replaced by one other, so that offsets stay."""
    return _UNSTORABLE.sub("\ufffd", text)


def _first_line(text: str) -> str:
    line = text.lstrip().splitlines()[0].strip()
    return line if len(line) <= _TITLE_LENGTH else line[:_TITLE_LENGTH].rsplit(" ", 1)[0] + " …"


def _date(value: str) -> date:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        raise ValueError(f"date is {value!r} and should look like 2024-05-31") from None


def _notes(questions: Collection[Question]) -> Iterator[str]:
    bare = sum(question.answerable and not question.gold for question in questions)
    if bare:
        yield f"Answerable but without evidence, so left out of every measure that needs gold: {bare}."
    places = [Counter(gold.entry for gold in question.gold) for question in questions]
    several = sum(count > 1 for counts in places for count in counts.values())
    if several:
        yield f"Evidence that stands in more than one place, any of which counts: {several}."


def _pick(values: Sequence[T], count: int, seed: int) -> tuple[T, ...]:
    chosen = random.Random(seed).sample(range(len(values)), count)  # noqa: S311
    return tuple(values[position] for position in sorted(chosen))


def _name(path: Path) -> str:
    return re.sub(r"(\.questions)?\.jsonl(\.gz)?$", "", path.name)
