"""The reader without a trained network: a weighted sum of similarities, shared words and speakers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa.question import Question
from qa.reader.candidates import Candidates
from qa.reader.features import CONTEXTUAL, JUDGED, LEXICAL, contextual_features, lexical_features, rarities
from qa.reader.weighted import Measured, Weighing, WeightedReader


class SimilarityReader(WeightedReader):
    """Ranks by late interaction, late-chunked vectors, shared words and speakers, in the library's own embedder."""

    name = "none"
    weights_file = "similarity.json"
    weighing = Weighing(
        sentence=CONTEXTUAL + LEXICAL, confidence=("best", "lead", *JUDGED), largest=("passage_cosine",)
    )

    def measure(self, question: Question, passages: Sequence[Candidates]) -> Measured:
        idf = rarities(question, self._rarity)
        contextual = contextual_features(question.query, passages, self._library.embedder, idf)
        lexical = lexical_features(question, passages, idf)
        return Measured(np.hstack([contextual, lexical]), [None] * len(lexical))
