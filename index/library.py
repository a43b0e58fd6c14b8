"""A library: articles that can be added to, searched and verified. The only class most callers need."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from index.add_report import AddReport
from index.article import Article, Passage
from index.embedded.engine import FILE_NAME, EmbeddedEngine
from index.embedding.embedder import DEFAULT_MODEL, Embedder
from index.embedding.loading import load_embedder
from index.engine import Contents, Engine, Filters, Hit, Vectors, Vocabulary, check_filters
from index.errors import ArticleNotFound, EmbedderMismatch, LibraryClosed, LibraryError, LibraryNotFound
from index.milvus.address import MilvusAddress, is_milvus, parse_address
from index.progress import Progress
from index.searchable_text import searchable_text
from index.text import check_question
from index.verify_report import VerifyReport

if TYPE_CHECKING:
    from index.reading import FieldMapping, Recognition
    from index.reading.access import WebAccess

__all__ = ["AddReport", "Library", "Progress", "VerifyReport", "default_path"]


def default_path() -> Path | str:
    """Where the library lies unless told otherwise: ONRECORD_LIBRARY, else a folder of the user's data directory."""
    from platformdirs import user_data_path

    named = os.environ.get("ONRECORD_LIBRARY")
    if not named:
        return user_data_path("onrecord", appauthor=False) / "library"
    return named if is_milvus(named) else Path(named)


def _by_date(articles: Iterable[Article]) -> list[Article]:
    return sorted(articles, key=lambda article: (article.published or date.max, article.id))


def open_engine(path: str | Path, embedder: str, *, create: bool) -> tuple[Path | MilvusAddress, Engine]:
    """Where a library lies and its engine; a new one is made for the embedder of this name. Raises LibraryError."""
    if is_milvus(path):
        address = parse_address(str(path))
        try:
            from index.milvus.engine import MilvusEngine
        except ModuleNotFoundError as error:
            if error.name != "pymilvus":
                raise
            raise LibraryError(
                "a library in Milvus needs pymilvus, which is not installed: pip install 'onrecord[milvus]'"
            ) from error
        return address, MilvusEngine(address, embedder=embedder, create=create)
    folder = Path(path).expanduser()
    return folder, _embedded(folder, embedder, create)


def _embedded(folder: Path, embedder: str, create: bool) -> Engine:
    if not create and not (folder / FILE_NAME).exists():
        raise LibraryNotFound(f"there is no library in {folder}: add articles first, with 'onrecord add'")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"{folder} cannot be made into a library ({error.strerror}): choose another folder"
        ) from error
    return EmbeddedEngine(folder, embedder=embedder)


class Library:
    """Articles, split into passages, embedded and searchable.

    with Library.open("newsroom") as library:
        library.add("articles/")
        hits = library.search("Rafah offensive")
    """

    def __init__(self, place: Path | MilvusAddress, engine: Engine, embedder: Embedder | None) -> None:
        """Callers use `Library.open`. `place` is where it lies: as text, what users call it."""
        self.place = place
        self._opened: Engine | None = engine
        self._embedder = embedder

    @classmethod
    def open(cls, path: str | Path, *, embedder: Embedder | None = None, create: bool = True) -> Library:
        """The library in the folder `path`, or at a `milvus://` address; made where there is none, unless `create` is
        False.

        Without an embedder it uses the one it was made with, loaded when first needed. Raises LibraryNotFound,
        LibraryDamaged, LibraryBusy, EmbedderMismatch, or LibraryError where it cannot be used.
        """
        place, engine = open_engine(path, embedder.name if embedder else DEFAULT_MODEL, create=create)
        made_with = engine.embedder
        if embedder and made_with != embedder.name:
            engine.close()
            raise EmbedderMismatch(
                f"the library in {place} was made with the embedder {made_with}, not {embedder.name}: open it without "
                f"naming one, or run 'onrecord reembed {embedder.name}'"
            )
        return cls(place, engine, embedder)

    @property
    def _engine(self) -> Engine:
        if self._opened is None:
            raise LibraryClosed(f"the library in {self.place} is closed: open it again, with Library.open")
        return self._opened

    @property
    def path(self) -> Path | None:
        """The folder or file that it lies in; None where it lies on a server."""
        return self.place if isinstance(self.place, Path) else self.place.file

    def bytes_on_disk(self) -> int | None:
        """What it takes on this machine; None where it lies on a server."""
        if self.path is None:
            return None
        return sum(file.stat().st_size for file in self.path.rglob("*") if file.is_file())

    @property
    def embedder(self) -> Embedder:
        """The model that the library's vectors come from. Raises EmbedderMismatch where another process changed it."""
        name = self._engine.embedder
        if self._embedder is None:
            self._embedder = load_embedder(name)
        if self._embedder.name != name or self._engine.dimension not in (0, self._embedder.dimension):
            raise EmbedderMismatch(
                f"the library in {self.place} now has vectors of {name} ({self._engine.dimension} dimensions), not of "
                f"{self._embedder.name} ({self._embedder.dimension}): open it again, or run 'onrecord reembed'"
            )
        return self._embedder

    @property
    def embedder_name(self) -> str:
        """Known without loading the model."""
        return self._engine.embedder

    @property
    def index_in_words(self) -> str:
        """How vectors are searched, for people: all exactly, or which lists with what recall."""
        return self._engine.search.in_words()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should be told of the library's state, a sentence each: that an index was rebuilt."""
        return tuple(self._engine.notes)

    def add(
        self,
        *sources: str | Path | Article,
        mapping: FieldMapping | None = None,
        access: WebAccess | None = None,
        recognition: Recognition | None = None,
        dry_run: bool = False,
        skip_missing: bool = False,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> AddReport:
        """Add files, folders, addresses and Article values. What has not changed is not embedded again.

        `mapping` names the fields of JSON and CSV records, `access` says what may be fetched. `recognition` has pages
        of PDFs that are pictures recognised; a file keeps what was once recognised of it until it changes.
        A dry run embeds and writes nothing: its report says what would be. What cannot be read is skipped and told in
        the report. An interruption keeps the articles that were finished.

        Raises SourceNotFound, before anything is read, where a file or folder does not exist: a typing error should
        neither go unseen nor be told after an hour. `skip_missing` skips it and tells it in the report. Raises
        SourceError where what recognises pages is not installed.
        """
        from index.reading.access import WebAccess
        from index.reading.workers import get_ready

        if recognition:
            recognition.check()
        if not all(isinstance(source, Article) for source in sources):
            get_ready()
        from index.adding import (
            Addition,  # what reads and cuts articles takes a second to import, and asking needs none
            check_sources,
        )

        check_sources(sources, skip_missing=skip_missing)
        addition = Addition(self._engine, lambda: self.embedder, on_progress, dry_run=dry_run)
        return addition.run(sources, mapping, access or WebAccess(), recognition)

    def remove(self, article_id: str) -> None:
        """Remove an article. Raises ArticleNotFound."""
        self.article(article_id)
        self._engine.writing.delete([article_id])

    def articles(self, filters: Filters = Filters()) -> list[Article]:
        """The articles that pass the filters, newest first, then by title."""
        check_filters(filters)
        return list(self._engine.articles.passing(filters))

    def article(self, article_id: str) -> Article:
        """The article of this id. Raises ArticleNotFound."""
        article = self._engine.articles.get(article_id)
        if article is None:
            raise ArticleNotFound(f"no article has the id {article_id!r}: 'onrecord list' shows all")
        return article

    def passages(self, article_id: str) -> list[Passage]:
        """An article's passages in order. Raises ArticleNotFound."""
        self.article(article_id)
        return self._engine.articles.passages(article_id)

    def copies(self, article_id: str) -> list[Article]:
        """The other articles that tell its story in nearly the same words, oldest first. Raises ArticleNotFound."""
        self.article(article_id)
        return _by_date(self._named(self._engine.copies.of(article_id)).values())

    def duplicates(self) -> list[tuple[Article, ...]]:
        """The groups of articles that tell one story in nearly the same words: largest first, oldest article first."""
        found = self._engine.copies.groups()
        named = self._named([article_id for ids in found for article_id in ids])
        groups = [tuple(_by_date(named[article_id] for article_id in ids if article_id in named)) for ids in found]
        return sorted((group for group in groups if len(group) > 1), key=lambda group: (-len(group), group[0].id))

    def contents(self) -> Contents:
        return self._engine.articles.contents()

    def search(self, query: str, *, top_k: int = 10, filters: Filters = Filters()) -> list[Hit]:
        """The best passages for the query among those that pass the filters, best first.

        Dense and lexical rankings are fused by reciprocal rank. Raises QuestionError for an empty or unreadable query.
        """
        check_question(query)
        check_filters(filters)
        if top_k < 1:
            raise ValueError(f"top_k is at least 1, not {top_k}")
        if not self._engine.dimension:
            return []
        embedder = self.embedder
        return self._engine.search.hits(query, lambda: embedder.embed_query(query), top_k=top_k, filters=filters)

    def holding(self, phrases: Sequence[str], *, limit: int = 50) -> list[Hit]:
        """The passages that hold any of the phrases, word for word but for their endings; those of most first.

        At most `limit`. A hit's score is the share of the phrases that its passage holds, the rare ones counting more.
        No vectors are needed.
        """
        if limit < 1:
            raise ValueError(f"limit is at least 1, not {limit}")
        return self._engine.search.holding(phrases, limit=limit)

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages' texts, titles left out, each word occurs, whatever its ending."""
        return dict(self._engine.search.document_frequencies(words))

    @property
    def vocabulary(self) -> Vocabulary:
        """Which words the passages hold, and where."""
        return self._engine.vocabulary

    def articles_holding(self, words: Sequence[str], filters: Filters = Filters()) -> list[Article]:
        """The articles of which one passage holds all of the folded words, whatever their endings; newest first."""
        check_filters(filters)
        found = self._engine.vocabulary.holding(words, filters)
        return self.articles(Filters(article_ids=tuple(found)))

    def setting(self, name: str) -> str | None:
        """What was kept with the library under a name; None where nothing was."""
        return self._engine.settings.get(name)

    def set_setting(self, name: str, value: str) -> None:
        """Keep a text with the library: how sure a reader has to be, say. It does not concern the articles."""
        self._engine.settings.set(name, value)

    def verify(self) -> VerifyReport:
        """Compare everything stored with everything derived (tiling, hashes, full-text index, vectors), and the
        articles with the files that they were read from: as all of it is at one moment, beside whoever writes."""
        return self._engine.upkeep.verify()

    def reembed(self, embedder: Embedder, *, on_progress: Callable[[Progress], None] | None = None) -> int:
        """Compute every vector with another embedder, all at once or not at all. Returns how many there are.

        Passages stay as they are: they were cut to the former embedder's tokens.
        """
        count = 0

        def vectors() -> Iterator[tuple[Passage, Vectors]]:
            nonlocal count
            articles = self.articles()
            for done, article in enumerate(articles, start=1):
                passages = [(passage, searchable_text(article, passage)) for passage in self.passages(article.id)]
                searchable = [(passage, text) for passage, text in passages if text]
                rows = embedder.embed_passages([text for _, text in searchable])
                for (passage, _), row in zip(searchable, rows, strict=True):
                    count += 1
                    yield passage, row
                if on_progress:
                    on_progress(Progress("embedding", done, len(articles), article.source))

        self._engine.writing.replace_vectors(embedder.name, embedder.dimension, vectors())
        self._embedder = embedder
        self._engine.upkeep.settle(on_progress or (lambda _: None))
        return count

    def _named(self, article_ids: Sequence[str]) -> dict[str, Article]:
        articles = self._engine.articles.passing(Filters(article_ids=tuple(article_ids)))
        return {article.id: article for article in articles}

    def close(self) -> None:
        """Nothing can be asked of it afterwards but to be closed again: everything else raises LibraryClosed."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
