"""Where a source leads: one file, a folder of them, or nowhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from index.article import Article, clean_text
from index.reading.addresses import is_address
from index.reading.fields import FieldMapping
from index.reading.folders import files_of
from index.reading.names import ENDINGS
from index.reading.original import Original
from index.reading.recognition import Recognition
from index.reading.skipped import Skipped
from index.reading.workers import read_apart, read_each


def read_source(
    source: str | Path, mapping: FieldMapping | None = None, recognition: Recognition | None = None
) -> Iterator[Article | Skipped]:
    """The articles of a file, or of a folder and all below it in the order of their names.

    Nothing is raised for what cannot be read: it comes as Skipped, and reading goes on. Files are read in another
    process, within bounds of memory and time: whatever a file holds, this process goes on. `mapping` says which fields
    of a record hold what; None leaves it to the usual names. `recognition` has pages of PDFs recognised that
    are pictures.
    """
    named = clean_text(str(source))
    if is_address(source):
        yield Skipped(named, f"{named} is an address, not a file: save the page and add the file")
        return
    if not named.strip() or not _possible(source):
        yield Skipped(named or "(nothing)", "an empty or impossible file name was given: name a file or a folder")
        return
    path = Path(os.path.realpath(os.path.expanduser(source)))
    if os.path.isdir(path):
        yield from _read_folder(path, mapping, recognition)
    else:
        yield from read_apart(Original.at(path), mapping, recognition)


def _possible(source: str | Path) -> bool:
    try:
        return b"\0" not in os.fsencode(source)
    except UnicodeEncodeError:
        return False


def _read_folder(
    folder: Path, mapping: FieldMapping | None, recognition: Recognition | None
) -> Iterator[Article | Skipped]:
    nothing = True
    for found in read_each(files_of(folder), mapping, recognition):
        nothing = False
        yield found
    if nothing:
        yield Skipped(str(folder), f"no articles in {folder}: onrecord reads files that end in {', '.join(ENDINGS)}")
