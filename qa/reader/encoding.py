"""A question and a passage become one row of tokens, and it is known which token stands in which sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from index.article import Span
from index.embedding.runtime import Floats, Integers, marks, tokenizer

MOST_TOKENS = 512
_QUESTION_TOKENS = 64


@dataclass(frozen=True, slots=True)
class Pair:
    """`[CLS] question [SEP] text [SEP]`, `n` tokens.

    `asked` is how many tokens the question takes. `sentence` is `(n,)`: the number of the sentence that a token stands
    in, −1 for one in none. `starts` and `ends` are `(n,)`: half-open character offsets into the text, 0 and 0 for what
    is not of the text.
    """

    ids: Integers = field(repr=False)
    asked: int
    sentence: Integers = field(repr=False)
    starts: Integers = field(repr=False)
    ends: Integers = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids)


class PairEncoder:
    """Encodes pairs with the default model's tokenizer. A text is cut where the model's 512 tokens end."""

    def encode(self, question: str, texts: Sequence[tuple[str, Sequence[Span]]]) -> list[Pair]:
        """One pair for each text, which comes with the spans of its sentences, in order and apart."""
        opening, closing = marks()
        asked = tokenizer().encode(question, add_special_tokens=False).ids[:_QUESTION_TOKENS]
        encoded = tokenizer().encode_batch([text for text, _ in texts], add_special_tokens=False)
        room = MOST_TOKENS - len(asked) - 3
        before = len(asked) + 2
        pairs = []
        for (_, sentences), encoding in zip(texts, encoded, strict=True):
            ids = encoding.ids[:room]
            offsets = np.array(encoding.offsets[:room], np.int64).reshape(-1, 2)
            padding = ((before, 1), (0, 0))
            offsets_of_all = np.pad(offsets, padding)
            pairs.append(
                Pair(
                    np.array([opening, *asked, closing, *ids, closing], np.int64),
                    len(asked),
                    np.pad(sentence_of(offsets, sentences), padding[0], constant_values=-1),
                    offsets_of_all[:, 0],
                    offsets_of_all[:, 1],
                )
            )
        return pairs


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs side by side, filled up with zeros: `b` pairs, `n` tokens, `s` sentences.

    `ids` and `types` are `(b, n)` int64; `present` and `asked` are `(b, n)` float32, 1 for a token of the pair and of
    its question; `members` is `(b, s, n)` float32, 1 where a token stands in a sentence.
    """

    ids: Integers
    types: Integers
    present: Floats
    asked: Floats
    members: Floats

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> Batch:
        longest = max(len(pair) for pair in pairs)
        sentences = max(1, *(int(pair.sentence.max(initial=-1)) + 1 for pair in pairs))
        ids, types = np.zeros((2, len(pairs), longest), np.int64)
        present, asked = np.zeros((2, len(pairs), longest), np.float32)
        members = np.zeros((len(pairs), sentences, longest), np.float32)
        for row, pair in enumerate(pairs):
            ids[row, : len(pair)] = pair.ids
            types[row, pair.asked + 2 : len(pair)] = 1
            present[row, : len(pair)] = 1
            asked[row, 1 : pair.asked + 1] = 1
            inside = np.flatnonzero(pair.sentence >= 0)
            members[row, pair.sentence[inside], inside] = 1
        return cls(ids, types, present, asked, members)


def sentence_of(offsets: Integers, sentences: Sequence[Span]) -> Integers:
    """`(t,)`: the sentence that holds each token, −1 where none does."""
    if not sentences:
        return np.full(len(offsets), -1, np.int64)
    starts = np.array([span.start for span in sentences])
    ends = np.array([span.end for span in sentences])
    number = np.searchsorted(starts, offsets[:, 0], side="right") - 1
    inside = (number >= 0) & (offsets[:, 1] <= ends[number])
    return np.where(inside, number, -1)
