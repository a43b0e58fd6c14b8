"""Human annotation of who said what, as the tagger learns it: where cues begin, and roles of tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.article import Span
from qa.speech.windows import Window


@dataclass(frozen=True, slots=True)
class AnnotatedStatement:
    """An annotated statement: the spans of its source, cue and content; `kind` is direct, indirect or mixed."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: str


def attributions_by_article(records: Iterable[Mapping[str, Any]]) -> dict[str, list[AnnotatedStatement]]:
    """Those that have a cue and content, by the article's id."""
    found: dict[str, list[AnnotatedStatement]] = defaultdict(list)
    for record in records:
        source, cue, content = (
            tuple(Span(part["start"], part["end"]) for part in record[key]) for key in ("source", "cue", "content")
        )
        if cue and content:
            found[record["article_id"]].append(AnnotatedStatement(source, cue, content, record["directness"]))
    return dict(found)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A window and, for each cue that begins in it, its first token and each token's role."""

    window: Window
    cues: tuple[tuple[int, NDArray[np.int64]], ...] = field(repr=False)


def tagged(windows: Sequence[Window], attributions: Sequence[AnnotatedStatement]) -> Iterator[Tagged]:
    """The windows with what is annotated in them; of cues that begin at the same token, the first is taken."""
    for window in windows:
        cues: dict[int, NDArray[np.int64]] = {}
        for one in attributions:
            first = min(span.start for span in one.cue)
            if window.span.start <= first < window.span.end:
                roles = np.zeros(len(window), np.int64)
                for number, spans in enumerate((one.content, one.source, one.cue)):
                    for span in spans:
                        roles[(window.ends > span.start) & (window.starts < span.end)] = 3 - number
                begins = np.flatnonzero((window.ends > first) & (window.starts <= first))
                if len(begins):
                    cues.setdefault(int(begins[0]), roles)
        yield Tagged(window, tuple(sorted(cues.items(), key=lambda cue: cue[0])))
