"""What proves a library in Milvus sound. Milvus keeps it quick itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from index.engine import Filters
from index.milvus.articles import MilvusArticles
from index.milvus.checks import problems
from index.milvus.tables import Tables
from index.milvus.texts import Texts
from index.progress import Progress
from index.source_files import changed_source_files
from index.verify_report import VerifyReport


class MilvusUpkeep:
    """Of one library."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def settle(self, on_progress: Callable[[Progress], None]) -> None:
        """Milvus puts its segments in order itself."""

    def verify(self) -> VerifyReport:
        """Milvus has no snapshots: each article is compared as one version of it is, whatever is written meanwhile."""
        articles = MilvusArticles(self._tables, Texts())
        moment, contents = datetime.now(UTC), articles.contents()
        found = tuple(problems(self._tables))
        originals = tuple(changed_source_files(articles.passing(Filters())))
        return VerifyReport(contents.articles, contents.passages, found, moment, originals=originals)
