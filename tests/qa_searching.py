"""Several queries become one ranking: ranks and scores as they are computed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.article import Article
from index.engine import Filters
from index.library import Library
from qa.question import WeightedQuery
from qa.searching import search_together
from tests.toy import ToyEmbedder


def weighted(*texts: str) -> tuple[WeightedQuery, ...]:
    return tuple(map(WeightedQuery, texts))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    texts = {"a": "The harbour is shut.", "b": "The bridge is shut.", "c": "The salt is dear."}
    with Library.open(tmp_path / "library", embedder=ToyEmbedder(["harbour", "bridge", "salt", "shut"])) as opened:
        opened.add(*(Article(name, f"Note {name}", text, f"{name}.txt") for name, text in texts.items()))
        yield opened


def test_one_query_is_searched_as_the_library_searches_it(library: Library) -> None:
    assert search_together(library, weighted("harbour"), top_k=2) == library.search("harbour", top_k=2)


def test_what_is_first_for_one_and_second_for_the_other_comes_first(library: Library) -> None:
    first, second = library.search("harbour shut"), library.search("bridge shut")
    assert [[hit.article.id for hit in hits] for hits in (first, second)] == [["a", "b", "c"], ["b", "a", "c"]]
    assert (
        search_together(library, weighted("bridge shut", "harbour shut"), top_k=3)[0].article.id == "a"
    )  # a tie: by id
    found = search_together(library, (WeightedQuery("harbour shut"), WeightedQuery("bridge shut", 2)), top_k=3)
    assert [(hit.article.id, hit.rank) for hit in found] == [("b", 1), ("a", 2), ("c", 3)]
    assert [hit.score for hit in found] == pytest.approx(
        [(1 / 12 + 2 / 11) / (3 / 11), (1 / 11 + 2 / 12) / (3 / 11), 11 / 13]
    )
    assert found[0].cosine == first[1].cosine


def test_filters_hold_for_every_query(library: Library) -> None:
    found = search_together(library, weighted("harbour", "salt"), top_k=3, filters=Filters(article_ids=("b", "c")))
    assert {hit.article.id for hit in found} == {"b", "c"}
