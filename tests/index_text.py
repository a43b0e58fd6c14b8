from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest

from index.text import content_words, folded, stem, stems, typed, words

_ENDINGS = ("ations", "fulness", "iveness", "izing", "ities", "edly")


def test_words_are_folded_and_placed() -> None:
    assert words("Don’t_ask É. Über 3") == [
        ("don", 0, 3),
        ("t", 4, 5),
        ("ask", 6, 9),
        ("é", 10, 11),
        ("über", 13, 17),
        ("3", 18, 19),
    ]


@pytest.mark.parametrize(
    ("word", "expected"), [("ferries", "ferri"), ("saying", "sai"), ("is", "is"), ("über", "uber"), ("naïve", "naiv")]
)
def test_stems(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_many_may_stem_at_once() -> None:
    made = ["".join(letters) + ending for letters in product("bdlmt", "aeiou", "nrst") for ending in _ENDINGS]
    expected = [stem.__wrapped__(word) for word in made]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        stem.cache_clear()
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: [stem.__wrapped__(word) for word in made], range(4)))
    finally:
        sys.setswitchinterval(interval)
    assert all(stems == expected for stems in found)


def test_stopwords_count_where_there_is_nothing_else() -> None:
    assert content_words("What did the mayor say?") == ["mayor", "say"]
    assert content_words("Who is who?") == ["who", "is", "who"]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Groß", "gross"),
        ("GROẞE", "grosse"),
        ("Wałęsa", "walesa"),
        ("Łódź", "lodz"),
        ("Jørgensen", "jorgensen"),
        ("Þórsdóttir", "thorsdottir"),
        ("Guðrún", "gudrun"),
        ("Đorđević", "dordevic"),
        ("Łukasz", "lukasz"),
        ("Kjær", "kjaer"),
        ("Cœur", "coeur"),
        ("Işıklı", "isikli"),
        ("İsmail", "ismail"),
        ("Ħamrun", "hamrun"),
        ("Nguyễn", "nguyen"),
        ("Őry", "ory"),
        ("Ge\u00adsamt\u00adkonzept", "gesamtkonzept"),
        ("Nord\u200bsund", "nordsund"),
        ("Holter\u2060mann", "holtermann"),
        ("\ufeffFerry", "ferry"),
    ],
)
def test_a_word_is_found_as_any_keyboard_types_it(written: str, plain: str) -> None:
    assert folded(written) == plain
    assert stems(written) == stems(plain)
    assert [stem(word) for word, _, _ in words(written)] == [stem(plain)]


def test_a_word_keeps_its_place_whatever_is_hidden_in_it() -> None:
    text = "Die Ge\u00adsamt\u00adnote von Groß"
    assert [(word, text[start:end]) for word, start, end in words(text)] == [
        ("die", "Die"),
        ("gesamtnote", "Ge\u00adsamt\u00adnote"),
        ("von", "von"),
        ("gross", "Groß"),
    ]
    assert typed("Straße nach Łódź") == "Strasse nach Lódź"
