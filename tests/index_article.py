from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Passage, Span, article_id, clean_text, outside, tile_error

ARTICLE = Article(id="a", title="Title", text="One. Two.", source="a.txt")


def test_a_span_is_half_open_and_never_empty() -> None:
    span = Span(2, 5)
    assert len(span) == 3
    assert span.of("abcdefg") == "cde"
    assert span.shift(2) == Span(4, 7)
    for start, end in ((3, 3), (4, 3), (-1, 2)):
        with pytest.raises(ValueError, match="0 ≤ start < end"):
            Span(start, end)


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        (Span(0, 5), Span(5, 9), 0),
        (Span(0, 5), Span(4, 9), 1),
        (Span(0, 9), Span(2, 4), 2),
        (Span(7, 9), Span(0, 2), 0),
    ],
)
def test_overlap_counts_shared_characters(first: Span, second: Span, shared: int) -> None:
    assert first.overlap(second) == second.overlap(first) == shared


def test_trimming_leaves_out_space_at_the_edges() -> None:
    assert Span(0, 8).trimmed(" a\nb  \t ") == Span(1, 4)
    assert Span(0, 3).trimmed(" \n\t") is None


def test_outside_is_what_no_excluded_span_covers() -> None:
    gaps = [Span(8, 12), Span(2, 4), Span(3, 5), Span(20, 30)]
    assert list(outside(Span(0, 10), gaps)) == [Span(0, 2), Span(5, 8)]
    assert list(outside(Span(0, 10), [])) == [Span(0, 10)]
    assert list(outside(Span(3, 5), [Span(0, 9)])) == []


@pytest.mark.parametrize("field", ["id", "title", "text", "source"])
def test_an_article_needs_its_fields(field: str) -> None:
    with pytest.raises(ValueError, match=f"needs a {field}"):
        replace(ARTICLE, **{field: "  "})


def test_an_article_refuses_what_offsets_cannot_survive() -> None:
    for text in ("a\0b", "a\ud800b"):
        with pytest.raises(ValueError, match="clean_text"):
            replace(ARTICLE, text=text)
    with pytest.raises(TypeError, match="without a time"):
        replace(ARTICLE, published=datetime(2024, 3, 1, 12))
    with pytest.raises(ValueError, match="outside the text"):
        replace(ARTICLE, furniture=(Span(5, 99),))


def test_the_hash_follows_content_and_not_identity() -> None:
    assert replace(ARTICLE, id="b", source="elsewhere.txt").content_hash == ARTICLE.content_hash
    changed = [
        replace(ARTICLE, title="Other"),
        replace(ARTICLE, text="One. Three."),
        replace(ARTICLE, author="Ann Ames"),
        replace(ARTICLE, published=date(2024, 3, 1)),
        replace(ARTICLE, furniture=(Span(0, 4),)),
    ]
    assert len({article.content_hash for article in (ARTICLE, *changed)}) == 6


def test_the_same_source_gives_the_same_readable_id() -> None:
    assert article_id("/pile/Ünder Fire!.txt", "Ünder Fire!") == article_id("/pile/Ünder Fire!.txt", "Ünder Fire!")
    assert article_id("/pile/Ünder Fire!.txt", "Ünder Fire!").startswith("under-fire-")
    assert article_id("/a/x.txt", "x") != article_id("/b/x.txt", "x")
    assert article_id("/a/记者.txt", "记者").startswith("article-")


@given(st.text())
def test_clean_text_can_always_be_an_article(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert "\r" not in cleaned
    if cleaned.strip():
        assert replace(ARTICLE, text=cleaned).text == cleaned


def test_tiling_is_checked() -> None:
    tiles = [Passage("a", 0, Span(0, 5), "One. "), Passage("a", 1, Span(5, 9), "Two.")]
    assert [tile.id for tile in tiles] == ["a#0", "a#1"]
    assert tile_error(ARTICLE, tiles) is None
    assert tile_error(ARTICLE, tiles[:1]) == "the passages of a end at 5 of 9 characters"
    assert tile_error(ARTICLE, tiles[1:]) == "passage a#1 stands where a#0 belongs"
    assert tile_error(ARTICLE, [tiles[0], Passage("a", 1, Span(5, 9), "2wo.")]) == (
        "passage a#1 is not the article's text at 5–9"
    )
    assert (
        tile_error(ARTICLE, [tiles[0], Passage("a", 1, Span(4, 9), " Two.")]) == "passage a#1 starts at 4 instead of 5"
    )
    with pytest.raises(ValueError, match="holds 3 characters for a span of 4"):
        Passage("a", 0, Span(0, 4), "abc")
