"""Addresses that were fetched, as rows of the database. A visit goes with its article."""

from __future__ import annotations

from collections.abc import Sequence

from index.embedded.database import Database
from index.visits import Visit

_VISITS = """SELECT address, articles.id, etag, modified, mark FROM visits LEFT JOIN articles
    ON articles.row = visits.article"""


class EmbeddedVisits:
    """The visits of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def visit(self, address: str) -> Visit | None:
        with self._database.read() as execute:
            row = execute(f"{_VISITS} WHERE address = ?", (address,)).fetchone()
        return Visit(*row) if row else None

    def all(self) -> list[Visit]:
        with self._database.read() as execute:
            rows = execute(f"{_VISITS} ORDER BY address").fetchall()
        return [Visit(*row) for row in rows]

    def remember(self, visits: Sequence[Visit]) -> None:
        """Store visits, each in its former one's place. One whose article is not stored is left out."""
        with self._database.write() as execute:
            for visit in visits:
                execute("DELETE FROM visits WHERE address = ?", (visit.address,))
                execute(
                    """INSERT INTO visits SELECT ?, (SELECT row FROM articles WHERE id = ?), ?, ?, ?
                       WHERE ? IS NULL OR EXISTS (SELECT 1 FROM articles WHERE id = ?)""",
                    (visit.address, visit.article_id, visit.etag, visit.modified, visit.mark, visit.article_id,
                     visit.article_id),
                )  # fmt: skip
