"""The trained tagger as it is shipped: two int8 ONNX graphs, run without torch, loaded when they are first needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.article import Span
from index.embedding.runtime import Floats, length_batches, session, shipped_graph, softmax
from qa.speech.statement import FoundStatement
from qa.speech.windows import Window, padded, windows_of

CUES = "cues.onnx"
ROLES = "roles.onnx"
CHECKSUMS = "tagger.sha256"
_CUE, _SOURCE, _CONTENT = 1, 2, 3
_TOKENS_AT_ONCE = 1_600
_POSSIBLE = 0.15
_LIKELY = 0.3
"""A word is looked at closely where the chance that a cue begins there is `_POSSIBLE`; it is one where the product of
that chance and of what the closer look tells is `_LIKELY`. Both were chosen on articles that nothing is reported on."""
_GAP = 1
_CONTENT_GAP = 4
_LEAST_TOKENS = 2
_SCRAP = 4
_SCRAP_SHARE = 0.25
_SAME = 0.8


class Tagger:
    """Finds statements in paragraphs. Safe to share between threads."""

    def __init__(self, cues: bytes, roles: bytes) -> None:
        self._cues, self._roles = session(cues), session(roles)

    @classmethod
    @cache
    def shipped(cls) -> Tagger:
        """The one in the package, loaded once. Raises OnrecordError where one of its files is damaged."""
        damaged = "the speaker tagger’s file is damaged: install onrecord again"
        cues, roles = (shipped_graph("qa.speech", name, CHECKSUMS, damaged) for name in (CUES, ROLES))
        return cls(cues, roles)

    def statements(self, text: str, paragraphs: Sequence[Span]) -> list[FoundStatement]:
        """What is said in the paragraphs, in the order of the cues."""
        found: list[FoundStatement] = []
        for batch in length_batches(windows_of(text, paragraphs), len, tokens=_TOKENS_AT_ONCE):
            found += self._in_batch(text, batch)
        return sorted(found, key=lambda statement: statement.cue.start)

    def _in_batch(self, text: str, batch: Sequence[Window]) -> Iterator[FoundStatement]:
        ids, present = padded([window.ids for window in batch])
        hidden, logits = self._cues.run(None, {"ids": ids, "present": present})
        chances = 1 / (1 + np.exp(-logits))
        places = [
            (int(row), int(first))
            for row, first in zip(*np.nonzero(chances > _POSSIBLE), strict=True)
            if 0 < first < len(batch[int(row)]) - 1 and not _is_inside_word(text, batch[int(row)], int(first))
        ]
        if not places:
            return
        rows = [row for row, _ in places]
        marked = np.zeros((len(places), ids.shape[1]), np.float32)
        for number, (_, first) in enumerate(places):
            marked[number, first] = 1
        told = self._roles.run(None, {"hidden": hidden[rows], "present": present[rows], "begins": marked})[0]
        found: dict[int, list[FoundStatement]] = {}
        for (row, first), own in zip(places, told, strict=True):
            window = batch[row]
            if chances[row, first] * softmax(own[first : first + 1])[0, _CUE] < _LIKELY:
                continue
            statement = _found(text, window, first, own[: len(window)])
            if statement:
                found.setdefault(row, []).append(statement)
        for in_window in found.values():
            yield from _without_doubles(sorted(in_window, key=lambda statement: statement.cue.start))


def _without_doubles(found: Sequence[FoundStatement]) -> list[FoundStatement]:
    """Of statements with the same content, only those that name somebody, and of one source's only the first."""
    kept: list[FoundStatement] = []
    for statement in sorted(found, key=lambda statement: statement.source is None):
        doubled = any(
            _shared(statement, other) >= _SAME
            and (statement.source is None or other.source is None or statement.source == other.source)
            for other in kept
        )
        if not doubled:
            kept.append(statement)
    return sorted(kept, key=lambda statement: statement.cue.start)


def _shared(statement: FoundStatement, other: FoundStatement) -> float:
    both = sum(a.overlap(b) for a in statement.content for b in other.content)
    return both / max(1, sum(map(len, statement.content)), sum(map(len, other.content)))


def _found(text: str, window: Window, first: int, told: Floats) -> FoundStatement | None:
    """The statement of the cue that begins at token `first`; None where nothing is said."""
    told = _by_word(text, window, told)
    roles = told.argmax(axis=1)
    roles[[0, -1]] = 0
    roles[first] = _CUE
    contents = _contents(roles)
    if not contents and not text[: window.span.end].endswith(":"):
        return None
    cue = next(run for run in _runs(roles == _CUE, _GAP) if run[0] <= first < run[1])
    chances = softmax(told)
    sources = _runs(roles == _SOURCE, _GAP)
    best = max(sources, key=lambda run: float(chances[run[0] : run[1], _SOURCE].sum()), default=None)
    return FoundStatement(
        _span(text, window, best) if best else None,
        _span(text, window, (first, cue[1])),
        tuple(_span(text, window, run) for run in contents),
    )


def _by_word(text: str, window: Window, told: Floats) -> Floats:
    """The logits with each piece of a word given the mean of its pieces."""
    same = np.zeros(len(window), np.int64)
    for place in range(1, len(window)):
        same[place] = same[place - 1] + (0 if _is_inside_word(text, window, place) else 1)
    sums = np.zeros((int(same[-1]) + 1, told.shape[1]), np.float32)
    np.add.at(sums, same, told)
    means: Floats = (sums / np.bincount(same)[:, None])[same].astype(np.float32)
    return means


def _is_inside_word(text: str, window: Window, place: int) -> bool:
    """Whether a token goes on from the one before it, as a piece of the same word."""
    start = int(window.starts[place])
    return 0 < start == int(window.ends[place - 1]) and text[start - 1].isalnum() and text[start].isalnum()


def _contents(roles: NDArray[np.int64]) -> list[tuple[int, int]]:
    """The stretches of content: short gaps that are nothing else are part of it, scraps beside long ones are not."""
    runs: list[tuple[int, int]] = []
    for run in _runs(roles == _CONTENT, 0):
        if runs and run[0] - runs[-1][1] <= _CONTENT_GAP and not roles[runs[-1][1] : run[0]].any():
            runs[-1] = (runs[-1][0], run[1])
        else:
            runs.append(run)
    longest = max((last - first for first, last in runs), default=0)
    return [run for run in runs if run[1] - run[0] >= max(_LEAST_TOKENS, min(_SCRAP, _SCRAP_SHARE * longest))]


def _runs(chosen: NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    """The stretches of chosen tokens, first and after-last; gaps of so many tokens do not part them."""
    runs: list[tuple[int, int]] = []
    for place in np.flatnonzero(chosen):
        if runs and place - runs[-1][1] <= gap:
            runs[-1] = (runs[-1][0], int(place) + 1)
        else:
            runs.append((int(place), int(place) + 1))
    return runs


def _span(text: str, window: Window, run: tuple[int, int]) -> Span:
    span = Span(int(window.starts[run[0]]), int(window.ends[run[1] - 1]))
    return span.trimmed(text) or span
