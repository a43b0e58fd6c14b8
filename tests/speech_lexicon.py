"""The words of “who said it” are data: each stands once, has tags that the file explains, and where it belongs."""

from __future__ import annotations

import re
from importlib.resources import files

from qa.speech.lexicon import LEXICON_FILE, either, groups, lexicon, tagged, tagged_both

LINES = (files("qa.speech") / LEXICON_FILE).read_text("utf-8").splitlines()
EXPLAINED = [line for line in LINES if line.startswith("#")]
ROWS = [line.split("\t") for line in LINES if not line.startswith("#")]


def test_each_word_stands_once_and_in_order() -> None:
    words = [word for word, _ in ROWS]
    assert words == sorted(set(words), key=lambda word: (word.casefold(), word))
    assert list(lexicon()) == words


def test_every_tag_is_explained_and_none_is_explained_that_no_word_has() -> None:
    used = {tag.partition(":")[0] for _, tags in ROWS for tag in tags.split()}
    explained = {
        name.partition(":")[0]
        for line in EXPLAINED
        if (told := re.match(r"#   (\S+(?:, \S+)*)   ", line))
        for name in told[1].split(", ")
    }
    assert used - explained <= {"m", "f", "nation"}  # explained beside personal, given and people
    assert explained <= used


def test_words_are_found_by_their_tags() -> None:
    assert {"Nadia", "Tomas"} <= tagged("given")
    assert "Nadia" in tagged_both("given", "f") - tagged_both("given", "m")
    assert groups("form")["say"] == {"says", "said", "saying"}
    assert {"Bob", "Robert"} <= groups("alike")["robert"]
    assert "Ms" in tagged_both("title", "f") & tagged("courtesy", "short")


def test_a_pattern_takes_the_longest_word() -> None:
    assert re.match(either(["Prime", "Prime Minister"]), "Prime Minister Okoro")[0] == "Prime Minister"  # type: ignore[index]
