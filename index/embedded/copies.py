"""Groups of copies, from the signatures and bands in the database.

Two articles are neighbours where they share a band and their signatures are alike; a group is whatever neighbours
connect. Nothing but each article's own signature is stored, so that adding and removing never has to mend a group.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np

from index.embedded.database import Database
from index.embedded.rows import article_of
from index.embedded.signature_rows import insert_signature, stored_places, unsigned
from index.embedded.sql import Execute
from index.signatures import SCHEME, Signature, alike, bands, groups_of, signature


class EmbeddedCopies:
    """The groups of copies of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._all_signed = False

    def of(self, article_id: str) -> list[str]:
        self._sign_all()
        with self._database.read() as execute:
            return _copies_of(execute, article_id)

    def groups(self) -> list[list[str]]:
        self._sign_all()
        with self._database.read() as execute:
            return _groups(execute)

    def _sign_all(self) -> None:
        """Give a signature to whatever has none, or one of another scheme: the library was made by an older version."""
        if self._all_signed:
            return
        with self._database.read() as execute:
            missing = self._database.meta("signatures") != SCHEME or bool(unsigned(execute))
        if missing:
            with self._database.write() as execute:
                if self._database.meta("signatures") != SCHEME:
                    execute("DELETE FROM signatures")
                    execute("DELETE FROM bands")
                    self._database.set_meta("signatures", SCHEME)
                for row, article_id in unsigned(execute):
                    article = article_of(execute, article_id)
                    insert_signature(execute, row, signature(article) if article else None)
        self._all_signed = True


def _copies_of(execute: Execute, article_id: str) -> list[str]:
    """The ids of the other articles of its group, sorted."""
    own = execute("SELECT row FROM articles WHERE id = ?", (article_id,)).fetchone()
    if own is None:
        return []
    group: set[int] = set()
    reached = set(own)
    while reached:
        group |= reached
        known = _signatures(execute, reached)
        met = _signatures(execute, _sharing_a_band(execute, known.values()) - group)
        reached = _alike(known, met) if met else set()
    return _ids(execute, group - set(own))


def _alike(known: dict[int, Signature], met: dict[int, Signature]) -> set[int]:
    """Those of `met` that are copies of any of `known`."""
    rows, signatures = np.array(list(met)), np.array(list(met.values()))
    distinct = {places.tobytes(): places for places in known.values()}
    found = [rows[alike(places, signatures)] for places in distinct.values()]
    return {int(row) for own in found for row in own}


def _groups(execute: Execute) -> list[list[str]]:
    """Every group of at least two, each as sorted ids, found in one pass over the bands that are shared."""
    shared = execute("SELECT json_group_array(article) FROM bands GROUP BY key HAVING count(*) > 1").fetchall()
    met = [json.loads(rows) for (rows,) in shared]
    known = _signatures(execute, {row for bucket in met for row in bucket})
    return sorted(_ids(execute, group) for group in groups_of(known, met))


def _sharing_a_band(execute: Execute, signatures: Iterable[Signature]) -> set[int]:
    keys = json.dumps(sorted({key for places in signatures for key in bands(places)}))
    return {
        row
        for (row,) in execute(
            "SELECT DISTINCT article FROM json_each(?) AS wanted JOIN bands ON bands.key = wanted.value", (keys,)
        )
    }


def _signatures(execute: Execute, rows: Iterable[int]) -> dict[int, Signature]:
    """The signatures of the articles that have one, in the order of their rows."""
    found = execute(
        "SELECT article, places FROM json_each(?) AS wanted JOIN signatures ON article = wanted.value ORDER BY article",
        (json.dumps(sorted(rows)),),
    )
    return {row: stored_places(places) for row, places in found if places}


def _ids(execute: Execute, rows: set[int]) -> list[str]:
    found = execute(
        "SELECT articles.id FROM json_each(?) AS wanted JOIN articles ON articles.row = wanted.value",
        (json.dumps(list(rows)),),
    )
    return sorted(article_id for (article_id,) in found)
