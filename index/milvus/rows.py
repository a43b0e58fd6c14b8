"""Articles and passages as rows of Milvus, and back. Imports nothing of Milvus."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from index.article import Article, Passage, Span
from index.engine import ArticleRecord, Vectors
from index.signatures import Signature, bands, signature
from index.source_names import fold, source_names
from index.text import stem, words

MilvusRow = dict[str, Any]

NOTHING = [0.0, 0.0]
NO_WORDS = "none"
"""What is indexed where there are no words: every indexed word begins with a or t, so that nothing finds it."""

ORIGINS = ("outlet", "source", "file_name", "host")
"""Whatever `Filters.sources` may name."""

MARKS = "at"
"""Before every indexed word: a for one of a text, t for one of a title."""

_WORD_BYTES = 65_000
_TEXT_PIECE, _PLAIN_PIECE = 16_000, 60_000  # characters of at most four bytes, and of one
_DIMENSIONS = 2**32 - 3
_OUTSIDE = re.compile(r"[\W_]")


def key(text: str) -> str:
    """32 hexadecimal digits of a text's hash. Only these stand in filter expressions, never the text itself, so that
    nothing of an article or a question is ever parsed, and nothing is too long."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]


def new_version() -> str:
    return secrets.token_hex(8)


def pieces(text: str, length: int = _TEXT_PIECE) -> list[str]:
    return [text[start : start + length] for start in range(0, len(text), length)]


def plain_pieces(value: object) -> list[str]:
    """A value as JSON of plain characters, in pieces."""
    return pieces(json.dumps(value), _PLAIN_PIECE)


def value_of(stored: Sequence[str]) -> Any:
    return json.loads("".join(stored))


def indexed_words(title: str, text: str) -> str:
    """What is indexed of a passage: the stems of its text, marked a, and of its article's title, marked t;
    nothing where there is no text."""
    marked = " ".join([*_marked("a", text), *_marked("t", title)] if text else []) or NO_WORDS
    if len(marked.encode()) <= _WORD_BYTES:
        return marked
    return marked.encode()[:_WORD_BYTES].decode(errors="ignore").rpartition(" ")[0]


def text_words(term: str) -> list[str]:
    """A term's words as they are indexed of texts."""
    return _marked("a", term)


def marked_stem(stem: str) -> str:
    """A stem as it is indexed of texts and of titles; empty where nothing of it is."""
    return " ".join(mark + plain for mark in MARKS if (plain := _OUTSIDE.sub("", stem)))


def stem_words(word: str) -> str:
    """A word's stem as it is indexed of texts and of titles."""
    return marked_stem(_plain(word))


def query_words(terms: Sequence[str]) -> str:
    """The query of full-text search. A word of the text counts twice what one of the title does."""
    return " ".join(f"a{plain} a{plain} t{plain}" for plain in map(_plain, terms) if plain)


def article_row(article: Article, version: str, passages: int) -> MilvusRow:
    places = signature(article)
    return {
        "id": key(article.id),
        "version": version,
        **_filtered(article),
        "fields": plain_pieces(_fields(article)),
        "passages": passages,
        "content_hash": article.content_hash,
        "original_hash": article.original_hash or "",
        "signature": "" if places is None else places.astype("<u4").tobytes().hex(),
        "bands": sparse_bands([places] if places is not None else []) or {0: 1.0},
    }


def sparse_bands(signatures: Sequence[Signature]) -> dict[int, float]:
    """The bands of any of the signatures as dimensions of a sparse vector, from 1; 0 stands for an article of none."""
    return {band % _DIMENSIONS + 1: 1.0 for places in signatures for band in bands(places)}


def passage_rows(record: ArticleRecord, version: str) -> tuple[list[MilvusRow], list[MilvusRow]]:
    """The rows of the passages that are searched, and of those that are only kept."""
    article = record.article
    same = {"version": version, "article": key(article.id), **_filtered(article)}
    searched: list[MilvusRow] = []
    kept: list[MilvusRow] = []
    placeholder = np.zeros(record.vectors.shape[1], np.float32)
    placeholder[0] = 1.0
    for passage, text, vector in zip(record.passages, record.texts, record.vectors, strict=True):
        row = {
            "id": f"{version}-{passage.position}",
            **same,
            "position": passage.position,
            "text": pieces(passage.text),
            "words": indexed_words(article.title, text),
            "vector": (vector if text else placeholder).astype(np.float32),
        }
        (searched if text else kept).append(row)
    return searched, kept


def article_of(row: Mapping[str, Any], text: str) -> Article:
    stored = value_of(row["fields"])
    published, published_at = stored.pop("published"), stored.pop("published_at")
    return Article(
        text=text,
        published=date.fromisoformat(published) if published else None,
        published_at=datetime.fromisoformat(published_at) if published_at else None,
        furniture=tuple(Span(start, end) for start, end in stored.pop("furniture")),
        page_starts=tuple(stored.pop("page_starts")),
        recognised=tuple(Span(start, end) for start, end in stored.pop("recognised", ())),  # not in older libraries
        remarks=tuple(stored.pop("remarks", ())),
        **stored,
    )


def passages_of(article_id: str, texts: Sequence[str]) -> list[Passage]:
    found = []
    start = 0
    for position, text in enumerate(texts):
        span = Span(start, start + len(text))
        found.append(Passage(article_id, position, span, text))
        start = span.end
    return found


def signature_of(row: Mapping[str, Any]) -> Signature | None:
    stored: str = row["signature"]
    return np.frombuffer(bytes.fromhex(stored), "<u4").astype(np.uint32) if stored else None


def vector_of(row: Mapping[str, Any]) -> Vectors:
    return np.asarray(row["vector"], np.float32)


def _fields(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "outlet": article.outlet,
        "url": article.url,
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
        "furniture": [[span.start, span.end] for span in article.furniture],
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "page_starts": list(article.page_starts),
        "first_line": article.first_line,
        "original_hash": article.original_hash,
        "recognised": [[span.start, span.end] for span in article.recognised],
        "remarks": list(article.remarks),
    }


def _filtered(article: Article) -> MilvusRow:
    return {
        "published": article.published.toordinal() if article.published else 0,
        "author": key(folded) if (folded := fold(article.author)) else "",
        **{name: key(origin) if origin else "" for name, origin in zip(ORIGINS, source_names(article), strict=True)},
    }


def _marked(mark: str, text: str) -> list[str]:
    return [mark + plain for word, _, _ in words(text) if (plain := _plain(word))]


def _plain(word: str) -> str:
    return _OUTSIDE.sub("", stem(word.casefold()))
