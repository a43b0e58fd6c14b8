"""Plain text, as people paste it."""

from __future__ import annotations

from collections.abc import Iterator

from index.article import Article, article_id
from index.reading.content import Encoding, read_text
from index.reading.draft import Draft, readable
from index.reading.head import read_head
from index.reading.original import Original


def read_plain(original: Original, encoding: Encoding) -> Iterator[Article]:
    """One article. Its text is the file's, unchanged: offsets can be checked against the file."""
    text = read_text(original, encoding)
    head = read_head(text)
    draft = Draft(text, head.headline or readable(original.stem), head.author, head.published, first_line=1)
    yield draft.article(article_id(original.key, original.stem), original.name)
