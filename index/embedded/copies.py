"""Groups of copies, from the signatures and bands in the database.

Two articles are neighbours where they share a band and their signatures are alike; a group is whatever neighbours
connect. Nothing but each article's own signature is stored, so that adding and removing never has to mend a group.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.signatures import Signature, alike, bands

if TYPE_CHECKING:
    from index.embedded.database import Execute


def insert(execute: Execute, row: int, places: Signature | None) -> None:
    """Store an article's signature; one that is too short for any gets an empty one, so as not to be asked again."""
    execute("INSERT INTO signatures VALUES (?, ?)", (row, b"" if places is None else places.astype("<u4").tobytes()))
    for key in [] if places is None else bands(places):
        execute("INSERT OR IGNORE INTO bands VALUES (?, ?)", (key, row))


def forget(execute: Execute, article_id: str) -> None:
    found = execute(
        "SELECT article, places FROM signatures JOIN articles ON articles.row = article WHERE id = ?", (article_id,)
    ).fetchone()
    if found and found[1]:
        row, places = found
        keys = json.dumps(bands(_places(places)))
        execute("DELETE FROM bands WHERE article = ? AND key IN (SELECT value FROM json_each(?))", (row, keys))


def unsigned(execute: Execute) -> list[tuple[int, str]]:
    """Row and id of each article without a signature."""
    return execute(
        "SELECT row, id FROM articles LEFT JOIN signatures ON article = row WHERE article IS NULL ORDER BY row"
    ).fetchall()


def stored_signature(execute: Execute, article_id: str) -> bytes | None:
    found = execute(
        "SELECT places FROM signatures JOIN articles ON articles.row = article WHERE id = ?", (article_id,)
    ).fetchone()
    return found[0] if found else None


def copies_of(execute: Execute, article_id: str) -> list[str]:
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


def groups_of_copies(execute: Execute) -> list[list[str]]:
    """Every group of at least two, each as sorted ids, found in one pass over the bands that are shared."""
    shared = execute("SELECT json_group_array(article) FROM bands GROUP BY key HAVING count(*) > 1").fetchall()
    met = [json.loads(rows) for (rows,) in shared]
    known = _signatures(execute, {row for bucket in met for row in bucket})
    return sorted(_ids(execute, group) for group in groups_of(known, met))


def groups_of(known: Mapping[int, Signature], met: Iterable[Sequence[int]]) -> list[set[int]]:
    """The groups of at least two among articles of these signatures. `met` names those that share a band, together."""
    first: dict[bytes, int] = {}
    same_as = {row: first.setdefault(places.tobytes(), row) for row, places in known.items()}
    parents = {row: row for row in first.values()}  # articles of the very same signature need no comparison
    for bucket in {frozenset(same_as[row] for row in bucket if row in known) for bucket in met}:
        _join(parents, known, sorted(bucket))
    groups: dict[int, set[int]] = {}
    for row, same in same_as.items():
        groups.setdefault(_root(parents, same), set()).add(row)
    return [group for group in groups.values() if len(group) > 1]


def _join(parents: dict[int, int], known: Mapping[int, Signature], bucket: list[int]) -> None:
    """Connect those of a bucket that are alike; what is connected already is not compared."""
    while len(bucket) > 1:
        row, *bucket = bucket
        others = [other for other in bucket if _root(parents, other) != _root(parents, row)]
        if others:
            found = alike(known[row], np.array([known[other] for other in others]))
            for number in np.flatnonzero(found):
                parents[_root(parents, others[number])] = _root(parents, row)


def _root(parents: dict[int, int], row: int) -> int:
    while parents[row] != row:
        parents[row] = parents[parents[row]]
        row = parents[row]
    return row


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
    return {row: _places(places) for row, places in found if places}


def _places(stored: bytes) -> NDArray[np.uint32]:
    return np.frombuffer(stored, "<u4").astype(np.uint32)


def _ids(execute: Execute, rows: set[int]) -> list[str]:
    found = execute(
        "SELECT articles.id FROM json_each(?) AS wanted JOIN articles ON articles.row = wanted.value",
        (json.dumps(list(rows)),),
    )
    return sorted(article_id for (article_id,) in found)
