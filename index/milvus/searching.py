"""One hybrid search: two rankings by Milvus, fused as every library fuses them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from index.article import Article, Passage
from index.engine import Filters, Hit, Vectors
from index.fusion import CANDIDATES, hybrid_scores, shares
from index.milvus import schema
from index.milvus.articles import HEAD
from index.milvus.connection import MOST, Table
from index.milvus.filters import none_of, where
from index.milvus.rows import MilvusRow, query_words, text_words, value_of
from index.milvus.tables import Tables
from index.milvus.texts import Texts, whole
from index.searchable_text import searchable_text
from index.text import query_terms, stems

_FIELDS = ("version", "article", "position")
_ROUNDS = 8
_LIKELY = 200
"""How many passages that hold a phrase's words are looked at for the phrase."""


class MilvusSearch:
    """Over the passages of one library."""

    def __init__(self, tables: Tables, texts: Texts) -> None:
        self._tables, self._texts = tables, texts

    def hits(self, query: str, vector: Callable[[], Vectors], *, top_k: int, filters: Filters) -> list[Hit]:
        """The best passages among those that fit the filters and whose version is its article's present one.

        Passages of another version (being written, or replaced just now) are few: where any come up, the search is
        made again without them, so that they take nobody's place.
        """
        expression = where(filters, "article", self._tables.notes.bylines)
        passages = self._tables.searchable_passages()  # the library has just asked for the dimension
        if expression is None or passages is None:
            return []
        asked = vector()
        limit = min(max(CANDIDATES, top_k), MOST)
        stale: list[str] = []
        for _ in range(_ROUNDS):
            present = " and ".join(filter(None, (expression, none_of("version", stale) if stale else "")))
            cosines, bm25, found = self._ranked(passages, query, asked, limit, present)
            articles = self._present(found)
            passing = {passage: row for passage, row in found.items() if _is_current(row, articles)}
            gone = {found[passage]["version"] for passage in found.keys() - passing.keys()}
            if not gone:
                break
            stale += sorted(gone)
        ids = {passage: f"{articles[row['article']]['name']}#{row['position']}" for passage, row in passing.items()}
        fused = hybrid_scores(cosines, bm25, ids, top_k)
        hits: list[Hit] = []
        for row, (article, parts) in self._built(passages, [passing[passage] for passage in fused], articles):
            passage, part, rank = row["id"], parts[row["position"]], len(hits) + 1
            hits.append(Hit(part, article, rank, fused[passage], cosine=cosines.get(passage), bm25=bm25.get(passage)))
        return hits

    def holding(self, phrases: Sequence[str], *, limit: int) -> list[Hit]:
        """Milvus names passages that hold the phrases' words; whether in a row is seen in their texts."""
        passages = self._tables.searchable_passages()
        wanted = [" ".join(own) for phrase in phrases if (own := stems(phrase))]
        asked = " ".join(dict.fromkeys(text_words(" ".join(phrases))))
        if passages is None or not asked:
            return []
        likely = min(max(_LIKELY, 2 * limit), MOST)
        found = {row["id"]: row for row, _ in passages.nearest("bm25", asked, likely, "", schema.SEARCHED, _FIELDS, {})}
        articles = self._present(found)
        passing = {passage: row for passage, row in found.items() if _is_current(row, articles)}
        located = {
            parts[row["position"]].id: (parts[row["position"]], article)
            for row, (article, parts) in self._built(passages, passing.values(), articles)
        }
        texts = {
            passage: f" {' '.join(stems(searchable_text(article, part)))} "
            for passage, (part, article) in located.items()
        }
        held = shares([[passage for passage, text in texts.items() if f" {phrase} " in text] for phrase in wanted])
        best = sorted(held, key=lambda passage: (-held[passage], passage))[:limit]
        return [Hit(*located[passage], rank, held[passage]) for rank, passage in enumerate(best, 1)]

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        self._tables.refresh()
        passages = self._tables.searchable_passages()
        if passages is None:
            return dict.fromkeys(terms, 0)
        count = _found if self._tables.address.file else _matching
        return {term: count(passages, words) if (words := text_words(term)) else 0 for term in terms}

    def in_words(self) -> str:
        return f"Milvus, {self._tables.index}"

    def _ranked(
        self, passages: Table, query: str, vector: Vectors, limit: int, expression: str
    ) -> tuple[dict[str, float], dict[str, float], dict[str, MilvusRow]]:
        """Cosines and BM25 of passages by their keys in Milvus, and their rows."""

        def nearest(field: str, asked: Any) -> list[tuple[MilvusRow, float]]:
            params = schema.search_params(self._tables.index, limit) if field == "vector" else {}
            return passages.nearest(field, asked, limit, expression, schema.SEARCHED, _FIELDS, params)

        asked = query_words(query_terms(query))
        with ThreadPoolExecutor(1) as beside:
            lexical = beside.submit(nearest, "bm25", asked) if asked else None
            dense = nearest("vector", vector.tolist())
            matching = lexical.result() if lexical else []
        cosines = {row["id"]: distance for row, distance in dense}
        bm25 = {row["id"]: abs(distance) for row, distance in matching}  # milvus-lite's is negative
        return cosines, bm25, {row["id"]: row for row, _ in (*dense, *matching)}

    def _built(
        self, passages: Table, rows: Collection[MilvusRow], articles: Mapping[str, MilvusRow]
    ) -> Iterator[tuple[MilvusRow, tuple[Article, list[Passage]]]]:
        """The rows of passages with their articles and all passages of these; what went meanwhile is left out."""
        wanted = {row["article"]: articles[row["article"]] for row in rows}
        texts = self._texts.of(passages, list(wanted.values()))
        built = {article: whole(row, texts) for article, row in wanted.items()}
        for row in rows:
            if own := built[row["article"]]:
                yield row, own

    def _present(self, found: Mapping[str, MilvusRow]) -> dict[str, MilvusRow]:
        """The rows of the articles that passages belong to, by their keys, each with its article's id as `name`."""
        rows = self._tables.rows(sorted({row["article"] for row in found.values()}), HEAD)
        return {row["id"]: {**row, "name": value_of(row["fields"])["id"]} for row in rows}


def _is_current(row: MilvusRow, articles: Mapping[str, MilvusRow]) -> bool:
    article = articles.get(row["article"])
    return article is not None and article["version"] == row["version"]


def _matching(passages: Table, words: Sequence[str]) -> int:
    return passages.count(" and ".join(f"text_match(words, '{word}')" for word in words))


def _found(passages: Table, words: Sequence[str]) -> int:
    """milvus-lite matches texts by reading each: there its index of words is asked, which tells of 16,384 at most."""
    holding = [{row["id"] for row, _ in passages.nearest("bm25", word, MOST, "", None, ["id"], {})} for word in words]
    return len(set.intersection(*holding))
