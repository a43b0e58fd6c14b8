"""The words of the full-text index: which there are, how they are written, and in which articles."""

from __future__ import annotations

import json
from collections.abc import Sequence

from index.embedded.database import Database
from index.embedded.filters import where
from index.embedded.sql import Execute
from index.engine import Filters
from index.text import stem

_PLACES_READ = 2_000
"""Of a stem's places so many are gone through for a few texts that hold it: one text may hold it a thousand times."""


class EmbeddedVocabulary:
    """Over SQLite's full-text index, by the connection that searches words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def missing(self, words: Sequence[str]) -> list[str]:
        with self._database.read() as execute:
            _open(execute)
            return [word for word in words if not _rows(execute, stem(word), 1)]

    def beginning(self, start: str) -> list[str]:
        with self._database.read() as execute:
            _open(execute)
            found = execute(
                "SELECT term FROM temp.word_stems WHERE term >= ? AND term < ?", (start, start + "\U0010ffff")
            ).fetchall()
        return [term for (term,) in found]

    def texts(self, term: str, most: int) -> list[str]:
        with self._database.read() as execute:
            _open(execute)
            rows = _rows(execute, term, most)
            found = execute(
                "SELECT c0, c1 FROM words_content WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (json.dumps(rows),),
            ).fetchall()
        return [f"{title}\n{text}" for title, text in found]

    def holding(self, words: Sequence[str], filters: Filters) -> list[str]:
        asked = " AND ".join(f'"{word}"' for word in words if word.isalnum())
        if not asked:
            return []
        condition, values = where(filters)
        with self._database.read() as execute:
            found = execute(
                f"""SELECT DISTINCT articles.id FROM words JOIN passages ON passages.row = words.rowid
                    JOIN facets ON facets.article = passages.article JOIN articles ON articles.row = facets.article
                    WHERE words MATCH ? AND {condition} ORDER BY articles.id""",  # noqa: S608
                (asked, *values),
            ).fetchall()
        return [article_id for (article_id,) in found]


def _open(execute: Execute) -> None:
    """What SQLite tells of the index: its terms, and where each stands. Both read the index itself and hold nothing."""
    execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_stems USING fts5vocab ('main', 'words', 'row')")
    execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_places USING fts5vocab ('main', 'words', 'instance')")


def _rows(execute: Execute, stem: str, most: int) -> list[int]:
    """The first so many passages that hold a stem."""
    found = execute("SELECT doc FROM temp.word_places WHERE term = ? LIMIT ?", (stem, _PLACES_READ if most > 1 else 1))
    return list(dict.fromkeys(row for (row,) in found.fetchall()))[:most]
