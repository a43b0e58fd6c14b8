"""What the chat keeps on the server: conversations by visitor, what was said of quotes, and the server's secret."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from index.errors import OnrecordError
from index.library import Library
from ui.web.exchanges import Exchange

FILE_NAME = "chat.sqlite"
_TITLE, _LISTED = 80, 200
_EXCHANGE = TypeAdapter(Exchange)
_TABLES = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS conversations (
  id TEXT PRIMARY KEY, visitor TEXT NOT NULL, title TEXT NOT NULL, changed REAL NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS exchanges (
  conversation TEXT NOT NULL REFERENCES conversations(id), turn INTEGER NOT NULL, record TEXT NOT NULL,
  PRIMARY KEY (conversation, turn)
) STRICT;
CREATE TABLE IF NOT EXISTS articles (content_hash TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS verdicts (
  conversation TEXT NOT NULL, turn INTEGER NOT NULL, number INTEGER NOT NULL, verdict TEXT NOT NULL,
  question TEXT NOT NULL, history TEXT NOT NULL, evidence TEXT NOT NULL, said REAL NOT NULL,
  PRIMARY KEY (conversation, turn, number, evidence)
) STRICT;
"""


class ConversationGone(OnrecordError):
    """A conversation that is not kept, or is another visitor's."""

    def __init__(self) -> None:
        super().__init__("this conversation is not kept any more: begin a new one")


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation as it is listed; `changed` is when, in seconds since 1970."""

    id: str
    title: str
    changed: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a visitor said: of a quote that it is “right” or “wrong”, or of an answer that “nothing” answers.

    `evidence` are the words of the quote, or of a sentence that was chosen instead; `history` the questions before.
    """

    question: str
    verdict: str
    evidence: str = ""
    history: tuple[str, ...] = ()


def keeping_place(library: Library) -> Path:
    """Where the conversations over a library lie: with it, where it is a folder here; else with the user's data."""
    folder = library.path
    if folder is not None and folder.is_dir():
        return folder / FILE_NAME
    from hashlib import sha256

    from platformdirs import user_data_path

    name = sha256(str(library.place).encode()).hexdigest()[:16]
    return user_data_path("onrecord", appauthor=False) / "chats" / f"{name}.sqlite"


class Keeping:
    """One file, asked by several threads. Each visitor sees his own conversations only."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        path.chmod(0o600)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def secret(self) -> bytes:
        """What cookies are sealed with: made once, kept as long as the conversations."""
        with self._writing() as connection:
            connection.execute("INSERT OR IGNORE INTO settings VALUES ('secret', ?)", (secrets.token_hex(32),))
            (value,) = connection.execute("SELECT value FROM settings WHERE name = 'secret'").fetchone()
        return bytes.fromhex(value)

    def begin(self, visitor: str, question: str) -> str:
        """A new conversation, named after its first question. Returns its id."""
        identity = secrets.token_hex(8)
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO conversations (id, visitor, title, changed) VALUES (?, ?, ?, ?)",
                (identity, visitor, _title(question), time.time()),
            )
        return identity

    def listed(self, visitor: str, words: str = "") -> list[Kept]:
        """The visitor's conversations whose title or questions hold the words, newest first."""
        with self._writing() as connection:
            rows = connection.execute(
                "SELECT id, title, changed FROM conversations c WHERE visitor = ?1 AND NOT deleted AND (?2 = '' OR "
                "instr(lower(title), lower(?2)) OR EXISTS (SELECT 1 FROM exchanges e WHERE e.conversation = c.id AND "
                "instr(lower(json_extract(e.record, '$.answer.question')), lower(?2)))) ORDER BY changed DESC LIMIT ?3",
                (visitor, words, _LISTED),
            ).fetchall()
        return [Kept(*row) for row in rows]

    def title(self, visitor: str, conversation: str) -> str:
        """Raises ConversationGone."""
        with self._writing() as connection:
            return self._title(connection, visitor, conversation)

    def exchanges(self, visitor: str, conversation: str) -> tuple[Exchange, ...]:
        """What was asked and answered, oldest first. Raises ConversationGone, also where another version wrote it."""
        with self._writing() as connection:
            self._title(connection, visitor, conversation)
            records = connection.execute(
                "SELECT record FROM exchanges WHERE conversation = ? ORDER BY turn", (conversation,)
            ).fetchall()
            try:
                return tuple(_exchange(connection, json.loads(record)) for (record,) in records)
            except ValidationError as error:
                raise ConversationGone from error

    def put(self, visitor: str, conversation: str, turn: int, exchange: Exchange) -> None:
        """Keep an exchange as the newest of its conversation, in the place of those from `turn` on."""
        record = _EXCHANGE.dump_python(exchange, mode="json")
        with self._writing() as connection:
            self._title(connection, visitor, conversation)
            for citation in _citations(record):
                article = citation.pop("article")
                citation["content_hash"] = _hash(exchange, citation["number"])
                connection.execute(
                    "INSERT OR IGNORE INTO articles VALUES (?, ?)", (citation["content_hash"], json.dumps(article))
                )
            connection.execute("DELETE FROM exchanges WHERE conversation = ? AND turn >= ?", (conversation, turn))
            connection.execute("DELETE FROM verdicts WHERE conversation = ? AND turn >= ?", (conversation, turn))
            connection.execute("INSERT INTO exchanges VALUES (?, ?, ?)", (conversation, turn, json.dumps(record)))
            connection.execute("UPDATE conversations SET changed = ? WHERE id = ?", (time.time(), conversation))

    def rename(self, visitor: str, conversation: str, title: str) -> None:
        """Raises ConversationGone."""
        with self._writing() as connection:
            self._title(connection, visitor, conversation)
            connection.execute("UPDATE conversations SET title = ? WHERE id = ?", (_title(title), conversation))

    def delete(self, visitor: str, conversation: str, *, deleted: bool = True) -> None:
        """Delete a conversation, or bring a deleted one back until the server stops. Raises ConversationGone."""
        with self._writing() as connection:
            self._title(connection, visitor, conversation, deleted=None)
            connection.execute("UPDATE conversations SET deleted = ? WHERE id = ?", (deleted, conversation))

    def clear_deleted(self) -> None:
        """What was deleted goes for good, and the articles that nothing cites any more."""
        gone = "(SELECT id FROM conversations WHERE deleted)"
        with self._writing() as connection:
            connection.execute(f"DELETE FROM exchanges WHERE conversation IN {gone}")  # noqa: S608
            connection.execute("DELETE FROM conversations WHERE deleted")
            cited = "SELECT value ->> '$.content_hash' FROM exchanges, json_each(record, '$.answer.%s')"
            connection.execute(
                f"DELETE FROM articles WHERE content_hash NOT IN ({cited % 'citations'} UNION {cited % 'nearest'})"  # noqa: S608
            )

    def judge(self, conversation: str, turn: int, number: int, verdict: Verdict | None, evidence: str = "") -> None:
        """Keep what was said of a quote; None takes it back. The visitor's right to it has been seen to."""
        with self._writing() as connection:
            connection.execute(
                "DELETE FROM verdicts WHERE conversation = ? AND turn = ? AND number = ? AND evidence = ?",
                (conversation, turn, number, verdict.evidence if verdict else evidence),
            )
            if verdict:
                connection.execute(
                    "INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        conversation,
                        turn,
                        number,
                        verdict.verdict,
                        verdict.question,
                        json.dumps(verdict.history),
                        verdict.evidence,
                        time.time(),
                    ),
                )

    def verdicts(self, conversation: str) -> Mapping[tuple[int, int], str]:
        """What was said in a conversation, by turn and number."""
        with self._writing() as connection:
            rows = connection.execute(
                "SELECT turn, number, verdict FROM verdicts WHERE conversation = ?", (conversation,)
            ).fetchall()
        return {(turn, number): verdict for turn, number, verdict in rows}

    def all_verdicts(self) -> list[tuple[str, Verdict]]:
        """Every verdict with what identifies its question, oldest first."""
        with self._writing() as connection:
            rows = connection.execute(
                "SELECT conversation || '-' || turn, question, verdict, evidence, history FROM verdicts ORDER BY said"
            ).fetchall()
        return [
            (identity, Verdict(question, verdict, evidence, tuple(json.loads(history))))
            for identity, question, verdict, evidence, history in rows
        ]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @staticmethod
    def _title(connection: sqlite3.Connection, visitor: str, conversation: str, deleted: bool | None = False) -> str:
        row = connection.execute(
            "SELECT title, deleted FROM conversations WHERE id = ? AND visitor = ?", (conversation, visitor)
        ).fetchone()
        if row is None or (deleted is not None and bool(row[1]) != deleted):
            raise ConversationGone
        return str(row[0])


def _title(question: str) -> str:
    flat = " ".join(question.split()) or "Untitled"
    return flat if len(flat) <= _TITLE else f"{flat[: _TITLE - 1].rsplit(' ', 1)[0]}…"


def _hash(exchange: Exchange, number: int) -> str:
    return next(citation.content_hash for citation in exchange.answer.quotes if citation.number == number)


def _citations(record: Any) -> Iterator[Any]:
    """The citations of a written answer. Their articles are kept once, under their hashes, and not in each."""
    yield from record["answer"]["citations"]
    yield from record["answer"]["nearest"]


def _exchange(connection: sqlite3.Connection, record: Any) -> Exchange:
    for citation in _citations(record):
        row = connection.execute(
            "SELECT record FROM articles WHERE content_hash = ?", (citation.pop("content_hash"),)
        ).fetchone()
        citation["article"] = json.loads(row[0]) if row else None
    return _EXCHANGE.validate_python(record)
