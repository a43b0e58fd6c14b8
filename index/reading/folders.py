"""Folders: which of their files are read, and which are left alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.reading.names import kind_by_name
from index.reading.original import Original
from index.reading.skipped import Skipped

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".onrecordignore"
"""Lists what is not to be read of its folder and all below, in the patterns of a .gitignore file."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """The patterns of one folder's ignore file."""

    folder: Path
    patterns: GitIgnoreSpec

    def say(self, entry: Path, is_folder: bool) -> bool | None:
        """Whether the entry is ignored; None where no pattern is about it."""
        relative = entry.relative_to(self.folder).as_posix()
        return self.patterns.check_file(f"{relative}/" if is_folder else relative).include


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file of a folder. Where its name does not make it `certain` that it is to be read, its content has to."""

    path: Path
    certain: bool


def files_of(folder: Path) -> list[Candidate | Skipped]:
    """The files that may have to be read, in the order of their names, each once, however many links lead to it.

    Hidden files and folders are left alone, and so is what an ignore file names. No file is opened for this.
    """
    found: dict[str, Candidate | Skipped] = {}
    for file in _files(folder, {os.path.realpath(folder)}, ()):
        if isinstance(file, Skipped):
            found[file.reason] = file
            continue
        known = found.get(str(file.path))
        certain = file.certain or (isinstance(known, Candidate) and known.certain)
        found[str(file.path)] = Candidate(file.path, certain)
    return list(found.values())


def _files(folder: Path, seen: set[str], rules: Sequence[_Rules]) -> Iterator[Candidate | Skipped]:
    try:
        entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
        own = _rules(folder)
    except OSError as error:
        yield cannot_be_read(folder, error)
        return
    if isinstance(own, Skipped):
        yield own
    elif own:
        rules = (*rules, own)
    for entry in entries:
        real = os.path.realpath(entry)
        is_folder = os.path.isdir(real)
        if real in seen or _ignored(entry, is_folder, rules):
            continue
        if is_folder:
            seen.add(real)
            yield from _files(entry, seen, rules)
        elif os.path.isfile(real):
            yield Candidate(Path(real), kind_by_name(entry.name) is not None)


def _rules(folder: Path) -> _Rules | Skipped | None:
    """The folder's ignore file, if it has one; one that cannot be understood is told and ignores nothing."""
    path = folder / IGNORE_FILE
    if not path.is_file():
        return None
    from pathspec import GitIgnoreSpec

    try:
        return _Rules(folder, GitIgnoreSpec.from_lines(path.read_text("utf-8-sig").splitlines()))
    except ValueError as error:
        why = " ".join(str(error).split())
        return Skipped(str(path), f"{path} is not understood ({why}) and ignores nothing: mend its patterns")


def _ignored(entry: Path, is_folder: bool, rules: Sequence[_Rules]) -> bool:
    """The nearest ignore file that has a pattern about the entry decides."""
    said = (one.say(entry, is_folder) for one in reversed(rules))
    return next((verdict for verdict in said if verdict is not None), False)


def cannot_be_read(path: Path | Original, error: OSError) -> Skipped:
    why = error.strerror or str(error)
    return Skipped(str(path), f"{path} cannot be read ({why}): check the path and its permissions")
