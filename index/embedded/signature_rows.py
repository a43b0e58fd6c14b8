"""Signatures and bands of articles as rows of the database."""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray

from index.embedded.sql import Execute
from index.signatures import Signature, bands


def insert_signature(execute: Execute, row: int, places: Signature | None) -> None:
    """Store an article's signature; one that is too short for any gets an empty one, so as not to be asked again."""
    execute("INSERT INTO signatures VALUES (?, ?)", (row, b"" if places is None else places.astype("<u4").tobytes()))
    for key in [] if places is None else bands(places):
        execute("INSERT OR IGNORE INTO bands VALUES (?, ?)", (key, row))


def forget_signature(execute: Execute, article_id: str) -> None:
    found = execute(
        "SELECT article, places FROM signatures JOIN articles ON articles.row = article WHERE id = ?", (article_id,)
    ).fetchone()
    if found and found[1]:
        row, places = found
        keys = json.dumps(bands(stored_places(places)))
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


def stored_places(stored: bytes) -> NDArray[np.uint32]:
    return np.frombuffer(stored, "<u4").astype(np.uint32)
