"""Documents that are zip containers (Word, OpenDocument, EPUB), opened warily."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.errors import SourceError
from index.reading.content import LARGEST, is_gzipped, read_bytes
from index.reading.original import Original

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_TIMES = 200
"""How many times larger than packed a file may be where it is large: texts reach ten, bombs a thousand."""

DAMAGE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error)
"""What the standard library raises over a zip archive that is damaged, or encrypted."""

LARGE = 16 * 1024 * 1024
"""Bytes below which nobody cares how well something was packed."""


def open_package(original: Original) -> zipfile.ZipFile:
    """The container, also where it is gzipped. Raises BadZipFile where it is none, or damaged."""
    return zipfile.ZipFile(io.BytesIO(read_bytes(original)) if is_gzipped(original) else original.path)


class Package:
    """A document's parts by name. Every complaint is a SourceError that names the document."""

    def __init__(self, original: Original, archive: zipfile.ZipFile, what: str) -> None:
        self._original = original
        self._archive = archive
        self._what = what
        self._read = 0
        self.names = frozenset(archive.namelist())

    def part(self, name: str) -> bytes:
        """A part's bytes. Raises SourceError where it is missing, damaged, or unpacks to more than is reasonable."""
        try:
            info = self._archive.getinfo(name)
            self._read += info.file_size
            if self._read > LARGEST or is_bomb(info.compress_size, info.file_size):
                raise bomb(self._original, info.file_size)
            return self._archive.read(info)
        except KeyError as error:
            raise self.damaged() from error
        except (*DAMAGE, ValueError, OSError) as error:
            raise self.damaged() from error

    def xml(self, name: str) -> _Element:
        """A part's root element, read without fetching anything and without expanding entities."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(self.part(name), parser)
        except etree.XMLSyntaxError as error:
            raise self.damaged() from error

    def damaged(self) -> SourceError:
        return SourceError(f"{self._original} is {self._what}, and damaged or cut short: get it again and add it")


def is_bomb(packed: int, unpacked: int) -> bool:
    """Whether something was packed better than texts can be."""
    return unpacked > LARGE and unpacked > MOST_TIMES * max(packed, 1)


def bomb(original: Original, unpacked: int) -> SourceError:
    return SourceError(
        f"{original} would unpack to {unpacked // 2**20:,} MiB or more, as files do that are made to fill a disk: "
        "unpack it yourself if you trust it, and add the files"
    )


def unsafe_name(name: str) -> bool:
    """Whether a member's name leads out of its archive."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return ".." in parts or name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":")


@contextmanager
def opened(original: Original, what: str) -> Iterator[Package]:
    """The parts of a document. Raises SourceError where it cannot be opened."""
    try:
        archive = open_package(original)
    except (zipfile.BadZipFile, ValueError) as error:
        raise SourceError(f"{original} is {what}, and damaged or cut short: get it again and add it") from error
    with archive:
        yield Package(original, archive, what)
