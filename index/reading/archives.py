"""Archives: each member is unpacked, one at a time, to a file of ours, and read as if it lay in a folder."""

from __future__ import annotations

import gzip
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from index.article import Article
from index.errors import SourceError
from index.reading.kinds import is_article_file
from index.reading.names import ENDINGS
from index.reading.original import Original
from index.reading.packages import bomb, is_bomb, open_package, unsafe_name
from index.reading.skipped import Skipped

_DEEPEST = 3
_MOST_MEMBERS = 100_000
_MOST_BYTES = 4 * 1024**3
_BLOCK = 1024 * 1024
_DAMAGE = (zipfile.BadZipFile, tarfile.TarError, NotImplementedError, EOFError, zlib.error, gzip.BadGzipFile)

Read = Callable[[Original, "Unpacking"], Iterator[Article | Skipped]]
"""How a member is read: the same way as any file, but for what has been unpacked so far."""


@dataclass(slots=True)
class Unpacking:
    """What has been unpacked on the way from a file to here: the limits hold for all of it together."""

    depth: int = 0
    members: int = 0
    size: int = 0

    def count(self, original: Original, size: int) -> None:
        """Take note of one more member. Raises SourceError where it goes beyond reason."""
        self.members += 1
        self.size += size
        if self.members > _MOST_MEMBERS:
            raise SourceError(
                f"{original} holds more than {_MOST_MEMBERS:,} files: unpack it and add the folders one after another"
            )
        if self.size > _MOST_BYTES:
            raise bomb(original, self.size)


@dataclass(frozen=True, slots=True)
class _Member:
    """A file in an archive. `open` gives its bytes; `size` is what the archive says it unpacks to."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]
    encrypted: bool = False


def read_archive(
    original: Original, members: Callable[[Original], Iterator[_Member]], unpacking: Unpacking, read: Read
) -> Iterator[Article | Skipped]:
    """The articles of all members that are read, under `archive!/member`.

    Raises SourceError for an archive that is damaged, or made to do harm; nothing outside a temporary folder is
    written, whatever the members are called.
    """
    if unpacking.depth >= _DEEPEST:
        raise SourceError(f"{original} lies too deep, an archive within {_DEEPEST} others: unpack it and add the files")
    unpacking.depth += 1
    nothing = True
    try:
        for member in members(original):
            for found in _read_member(original, member, unpacking, read):
                nothing = False
                yield found
    except _DAMAGE as error:
        raise SourceError(f"{original} is an archive, and damaged or cut short: get it again and add it") from error
    finally:
        unpacking.depth -= 1
    if nothing:
        raise SourceError(f"no articles in {original}: onrecord reads files that end in {', '.join(ENDINGS)}")


def zip_members(original: Original) -> Iterator[_Member]:
    """A zip archive's files. The whole archive is looked over before anything is unpacked."""
    with open_package(original) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        for info in archive.infolist():
            _check_name(original, info.filename)
        if len(infos) > _MOST_MEMBERS:
            Unpacking(members=_MOST_MEMBERS).count(original, 0)
        unpacked, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
        if unpacked > _MOST_BYTES or is_bomb(packed, unpacked):
            raise bomb(original, unpacked)
        for info in sorted(infos, key=lambda info: info.filename):
            if is_bomb(info.compress_size, info.file_size):
                raise bomb(original, info.file_size)
            mode = info.external_attr >> 16
            if stat.S_ISREG(mode) or not stat.S_IFMT(mode):  # archives made on Windows have no modes
                yield _Member(info.filename, info.file_size, partial(archive.open, info), bool(info.flag_bits & 1))


def tar_members(original: Original) -> Iterator[_Member]:
    """A tar archive's files, in the order in which they come; links and devices are left alone."""
    packed = original.path.stat().st_size
    unpacked = 0
    with tarfile.open(original.path, "r|*") as archive:
        for info in archive:
            _check_name(original, info.name)
            unpacked += info.size
            if is_bomb(packed, unpacked):
                raise bomb(original, unpacked)
            if info.isreg():
                yield _Member(info.name, info.size, partial(_opened, archive, info))


def _opened(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(info)
    if file is None:
        raise tarfile.ReadError(f"{info.name} has no content")
    return file


def _check_name(original: Original, name: str) -> None:
    if unsafe_name(name):
        raise SourceError(
            f"{original} holds a file whose name leads out of the archive ({name[:80]!r}), as only harmful ones do: "
            "unpack it yourself if you trust it, and add the files"
        )


def _read_member(original: Original, member: _Member, unpacking: Unpacking, read: Read) -> Iterator[Article | Skipped]:
    path = PurePosixPath(member.name)
    unpacking.count(original, member.size)
    if any(part.startswith(".") or part == "__MACOSX" for part in path.parts):
        return
    name = f"{original.name}!/{path.as_posix()}"
    with TemporaryDirectory(prefix="onrecord-") as folder:
        unpacked = Original(Path(folder) / "member", name)
        if member.encrypted:
            yield Skipped(name, f"{name} is encrypted: unpack it with its password and add the file")
            return
        try:
            with member.open() as content, unpacked.path.open("wb") as file:
                shutil.copyfileobj(content, file, _BLOCK)
        except (*_DAMAGE, RuntimeError):
            yield Skipped(name, f"{name} is damaged in its archive: get the archive again and add it")
            return
        if is_article_file(unpacked):
            yield from read(unpacked, unpacking)
