"""Passages that hold the words of a question but not its answer: what a retriever brings by mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

_RANKED = 24
_KEPT = 4
_AT_ONCE = 400


class NearMisses:
    """Finds them by shared words, weighted by rarity, as the lexical half of a library's search does."""

    def __init__(self, passages: Sequence[tuple[str, str]]) -> None:
        """`passages` are titles and texts; each is kept once."""
        self._passages = list(dict.fromkeys(passages))
        self._lowered = [text.casefold() for _, text in self._passages]
        self._words = TfidfVectorizer(sublinear_tf=True, stop_words="english", dtype=np.float32)
        self._weights = self._words.fit_transform(f"{title} {text}" for title, text in self._passages).T.tocsr()

    def of(self, asked: Sequence[tuple[str, Sequence[str]]]) -> list[list[tuple[str, str]]]:
        """For each question with its answers: the best passages (title, text) that hold none of the answers."""
        found: list[list[tuple[str, str]]] = []
        for start in range(0, len(asked), _AT_ONCE):
            part = asked[start : start + _AT_ONCE]
            scores = (self._words.transform(question for question, _ in part) @ self._weights).toarray()
            best = np.argpartition(-scores, min(_RANKED, scores.shape[1] - 1), axis=1)[:, :_RANKED]
            for row, (_, answers) in enumerate(part):
                order = sorted(best[row], key=lambda number: (-scores[row, number], number))
                found.append([self._passages[number] for number in self._without(order, answers)][:_KEPT])
        return found

    def _without(self, numbers: Sequence[int], answers: Sequence[str]) -> Iterator[int]:
        lowered = [answer.casefold() for answer in answers]
        return (number for number in numbers if not any(answer in self._lowered[number] for answer in lowered))
