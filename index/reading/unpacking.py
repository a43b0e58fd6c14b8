"""Packed bytes are unpacked as they come, and counted as what they become."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from index.errors import SourceError

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def collected(chunks: Iterable[bytes], packed: str, most_bytes: int, name: str) -> bytes:
    """All the bytes, unpacked. Raises SourceError where they become too many, or are packed in an unknown way."""
    if packed not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise SourceError(f"{name} comes packed as {packed!r}, which was not asked for: save the page and add the file")
    parts: list[bytes] = []
    held = 0
    for part in _unpacked(chunks, most_bytes, name) if packed not in ("", "identity") else chunks:
        held += len(part)
        if held > most_bytes:
            raise SourceError(f"{name} is larger than {most_bytes / 2**20:g} MiB: save it and add the file")
        parts.append(part)
    return b"".join(parts)


def _unpacked(chunks: Iterable[bytes], most_bytes: int, name: str) -> Iterator[bytes]:
    """A little at a time, so that a bomb is noticed before it has gone off."""
    piece = min(most_bytes + 1, 1024 * 1024)
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        for chunk in chunks:
            waiting = chunk
            while waiting:
                yield unpacker.decompress(waiting, piece)
                waiting = unpacker.unconsumed_tail
                if unpacker.eof:  # a file can be several packed ones in a row
                    waiting = unpacker.unused_data
                    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    except zlib.error as error:
        raise SourceError(f"{name} is packed but broken: try again later, or save the page and add the file") from error


def gunzipped(content: bytes, most_bytes: int, name: str) -> bytes:
    """The content, unpacked where it is a gzip file."""
    return collected([content], "gzip", most_bytes, name) if content.startswith(b"\x1f\x8b") else content
