"""Where a source leads: one file, a folder of them, or nowhere."""

from __future__ import annotations

import os
import re
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path

from index.article import Article, clean_text
from index.errors import SourceError
from index.reading.content import Encoding, encoding_of, open_text
from index.reading.fields import FieldMapping
from index.reading.json_files import read_json, read_json_lines
from index.reading.markdown import read_markdown
from index.reading.skipped import Skipped
from index.reading.tables import read_table
from index.reading.text import read_plain
from index.reading.workers import read_files
from index.reading.xml_kinds import xml_kind

_KINDS = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".json": "json",
    ".jsonl": "json lines", ".ndjson": "json lines", ".csv": "table", ".tsv": "table",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".rss": "feed", ".atom": "feed",
}  # fmt: skip
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*+(?:<!doctype\s+html|<html\b)", re.IGNORECASE | re.DOTALL)


def read_source(source: str | Path, mapping: FieldMapping | None = None) -> Iterator[Article | Skipped]:
    """The articles of a file, or of a folder and all below it in the order of their names.

    Nothing is raised for what cannot be read: it comes as Skipped, and reading goes on. `mapping` says which fields
    of a record hold what; None leaves it to the usual names.
    """
    named = clean_text(str(source))
    if isinstance(source, str) and _ADDRESS.match(named):
        yield Skipped(named, f"{named} is an address, not a file: save the page and add the file")
        return
    if not named.strip() or not _possible(source):
        yield Skipped(named or "(nothing)", "an empty or impossible file name was given: name a file or a folder")
        return
    path = Path(os.path.realpath(os.path.expanduser(source)))
    if os.path.isdir(path):
        yield from _read_folder(path, mapping or FieldMapping())
    else:
        yield from _read_file(path, mapping or FieldMapping())


def _possible(source: str | Path) -> bool:
    try:
        return b"\0" not in os.fsencode(source)
    except UnicodeEncodeError:
        return False


def _read_folder(folder: Path, mapping: FieldMapping) -> Iterator[Article | Skipped]:
    found = list(_files(folder, {str(folder)}))
    yield from read_files(found, mapping, _read_file)
    if not found:
        endings = ", ".join(_KINDS)
        yield Skipped(str(folder), f"no articles in {folder}: onrecord reads files that end in {endings}")


def _files(folder: Path, seen: set[str]) -> Iterator[Path | Skipped]:
    """The folder's files of known kinds, each once, however many links lead to it."""
    try:
        entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        yield _closed(folder, error)
        return
    for entry in entries:
        real = os.path.realpath(entry)
        if real in seen:
            continue
        if os.path.isdir(real):
            seen.add(real)
            yield from _files(entry, seen)
        elif os.path.isfile(real) and _kind_by_name(entry):
            seen.add(real)
            yield Path(real)


def _read_file(path: Path, mapping: FieldMapping) -> Iterator[Article | Skipped]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SourceError(f"{path} is neither a file nor a folder: name one that holds articles")
        encoding = encoding_of(path)
        kind = _kind(path, encoding)
        yield from _articles(path, kind, encoding, mapping)
    except SourceError as error:
        yield Skipped(str(path), str(error))
    except FileNotFoundError:
        yield Skipped(str(path), f"{path} does not exist: check the path")
    except OSError as error:
        yield _closed(path, error)
    except (EOFError, zlib.error):
        yield Skipped(str(path), f"{path} is a broken gzip file: pack it again and add it")


def _articles(path: Path, kind: str, encoding: Encoding, mapping: FieldMapping) -> Iterator[Article | Skipped]:
    match kind:
        case "html":
            from index.reading.html import read_html  # its library takes a second to import

            return read_html(path, encoding)
        case "feed":
            from index.reading.feeds import read_feed  # so does this one's

            return read_feed(path, encoding)
        case "markdown":
            return read_markdown(path, encoding)
        case "json":
            return read_json(path, encoding, mapping)
        case "json lines":
            return read_json_lines(path, encoding, mapping)
        case "table":
            return read_table(path, encoding, mapping)
        case _:
            return read_plain(path, encoding)


def _kind(path: Path, encoding: Encoding) -> str:
    """By content where that is plain (a page saved as .txt), else by name; files of unknown names are text."""
    with open_text(path, encoding) as file:
        head = file.read(4096)
    if _PAGE.match(head):
        return "html"
    if xml_kind(head) == "feed":
        return "feed"
    kind = _kind_by_name(path) or "text"
    first = head.lstrip()[:1]
    if kind == "json lines" and first == "[":
        return "json"
    return kind


def _kind_by_name(path: Path) -> str | None:
    name = path.name.lower().removesuffix(".gz")
    return _KINDS.get(os.path.splitext(name)[1])


def _closed(path: Path, error: OSError) -> Skipped:
    why = error.strerror or str(error)
    return Skipped(str(path), f"{path} cannot be read ({why}): check the path and its permissions")
