"""The kinds of files that are read, and the names they go by."""

from __future__ import annotations

import os
from enum import StrEnum


class Kind(StrEnum):
    """The kinds that are read."""

    TEXT = "text"
    MARKDOWN = "Markdown"
    JSON = "JSON"
    JSON_LINES = "JSON Lines"
    TABLE = "a table"
    PAGE = "a web page"
    FEED = "a feed"
    PDF = "a PDF"
    WORD = "a Word document"
    OPEN_DOCUMENT = "an OpenDocument text"
    E_BOOK = "an e-book"
    PARQUET = "a Parquet table"
    MAIL = "an e-mail"
    MAILBOX = "a mailbox"
    SAVED_PAGE = "a saved web page (MHTML)"
    ZIP = "a zip archive"
    TAR = "a tar archive"


_BY_NAME = {
    ".txt": Kind.TEXT, ".text": Kind.TEXT, ".md": Kind.MARKDOWN, ".markdown": Kind.MARKDOWN, ".json": Kind.JSON,
    ".jsonl": Kind.JSON_LINES, ".ndjson": Kind.JSON_LINES, ".csv": Kind.TABLE, ".tsv": Kind.TABLE,
    ".html": Kind.PAGE, ".htm": Kind.PAGE, ".xhtml": Kind.PAGE, ".rss": Kind.FEED, ".atom": Kind.FEED,
    ".pdf": Kind.PDF, ".docx": Kind.WORD, ".odt": Kind.OPEN_DOCUMENT, ".epub": Kind.E_BOOK, ".parquet": Kind.PARQUET,
    ".eml": Kind.MAIL, ".mbox": Kind.MAILBOX, ".mhtml": Kind.SAVED_PAGE, ".mht": Kind.SAVED_PAGE,
    ".zip": Kind.ZIP, ".tar": Kind.TAR, ".tgz": Kind.TAR,
}  # fmt: skip
ENDINGS = tuple(_BY_NAME)
"""How the names of the files end that are read from folders and archives."""


def kind_by_name(name: str) -> Kind | None:
    """What the name's ending says; None where it says nothing."""
    ending = os.path.splitext(name.lower().removesuffix(".gz"))[1]
    return _BY_NAME.get(ending)
