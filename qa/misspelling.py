"""Misspelt words of a question: what stands nowhere in the library, and near what does, is read as that.

A word is left as it is where any passage holds it, whatever its ending; where it is English, so that who asks for
“trucks” is not told of tracks; where it holds a digit; and where it is short.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from index.embedding.runtime import is_whole_token
from index.engine import Vocabulary
from index.text import STOPWORDS, stem, words
from qa.question import Respelling

_SHORTEST = 5
_LONG = 8
"""From so many letters on two may be wrong."""
_LOOKED_AT = 12
_TEXTS_LOOKED_AT = 4
_WORD = re.compile(r"[^\W_]+")
_NAME_IS_NEARER = 0.5
_ENGLISH_WORDS = "frequency_dictionary_en_82_765.txt"


@dataclass(frozen=True, slots=True)
class _Form:
    """A word that is near, as it is written. `distance` counts edits; `changed` too, but a wrong letter for two.

    A name has a capital within sentences and is no English word.
    """

    text: str
    distance: int
    changed: int
    is_name: bool
    times: int

    @classmethod
    def of(cls, word: str, folded: str, *, capital: bool, times: int) -> _Form:
        is_name = capital and folded not in _english_words()
        text = folded.capitalize() if capital else folded
        return cls(text, OSA.distance(word, folded), Indel.distance(word, folded), is_name, times)

    @property
    def order(self) -> tuple[float, int, int, int, str]:
        """Nearest first, and names before other words that are as near; a letter is left out oftener than it is wrong,
        and than one is too many."""
        return self.distance - _NAME_IS_NEARER * self.is_name, self.changed, -len(self.text), -self.times, self.text


def respelt(text: str, vocabulary: Vocabulary) -> tuple[str, tuple[Respelling, ...]]:
    """The text with its misspelt words as the library writes them, and which these are, each once."""
    told = [(word, start, end) for word, start, end in words(text) if _may_be_misspelt(word)]
    missing = frozenset(vocabulary.missing(list(dict.fromkeys(word for word, _, _ in told))))
    pieces: list[str] = []
    position = 0
    found: dict[str, Respelling] = {}
    for word, start, end in told:
        if word not in missing or _is_english(word):
            continue
        as_name = text[start].isupper() and start > 0
        read = found[word].read if word in found else _nearest(word, vocabulary, as_name=as_name)
        if read:
            read = read[:1].upper() + read[1:] if text[start].isupper() else read
            found.setdefault(word, Respelling(text[start:end], read))
            pieces += [text[position:start], read]
            position = end
    return "".join([*pieces, text[position:]]), tuple(found.values())


def _may_be_misspelt(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isalpha() and word not in STOPWORDS


def _is_english(word: str) -> bool:
    """Whether English has the word: by SymSpell's list, whose words are counted in books, or by the embedder's, whose
    tokens are names too and what is said today."""
    return is_whole_token(word) or word in _english_words()


@cache
def _english_beginning(letter: str) -> tuple[str, ...]:
    return tuple(sorted(word for word in _english_words() if word.startswith(letter)))


@cache
def _english_words() -> dict[str, int]:
    """How often each is met in books."""
    lines = (files("symspellpy") / _ENGLISH_WORDS).read_text("utf-8-sig").splitlines()
    return {word: int(times) for word, _, times in (line.partition(" ") for line in lines)}


def _nearest(word: str, vocabulary: Vocabulary, *, as_name: bool) -> str | None:
    """The word that is near and that the library knows, as it is written there; None where there is none.

    Where English has a nearer word it is that which is misspelt, and where the library doesn’t know that, nothing is
    meant. What is written `as_name` means no English word, unless it is long and almost that.
    """
    near = (form for term in _near_stems(word, vocabulary) for form in _written(word, vocabulary, term))
    forms = [form for form in near if not as_name or _may_be_name(form)]
    english = [] if as_name and len(word) < _LONG else _near_english(word)
    if english and english[0].distance <= min((form.distance for form in forms), default=_edits(word)):
        known = not vocabulary.missing([english[0].text])
        nearer = english[0].distance < min((form.distance for form in forms), default=_edits(word) + 1)
        forms = [*(forms if not nearer else ()), *(english[:1] if known else ())]
    return min(forms, key=lambda form: form.order).text if forms else None


def _may_be_name(form: _Form) -> bool:
    return form.is_name or (len(form.text) >= _LONG and form.distance == 1)


def _near_stems(word: str, vocabulary: Vocabulary) -> list[str]:
    """Stems that begin with the same letter and are near the word's own, or near the word, which may end otherwise."""
    stems = vocabulary.beginning(stem(word)[:1])
    found = [pair for own in (stem(word), word) for pair in _near(own, stems, _edits(word))]
    return list(dict.fromkeys(term for _, term in sorted(found)))[:_LOOKED_AT]


def _near_english(word: str) -> list[_Form]:
    """The English words that are near and begin with the same letter, nearest first, then commonest."""
    found = _near(word, _english_beginning(word[:1]), _edits(word))
    forms = (_Form.of(word, text, capital=False, times=_english_words()[text]) for _, text in found)
    return sorted(forms, key=lambda form: form.order)


def _near(word: str, others: Sequence[str], most: int) -> list[tuple[int, str]]:
    found = process.extract(word, others, scorer=OSA.distance, score_cutoff=most, limit=_LOOKED_AT)
    return [(int(distance), other) for other, distance, _ in found]


def _edits(word: str) -> int:
    """How many letters may be wrong, missing, too many or swapped."""
    return 2 if len(word) >= _LONG else 1


def _written(word: str, vocabulary: Vocabulary, term: str) -> Iterator[_Form]:
    """How passages write the words of a stem, as far as those are near."""
    texts = vocabulary.texts(term, _TEXTS_LOOKED_AT)
    written = Counter(match[0] for text in texts for match in _WORD.finditer(text) if stem(match[0].casefold()) == term)
    times = Counter[str]()
    for one, count in written.items():
        times[one.casefold()] += count
    for folded, count in times.items():
        form = _Form.of(word, folded, capital=folded not in written, times=count)
        if folded[:1] == word[:1] and form.distance <= _edits(word):
            yield form
