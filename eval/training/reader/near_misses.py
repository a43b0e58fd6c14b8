"""Passages that hold the words of a question but not its answer: what a retriever brings by mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

_RANKED, _KEPT = 30, 10
"""So many passages share the most words with a question; of those without its answers, so many are kept."""

_AT_ONCE = 400
"""Questions that are compared with all passages at a time: as many rows of scores lie in memory."""


class NearMisses:
    """Finds them by shared words, weighted by rarity, as the lexical half of a library's search does."""

    def __init__(self, passages: Sequence[tuple[str, str]]) -> None:
        """`passages` are titles and texts, each of them once."""
        self._lowered = [text.casefold() for _, text in passages]
        self._words = TfidfVectorizer(sublinear_tf=True, stop_words="english", dtype=np.float32)
        self._weights = self._words.fit_transform(f"{title} {text}" for title, text in passages).T.tocsr()

    def of(self, asked: Sequence[tuple[str, Sequence[str]]]) -> Iterator[list[int]]:
        """For each question with its answers: the numbers of the best passages that hold none of the answers."""
        for start in range(0, len(asked), _AT_ONCE):
            part = asked[start : start + _AT_ONCE]
            scores = (self._words.transform(question for question, _ in part) @ self._weights).toarray()
            best = np.argpartition(-scores, min(_RANKED, scores.shape[1] - 1), axis=1)[:, :_RANKED]
            for row, (_, answers) in enumerate(part):
                order = sorted(best[row].tolist(), key=lambda number: (-scores[row, number], number))
                yield list(self._without(order, answers))[:_KEPT]

    def _without(self, numbers: Sequence[int], answers: Sequence[str]) -> Iterator[int]:
        lowered = [answer.casefold() for answer in answers]
        return (number for number in numbers if not any(answer in self._lowered[number] for answer in lowered))
