"""What understanding follow-ups is worth: `python -m eval.benchmarks.followups --data FOLDER`.

Conversations are asked in order, as a user would, each question with the answers that came before. Searched is the
question as it was asked, the question after all those before it, what `qa.followup` makes of it, and what a person
made of it. Only topics that nothing was learned from are reported on. Questions that stand alone are asked once more,
after a conversation about another topic, which should change nothing. Prints JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from time import perf_counter
from typing import Annotated

import numpy as np
import typer

from eval.dataset import Question, QuestionSet, articles_beside, read_articles, read_question_set
from eval.libraries import OnProgress, built_library
from eval.locating import Located
from eval.machine import machine, versions
from eval.measures import Target, hit_at, recall_at
from eval.progress import progress_bars
from eval.scoring import Scorer
from eval.statistics import Flags, Values, paired_difference
from eval.training.followup_topics import REPORTED_SETS, next_talks, reported_topics, rewrites, same_words, topic_of
from index.embedding.embedder import Embedder
from index.embedding.loading import load_embedder
from index.engine import Hit
from index.library import Library
from qa.answer import Conversation
from qa.assistant import Assistant
from qa.confidence import Cutoffs
from qa.followup import StandaloneQuery, standalone_query
from qa.question import Question as Understood
from qa.reader.loading import ReaderName, load_reader
from qa.reader.protocol import Reading

SETS = (*REPORTED_SETS, "inscit_dev")
_PASSAGES, _SNIPPETS = 5, 3

Rows = dict[str, object]


class Searched(StrEnum):
    """What is searched for a question."""

    RAW = "raw"
    HISTORY = "question and all history"
    OURS = "ours"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question brought by what was searched: passage recall@5, and hit@3 of the evidence; 0–1 each."""

    question: Question
    query: str
    as_asked: bool
    alone: bool
    recall: dict[Searched, float] = field(repr=False)
    hit: dict[Searched, float] = field(repr=False)
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Returned:
    """A question that stands alone, asked after another topic: passage recall@5 (0–1) by itself and as we search it."""

    as_asked: bool
    raw: float
    ours: float


class _NothingRead:
    """A reader that reads nothing, so that only the search is measured."""

    name = "nothing"
    cutoffs = Cutoffs(threshold=1, closest=1, likely=1, clear=1)

    def read(self, question: Understood, hits: Sequence[Hit]) -> Reading:
        return Reading((), 0.0)


class Talk:
    """A library's conversations: each question is asked after those before it, and no turn twice."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._known: dict[tuple[str, tuple[str, ...]], Conversation] = {}

    def after(self, topic: str, asked: tuple[str, ...]) -> Conversation:
        """The conversation once the questions have been asked and answered."""
        if not asked:
            return Conversation()
        if (topic, asked) not in self._known:
            before = self.after(topic, asked[:-1])
            self._known[topic, asked] = self.assistant.ask(asked[-1], conversation=before).conversation
        return self._known[topic, asked]


def main(
    data: Annotated[Path, typer.Option(help="The folder that holds qa/.")] = Path("../shared/data"),
    only: Annotated[list[str] | None, typer.Option(help="Only this set; repeat for several.")] = None,
    reader: Annotated[ReaderName, typer.Option(help="What reads the passages.")] = ReaderName.EVIDENCE,
    keep: Annotated[
        Path | None, typer.Option(help="A folder in which the libraries are kept, and found again.")
    ] = None,
    sample: Annotated[int | None, typer.Option(help="At most so many questions of each set.")] = None,
    learned: Annotated[bool, typer.Option(help="The topics that are learned from instead, to choose by.")] = False,
    passages_only: Annotated[
        bool, typer.Option(help="Read nothing: follow-ups know the questions before them, and no answers. Seconds.")
    ] = False,
    show: Annotated[bool, typer.Option(help="Print each question with what was searched for it, too.")] = False,
) -> None:
    """Compare what is found for follow-ups as they are asked, as we understand them, and as people do."""
    embedder = load_embedder()
    reported, human = reported_topics(data), {name: one.rewrite for name, one in rewrites(data).items()}
    result: Rows = {"reader": _NothingRead.name if passages_only else reader}
    with progress_bars() as on_progress:
        for name in only or SETS:
            path = data / "qa" / f"{name}.questions.jsonl.gz"
            asked = read_question_set(path, read_articles(articles_beside(path)))
            chosen = [
                question
                for question in asked.questions
                if question.gold
                and (
                    name not in REPORTED_SETS
                    or ((topic_of(question.id) in reported) != learned and question.id in human)
                )
            ][:sample]
            with _library(asked, keep, embedder, on_progress) as library:
                read = _NothingRead() if passages_only else load_reader(reader, library)
                assistant = Assistant(library, reader=read)
                talk = Talk(assistant)
                outcomes = _asked(talk, asked, chosen, human, on_progress)
                returned = _after_another_topic(talk, asked, chosen, human, on_progress)
            result[name] = {**report(outcomes), **_told_of_returned(returned)}
            typer.echo(json.dumps({name: result[name]}), err=True)
            if show:
                for one in outcomes:
                    typer.echo(f"{one.recall} {one.question.question} → {one.query}", err=True)
    typer.echo(json.dumps({**result, "machine": machine(), "versions": versions()}, indent=2))


@contextmanager
def _library(asked: QuestionSet, keep: Path | None, embedder: Embedder, on_progress: OnProgress) -> Iterator[Library]:
    """The articles of a set as a library, kept in a folder where one is named."""
    if keep is None:
        with built_library(asked.articles, embedder, on_progress) as (library, _):
            yield library
        return
    with Library.open(keep / asked.name, embedder=embedder) as library:
        library.add(*asked.articles)
        yield library


def _asked(
    talk: Talk,
    asked: QuestionSet,
    chosen: Sequence[Question],
    human: Mapping[str, str],
    on_progress: OnProgress,
) -> list[Outcome]:
    scorer = Scorer(asked)
    outcomes = []
    for number, question in enumerate(chosen, start=1):
        past = tuple(turn.question for turn in question.history)
        conversation = talk.after(topic_of(question.id), past)
        began = perf_counter()
        ours = standalone_query(question.question, conversation)
        milliseconds = (perf_counter() - began) * 1000
        queries = {Searched.RAW: question.question, Searched.HISTORY: " ".join((*past, question.question))}
        if question.id in human:
            queries[Searched.HUMAN] = human[question.id]
        recall, hit = {}, {}
        understood = {
            searched: talk.assistant.understand(question.question, query=query) for searched, query in queries.items()
        }
        understood[Searched.OURS] = talk.assistant.understand(question.question, conversation=conversation)
        found = {searched: talk.assistant.inquire(meant) for searched, meant in understood.items()}
        for searched, inquiry in found.items():
            targets = scorer.targets[question.id]
            recall[searched] = _recall(inquiry.hits, targets)
            hit[searched] = hit_at(
                [Located(one.article.id, one.span) for one in inquiry.reading.evidence], targets, _SNIPPETS
            )
        alone = bool(past) and same_words(human.get(question.id, ""), question.question)
        outcomes.append(
            Outcome(question, ours.text, ours == StandaloneQuery(question.question), alone, recall, hit, milliseconds)
        )
        on_progress(f"Asking {asked.name}", number, len(chosen))
    return outcomes


def _after_another_topic(
    talk: Talk,
    asked: QuestionSet,
    chosen: Sequence[Question],
    human: Mapping[str, str],
    on_progress: OnProgress,
) -> list[Returned]:
    """What the chosen questions mean, as people wrote it or where they begin a conversation, after the next topic's."""
    scorer = Scorer(asked)
    after = next_talks((topic_of(one.id), tuple(turn.question for turn in one.history), one.question) for one in chosen)
    alone = [
        (question, human.get(question.id, question.question))
        for question in chosen
        if question.id in human or not question.history
    ]
    returned = []
    for number, (question, text) in enumerate(alone, start=1):
        conversation = talk.after(*after[topic_of(question.id)])
        by_itself, after_another = (
            talk.assistant.understand(text, conversation=before) for before in (Conversation(), conversation)
        )
        raw, ours = (
            _recall(talk.assistant.inquire(meant).hits, scorer.targets[question.id])
            for meant in (by_itself, after_another)
        )
        returned.append(Returned(after_another == by_itself, raw, ours))
        on_progress(f"Asking {asked.name} after other topics", number, len(alone))
    return returned


def _recall(hits: Sequence[Hit], targets: Sequence[Target]) -> float:
    return recall_at([Located(one.article.id, one.passage.span) for one in hits], targets, _PASSAGES)


def _told_of_returned(returned: Sequence[Returned]) -> Rows:
    if not returned:
        return {}
    ours, raw = (np.array([getattr(one, name) for one in returned]) for name in ("ours", "raw"))
    return {
        "stand alone, after another topic": {
            "questions": len(returned),
            "searched as they were asked": sum(one.as_asked for one in returned),
            "ours minus raw": _interval(ours, raw),
        }
    }


def report(outcomes: Sequence[Outcome]) -> Rows:
    """Each measure for whatever was searched, in percent; differences in percentage points with their intervals."""
    follow_ups = [one for one in outcomes if one.question.history]
    times = [one.milliseconds for one in follow_ups]
    rows: Rows = {
        "questions": len(outcomes),
        "follow-ups": len(follow_ups),
        "follow-ups searched as they were asked": sum(one.as_asked for one in follow_ups),
        "rewriting, ms (median, 95th percentile)": [round(float(value), 2) for value in np.percentile(times, [50, 95])],
    }
    for measure in ("recall", "hit") if any(max(one.hit.values()) for one in outcomes) else ("recall",):
        values = {
            searched: np.array([getattr(one, measure)[searched] for one in outcomes])
            for searched in Searched
            if all(searched in one.recall for one in outcomes)
        }
        named = f"passage recall@{_PASSAGES}" if measure == "recall" else f"evidence hit@{_SNIPPETS}"
        rows[named] = _compared(values, np.array([one.alone for one in outcomes]))
    return rows


def _compared(values: Mapping[Searched, Values], alone: Flags) -> Rows:
    rows: Rows = {searched: _interval(found, np.zeros(len(found))) for searched, found in values.items()}
    rows["ours minus raw"] = _interval(values[Searched.OURS], values[Searched.RAW])
    rows["ours minus all history"] = _interval(values[Searched.OURS], values[Searched.HISTORY])
    if Searched.HUMAN in values:
        rows["human minus raw"] = _interval(values[Searched.HUMAN], values[Searched.RAW])
        rows["share of the gap from raw to human that ours closes"] = _closed(values)
    if alone.any():
        rows["follow-ups that stand alone"] = int(alone.sum())
        rows["ours minus raw where they stand alone"] = _interval(
            values[Searched.OURS][alone], values[Searched.RAW][alone]
        )
    return rows


def _interval(ours: Values, theirs: Values) -> list[float]:
    """Percentage points: the mean difference, and the interval that holds it with 95 % confidence."""
    found = paired_difference(ours.tolist(), theirs.tolist())
    return [round(100 * value, 1) for value in (found.mean, found.low, found.high)]


def _closed(values: Mapping[Searched, Values]) -> list[float]:
    """(ours − raw) / (human − raw), with its percentile bootstrap over questions, 10,000 resamples."""
    raw, ours, human = (values[one] for one in (Searched.RAW, Searched.OURS, Searched.HUMAN))
    draws = np.random.default_rng(0).integers(len(raw), size=(10_000, len(raw)))
    gained, gap = (ours - raw)[draws].mean(1), (human - raw)[draws].mean(1)
    low, high = np.percentile(gained[gap > 0] / gap[gap > 0], [2.5, 97.5])
    return [round(float(value), 2) for value in ((ours - raw).mean() / (human - raw).mean(), low, high)]


if __name__ == "__main__":
    typer.run(main)
