"""The engine of many machines: Milvus holds everything, and any number of clients share it.

An article is visible when its row names a version: the row is written after all passages of the version, in one write,
and a passage that is found counts only while its article's row names its version. See `writing` for the order.
"""

from __future__ import annotations

from index.milvus.address import MilvusAddress
from index.milvus.articles import MilvusArticles
from index.milvus.copies import MilvusCopies
from index.milvus.searching import MilvusSearch
from index.milvus.settings import MilvusSettings
from index.milvus.tables import Tables
from index.milvus.texts import Texts
from index.milvus.upkeep import MilvusUpkeep
from index.milvus.visits import MilvusVisits
from index.milvus.vocabulary import MilvusVocabulary
from index.milvus.writing import MilvusWriting


class MilvusEngine:
    """A library in Milvus. Reads see whatever was finished before they began, whoever wrote it."""

    def __init__(self, address: MilvusAddress, *, embedder: str, create: bool) -> None:
        """Raises LibraryNotFound, LibraryBusy, or LibraryError."""
        self.notes: list[str] = []
        self._tables = Tables(address, embedder=embedder, create=create)
        texts = Texts()
        self.articles = MilvusArticles(self._tables, texts)
        self.search = MilvusSearch(self._tables, texts)
        self.vocabulary = MilvusVocabulary(self._tables)
        self.copies = MilvusCopies(self._tables)
        self.writing = MilvusWriting(self._tables)
        self.settings = MilvusSettings(self._tables)
        self.visits = MilvusVisits(self._tables)
        self.upkeep = MilvusUpkeep(self._tables)
        try:
            self.writing.clean_up()
        except BaseException:
            self.close()
            raise

    @property
    def embedder(self) -> str:
        return self._tables.state.embedder

    @property
    def dimension(self) -> int:
        return self._tables.refresh().dimension

    def close(self) -> None:
        self._tables.connection.close()
