"""What keeps a library in a folder quick, and proves it sound beside whoever writes meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

from index.embedded.articles import EmbeddedArticles
from index.embedded.checks import article_problems, attach_copy, database_problems
from index.embedded.database import Database
from index.embedded.lexical import note_common_words
from index.embedded.sql import Execute
from index.embedded.synced_vectors import SyncedVectors
from index.embedded.vector_rows import VectorRows
from index.engine import Filters
from index.progress import Progress
from index.source_files import changed_source_files
from index.verify_report import VerifyReport


class EmbeddedUpkeep:
    """Of one folder's database and vectors."""

    def __init__(self, folder: Path, database: Database, vectors: SyncedVectors) -> None:
        self._folder, self._database, self._vectors = folder, database, vectors

    def settle(self, on_progress: Callable[[Progress], None]) -> None:
        def on_vectors(done: int, total: int) -> None:
            on_progress(Progress("indexing", done, total, str(self._folder)))

        if self._vectors.settle(on_vectors):
            with self._database.write() as execute:
                note_common_words(execute)

    def verify(self) -> VerifyReport:
        """All is compared as one snapshot has it, on a connection of its own: nobody waits, and nothing is mistaken for
        damage that others write meanwhile."""
        with closing(Database(self._database.path, embedder="")) as database, ExitStack() as snapshot:
            attach_copy(database)
            execute, of_vectors = self._vectors_compared(database, snapshot)
            moment, stamp = datetime.now(UTC), VectorRows(database).stamp()
            articles = EmbeddedArticles(database)
            contents = articles.contents()
            problems = (*database_problems(execute), *article_problems(database, execute), *of_vectors)
            originals = tuple(changed_source_files(articles.passing(Filters())))
        return VerifyReport(contents.articles, contents.passages, problems, moment, stamp, originals)

    def _vectors_compared(self, database: Database, snapshot: ExitStack) -> tuple[Execute, tuple[str, ...]]:
        """Open a snapshot that the vector index holds just so, and compare the two. Where another process replaces all
        vectors in between, it is begun again."""
        rows = VectorRows(database)
        with self._vectors.held():
            while True:
                self._vectors.sync()
                execute = snapshot.enter_context(database.snapshot())
                if self._vectors.catch_up(rows):
                    return execute, tuple(self._vectors.problems(rows))
                snapshot.close()
