"""Groups of copies, from the signatures and bands on the rows of articles."""

from __future__ import annotations

from index.embedded.copies import groups_of
from index.milvus.connection import MOST, Row, Table
from index.milvus.filters import EVERYTHING, one_of
from index.milvus.rows import key, signature_of, sparse_bands, value_of
from index.signatures import Signature, alike, bands

_FIELDS = ("id", "fields", "signature")


def copies_of(articles: Table, article_id: str) -> list[str]:
    """The ids of the other articles of its group, sorted."""
    own = key(article_id)
    reached = {row["id"]: row for row in articles.rows(one_of("id", [own]), _FIELDS)}
    group: dict[str, Row] = {}
    while reached:
        group |= reached
        known = {places.tobytes(): places for row in reached.values() if (places := signature_of(row)) is not None}
        met = _sharing_a_band(articles, list(known.values()), group)
        reached = {
            one: row
            for one, row in met.items()
            if (places := signature_of(row)) is not None
            and any(bool(alike(other, places[None])[0]) for other in known.values())
        }
    return sorted(value_of(row["fields"])["id"] for one, row in group.items() if one != own)


def groups_of_copies(articles: Table) -> list[list[str]]:
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


def _sharing_a_band(articles: Table, signatures: list[Signature], group: dict[str, Row]) -> dict[str, Row]:
    query = sparse_bands(signatures)
    found = articles.nearest("bands", query, MOST, "", None, _FIELDS, {}) if query else []
    return {row["id"]: row for row, _ in found if row["id"] not in group}
