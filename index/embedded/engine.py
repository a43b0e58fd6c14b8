"""The engine of one machine: SQLite, which is the truth, and FAISS, which follows it."""

from __future__ import annotations

from pathlib import Path

from index.embedded.articles import EmbeddedArticles
from index.embedded.copies import EmbeddedCopies
from index.embedded.database import Database
from index.embedded.searching import EmbeddedSearch
from index.embedded.settings import EmbeddedSettings
from index.embedded.synced_vectors import SyncedVectors
from index.embedded.upkeep import EmbeddedUpkeep
from index.embedded.vector_plan import Sizes
from index.embedded.vector_rows import VectorRows
from index.embedded.visits import EmbeddedVisits
from index.embedded.vocabulary import EmbeddedVocabulary
from index.embedded.writing import EmbeddedWriting

FILE_NAME = "library.sqlite"


class EmbeddedEngine:
    """One folder. Processes may share it: each sees what the others wrote at its next search."""

    def __init__(self, folder: Path, *, embedder: str, sizes: Sizes = Sizes()) -> None:
        """Open the database in a folder, or create it for the embedder of this name.

        Raises LibraryDamaged where the file is no database, LibraryError where it is not ours or cannot be opened.
        """
        self.notes: list[str] = []
        self._database = Database(folder / FILE_NAME, embedder=embedder)
        self._words = Database(folder / FILE_NAME, embedder=embedder)
        self._rows = VectorRows(self._database)
        self._vectors = SyncedVectors(folder, self._rows, sizes, self.notes.append)
        self.articles = EmbeddedArticles(self._database)
        self.search = EmbeddedSearch(self._database, self._words, self._vectors)
        self.vocabulary = EmbeddedVocabulary(self._words)
        self.copies = EmbeddedCopies(self._database)
        self.writing = EmbeddedWriting(self._database)
        self.settings = EmbeddedSettings(self._database)
        self.visits = EmbeddedVisits(self._database)
        self.upkeep = EmbeddedUpkeep(folder, self._database, self._vectors)

    @property
    def embedder(self) -> str:
        return self._database.meta("embedder") or ""

    @property
    def dimension(self) -> int:
        return self._rows.dimension

    def close(self) -> None:
        """Keep the vector index for the next opening, and let go of the files."""
        self.search.close()
        self._vectors.close()
        self._words.close()
        self._database.close()
