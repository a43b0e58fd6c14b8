"""The trained tagger as it is shipped: two int8 ONNX graphs, run without torch, loaded when they are first needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from index.article import Span
from index.errors import OnrecordError
from qa.speaking.found import Found
from qa.speaking.windows import Window, padded, windows_of

CUES = "cues.onnx"
ROLES = "roles.onnx"
CHECKSUMS = "tagger.sha256"
_CUE, _SOURCE, _CONTENT = 1, 2, 3
_TOKENS_AT_ONCE = 1_600
_LIKELY = 0.5
"""A cue begins where the chance is at least this: chosen on articles that nothing is reported on."""
_GAP = 1
_LEAST_TOKENS = 2

Floats = NDArray[np.float32]


class Tagger:
    """Finds statements in paragraphs. Safe to share between threads."""

    def __init__(self, cues: bytes, roles: bytes, likely: float = _LIKELY) -> None:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._cues, self._roles = (
            onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"]) for graph in (cues, roles)
        )
        self._least = float(np.log(likely / (1 - likely)))

    @classmethod
    @cache
    def shipped(cls) -> Tagger:
        """The one in the package, loaded once. Raises OnrecordError where one of its files is damaged."""
        folder = files("qa.speaking")
        graphs = []
        for line in (folder / CHECKSUMS).read_text().splitlines():
            expected, name = line.split()
            graph = (folder / name).read_bytes()
            if hashlib.sha256(graph).hexdigest() != expected:
                raise OnrecordError("the speaker tagger’s file is damaged: install onrecord again")
            graphs.append(graph)
        return cls(*graphs)

    def statements(self, text: str, paragraphs: Sequence[Span]) -> list[Found]:
        """What is said in the paragraphs, in the order of the cues."""
        windows = sorted(windows_of(text, paragraphs), key=len)
        found: list[Found] = []
        for batch in _batches(windows):
            found += self._in_batch(text, batch)
        return sorted(found, key=lambda one: one.cue.start)

    def _in_batch(self, text: str, batch: Sequence[Window]) -> Iterator[Found]:
        ids, present = padded([window.ids for window in batch])
        hidden, logits = self._cues.run(None, {"ids": ids, "present": present})
        rows, begins = np.nonzero((logits > self._least) & (present > 0))
        kept = [place for place, row in enumerate(rows) if 0 < begins[place] < len(batch[row]) - 1]
        if not kept:
            return
        rows, begins = rows[kept], begins[kept]
        marked = np.zeros((len(rows), ids.shape[1]), np.float32)
        marked[np.arange(len(rows)), begins] = 1
        told = self._roles.run(None, {"hidden": hidden[rows], "present": present[rows], "begins": marked})[0]
        for row, first, own in zip(rows, begins, told, strict=True):
            window = batch[row]
            one = _found(text, window, int(first), own[: len(window)])
            if one:
                yield one


def _batches(windows: Sequence[Window]) -> Iterator[list[Window]]:
    batch: list[Window] = []
    for window in windows:
        if batch and (len(batch) + 1) * len(window) > _TOKENS_AT_ONCE:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _found(text: str, window: Window, first: int, told: Floats) -> Found | None:
    """The statement of the cue that begins at token `first`; None where nothing is said."""
    roles = told.argmax(axis=1)
    roles[[0, -1]] = 0
    roles[first] = _CUE
    contents = [run for run in _runs(roles == _CONTENT) if run[1] - run[0] >= _LEAST_TOKENS]
    if not contents:
        return None
    cue = next(run for run in _runs(roles == _CUE) if run[0] <= first < run[1])
    chances = np.exp(told - told.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    sources = _runs(roles == _SOURCE)
    best = max(sources, key=lambda run: float(chances[run[0] : run[1], _SOURCE].sum()), default=None)
    return Found(
        _span(text, window, best) if best else None,
        _span(text, window, (first, cue[1])),
        tuple(_span(text, window, run) for run in contents),
    )


def _runs(chosen: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The stretches of chosen tokens, first and after-last; gaps of one token do not part them."""
    runs: list[tuple[int, int]] = []
    for place in np.flatnonzero(chosen):
        if runs and place - runs[-1][1] <= _GAP:
            runs[-1] = (runs[-1][0], int(place) + 1)
        else:
            runs.append((int(place), int(place) + 1))
    return runs


def _span(text: str, window: Window, run: tuple[int, int]) -> Span:
    span = Span(int(window.starts[run[0]]), int(window.ends[run[1] - 1]))
    return span.trimmed(text) or span
