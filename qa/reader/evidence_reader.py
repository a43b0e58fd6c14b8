"""The default reader: a small trained network's logit for each sentence, beside similarities, words and speakers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.article import Span
from index.library import Library
from qa.question import Question
from qa.reader.candidates import Candidate, Candidates
from qa.reader.evidence_model import EvidenceModel
from qa.reader.features import (
    LEXICAL,
    lexical_features,
    rarities,
)
from qa.reader.weighted import Measured, Weighing, WeightedReader, Weights


class EvidenceReader(WeightedReader):
    """Reads question and passage together, and knows when nothing answers. README.md here is its model card."""

    name = "evidence"
    weights_file = "evidence.json"
    weighing = Weighing(
        sentence=("logit", *LEXICAL),
        largest=("passage_cosine",),
        summed=("logit",),
    )

    def __init__(self, library: Library, weights: Weights | None = None, model: EvidenceModel | None = None) -> None:
        super().__init__(library, weights)
        self._model = model or EvidenceModel.shipped()

    def measure(self, question: Question, passages: Sequence[Candidates]) -> Measured:
        texts = [(passage.text, [sentence.encoded for sentence in passage.sentences]) for passage in passages]
        judgements = self._model.judge(question.query, texts)
        logits = np.concatenate([judgement.logits for judgement in judgements])
        idf = rarities(question, self._rarity)
        lexical = lexical_features(question, passages, idf)
        # What somebody said is answered by the whole statement: no phrase of it is set off.
        told = not question.speakers
        highlights = [
            _in_article(sentence, answer) if told else None
            for passage, judgement in zip(passages, judgements, strict=True)
            for sentence, answer in zip(passage.sentences, judgement.answers, strict=True)
        ]
        return Measured(np.column_stack([logits, lexical]), highlights)


def _in_article(sentence: Candidate, answer: Span | None) -> Span | None:
    """An answer in the encoded text, as characters of the article."""
    return answer.shift(sentence.held.start - sentence.encoded.start) if answer else None
