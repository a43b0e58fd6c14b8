"""The files that articles were read from: whether they are still what was read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.article import Article


def changed_source_files(articles: Iterable[Article]) -> Iterator[str]:
    """A sentence for each file that has changed since it was read, or is gone. Each is read once.

    Nothing is said of articles that came from no file on this machine, or were added before hashes were kept.
    """
    hashes: dict[Path, str | None] = {}
    told: set[Path] = set()
    for article in articles:
        path = source_file(article) if article.original_hash else None
        if path is None or path in told:
            continue
        if path not in hashes:
            hashes[path] = file_hash(path)
        if hashes[path] == article.original_hash:
            continue
        told.add(path)
        if hashes[path] is None:
            yield f"{path} is gone or cannot be read: its articles stay in the library, but cannot be compared with it"
        else:
            yield f"{path} has changed since it was read: add it again to bring the library up to date"


def source_file(article: Article) -> Path | None:
    """The file on this machine that an article was read from; None where it came from elsewhere.

    A record's source is `file#record`, that of an archive's member `archive!/member`.
    """
    file = article.source.split("!/", 1)[0]
    if not os.path.isabs(file):
        return None
    without_record = file.removesuffix(f"#{article.id}")
    parts = file.split("#")
    cuts = ["#".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next((Path(cut) for cut in cuts if os.path.isfile(cut)), Path(without_record))


def file_hash(path: Path) -> str | None:
    """The sha256 of the file as it lies on the disk; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
