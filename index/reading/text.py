"""Plain text, as people paste it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.article import Article, article_id
from index.reading.content import Encoding, read_text
from index.reading.draft import Draft, readable, stem
from index.reading.head import read_head


def read_plain(path: Path, encoding: Encoding) -> Iterator[Article]:
    """One article. Its text is the file's, unchanged: offsets can be checked against the file."""
    text = read_text(path, encoding)
    head = read_head(text)
    draft = Draft(text, head.headline or readable(stem(path)), head.author, head.published)
    yield draft.article(article_id(path.as_posix(), stem(path)), str(path))
