from __future__ import annotations

import pytest

from index.text import content_words, stem, words


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


def test_stopwords_count_where_there_is_nothing_else() -> None:
    assert content_words("What did the mayor say?") == ["mayor", "say"]
    assert content_words("Who is who?") == ["who", "is", "who"]
