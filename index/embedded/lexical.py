"""Searching words: SQLite's full-text index and its BM25, held to its time where there are many passages.

SQLite scores every passage that holds any word of a query, about a microsecond each, so that in a large library a
question's common words (“government”, “said”) cost most and tell least. Where far more rows than `MOST_ROWS` would be
scored, the rarest words alone name candidates. These and what is near in meaning are then scored by all words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.embedded.bm25 import Bm25, Candidate
from index.embedded.database import Database
from index.embedded.filters import Mask
from index.embedded.sql import Execute
from index.fusion import shares
from index.text import query_terms, stem, stems

MOST_ROWS = 20_000
TITLE_WEIGHT, TEXT_WEIGHT = 0.5, 1.0
COMMON_FROM = 1_000
"""In how many passages a word occurs that is noted as common."""

MOST_HOLDING = 400
"""How many passages a phrase is looked up in: more hold only what tells nothing."""

_WORD = re.compile(r"[^\W_]")
_WORTH_LEAVING_OUT = 2
"""From how many times as many rows on words are left out: scoring candidates here costs as much as SQLite's scoring of
so many more."""

_FEW = 300
_CANDIDATES_A_HIT, _CANDIDATES_A_HIT_FILTERED = 3, 2

Scored = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Words:
    """What is asked of the full-text index, how many passages it may name, and whether words were left out."""

    expression: str
    expected: int
    left_out: bool


@dataclass(frozen=True, slots=True)
class WordHits:
    """Passage rows with their BM25, best first: for all of the query's words, or for the rarest alone.

    In the latter case they are candidates, to be scored by `score_words`.
    """

    scored: Scored
    by_all_words: bool


def search_words(
    database: Database, query: str, limit: int, passing: Mask | None = None, *, most_rows: int = MOST_ROWS
) -> WordHits:
    """The best passages for any of the query's words. BM25 is above 0, higher is better."""
    distinct = query_terms(query)
    if not distinct or (passing is not None and not passing.any()):
        return WordHits([], by_all_words=True)
    with database.read() as execute:
        common = _common(execute, distinct)
    words = affordable({word: common.get(stem(word), 0) for word in distinct}, most_rows, limit)
    if not words.left_out:
        return WordHits(_matching(database, words, limit, passing, most_rows), by_all_words=True)
    if passing is not None and passing.sum() <= _FEW:
        return WordHits([(int(row), 0.0) for row in np.flatnonzero(passing)], by_all_words=False)
    depth = limit * (_CANDIDATES_A_HIT if passing is None else _CANDIDATES_A_HIT_FILTERED)
    return WordHits(_matching(database, words, depth, passing, most_rows), by_all_words=False)


def score_words(database: Database, query: str, rows: Iterable[int], limit: int) -> Scored:
    """The best of these passages with their BM25 for all of the query's words; those that hold none are left out."""
    distinct = query_terms(query)
    with database.read() as execute:
        common = _common(execute, distinct)
        rare = [word for word in distinct if stem(word) not in common]
        counted = document_frequencies(execute, rare, texts_only=False)
        frequencies = {stem(word): count for word, count in counted.items()} | common
        score = Bm25.of(execute, frequencies, TITLE_WEIGHT, TEXT_WEIGHT)
        found = execute(
            "SELECT id, c0, c1 FROM words_content WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(rows)),),
        ).fetchall()
    titles: dict[str, list[str]] = {}
    scores = []
    for row, title, text in found:
        if title not in titles:  # an article's passages share it
            titles[title] = stems(title)
        scores.append((row, score(Candidate(titles[title], stems(text)))))
    return sorted(((row, bm25) for row, bm25 in scores if bm25 > 0), key=lambda scored: (-scored[1], scored[0]))[:limit]


def affordable(frequencies: Mapping[str, int], most_rows: int, wanted: int) -> Words:
    """All words, or where they are in far too many passages the rarest, as long as no more than so many hold them.

    Where those name fewer candidates than are wanted, passages that hold the next two words join them.
    """
    rarest = sorted(frequencies, key=lambda word: (frequencies[word], word))
    everything = sum(frequencies.values())
    if everything <= _WORTH_LEAVING_OUT * most_rows:
        return Words(" OR ".join(f'"{word}"' for word in rarest), everything, left_out=False)
    asked: list[str] = []
    expected = 0
    for word in rarest:
        if asked and expected + frequencies[word] > most_rows:
            break
        asked.append(word)
        expected += frequencies[word]
    rest = rarest[len(asked) :]
    if expected > most_rows and rest:  # not even one word is rare
        return Words(_both(rarest[:2]), expected, left_out=True)
    terms = [f'"{word}"' for word in asked]
    if expected < wanted and len(rest) > 1:
        terms.append(f"({_both(rest[:2])})")
        expected += frequencies[rest[0]]
    return Words(" OR ".join(terms), expected, left_out=bool(rest))


def note_common_words(execute: Execute, *, common_from: int = COMMON_FROM) -> None:
    """Count in how many passages each common word occurs: two seconds in a library of a million."""
    execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_counts USING fts5vocab ('main', 'words', 'row')")
    execute("DELETE FROM common_words")
    execute("INSERT INTO common_words SELECT term, doc FROM temp.word_counts WHERE doc >= ?", (common_from,))


def document_frequencies(execute: Execute, terms: Sequence[str], *, texts_only: bool = True) -> dict[str, int]:
    """In how many passages each term occurs, whatever its ending; in their texts, or in their titles too."""
    column = "text : " if texts_only else ""
    statement = "SELECT count(*) FROM words WHERE words MATCH ?"
    return {term: execute(statement, (column + _quoted(term),)).fetchone()[0] for term in terms}


def holding(execute: Execute, phrases: Sequence[str]) -> dict[int, float]:
    """The rows of passages whose texts hold any of the phrases, and which share of the phrases each holds.

    Of a phrase that very many passages hold, the first so many are told.
    """
    statement = "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?"
    holders = [
        [row for (row,) in execute(statement, (f"text : {_quoted(phrase)}", MOST_HOLDING))]
        for phrase in phrases
        if _WORD.search(phrase)
    ]
    return shares(holders)


def _both(words: Sequence[str]) -> str:
    return " AND ".join(f'"{word}"' for word in words)


def _quoted(term: str) -> str:
    return '"' + term.replace('"', "") + '"'


def _common(execute: Execute, words: Sequence[str]) -> dict[str, int]:
    """In how many passages those of the words occur that are noted as common, by stem."""
    wanted = json.dumps([stem(word) for word in words])
    return dict(
        execute(
            "SELECT stem, passages FROM common_words WHERE stem IN (SELECT value FROM json_each(?))", (wanted,)
        ).fetchall()
    )


def _matching(database: Database, words: Words, limit: int, passing: Mask | None, most_rows: int) -> Scored:
    """The best by SQLite's BM25. Where too many match, those that were added last are looked at."""
    restriction = "" if passing is None else "AND passes(rowid)"
    newest = f"ORDER BY rowid DESC LIMIT {most_rows:d}" if words.expected > _WORTH_LEAVING_OUT * most_rows else ""
    with database.read() if passing is None else database.function("passes", _holds(passing)) as execute:
        rows = execute(
            f"""SELECT * FROM (SELECT rowid AS row, -bm25(words, {TITLE_WEIGHT}, {TEXT_WEIGHT}) AS score FROM words
                WHERE words MATCH ? {restriction} {newest}) ORDER BY score DESC, row LIMIT ?""",  # noqa: S608
            (words.expression, limit),
        ).fetchall()
    return [(int(row), float(score)) for row, score in rows]


def _holds(passing: Mask) -> Any:
    flags = passing.tobytes()
    return lambda row: row < len(flags) and flags[row]
