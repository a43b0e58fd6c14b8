"""Words as the full-text index sees them: folded, stemmed, and which of them carry no meaning of their own."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import Lock

from snowballstemmer import stemmer

from index.errors import QuestionError

_WORD = re.compile(r"[^\W_]+")
UNSEEN = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
"""Soft hyphens, zero-width spaces and joiners, and marks of direction, as a pattern's brackets hold them."""
INVISIBLE = re.compile(rf"[{UNSEEN}]+")
_BROKEN_WORD = re.compile(rf"[^\W_]+(?:[{UNSEEN}]+[^\W_]+)*")
_TYPED = str.maketrans(
    dict(zip("ßẞłŁøØæÆœŒđĐðÐþÞıİħĦ", "ss SS l L o O ae AE oe OE d D d D th TH i I h H".split(), strict=True))
)
"""Letters that Unicode parts from no accent (“é” is an “e” with one), as they are typed where a keyboard lacks them."""
_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")
_porter = stemmer("porter")
_one_at_a_time = Lock()
"""The stemmer keeps the word that it works on."""
_SHORTEST_STEMMED = 3
_MOST_STEMS = 200_000
_MOST_TERMS = 100
MOST_CHARACTERS = 2_000
"""Of a question: more is an article, and would take seconds to be understood."""

STOPWORDS = frozenset(
    """
    a about above after again against all also am an and any are aren as at be because been before being below
    between both but by can cannot could couldn d did didn do does doesn doing don down during each few for from
    further had hadn has hasn have haven having he her here hers herself him himself his how i if in into is isn it
    its itself just ll m me more most my myself no nor not now of off on once only or other our ours ourselves out
    over own re s same shan she should shouldn so some such t than that the their theirs them themselves then there
    these they this those through to too under until up us ve very was wasn we were weren what when where which
    while who whom whose why will with won would wouldn you your yours yourself yourselves
    """.split()
)


def typed(text: str) -> str:
    """A text as any keyboard types it: “Wałęsa” with an l, “Groß” with ss, and nothing that cannot be seen.

    Accents stay; `folded` is without them.
    """
    return text if text.isascii() else INVISIBLE.sub("", text).translate(_TYPED)


def folded(text: str) -> str:
    """A text in which letters of any case, with accents or without, are the same: “Işıklı” is “isikli”."""
    return _without_accents(typed(text).casefold())


def words(text: str) -> list[tuple[str, int, int]]:
    """Each word, in lower case and as it is typed, with its start and end in the text's characters.

    What cannot be seen parts no word.
    """
    if text.isascii():
        return [(match[0].lower(), match.start(), match.end()) for match in _WORD.finditer(text)]
    return [(typed(match[0].casefold()), match.start(), match.end()) for match in _BROKEN_WORD.finditer(text)]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The Porter stem of a folded word without its accents, as SQLite's full-text index makes it."""
    plain = _without_accents(typed(word))
    if len(plain) < _SHORTEST_STEMMED:
        return plain
    with _one_at_a_time:
        stemmed: str = _porter.stemWord(plain)
    return stemmed


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    parted = unicodedata.normalize("NFKD", text)
    return "".join(character for character in parted if not unicodedata.combining(character))


class _Stems(dict[str, str]):
    """The stems of words met before; emptied when they are too many."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_STEMS:
            self.clear()
        self[word] = found = stem(word)
        return found


_stems = _Stems()


def stems(text: str) -> list[str]:
    """The stem of each word, in order: quick, for many texts."""
    known = _stems
    return list(map(known.__getitem__, _WORD.findall(typed(text).casefold())))


def check_question(text: str, empty: str = "the question is empty: type what you want to know") -> None:
    """Raises QuestionError where what somebody typed says nothing, cannot be read, or is longer than a question is;
    TypeError where it is no text."""
    if not isinstance(text, str):
        raise TypeError(f"a question is a str, such as “Who struck the bridge?”, not {type(text).__name__}")
    if len(text) > MOST_CHARACTERS:
        raise QuestionError(
            f"the question has {len(text):,} characters, and at most {MOST_CHARACTERS:,} are read: ask a shorter one"
        )
    if not text.strip():
        raise QuestionError(empty)
    if _HALF_CHARACTERS.search(text):
        raise QuestionError("the question holds bytes that are no text: set the terminal to UTF-8 and type it again")


def content_words(text: str) -> list[str]:
    """The folded words that are not stopwords; all of them where nothing else is left."""
    found = [word for word, _, _ in words(text)]
    return [word for word in found if word not in STOPWORDS] or found


def query_terms(query: str) -> list[str]:
    """The words that a full-text index is asked for: the query's content words, each once, the first hundred."""
    return list(dict.fromkeys(content_words(query)))[:_MOST_TERMS]
