"""SQLite, the single truth: articles, passages, the full-text index and the vectors.

Every write is one transaction, so that an article is there wholly or not at all, whatever interrupts it. Passage row
ids are never used again, so that until a re-embedding a row id means one vector.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Passage, Span
from index.conditions import create_functions, where
from index.copies import copies_of, groups_of_copies, stored_signature, unsigned
from index.copies import forget as forget_signature
from index.copies import insert as insert_signature
from index.engine import ArticleRecord, Contents, Filters, Vectors
from index.errors import LibraryBusy, LibraryDamaged, LibraryError
from index.own_words import searchable_text
from index.schema import APPLICATION_ID, MIGRATIONS
from index.signatures import SCHEME, Signature, signature
from index.text import content_words
from index.visits import Visit

Rows = NDArray[np.int64]

FILE_NAME = "library.sqlite"
_BUSY_SECONDS = 60
_TITLE_WEIGHT, _TEXT_WEIGHT = 0.5, 1.0
MOST_TERMS = 100
_SETTING = "setting: "
_ARTICLE_COLUMNS = (
    "id, title, text, source, outlet, url, author, published, language, furniture, published_at, page_starts, "
    "first_line, original_hash"
)


class Store:
    """One library's database. Safe to use from several threads, and beside other processes."""

    def __init__(self, path: Path, *, embedder: str) -> None:
        """Open the database at `path`, or create it for the embedder of this name.

        Raises LibraryDamaged where the file is no database, LibraryError where it is not ours or cannot be opened.
        """
        self._path = path
        self._lock = RLock()
        self._all_signed = False
        with self._told():
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare(embedder)
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self, embedder: str) -> None:
        execute = self._connection.execute
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            execute(f"PRAGMA {pragma}")
        create_functions(self._connection)
        version = execute("PRAGMA user_version").fetchone()[0]
        if version and execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise LibraryError(f"{self._path} is a database of some other program: choose another folder")
        if version > len(MIGRATIONS):
            raise LibraryError(f"{self._path} was made by a newer onrecord: update onrecord to open it")
        if version == len(MIGRATIONS):
            return
        with self._write():
            version = execute("PRAGMA user_version").fetchone()[0]
            for migrate in MIGRATIONS[version:]:
                migrate(self._connection)
            execute(f"PRAGMA application_id = {APPLICATION_ID}")
            execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
            if not version:
                self._set_meta("embedder", embedder)

    # ── what it is ────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def embedder(self) -> str:
        with self._read():
            return self._meta("embedder") or ""

    @property
    def dimension(self) -> int:
        """Of the vectors; 0 until the first ones are stored."""
        with self._read():
            return int(self._meta("dimension") or 0)

    def setting(self, name: str) -> str | None:
        with self._read():
            return self._meta(_SETTING + name)

    def settings(self) -> dict[str, str]:
        with self._read() as execute:
            return {
                key.removeprefix(_SETTING): value
                for key, value in execute("SELECT key, value FROM meta")
                if key.startswith(_SETTING)
            }

    def set_setting(self, name: str, value: str) -> None:
        with self._write():
            self._set_meta(_SETTING + name, value)

    def stamps(self) -> list[str]:
        """One for each write since the vectors were last replaced, oldest first."""
        with self._read() as execute:
            return [row[0] for row in execute("SELECT stamp FROM writes ORDER BY id")]

    def stamp(self) -> str:
        """The last write's; it changes with every write of every process."""
        with self._read() as execute:
            row = execute("SELECT stamp FROM writes ORDER BY id DESC LIMIT 1").fetchone()
        return row[0] if row else ""

    # ── writing ───────────────────────────────────────────────────────────────────────────────────────────────

    def put(self, records: Sequence[ArticleRecord]) -> None:
        """Store the articles in one transaction, replacing those of the same id."""
        signatures = [signature(record.article) for record in records]  # before the database is locked for others
        with self._write():
            self._forget([record.article.id for record in records])
            for record, places in zip(records, signatures, strict=True):
                self._insert(record, places)

    def delete(self, article_ids: Sequence[str]) -> None:
        with self._write() as execute:
            self._forget(article_ids)
            execute("DELETE FROM visits WHERE article IS NULL")  # a feed is to name again what was removed

    def note_originals(self, articles: Sequence[Article]) -> None:
        if not articles:
            return
        with self._write() as execute:
            for article in articles:
                execute(
                    "UPDATE articles SET source = ?, first_line = ?, original_hash = ? WHERE id = ?",
                    (article.source, article.first_line, article.original_hash, article.id),
                )

    def replace_vectors(self, embedder: str, dimension: int, vectors: Iterator[tuple[Passage, Vectors]]) -> None:
        """Store a vector for each passage of the iterator in one transaction, forgetting every other."""
        with self._write() as execute:
            execute("DELETE FROM vectors")
            execute("DELETE FROM writes")
            for passage, vector in vectors:
                execute(
                    """INSERT INTO vectors SELECT passages.row, ? FROM passages JOIN articles
                       ON articles.row = passages.article WHERE articles.id = ? AND position = ?""",
                    (vector.astype("<f4").tobytes(), passage.article_id, passage.position),
                )
            self._set_meta("embedder", embedder)
            self._set_meta("dimension", str(dimension))

    def _insert(self, record: ArticleRecord, places: Signature | None) -> None:
        execute, article = self._connection.execute, record.article
        dimension = record.vectors.shape[1]
        if not self._meta("dimension"):
            self._set_meta("dimension", str(dimension))
        elif int(self._meta("dimension") or 0) != dimension:
            raise ValueError(f"vectors of {dimension} dimensions do not fit this library's {self._meta('dimension')}")
        furniture = json.dumps([[span.start, span.end] for span in article.furniture])
        published = article.published.isoformat() if article.published else None
        article_row = execute(
            f"INSERT INTO articles ({_ARTICLE_COLUMNS}, content_hash) "  # noqa: S608
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (article.id, article.title, article.text, article.source, article.outlet, article.url, article.author,
             published, article.language, furniture,
             article.published_at.isoformat() if article.published_at else None,
             json.dumps(article.page_starts) if article.page_starts else None,
             article.first_line, article.original_hash, article.content_hash),
        ).lastrowid  # fmt: skip
        insert_signature(execute, article_row or 0, places)
        for passage, text, vector in zip(record.passages, record.texts, record.vectors, strict=True):
            row = execute(
                "INSERT INTO passages (article, position, start, end) VALUES (?, ?, ?, ?)",
                (article_row, passage.position, passage.span.start, passage.span.end),
            ).lastrowid
            if text:
                execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (row, article.title, text))
                execute("INSERT INTO vectors VALUES (?, ?)", (row, vector.astype("<f4").tobytes()))

    def _forget(self, article_ids: Sequence[str]) -> None:
        for article_id in article_ids:
            self._connection.execute(
                """DELETE FROM words WHERE rowid IN (SELECT passages.row FROM passages JOIN articles
                   ON articles.row = passages.article WHERE articles.id = ?)""",
                (article_id,),
            )
            forget_signature(self._connection.execute, article_id)
            self._connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    # ── reading ───────────────────────────────────────────────────────────────────────────────────────────────

    def articles(self, filters: Filters) -> Iterator[Article]:
        condition, values = where(filters)
        with self._read() as execute:
            ids = execute(
                f"SELECT id FROM articles WHERE {condition} ORDER BY published DESC NULLS LAST, title, id",  # noqa: S608
                values,
            ).fetchall()
        for (article_id,) in ids:
            article = self.article(article_id)
            if article:
                yield article

    def article(self, article_id: str) -> Article | None:
        with self._read() as execute:
            row = execute(f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE id = ?", (article_id,)).fetchone()  # noqa: S608
        return _article(row) if row else None

    def passages(self, article_id: str) -> list[Passage]:
        article = self.article(article_id)
        if article is None:
            return []
        with self._read() as execute:
            rows = execute(
                """SELECT position, start, end FROM passages JOIN articles ON articles.row = passages.article
                   WHERE articles.id = ? ORDER BY position""",
                (article_id,),
            ).fetchall()
        return [_passage(article, *row) for row in rows]

    def record(self, article_id: str) -> ArticleRecord | None:
        """An article as `put` takes it; passages without words have a vector of zeros."""
        article, passages = self.article(article_id), self.passages(article_id)
        if article is None:
            return None
        vectors = np.zeros((len(passages), self.dimension), np.float32)
        with self._read() as execute:
            rows = execute(
                """SELECT position, vector FROM vectors JOIN passages ON passages.row = vectors.passage
                   JOIN articles ON articles.row = passages.article WHERE articles.id = ?""",
                (article_id,),
            ).fetchall()
        for position, vector in rows:
            vectors[position] = np.frombuffer(vector, "<f4")
        return ArticleRecord(article, passages, [searchable_text(article, one) for one in passages], vectors)

    def passage_ids(self, rows: Iterable[int]) -> dict[int, str]:
        """The id of the passage behind each row; rows that are gone are left out."""
        with self._read() as execute:
            found = execute(
                """SELECT passages.row, articles.id || '#' || position FROM json_each(?) AS wanted
                   JOIN passages ON passages.row = wanted.value JOIN articles ON articles.row = passages.article""",
                (json.dumps(list(rows)),),
            ).fetchall()
        return dict(found)

    def located(self, rows: Iterable[int]) -> dict[int, tuple[Passage, Article]]:
        """The passage and the article behind each row; rows that are gone are left out."""
        found: dict[int, tuple[Passage, Article]] = {}
        articles: dict[str, Article] = {}
        with self._read() as execute:
            for row in rows:
                place = execute(
                    """SELECT articles.id, position, start, end FROM passages JOIN articles
                       ON articles.row = passages.article WHERE passages.row = ?""",
                    (row,),
                ).fetchone()
                if place is None:
                    continue
                article_id, *where = place
                article = articles.get(article_id) or self.article(article_id)
                if article is not None:
                    articles[article_id] = article
                    found[row] = (_passage(article, *where), article)
        return found

    def content_hashes(self) -> dict[str, str]:
        with self._read() as execute:
            return dict(execute("SELECT id, content_hash FROM articles").fetchall())

    def original_hashes(self) -> dict[str, str | None]:
        with self._read() as execute:
            return dict(execute("SELECT id, original_hash FROM articles").fetchall())

    def contents(self) -> Contents:
        with self._read() as execute:
            (articles,) = execute("SELECT count(*) FROM articles").fetchone()
            (passages,) = execute("SELECT count(*) FROM passages").fetchone()
        return Contents(articles, passages)

    # ── searching ─────────────────────────────────────────────────────────────────────────────────────────────

    def search_words(self, query: str, limit: int, filters: Filters) -> list[tuple[int, float]]:
        """Passage rows with their BM25 (higher is better), best first, for any of the query's words."""
        distinct = list(dict.fromkeys(content_words(query)))[:MOST_TERMS]
        terms = " OR ".join(f'"{word}"' for word in distinct)
        if not terms:
            return []
        condition, values = where(filters)
        restriction = (
            f"""AND +words.rowid IN (SELECT passages.row FROM passages
                WHERE article IN (SELECT articles.row FROM articles WHERE {condition}))"""  # noqa: S608
            if filters
            else ""
        )
        with self._read() as execute:
            rows = execute(
                f"""SELECT rowid, -bm25(words, {_TITLE_WEIGHT}, {_TEXT_WEIGHT}) AS score FROM words
                    WHERE words MATCH ? {restriction} ORDER BY score DESC, rowid LIMIT ?""",  # noqa: S608
                (terms, *(values if filters else ()), limit),
            ).fetchall()
        return [(int(row), float(score)) for row, score in rows]

    def passing(self, filters: Filters) -> Rows:
        """The rows of the passages that pass the filters, ascending."""
        condition, values = where(filters)
        with self._read() as execute:
            rows = execute(
                f"""SELECT passages.row FROM passages
                    WHERE article IN (SELECT articles.row FROM articles WHERE {condition})
                    ORDER BY passages.row""",  # noqa: S608
                values,
            ).fetchall()
        return np.array([row for (row,) in rows], np.int64)

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        with self._read() as execute:
            return {
                term: execute("SELECT count(*) FROM words WHERE words MATCH ?", (_phrase(term),)).fetchone()[0]
                for term in terms
            }

    # ── visits ────────────────────────────────────────────────────────────────────────────────────────────────

    def visit(self, address: str) -> Visit | None:
        with self._read() as execute:
            row = execute(
                """SELECT address, articles.id, etag, modified, mark FROM visits LEFT JOIN articles
                   ON articles.row = visits.article WHERE address = ?""",
                (address,),
            ).fetchone()
        return Visit(*row) if row else None

    def visits(self) -> list[Visit]:
        with self._read() as execute:
            rows = execute(
                """SELECT address, articles.id, etag, modified, mark FROM visits LEFT JOIN articles
                   ON articles.row = visits.article ORDER BY address"""
            ).fetchall()
        return [Visit(*row) for row in rows]

    def remember(self, visits: Sequence[Visit]) -> None:
        """Store visits, each in its former one's place. One whose article is not stored is left out."""
        with self._write() as execute:
            for visit in visits:
                execute("DELETE FROM visits WHERE address = ?", (visit.address,))
                execute(
                    """INSERT INTO visits SELECT ?, (SELECT row FROM articles WHERE id = ?), ?, ?, ?
                       WHERE ? IS NULL OR EXISTS (SELECT 1 FROM articles WHERE id = ?)""",
                    (visit.address, visit.article_id, visit.etag, visit.modified, visit.mark, visit.article_id,
                     visit.article_id),
                )  # fmt: skip

    # ── copies ────────────────────────────────────────────────────────────────────────────────────────────────

    def copies(self, article_id: str) -> list[str]:
        """The ids of the articles that tell the same story in nearly the same words, sorted."""
        self._sign_all()
        with self._read() as execute:
            return copies_of(execute, article_id)

    def duplicates(self) -> list[list[str]]:
        """The ids of each group of copies, sorted; only groups of two and more."""
        self._sign_all()
        with self._read() as execute:
            return groups_of_copies(execute)

    def is_signed_as(self, article: Article) -> bool:
        """Whether the stored signature is the one that the article's words have."""
        self._sign_all()
        with self._read() as execute:
            stored = stored_signature(execute, article.id)
        places = signature(article)
        return stored == (b"" if places is None else places.astype("<u4").tobytes())

    def _sign_all(self) -> None:
        """Give a signature to whatever has none, or one of another scheme: the library was made by an older version."""
        if self._all_signed:
            return
        with self._read() as execute:
            missing = self._meta("signatures") != SCHEME or bool(unsigned(execute))
        if missing:
            with self._write() as execute:
                if self._meta("signatures") != SCHEME:
                    execute("DELETE FROM signatures")
                    execute("DELETE FROM bands")
                    self._set_meta("signatures", SCHEME)
                for row, article_id in unsigned(execute):
                    article = self.article(article_id)
                    insert_signature(execute, row, signature(article) if article else None)
        self._all_signed = True

    # ── vectors ───────────────────────────────────────────────────────────────────────────────────────────────

    def vector_rows(self) -> Rows:
        """The rows of all passages that have a vector, ascending."""
        with self._read() as execute:
            rows = execute("SELECT passage FROM vectors ORDER BY passage").fetchall()
        return np.array([row for (row,) in rows], np.int64)

    def vectors(self, rows: Rows) -> Vectors:
        """`(n, d)` float32, in the order of the rows. Raises LibraryDamaged where one is missing or misshapen."""
        dimension = self.dimension
        found = np.empty((len(rows), dimension), np.float32)
        with self._read() as execute:
            for number, row in enumerate(rows):
                blob = execute("SELECT vector FROM vectors WHERE passage = ?", (int(row),)).fetchone()
                if blob is None or len(blob[0]) != 4 * dimension:
                    raise LibraryDamaged(
                        f"the vector of passage {row} in {self._path} is missing or of another size: run "
                        "'onrecord reembed' to compute them again"
                    )
                found[number] = np.frombuffer(blob[0], "<f4")
        return found

    # ── verifying ─────────────────────────────────────────────────────────────────────────────────────────────

    def problems(self) -> Iterator[str]:
        """What SQLite and the full-text index say of themselves, and hashes that do not fit, a sentence each."""
        with self._read() as execute:
            for (line,) in execute("PRAGMA integrity_check"):
                if line != "ok":
                    yield f"the database says: {line}"
            hashes = execute("SELECT id, content_hash FROM articles").fetchall()
        for article_id, content_hash in hashes:
            article = self.article(article_id)
            if article and article.content_hash != content_hash:
                yield f"the stored hash of {article_id} does not fit its content: add the article again"
        with self._write() as execute:
            try:
                execute("INSERT INTO words (words) VALUES ('integrity-check')")
            except sqlite3.DatabaseError:
                yield "the full-text index is damaged: add the articles to a new library"

    def searchable(self, article_id: str) -> dict[int, tuple[str | None, bool]]:
        """For each position of an article's passages: its indexed words, if any, and whether it has a vector."""
        with self._read() as execute:
            rows = execute(
                """SELECT position, words.text, vectors.passage IS NOT NULL FROM articles
                   JOIN passages ON passages.article = articles.row LEFT JOIN words ON words.rowid = passages.row
                   LEFT JOIN vectors ON vectors.passage = passages.row WHERE articles.id = ?""",
                (article_id,),
            ).fetchall()
        return {position: (text, bool(has_vector)) for position, text, has_vector in rows}

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    # ── plumbing ──────────────────────────────────────────────────────────────────────────────────────────────

    def _meta(self, key: str) -> str | None:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def _set_meta(self, key: str, value: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @contextmanager
    def _read(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        with self._lock, self._told():
            yield self._connection.execute

    @contextmanager
    def _write(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        """A transaction: all of it or nothing. Every write leaves its stamp."""
        with self._lock, self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection.execute
                self._connection.execute("INSERT INTO writes (stamp) VALUES (?)", (secrets.token_hex(8),))
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's errors in the words of a user."""
        try:
            yield
        except sqlite3.Error as error:
            told = _told(self._path, error)
            if told is None:
                raise
            raise told from error


def _told(path: Path, error: sqlite3.Error) -> LibraryError | None:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LibraryBusy(
            f"another process has been writing to {path} for over {_BUSY_SECONDS} seconds: try again when it is done"
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return LibraryDamaged(
            f"{path} is damaged and cannot be read ({error}): restore it from a backup, or move its folder away and "
            "add the articles again"
        )
    if name.startswith(("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM")):
        return LibraryError(f"{path} cannot be used ({error}): check that the disk has room and the folder is writable")
    return None


def _phrase(term: str) -> str:
    """A term as the full-text index is asked for it in texts."""
    return 'text : "' + term.replace('"', "") + '"'


def _article(row: tuple[Any, ...]) -> Article:
    article_id, title, text, source, outlet, url, author, published, language, furniture, *rest = row
    published_at, page_starts, first_line, original_hash = rest
    return Article(
        id=article_id or "",
        title=title or "",
        text=text or "",
        source=source or "",
        outlet=outlet,
        url=url,
        author=author,
        published=date.fromisoformat(published) if published else None,
        language=language,
        furniture=tuple(Span(start, end) for start, end in json.loads(furniture or "[]")),
        published_at=datetime.fromisoformat(published_at) if published_at else None,
        page_starts=tuple(json.loads(page_starts or "[]")),
        first_line=first_line,
        original_hash=original_hash,
    )


def _passage(article: Article, position: int, start: int, end: int) -> Passage:
    span = Span(start, end)
    return Passage(article.id, position, span, span.of(article.text))
