"""Are a draft's quotations told rightly? `python -m eval.benchmarks.checking --data FOLDER`.

Drafts are made around quotations of news_silver, PolNeAR and the sample, each quotation as it is or altered in a way
that is known. What was tuned was tuned on one half of the articles (`--half fitted`); the other half is reported. One
article in twelve of news_silver is kept out of the library: its quotations are to be found nowhere. Speakers are those
that PolNeAR's annotators name, or somebody else.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Annotated

import typer

from eval.benchmarks.checking.alterations import GRAVE
from eval.benchmarks.checking.articles import WithoutMeaning, fill, material, read_all
from eval.benchmarks.checking.made_drafts import MadeDraft, MadeQuotation, made_drafts
from eval.machine import machine
from eval.progress import progress_bars
from index.library import Library
from qa.checking.checking import check
from qa.checking.report import Finding, Kind, SpeakerMatch


class Half(StrEnum):
    """Which articles the drafts are made from."""

    FITTED = "fitted"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Told:
    """A made quotation and what was found of it; None where the draft's quotation was not seen as one."""

    made: MadeQuotation
    finding: Finding | None

    @property
    def kind(self) -> str:
        return self.finding.kind.value if self.finding else "not seen"

    @property
    def is_right(self) -> bool:
        return self.finding is not None and self.finding.kind is self.made.expected


def main(
    data: Annotated[Path, typer.Option(help="The folder of development data.")] = Path("../shared/data"),
    half: Annotated[Half, typer.Option(help="Which articles the drafts are made from.")] = Half.REPORTED,
    drafts: Annotated[int, typer.Option(min=1, help="How many drafts of twenty quotations.")] = 100,
    seed: int = 7,
    kept: Annotated[Path | None, typer.Option("--library", help="Where the library is, or is to be kept.")] = None,
    errors: Annotated[int, typer.Option(help="How many of what went wrong to print to standard error.")] = 0,
) -> None:
    """Print one JSON object: precision and recall by kind, what became of each alteration, and speakers."""
    articles = read_all(data)
    made = list(made_drafts(material(articles, data, reported=half is Half.REPORTED), drafts, seed))
    with _folder(kept) as folder, Library.open(folder, embedder=WithoutMeaning()) as library:
        with progress_bars() as on_progress:
            fill(library, articles, on_progress)
            began = perf_counter()
            told: list[Told] = []
            for number, draft in enumerate(made, start=1):
                told += _told(draft, check(library, draft.text).findings)
                on_progress("Checking drafts", number, len(made))
            seconds = perf_counter() - began
        passages = library.contents().passages
    for wrong in [own for own in told if not own.is_right or not _speaker_is_right(own)][:errors]:
        print(_described(wrong), file=sys.stderr)
    print(
        json.dumps(
            {
                "half": half.value,
                "drafts": len(made),
                "quotations": len(told),
                "passages": passages,
                "kinds": _kinds(told),
                "became": _became(told),
                "grave_changes_told_verbatim": sum(own.made.done in GRAVE and own.kind == "verbatim" for own in told),
                "grave_changes": sum(own.made.done in GRAVE for own in told),
                "speakers": _speakers(told),
                "seconds_a_draft": round(seconds / len(made), 2),
                "machine": machine(),
            },
            indent=2,
            ensure_ascii=False,
        )
    )


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept:
        yield kept
        return
    with TemporaryDirectory(prefix="onrecord-checking-") as name:
        yield Path(name)


def _told(draft: MadeDraft, findings: Sequence[Finding]) -> list[Told]:
    """Each made quotation with the finding that shares most of it."""
    told = []
    for quotation in draft.quotations:
        best = max(findings, key=lambda finding: finding.span.overlap(quotation.span), default=None)
        told.append(Told(quotation, best if best and best.span.overlap(quotation.span) else None))
    return told


def _kinds(told: Sequence[Told]) -> dict[str, dict[str, float | int | None]]:
    """Precision and recall of each kind."""
    found: dict[str, dict[str, float | int | None]] = {}
    for kind in Kind:
        expected = [own for own in told if own.made.expected is kind]
        called = [own for own in told if own.kind == kind.value]
        right = sum(own.is_right for own in expected)
        found[kind.value] = {
            "made": len(expected),
            "precision": _share(right, len(called)),
            "recall": _share(right, len(expected)),
        }
    return found


def _became(told: Sequence[Told]) -> dict[str, dict[str, int]]:
    """Of each alteration, how many were called what."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for own in told:
        counts[own.made.done][own.kind] += 1
    return {done: dict(counts[done].most_common()) for done in sorted(counts)}


def _speakers(told: Sequence[Told]) -> dict[str, dict[str, float | int | None]]:
    """Of the quotations that were found and whose speaker is annotated."""
    found: dict[str, dict[str, float | int | None]] = {}
    known = [own for own in told if own.made.speaker and own.finding and own.finding.citations]
    for match in (SpeakerMatch.SAME, SpeakerMatch.OTHER):
        expected = [own for own in known if own.made.speaker is match]
        called = [own for own in known if own.finding and own.finding.speaker is match]
        right = sum(own.made.speaker is match for own in called)
        found[match.value] = {
            "made": len(expected),
            "precision": _share(right, len(called)),
            "recall": _share(right, len(expected)),
        }
    return found


def _speaker_is_right(own: Told) -> bool:
    if own.made.speaker is None or own.finding is None or not own.finding.citations:
        return True
    return own.finding.speaker is own.made.speaker


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _described(wrong: Told) -> str:
    """What went wrong, for whoever tunes."""
    finding, made = wrong.finding, wrong.made
    lines = [f"{made.done}: {made.expected.value} was called {wrong.kind}; {made.speaker}; {made.source}"]
    if finding:
        named, citations = finding.named, finding.citations
        lines.append(f"  draft    {finding.quote}")
        lines += [f"  article  {own.quote} [{own.article.id}; {own.speaker and own.speaker.name}]" for own in citations]
        lines.append(f"  {finding.speaker}; {named and named.name}")
        lines += [f"  {change.kind.value}: {change.drafted!r} for {change.printed!r}" for change in finding.changes]
        lines.append(
            f"  context {finding.context.of(finding.place.article.text)}" if finding.context and finding.place else ""
        )
    return "\n".join(filter(None, lines))


if __name__ == "__main__":
    typer.run(main)
