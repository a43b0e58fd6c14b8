"""Archives and packed files that are made to do harm."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from functools import partial

from eval.benchmarks.bombs.bomb import Bomb

_ZEROS = 64 * 1024 * 1024


def zipped(**parts: bytes | str) -> bytes:
    """A zip archive; `__` in a name stands for a slash and `_0` for a dot."""
    return zipped_parts({name.replace("__", "/").replace("_0", "."): part for name, part in parts.items()})


def zipped_parts(parts: dict[str, bytes | str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def packed(piece: bytes, times: int) -> bytes:
    """A gzip file of so many pieces, made without holding them all."""
    content = io.BytesIO()
    with gzip.GzipFile(fileobj=content, mode="wb", compresslevel=6, mtime=0) as file:
        for _ in range(times):
            file.write(piece)
    return content.getvalue()


def _nested(depth: int) -> bytes:
    content = zipped(a_0txt="A headline\n\nThe harbour is open.\n")
    for _ in range(depth):
        content = zipped(inner_0zip=content)
    return content


def _wide(depth: int) -> bytes:
    content = zipped(zeros_0txt=b"a" * 1_000_000)
    for _ in range(depth):
        content = zipped_parts({f"{number}.zip": content for number in range(16)})
    return content


def _overlapping() -> bytes:
    """Thousands of entries that share one local file, as in David Fifield's zip bomb."""
    whole = zipped(a_0txt=b"word " * 2_000_000)
    begins = whole.rindex(b"PK\x01\x02")
    entry, end = whole[begins : whole.rindex(b"PK\x05\x06")], whole[whole.rindex(b"PK\x05\x06") :]
    count = 10_000
    tail = end[:8] + struct.pack("<HHL", count, count, count * len(entry)) + end[16:]
    return whole[:begins] + count * entry + tail


def _lying() -> bytes:
    """The archive says of its member that it unpacks to ten bytes."""
    whole = bytearray(zipped(a_0txt=b"word " * 10_000_000))
    directory = whole.rindex(b"PK\x01\x02")
    for place in (22, directory + 24):
        whole[place : place + 4] = struct.pack("<L", 10)
    return bytes(whole)


def _many_members() -> bytes:
    return zipped_parts({f"{number}.txt": "" for number in range(20_000)})


def _tar(kind: bytes, size: int, then: bytes = b"") -> bytes:
    member = tarfile.TarInfo("a.txt")
    member.type = kind
    member.size = size
    return member.tobuf(tarfile.GNU_FORMAT) + then


def _long_name() -> bytes:
    """A file name of gigabytes, which the standard library would hold whole."""
    return gzip.compress(_tar(tarfile.GNUTYPE_LONGNAME, 300 * 1024 * 1024)) + packed(b"a" * 2**20, 300)


def _gzip_of_gzip() -> bytes:
    content = packed(b"a" * 2**20, 256)
    for _ in range(4):
        content = gzip.compress(content)
    return content


ARCHIVES = (
    Bomb("zip in zip, 10 deep", "nested.zip", partial(_nested, 10)),
    Bomb("16 zips in each of 16 zips, of a million letters", "wide.zip", partial(_wide, 2)),
    Bomb("a zip of zeros", "zeros.zip", lambda: zipped(a_0txt=b"\0" * _ZEROS)),
    Bomb("10,000 zip entries for one file", "overlapping.zip", _overlapping),
    Bomb("a zip that lies about sizes", "lying.zip", _lying),
    Bomb("20,000 empty files in a zip", "members.zip", _many_members),
    Bomb("gzip of gzip of letters", "letters.txt.gz", _gzip_of_gzip),
    Bomb("512 MiB of letters, packed", "long.txt.gz", partial(packed, b"a" * 2**20, 512)),
    Bomb("200 MiB of short lines, packed", "lines.txt.gz", partial(packed, b"a\n" * 2**19, 200)),
    Bomb("a tar of 2^50 bytes, by its word", "large.tar", lambda: _tar(tarfile.REGTYPE, 2**50)),
    Bomb("a tar with a name of 300 MiB", "name.tar.gz", _long_name),
)
