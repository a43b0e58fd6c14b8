"""Whom “he” stands for: a choice by weighed facts, computed by hand, and the facts that a text gives."""

from __future__ import annotations

import math

import pytest

from qa.speech.people import cast_of
from qa.speech.pronouns import NOBODY, Choice, PronounWeights, choice

WEIGHTS = PronounWeights({"near": 1.0, "person": 2.0, NOBODY: 1.5})


@pytest.mark.parametrize(
    ("mentions", "name"),
    [
        ((), None),
        ((("Reyes", {"near": 1.0}),), None),  # 1 against nobody’s 1.5
        ((("Reyes", {"near": 2.0}),), "Reyes"),
        ((("Reyes", {"near": 2.0}), ("Okoro", {"person": 1.5})), "Okoro"),  # 2 against 3
        # e^2.5 + e^2.5 = 24.4 against e^3 = 20.1: all of a name’s mentions together
        ((("Reyes", {"near": 2.5}), ("Okoro", {"near": 3.0}), ("Reyes", {"near": 2.5})), "Reyes"),
    ],
)
def test_the_likeliest_is_meant_or_nobody(mentions: tuple[tuple[str, dict[str, float]], ...], name: str | None) -> None:
    assert Choice(mentions, {NOBODY: 1.0}).made(WEIGHTS) == name


def test_what_a_text_tells_of_each_mention() -> None:
    text = "Nadia Okoro met Tomas Reyes in the harbour. Then he spoke."
    made = choice(text, cast_of(text), "he", text.index("he spoke"), WEIGHTS)
    # she can’t be “he”; one sentence ended since
    assert made.mentions == (("Tomas Reyes", {"sentences between": math.log1p(1), "person": 1.0}),)
    assert made.nobody == {NOBODY: 1.0, f"{NOBODY} × description": 0.0}


def test_an_earlier_pronoun_keeps_somebody_in_mind() -> None:
    text = "Tomas Reyes spoke.\n\nHe left. The pier was old. He said so."
    made = choice(text, cast_of(text), "he", text.rindex("He"), PronounWeights({"person": 1.0}))
    assert [name for name, _ in made.mentions] == ["Tomas Reyes", "Tomas Reyes"]


def test_the_shipped_weights_tell_apart_who_is_likelier() -> None:
    shipped = PronounWeights.shipped().facts
    assert shipped["person"] > shipped["unknown, one name"] > shipped["body"]
    assert shipped["paragraphs between"] < 0 > shipped["sentences between"]
