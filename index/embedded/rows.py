"""Articles and passages as rows of the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from index.article import Article, Passage, Span
from index.embedded.filters import note_facets
from index.embedded.signature_rows import forget_signature, insert_signature
from index.embedded.sql import Execute
from index.engine import ArticleRecord
from index.signatures import Signature
from index.text import typed

ARTICLE_COLUMNS = (
    "id, title, text, source, outlet, url, author, published, language, furniture, published_at, page_starts, "
    "first_line, original_hash, recognised, remarks"
)


def insert(execute: Execute, record: ArticleRecord, places: Signature | None) -> None:
    """Store an article, its passages, and what is derived of them. Its passages get consecutive rows."""
    article = record.article
    published = article.published.isoformat() if article.published else None
    article_row = execute(
        f"INSERT INTO articles ({ARTICLE_COLUMNS}, content_hash) "  # noqa: S608
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (article.id, article.title, article.text, article.source, article.outlet, article.url, article.author,
         published, article.language, _spans(article.furniture),
         article.published_at.isoformat() if article.published_at else None,
         json.dumps(article.page_starts) if article.page_starts else None,
         article.first_line, article.original_hash,
         _spans(article.recognised) if article.recognised else None,
         json.dumps(article.remarks) if article.remarks else None, article.content_hash),
    ).lastrowid or 0  # fmt: skip
    insert_signature(execute, article_row, places)
    first, title = 0, typed(article.title)
    for passage, text, vector in zip(record.passages, record.texts, record.vectors, strict=True):
        row = execute(
            "INSERT INTO passages (article, position, start, end) VALUES (?, ?, ?, ?)",
            (article_row, passage.position, passage.span.start, passage.span.end),
        ).lastrowid
        if text:
            execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (row, title, typed(text)))
            execute("INSERT INTO vectors VALUES (?, ?)", (row, vector.astype("<f4").tobytes()))
        first = first or row or 0
    note_facets(execute, article_row, article, first, len(record.passages))


def forget(execute: Execute, article_ids: Sequence[str]) -> None:
    """Remove articles and whatever belongs to them, and note which passages went."""
    passages = (
        "SELECT passages.row FROM passages JOIN articles ON articles.row = passages.article WHERE articles.id = ?"
    )
    for article_id in article_ids:
        execute(
            f"INSERT INTO removed (passage) SELECT passage FROM vectors WHERE passage IN ({passages})",  # noqa: S608
            (article_id,),
        )
        execute(f"DELETE FROM words WHERE rowid IN ({passages})", (article_id,))  # noqa: S608
        forget_signature(execute, article_id)
        execute("DELETE FROM articles WHERE id = ?", (article_id,))


def passage_ids(execute: Execute, rows: Iterable[int]) -> dict[int, str]:
    """The id of the passage behind each row; rows that are gone are left out."""
    found = execute(
        """SELECT passages.row, articles.id || '#' || position FROM json_each(?) AS wanted
           JOIN passages ON passages.row = wanted.value JOIN articles ON articles.row = passages.article""",
        (json.dumps(list(rows)),),
    ).fetchall()
    return dict(found)


def located(execute: Execute, rows: Iterable[int]) -> dict[int, tuple[Passage, Article]]:
    """The passage and the article behind each row; rows that are gone are left out."""
    found: dict[int, tuple[Passage, Article]] = {}
    articles: dict[str, Article] = {}
    for row in rows:
        place = execute(
            """SELECT articles.id, position, start, end FROM passages JOIN articles
               ON articles.row = passages.article WHERE passages.row = ?""",
            (row,),
        ).fetchone()
        if place is None:
            continue
        article_id, *where = place
        article = articles.get(article_id) or article_of(execute, article_id)
        if article is not None:
            articles[article_id] = article
            found[row] = (passage_from(article, *where), article)
    return found


def article_of(execute: Execute, article_id: str) -> Article | None:
    row = execute(f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id = ?", (article_id,)).fetchone()  # noqa: S608
    return _article(row) if row else None


def passages_of(execute: Execute, article: Article) -> list[Passage]:
    """An article's passages, in order."""
    rows = execute(
        """SELECT position, start, end FROM passages JOIN articles ON articles.row = passages.article
           WHERE articles.id = ? ORDER BY position""",
        (article.id,),
    ).fetchall()
    return [passage_from(article, *row) for row in rows]


def passage_from(article: Article, position: int, start: int, end: int) -> Passage:
    span = Span(start, end)
    return Passage(article.id, position, span, span.of(article.text))


def _article(row: tuple[Any, ...]) -> Article:
    article_id, title, text, source, outlet, url, author, published, language, furniture, *rest = row
    published_at, page_starts, first_line, original_hash, recognised, remarks = rest
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
        furniture=_spans_from(furniture),
        published_at=datetime.fromisoformat(published_at) if published_at else None,
        page_starts=tuple(json.loads(page_starts or "[]")),
        first_line=first_line,
        original_hash=original_hash,
        recognised=_spans_from(recognised),
        remarks=tuple(json.loads(remarks or "[]")),
    )


def _spans(spans: Sequence[Span]) -> str:
    return json.dumps([[span.start, span.end] for span in spans])


def _spans_from(stored: str | None) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in json.loads(stored or "[]"))
