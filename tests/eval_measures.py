"""Each measure with its arithmetic: a perfect case, a gap, none, and nothing to measure."""

from __future__ import annotations

import math

import numpy as np
import pytest

from eval.locating import Located
from eval.measures import (
    CharacterScores,
    Target,
    answer_f1,
    character_scores,
    contains_answer,
    cut_to_budget,
    gold_sentences,
    hit_at,
    hit_within,
    recall_at,
    verbatim_share,
)
from eval.statistics import (
    Detection,
    Difference,
    Ranking,
    abstention_difference,
    auroc,
    best_unanswerable_f1,
    calibration_error,
    ndcg_at,
    paired_difference,
    ranking_measures,
    reliability,
    risk_coverage,
    unanswerable_detection,
)
from index.article import Span


def at(start: int, end: int, article: str = "a") -> Located:
    return Located(article, Span(start, end))


def target(start: int, end: int, entry: int = 0, article: str = "a", *sentences: tuple[int, int]) -> Target:
    return Target(article, Span(start, end), entry, tuple(Span(*sentence) for sentence in sentences))


def flags(*values: int) -> np.ndarray:
    return np.array(values, np.bool_)


def test_half_of_a_gold_span_is_enough() -> None:
    gold = target(100, 110)
    assert gold.held_by(at(100, 105))  # 5 of 10 characters
    assert gold.held_by(at(0, 500))
    assert not gold.held_by(at(100, 104))  # 4 of 10
    assert not gold.held_by(at(100, 110, "b"))


def test_of_a_span_longer_than_a_sentence_one_whole_sentence_is_enough() -> None:
    gold = target(0, 300, 0, "a", (0, 90), (91, 300))
    assert gold.held_by(at(0, 90))  # 90 of 300 characters, but a whole sentence
    assert not gold.held_by(at(1, 90))
    assert gold.held_by(at(0, 150))


def test_gold_sentences_are_whole_and_more_than_one_is_touched() -> None:
    sentences = [Span(0, 10), Span(11, 20), Span(21, 30)]
    assert gold_sentences(Span(0, 20), sentences) == (Span(0, 10), Span(11, 20))
    assert gold_sentences(Span(5, 25), sentences) == (Span(11, 20),)
    assert gold_sentences(Span(5, 15), sentences) == ()  # touches two, holds neither
    assert gold_sentences(Span(0, 10), sentences) == ()  # no longer than a sentence
    assert gold_sentences(Span(2, 8), sentences) == ()


def test_hit_at_k_is_any() -> None:
    pieces, gold = [at(50, 60), at(0, 10)], [target(0, 10), target(90, 99, 1)]
    assert [hit_at(pieces, gold, k) for k in (1, 2, 5)] == [0, 1, 1]
    assert hit_at([], gold, 5) == 0
    assert hit_at(pieces, [], 5) == 0


def test_the_last_piece_is_cut_at_the_budget() -> None:
    pieces = [at(0, 200), at(500, 650), at(900, 950)]
    assert cut_to_budget(pieces, 300) == [at(0, 200), at(500, 600)]
    assert cut_to_budget(pieces, 350) == [at(0, 200), at(500, 650)]
    assert cut_to_budget(pieces, 1000) == pieces
    assert cut_to_budget(pieces, 0) == []


def test_long_snippets_gain_nothing_within_a_budget() -> None:
    gold = [target(400, 440)]
    assert hit_within([at(0, 1000)], gold, 300) == 0
    assert hit_within([at(0, 1000)], gold, 420) == 1  # 20 of 40 characters
    assert hit_within([at(0, 1000)], gold, 419) == 0
    assert hit_within([at(0, 100), at(400, 440)], gold, 300) == 1
    assert hit_within([], gold, 300) == 0


def test_recall_is_over_evidence_entries() -> None:
    gold = [target(0, 10, 0), target(0, 10, 0, "b"), target(50, 60, 1), target(90, 100, 2)]
    assert recall_at([at(0, 100)], gold, 5) == 1
    assert recall_at([at(0, 20, "b"), at(40, 70)], gold, 1) == 1 / 3  # the entry with two places
    assert recall_at([at(0, 20, "b"), at(40, 70)], gold, 2) == 2 / 3
    assert recall_at([at(0, 20), at(0, 20, "b")], gold, 5) == 1 / 3
    assert recall_at([], gold, 5) == 0
    assert recall_at([at(0, 100)], [], 5) == 0


def test_character_scores() -> None:
    gold = [target(10, 30)]
    assert character_scores([at(10, 30)], gold) == CharacterScores(1, 1, 1)
    # 40 cited, 20 gold, 10 shared: P 10/40, R 10/20, F1 2·¼·½ / ¾
    assert character_scores([at(20, 60)], gold) == CharacterScores(0.25, 0.5, pytest.approx(1 / 3))
    assert character_scores([at(20, 60), at(20, 60)], gold) == character_scores([at(20, 60)], gold)
    assert character_scores([at(30, 60)], gold) == CharacterScores(0, 0, 0)
    assert character_scores([], gold) == CharacterScores(0, 0, 0)


def test_overlapping_gold_counts_once_and_alternatives_by_the_best() -> None:
    assert character_scores([at(0, 20)], [target(0, 20), target(10, 20, 1)]) == CharacterScores(1, 1, 1)
    places = [target(0, 20, 0), target(100, 120, 0), target(40, 60, 1)]
    # entry 0 counts by its cited place, entry 1 is missed: 20 of 40 gold characters
    assert character_scores([at(100, 120)], places) == CharacterScores(1, 0.5, pytest.approx(2 / 3))


def test_answer_f1_is_squads() -> None:
    assert answer_f1("The Walt Disney Company", ["walt disney company"]) == 1
    # 2 of 3 and 2 of 2 tokens: 2·2 / (3 + 2)
    assert answer_f1("In October 1973", ["1973", "October 1973"]) == 0.8
    assert answer_f1("In October", ["1973"]) == 0
    assert answer_f1("", ["1973"]) == 0
    assert answer_f1("In October", []) == 0


def test_containment_is_of_whole_tokens() -> None:
    assert contains_answer("It cost nearly $12, he said.", ["$12"]) == 1
    assert contains_answer("It cost 312.", ["12"]) == 0
    assert contains_answer("“The United Nations”", ["united nations", "UN"]) == 1
    assert contains_answer("Nothing", ["the"]) == 0
    assert contains_answer("", ["12"]) == 0
    assert contains_answer("It cost 12.", []) == 0


def test_verbatim_share() -> None:
    assert verbatim_share([("abcdef", Span(1, 3), "bc"), ("abcdef", Span(0, 3), "abc")]) == 1
    assert verbatim_share([("abcdef", Span(1, 3), "bc"), ("abcdef", Span(0, 3), "ab…")]) == 0.5
    assert verbatim_share([("", Span(0, 3), "abc")]) == 0
    assert verbatim_share([]) is None


def test_ranking_measures_by_hand() -> None:
    measured = ranking_measures(
        {
            "perfect": Ranking(("a", "b"), entries(a={0}, b={1})),
            "gap": Ranking(("x", "a"), entries(a={0}, b={1})),
            "none": Ranking(("x", "y"), entries(a={0})),
            "nothing found": Ranking((), entries(a={0})),
            "nothing to find": Ranking(("a",), {}),
        }
    )
    assert measured["perfect"] == {"success@1": 1, "success@5": 1, "success@10": 1, "mrr@10": 1, "ndcg@10": 1}
    # the only relevant one found stands second: DCG 1/log2(3), ideal 1 + 1/log2(3)
    second = 1 / math.log2(3)
    assert measured["gap"] == {
        "success@1": 0,
        "success@5": 1,
        "success@10": 1,
        "mrr@10": 0.5,
        "ndcg@10": pytest.approx(second / (1 + second)),
    }
    for question in ("none", "nothing found", "nothing to find"):
        assert set(measured[question].values()) == {0}


def entries(**held: set[int]) -> dict[str, frozenset[int]]:
    return {passage: frozenset(numbers) for passage, numbers in held.items()}


@pytest.mark.parametrize(
    ("ranked", "relevant", "ndcg"),
    [
        # four copies print the one entry, and the system gives one of them
        ("a", entries(a={0}, b={0}, c={0}, d={0}), 1.0),
        # a second copy brings nothing, and takes nothing: the entry was held at the first place
        ("ab", entries(a={0}, b={0}), 1.0),
        # … but it stands where the other entry could: 1 + 1/log2(4) of 1 + 1/log2(3)
        ("abc", entries(a={0}, b={0}, c={1}), 1.5 / (1 + 1 / math.log2(3))),
        # copies of two entries in either order
        ("dc", entries(a={0}, b={0}, c={0}, d={1}, e={1}), 1.0),
        # one passage holds both entries: nothing better can be had
        ("c", entries(a={0}, b={1}, c={0, 1}), 1.0),
        # the two apart: 1 + 1/log2(3) of 2
        ("ab", entries(a={0}, b={1}, c={0, 1}), (1 + 1 / math.log2(3)) / 2),
        # a copy in the second place: 1/log2(3) of 1
        ("xb", entries(a={0}, b={0}), 1 / math.log2(3)),
        # one passage with three entries first would leave two passages for the others: 3 + 1/log2(3) + 1/log2(4)
        ("abc", entries(a={0, 1, 2}, b={3}, c={4}), 1.0),
        # beyond the tenth place nothing counts
        ("xxxxxxxxxxa", entries(a={0}), 0.0),
    ],
)
def test_an_entry_counts_once_however_many_copies_hold_it(
    ranked: str, relevant: dict[str, frozenset[int]], ndcg: float
) -> None:
    assert ndcg_at(Ranking(tuple(ranked), relevant), 10) == pytest.approx(ndcg)


def test_ranking_measures_of_nothing() -> None:
    assert ranking_measures({}) == {}
    nothing = ranking_measures({"q": Ranking((), entries(a={0}))})
    assert set(nothing["q"].values()) == {0}


def test_auroc() -> None:
    assert auroc(flags(1, 1, 0, 0), np.array([0.9, 0.8, 0.2, 0.1])) == 1
    # pairs (answerable, other): 0.9>0.5, 0.9>0.1, 0.3<0.5, 0.3>0.1
    assert auroc(flags(1, 1, 0, 0), np.array([0.9, 0.3, 0.5, 0.1])) == 0.75
    assert auroc(flags(1, 1, 0, 0), np.full(4, 0.5)) == 0.5
    assert auroc(flags(1, 1), np.array([0.9, 0.3])) is None


def test_unanswerable_detection() -> None:
    # three not answerable, two of them and one other left unanswered
    found = unanswerable_detection(flags(1, 1, 0, 0, 0), flags(1, 0, 0, 0, 1))
    assert found == Detection(pytest.approx(2 / 3), pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert unanswerable_detection(flags(1, 0), flags(1, 0)) == Detection(1, 1, 1)
    assert unanswerable_detection(flags(1, 0), flags(1, 1)) == Detection(0, 0, 0)
    assert unanswerable_detection(flags(1, 1), flags(1, 0)) is None


def test_the_best_unanswerable_f1_of_any_threshold() -> None:
    assert best_unanswerable_f1(flags(1, 0), np.array([0.9, 0.1])) == 1
    # by confidence: no, yes, no, yes; the three lowest hold both: P 2/3, R 1
    assert best_unanswerable_f1(flags(0, 1, 0, 1), np.array([0.1, 0.2, 0.3, 0.4])) == pytest.approx(0.8)
    assert best_unanswerable_f1(flags(1, 1), np.array([0.1, 0.2])) is None


def test_risk_coverage() -> None:
    curve = risk_coverage(np.array([0.2, 0.9, 0.5, 0.7]), flags(0, 1, 1, 0))
    # by confidence: right, wrong, right, wrong: 0, 1/2, 1/3, 2/4
    assert curve.risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert curve.coverage.tolist() == [0.25, 0.5, 0.75, 1]
    assert curve.area == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert curve.points(2) == [(0.5, 0.5), (1.0, 0.5)]


def test_risk_coverage_does_not_depend_on_the_order_of_equals() -> None:
    one = risk_coverage(np.array([0.5, 0.5, 0.9]), flags(1, 0, 1))
    other = risk_coverage(np.array([0.5, 0.5, 0.9]), flags(0, 1, 1))
    assert one.risk.tolist() == other.risk.tolist() == pytest.approx([0, 0.25, 1 / 3])


def test_risk_coverage_of_nothing() -> None:
    empty = risk_coverage(np.array([]), flags())
    assert (empty.area, empty.points()) == (0, [])
    assert risk_coverage(np.array([0.1, 0.2]), flags(1, 1)).area == 0
    assert risk_coverage(np.array([0.1, 0.2]), flags(0, 0)).area == 1


def test_calibration_error() -> None:
    assert calibration_error(np.array([1.0, 0.0]), flags(1, 0)) == 0
    assert calibration_error(np.array([1.0, 0.0]), flags(0, 1)) == 1
    # one bin with mean 0.62 and half right, one with 0.1 and none right: (2·0.12 + 1·0.1) / 3
    assert calibration_error(np.array([0.61, 0.63, 0.1]), flags(1, 0, 0)) == pytest.approx(0.34 / 3)
    assert calibration_error(np.array([]), flags()) == 0


def test_paired_difference() -> None:
    same = paired_difference([1, 0, 1], [1, 0, 1])
    assert (same.mean, same.low, same.high) == (0, 0, 0)
    ahead = paired_difference([1.0] * 100, [0.0] * 100)
    assert (ahead.mean, ahead.low, ahead.high) == (1, 1, 1)
    # 60 ahead, 40 level: the standard error is √(0.6·0.4/100) = 0.049, 1.96 of it 0.096
    mixed = paired_difference([1.0] * 60 + [0.0] * 40, [0.0] * 100)
    assert mixed.mean == pytest.approx(0.6)
    assert (mixed.low, mixed.high) == (pytest.approx(0.504, abs=0.011), pytest.approx(0.696, abs=0.011))
    assert mixed == paired_difference([1.0] * 60 + [0.0] * 40, [0.0] * 100)


def test_paired_differences_need_the_same_questions() -> None:
    for ours, theirs in (([1.0], [1.0, 0.0]), ([], [])):
        with pytest.raises(ValueError, match="same questions"):
            paired_difference(ours, theirs)


def test_reliability_by_hand() -> None:
    confidence = np.array([0.05, 0.09, 0.95, 1.0])
    right = np.array([False, True, True, True])
    low, high = reliability(confidence, right)
    assert (low.questions, low.right, high.questions, high.right) == (2, 0.5, 2, 1.0)
    assert (low.confidence, high.confidence) == (pytest.approx(0.07), pytest.approx(0.975))


def test_abstention_difference_by_hand() -> None:
    answerable = np.array([True, True, False, False])
    ours = np.array([True, True, False, False])  # F1 1
    theirs = np.array([True, True, True, False])  # one of two found, nothing wrongly: F1 2 · 1 · ½ / 1½ = ⅔
    difference = abstention_difference(answerable, ours, theirs)
    assert difference.mean == pytest.approx(1 / 3)
    assert difference.low <= difference.mean <= difference.high
    assert abstention_difference(answerable, ours, ours) == Difference(0, 0, 0)
