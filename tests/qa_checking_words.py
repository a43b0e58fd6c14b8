"""What a draft's quotations are, and how words are folded and aligned: all without a library."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest

from index.article import Span
from qa.checking.aligning import GapCost, align
from qa.checking.drafts import BreakKind, read_draft
from qa.checking.folding import Folded
from qa.checking.marks import plain_marks
from qa.checking.phrases import phrases_of


def folded(text: str) -> list[str]:
    return list(Folded.of(text).words)


def quotations(text: str) -> list[str]:
    draft = read_draft(text)
    return [" ".join(quotation.words.words) for quotation in draft.quotations] if draft else []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We’ll WE'LL", ["we'll", "we'll"]),
        ("the ﬁrst co\u00adoperation", ["the", "first", "cooperation"]),
        ("cafe\u0301 café", ["café", "café"]),
        ("long-term, long—term", ["long", "term", "long", "term"]),
        ("$1,500.50 or 5%", ["$", "1,500.50", "or", "5", "%"]),
        ("3.5. 35", ["3.5", "35"]),
        ("−5 and -5, 10–12", ["-", "5", "and", "-", "5", "10", "12"]),
        ("the U.S. at 5 p.m.", ["the", "us", "at", "5", "pm"]),
        ("10² 102", ["10²", "102"]),
        ("東京は", ["東", "京", "は"]),
        ("कि की", ["कि", "की"]),
        ("Ｗide １２", ["wide", "12"]),
    ],
)
def test_words_are_folded_so_that_only_typography_is_lost(text: str, words: list[str]) -> None:
    assert folded(text) == words


def test_each_word_knows_its_characters() -> None:
    text = "“Nous irons au ca\u00adfe\u0301,” dit-il."
    own = Folded.of(text)
    assert [text[start:end] for start, end in zip(own.starts, own.ends, strict=True)] == [
        "Nous", "irons", "au", "ca\u00adfe\u0301", "dit", "il",
    ]  # fmt: skip
    assert own.span(1, 3).of(text) == "irons au ca\u00adfe\u0301"
    assert own.words_in(Span(6, 14)) == (1, 3)
    assert list(Folded.of("to be or not to be").find(["to", "be"])) == [0, 4]
    assert list(own.find(["rons"])) == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("« Nous irons », dit-il.", "“ Nous irons ”, dit-il."),
        ("»Wir gehen«, sagte er.", "“Wir gehen”, sagte er."),
        ("„Wir gehen“, sagte er. „Tak”, powiedział.", "“Wir gehen”, sagte er. “Tak”, powiedział."),
        ("「行きます」と言った。", "“行きます”と言った。"),
        ("‹Nous irons› dit-il", "“Nous irons” dit-il"),
        ("‘I don’t know the workers’ rights,’ he said.", "“I don’t know the workers’ rights,” he said."),
        ("'We can’t go,' he said.", "“We can’t go,” he said."),
        ("‘He called it “a sham” twice,’ she said.", "“He called it ‘a sham’ twice,” she said."),
        ("The workers’ rights and the ’90s", "The workers’ rights and the ’90s"),
        ("”Vi går nu”, sa han.", "“Vi går nu”, sa han."),
        ("> We go.\n> Now.\n", "“ We go.   Now.”"),
    ],
)
def test_marks_of_all_languages_become_one_kind_and_nothing_moves(text: str, marked: str) -> None:
    assert plain_marks(text) == marked
    assert len(marked) == len(text)


def test_a_quotation_that_goes_on_or_is_interrupted_is_one() -> None:
    assert quotations("“We go,” Hale said, “and we win.” He left.") == ["we go and we win"]
    assert quotations("“We go,” Hale said. “We win.”") == ["we go", "we win"]
    assert quotations("“One para.\n\n“Two para,” she said.") == ["one para two para"]
    assert quotations("He said ‘no’ to “a ‘fine’ day”.") == ["a fine day"]
    assert quotations("> A block of words.\n> It goes on.\n> — Ada Pike\n\nAnd so on.") == [
        "a block of words it goes on"
    ]


def test_what_is_cut_is_told_and_what_is_no_word_is_left_out() -> None:
    draft = read_draft("“We will [never] go … there,” he said, “[sic] again [1].”")
    assert draft is not None
    (quotation,) = draft.quotations
    assert quotation.words.words == ("we", "will", "go", "there", "again")
    assert [(mark.after, mark.kind) for mark in quotation.breaks] == [
        (2, BreakKind.BRACKETS),
        (3, BreakKind.ELLIPSIS),
        (4, BreakKind.INTERRUPTION),
    ]


def test_unbalanced_marks_and_nothing_at_all() -> None:
    assert read_draft("  \n") is None
    assert quotations("No quotation here.") == []
    assert quotations("A ” and a “ and") == []
    draft = read_draft("He said “we will go and then he left.\n\nOn Monday he came back.")
    assert draft is not None
    assert [(quotation.unclosed, quotation.span.of(draft.text)) for quotation in draft.quotations] == [
        (True, "“we will go and then he left.")
    ]
    long = read_draft("“" + "word " * 2_500 + "” and “word " + "word " * 1_500)
    assert long is not None
    assert [(len(quotation.words), quotation.unclosed) for quotation in long.quotations] == [
        (1_000, False), (1_000, False), (500, False), (1_000, True),
    ]  # fmt: skip
    odd = read_draft("“a \0 b \ud800 c,” he said")
    assert odd is not None
    assert odd.quotations[0].words.words == ("a", "b", "c")


TEXT = "the mayor said the bridge is not safe he said and we will go there on monday".split()


def test_words_are_aligned_with_the_least_that_differs() -> None:
    found = align("bridge is safe".split(), TEXT)
    assert found is not None
    assert found.pairs == ((0, 4), (1, 5), (2, 7))
    assert found.cost == 95  # one gap of one word: 85 to open it, 10 for the word
    assert found.gaps() == [(2, 5, 7)]
    missing = align("go there tuesday".split(), TEXT)
    assert missing is not None
    assert (missing.pairs, missing.cost) == (((0, 13), (1, 14), (2, 15)), 100)


def test_gaps_and_leaps_that_are_said_cost_little() -> None:
    words = "safe and we will".split()
    assert (found := align(words, TEXT, leaps=[(7, 10)])) is not None
    assert (found.cost, found.gaps()) == (10, [(1, 7, 10)])
    cut = align("the mayor we will".split(), TEXT, gaps={2: GapCost(10, 1)})
    assert cut is not None
    assert (cut.cost, cut.gaps()) == (19, [(2, 1, 11)])  # 10 to open it, 9 words


def test_of_equal_places_the_preferred_one_is_taken() -> None:
    text = "we go then we go".split()
    assert (first := align(["we", "go"], text)) is not None
    assert first.first == 0
    assert (second := align(["we", "go"], text, preferred=[False, False, False, True, True])) is not None
    assert second.first == 3


@pytest.mark.parametrize(("quoted", "text"), [([], ["a"]), (["a"], []), (["a"], ["b"])])
def test_nothing_in_common_is_nothing_or_differs(quoted: list[str], text: list[str]) -> None:
    found = align(quoted, text)
    assert found is None or found.cost == 100


def test_phrases_are_spread_over_the_quotation() -> None:
    draft = read_draft("“" + " ".join(f"word{number}" for number in range(60)) + "”")
    assert draft is not None
    found = phrases_of(draft.quotations[0])
    assert len(found) == 10
    assert all(len(phrase.split()) == 3 for phrase in found)
    starts = [int(phrase.split()[0].removeprefix("word")) for phrase in found]
    assert all(0 < after - before <= 12 for before, after in pairwise(starts))
    short = read_draft("“A disaster”")
    assert short is not None
    assert phrases_of(short.quotations[0]) == ["a disaster"]


@pytest.mark.parametrize(
    "piece", ["“", "‘", '"', "'a ", "“a ", "«", "„", "> ", ">\n", "[x] ", "[1] ", "‘a, ", "“…", "a, "]
)
def test_drafts_that_are_made_to_do_harm_take_no_longer_than_their_length(piece: str) -> None:
    """Four times as long takes four times as long, not sixteen."""

    def seconds(length: int) -> float:
        text = f"“{piece * (length // len(piece))}"
        began = process_time()
        read_draft(text)
        return process_time() - began

    assert min(seconds(80_000) for _ in range(2)) < 10 * min(seconds(20_000) for _ in range(3)) + 0.1
