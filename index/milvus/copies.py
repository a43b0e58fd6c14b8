"""Groups of copies, from the signatures and bands on the rows of articles."""

from __future__ import annotations

from index.milvus.connection import MOST, Table
from index.milvus.filters import EVERYTHING, one_of
from index.milvus.rows import MilvusRow, key, signature_of, sparse_bands, value_of
from index.milvus.tables import Tables
from index.signatures import Signature, alike, bands, groups_of

_FIELDS = ("id", "fields", "signature")


class MilvusCopies:
    """The groups of copies of one library."""

    def __init__(self, tables: Tables) -> None:
        self._articles = tables.articles

    def of(self, article_id: str) -> list[str]:
        return _copies_of(self._articles, article_id)

    def groups(self) -> list[list[str]]:
        return _groups(self._articles)


def _copies_of(articles: Table, article_id: str) -> list[str]:
    """The ids of the other articles of its group, sorted."""
    own = key(article_id)
    reached = {row["id"]: row for row in articles.rows(one_of("id", [own]), _FIELDS)}
    group: dict[str, MilvusRow] = {}
    while reached:
        group |= reached
        known = {places.tobytes(): places for row in reached.values() if (places := signature_of(row)) is not None}
        met = _sharing_a_band(articles, list(known.values()), group)
        reached = {
            article: row
            for article, row in met.items()
            if (places := signature_of(row)) is not None
            and any(bool(alike(other, places[None])[0]) for other in known.values())
        }
    return sorted(value_of(row["fields"])["id"] for article, row in group.items() if article != own)


def _groups(articles: Table) -> list[list[str]]:
    """Every group of at least two, each as sorted ids, from one pass over the articles."""
    ids: list[str] = []
    known: dict[int, Signature] = {}
    met: dict[int, list[int]] = {}
    for rows in articles.each(EVERYTHING, _FIELDS):
        for row in rows:
            places = signature_of(row)
            if places is not None:
                known[len(ids)] = places
                for band in bands(places):
                    met.setdefault(band, []).append(len(ids))
                ids.append(value_of(row["fields"])["id"])
    groups = groups_of(known, [bucket for bucket in met.values() if len(bucket) > 1])
    return sorted(sorted(ids[number] for number in group) for group in groups)


def _sharing_a_band(articles: Table, signatures: list[Signature], group: dict[str, MilvusRow]) -> dict[str, MilvusRow]:
    query = sparse_bands(signatures)
    found = articles.nearest("bands", query, MOST, "", None, _FIELDS, {}) if query else []
    return {row["id"]: row for row, _ in found if row["id"] not in group}
