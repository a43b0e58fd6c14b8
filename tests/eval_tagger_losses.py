"""Which words are marked while the tagger learns, and what it is told of them."""

from __future__ import annotations

import numpy as np

from eval.training.tagger.gold import AnnotatedAttribution, tagged_windows
from eval.training.tagger.losses import MarkedTokens, marked_in
from eval.training.tagger.network import Role
from index.article import Span
from qa.speech.quotations import paragraph_spans
from qa.speech.windows import windows_of

TEXT = "Ada had said it rained and left."
# tokens: [CLS] Ada had said it rained and left . [SEP]
GOLD = AnnotatedAttribution((Span(0, 3),), (Span(4, 12),), (Span(13, 22),), "indirect")


def marked(chances: dict[int, float], seed: int) -> MarkedTokens:
    batch = list(tagged_windows(windows_of(TEXT, list(paragraph_spans(TEXT))), [GOLD]))
    row = np.zeros((1, 12), np.float32)
    for place, chance in chances.items():
        row[0, place] = chance
    return marked_in(batch, row, np.random.default_rng(seed))


def test_a_cue_is_marked_at_one_of_its_words_with_the_roles_of_its_statement() -> None:
    firsts = [int(marked({}, seed).firsts[0]) for seed in range(200)]
    assert set(firsts) == {2, 3}
    assert 10 < firsts.count(3) < 60  # 15 % of 200 are expected
    one = marked({}, 0)
    assert one.roles.tolist() == [[0, 2, 1, 1, 3, 3, 0, 0, 0, 0, -100, -100]]


def test_of_words_that_look_like_cues_and_are_none_it_is_only_told_that_they_are_none() -> None:
    both = marked({2: 0.9, 3: 0.9, 7: 0.6, 6: 0.2, 9: 0.9}, 0)
    # the likeliest: half of the cues and one more, rounded; words of a cue and the marks at the ends never
    assert both.rows.tolist() == [0, 0]
    assert both.firsts[1] == 7
    assert both.roles[1].tolist() == [Role.NONE if place == 7 else -100 for place in range(12)]
    assert marked({7: 0.05}, 0).firsts.tolist() == marked({}, 0).firsts.tolist()
