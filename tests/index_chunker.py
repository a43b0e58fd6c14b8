from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article, Span, tile_error
from index.chunker import Chunker
from index.searchable_text import own_words, searchable_text

PIECES = st.sampled_from(
    [
        "Word ",
        "word, ",
        "The end. ",
        "“Quote?” ",
        "\n",
        "\n\n",
        " \n \n",
        "x" * 30,
        "Dr. ",
        "é",
        "🙂 ",
        "\t",
        "No; yes: ",
        "…",
    ]
)


def words(text: str) -> int:
    return len(text.split())


def chunk(text: str, size: int) -> list[str]:
    article = Article(id="a", title="T", text=text, source="a.txt")
    passages = Chunker(words, size).passages(article)
    assert tile_error(article, passages) is None
    return [passage.text for passage in passages]


def test_whole_paragraphs_are_packed_together() -> None:
    assert chunk("One two.\n\nThree four.\n\nFive six.", 4) == ["One two.\n\nThree four.\n\n", "Five six."]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    text = "Dr. Ann Ames spoke first. She said no. He left."
    assert chunk(text, 5) == ["Dr. Ann Ames spoke first. ", "She said no. He left."]


def test_a_long_sentence_is_cut_between_clauses() -> None:
    assert chunk("Alpha beta gamma, delta epsilon; zeta eta theta iota.", 5) == [
        "Alpha beta gamma, delta epsilon; ",
        "zeta eta theta iota.",
    ]


def test_a_repeated_sentence_keeps_its_own_offsets() -> None:
    article = Article(id="a", title="T", text="No deal. No deal. No deal.", source="a.txt")
    spans = [passage.span for passage in Chunker(words, 2).passages(article)]
    assert spans == [Span(0, 9), Span(9, 18), Span(18, 26)]


@given(st.lists(PIECES, min_size=1, max_size=60).map("".join).filter(str.strip), st.integers(1, 12))
@settings(deadline=None)
def test_passages_always_tile_and_fit(text: str, size: int) -> None:
    assert all(words(passage) <= size for passage in chunk(text, size))


@given(st.text(min_size=1).map(lambda text: text.replace("\0", "")).filter(str.strip), st.integers(1, 9))
@settings(deadline=None)
def test_any_text_is_tiled(text: str, size: int) -> None:
    chunk(text.encode("utf-8", "replace").decode(), size)


def test_furniture_is_neither_embedded_nor_indexed() -> None:
    text = "Headline\n\nShe left.\n\nMost Popular"
    article = Article(id="a", title="T", text=text, source="a.txt", furniture=(Span(0, 8), Span(21, 33)))
    (passage,) = Chunker(words, 50).passages(article)
    assert own_words(article, passage) == [Span(10, 19)]
    assert searchable_text(article, passage) == "She left."
