"""Vector indexes in files: written whole, sealed, and believed only as they were sealed."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import uuid4

import faiss

from index.embedded.vector_plan import Layout
from index.embedded.vector_rows import Position
from index.errors import LibraryError

SEAL = "vectors.json"
_FORMER_NAME = "vectors.faiss"
_FORMAT = 2
_PIECE = 1 << 20
_SAMPLES, _SAMPLE = 64, 16 << 10
_ABANDONED_SECONDS = 3600
_LARGEST_SEAL = 1 << 16
_LARGEST_NUMBER = 2**63 - 1
_FILE_NAME = re.compile(r"vectors(-\w+)?\.faiss")


class DamagedVectors(Exception):
    """The FAISS file is not what was written; the store can rebuild it."""


class UnknownSeal(DamagedVectors):
    """What lies in the seal's place is nothing that was written here."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What was written: the file's name, size and hashes, the store's position that it holds, and its layout.

    `digest` is of the whole file, `sampled` of some of its parts: whole where they would be all of it. The layout is
    None where the vectors are compared exactly.
    """

    file: str
    size: int
    digest: str
    sampled: str
    position: Position
    layout: Layout | None

    @classmethod
    def read(cls, folder: Path) -> Seal | None:
        """None where there is none, or one of an older version. Raises UnknownSeal."""
        try:
            with (folder / SEAL).open("rb") as file:
                fields = json.loads(file.read(_LARGEST_SEAL))
            if "format" not in fields and {"stamp", "blake2b"} <= fields.keys():
                return None
            layout = fields["layout"]
            seal = cls(
                fields["file"],
                fields["bytes"],
                fields["blake2b"],
                fields["sampled"],
                Position(fields["stamp"], fields["row"], fields["removal"]),
                Layout(**layout) if layout else None,
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UnknownSeal from error
        if not seal._is_possible():
            raise UnknownSeal
        return seal

    def _is_possible(self) -> bool:
        """Whether everything is of its kind, and the file one of the seal's own folder."""
        texts = (self.file, self.digest, self.sampled, self.position.stamp)
        numbers = (self.size, self.position.row, self.position.removal)
        return (
            all(isinstance(text, str) for text in texts)
            and all(type(number) is int and 0 <= number <= _LARGEST_NUMBER for number in numbers)
            and _FILE_NAME.fullmatch(self.file) is not None
            and (self.layout is None or self.layout.is_possible())
        )

    def write(self, folder: Path) -> None:
        fields = {
            "format": _FORMAT,
            **asdict(self.position),
            "file": self.file,
            "bytes": self.size,
            "blake2b": self.digest,
            "sampled": self.sampled,
            "layout": asdict(self.layout) if self.layout else None,
        }
        with _draft(folder) as draft:
            draft.write_text(json.dumps(fields, indent=1))
            os.replace(draft, folder / SEAL)


def write(folder: Path, index: Any, position: Position, layout: Layout | None) -> Seal:
    """Write an index, then the seal that names it. Who has the former file open can go on reading it."""
    with _draft(folder) as draft:
        faiss.write_index(index, str(draft))
        name = f"vectors-{uuid4().hex[:12]}.faiss"  # of its own: others may write theirs at the same time
        seal = Seal(name, draft.stat().st_size, _digest(draft), _sampled(draft), position, layout)
        os.replace(draft, folder / name)
    former = _former(folder)
    seal.write(folder)
    _sweep(folder, seal.file, former)
    return seal


def load(folder: Path, seal: Seal) -> Any:
    """The index that a seal names: lists stay in the file, mapped into memory. None where the file is gone.

    Raises DamagedVectors. Of lists some parts are compared with the seal: what is wrong in another part can only
    miss something, since cosines are computed from the store, and `is_whole` finds it.
    """
    path = folder / seal.file
    try:
        if path.stat().st_size != seal.size:
            raise DamagedVectors
        fits = _sampled(path) == seal.sampled if seal.layout else _digest(path) == seal.digest
        if not fits:
            raise DamagedVectors
        return _mapped(path) if seal.layout else _read(path)
    except FileNotFoundError:
        return None


def load_to_change(folder: Path, seal: Seal) -> Any:
    """The index that a seal names, in memory. Raises DamagedVectors."""
    if not is_whole(folder, seal):
        raise DamagedVectors
    try:
        return _read(folder / seal.file)
    except FileNotFoundError as error:
        raise DamagedVectors from error


def is_whole(folder: Path, seal: Seal) -> bool:
    """Whether every byte of the file is as it was written."""
    try:
        return _digest(folder / seal.file) == seal.digest
    except FileNotFoundError:
        return False


def _read(path: Path, flags: int = 0) -> Any:
    """Raises FileNotFoundError where another process has put a new file in its place just now."""
    try:
        return faiss.read_index(str(path), flags)
    except RuntimeError as error:
        if path.exists():
            raise DamagedVectors from error
        raise FileNotFoundError(path) from error


def _mapped(path: Path) -> Any:
    if sys.platform == "win32":  # FAISS maps lists into memory on other systems only
        return _read(path)
    index = _read(path, faiss.IO_FLAG_MMAP)
    lists = faiss.downcast_InvertedLists(index.invlists)
    lists.prefetch_nthread = 0  # threads that read ahead cost more than they save
    return index


def _digest(path: Path) -> str:
    digest = blake2b()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _sampled(path: Path) -> str:
    """A hash of parts that lie evenly in the file, its first and its last among them."""
    digest = blake2b()
    last = path.stat().st_size - _SAMPLE
    if last <= _SAMPLES * _SAMPLE:
        return _digest(path)
    with path.open("rb") as file:
        for number in range(_SAMPLES):
            file.seek(last * number // (_SAMPLES - 1))
            digest.update(file.read(_SAMPLE))
    return digest.hexdigest()


def _sweep(folder: Path, kept: str, former: str | None) -> None:
    """Delete the former file (who has it open can go on reading it), and what was abandoned an hour ago."""
    for path in (*folder.glob("vectors*.faiss"), *folder.glob("vectors*.draft")):
        try:
            is_old = time.time() - path.stat().st_mtime > _ABANDONED_SECONDS
            if path.name != kept and (is_old or path.name in (former, _FORMER_NAME)):
                path.unlink()
        except OSError:  # gone already, or still open on Windows: the next one sweeps it
            continue


def _former(folder: Path) -> str | None:
    try:
        seal = Seal.read(folder)
    except UnknownSeal:
        set_aside(folder)
        return None
    return seal.file if seal else None


def set_aside(folder: Path) -> Path:
    """Give what lies in the seal's place another name, and tell which. Raises LibraryError where nobody may."""
    path = folder / f"vectors-set-aside-{uuid4().hex[:12]}.json"
    try:
        os.replace(folder / SEAL, path)
    except OSError as error:
        raise LibraryError(
            f"{folder / SEAL} is nothing that onrecord wrote, and cannot be moved ({error.strerror}): move it away"
        ) from error
    return path


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A file to be written and then moved to its place; it is gone if that fails."""
    path = folder / f"vectors.{uuid4().hex}.draft"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
