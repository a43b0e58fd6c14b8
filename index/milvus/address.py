"""Where a Milvus library lies, as users write it. Imports nothing heavy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from index.errors import LibraryError

SCHEME = "milvus"
INDEXES = ("FLAT", "HNSW", "IVF_SQ8", "DISKANN", "AUTOINDEX")

_PREFIX = re.compile(r"milvus:/", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_FILE_NAME = "library"
_PORT = 19530
_HERE = ("", ".", "..", "~")
_OPTIONS = ("index", "shards", "replicas", "tls")


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """A library called `name` on a server, or in a milvus-lite file: exactly one of `server` and `file` is set.

    `index`, `shards` and `replicas` count when collections are made or loaded; a file needs none of them.
    """

    name: str
    server: str | None = None
    file: Path | None = None
    database: str = ""
    index: str = "HNSW"
    shards: int = 1
    replicas: int = 1

    def __str__(self) -> str:
        if self.file is not None:
            return f"{SCHEME}://{self.file}"
        host = (self.server or "").split("://")[-1]
        return f"{SCHEME}://{host}/{self.database + '/' if self.database else ''}{self.name}"


def is_milvus(address: object) -> bool:
    return isinstance(address, str) and bool(_PREFIX.match(address))


def parse_address(address: str) -> MilvusAddress:
    """`milvus://host:19530/newsroom`, `milvus://host/database/newsroom`, or a file: `milvus:///home/me/newsroom.db`,
    `milvus://./newsroom.db`.

    After a question mark: `index=HNSW|IVF_SQ8|DISKANN|FLAT|AUTOINDEX`, `shards=`, `replicas=`, `tls=1`.
    Raises LibraryError.
    """
    parts = urlsplit(address)
    if parts.username or parts.password:
        raise LibraryError(
            "the library's address holds a password, which others could read: put it into ONRECORD_MILVUS_TOKEN or "
            "ONRECORD_MILVUS_USER and ONRECORD_MILVUS_PASSWORD instead"
        )
    if parts.netloc in _HERE:
        path = f"{parts.netloc}{unquote(parts.path)}"
        if not path.strip("/") or path.endswith("/"):
            raise LibraryError(f"{address} names no file: write milvus:///folder/newsroom.db")
        file = Path(path).expanduser()
        return MilvusAddress(_FILE_NAME, file=file if file.suffix == ".db" else file.with_name(f"{file.name}.db"))
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = ", ".join(sorted(options.keys() - set(_OPTIONS)))
    if unknown:
        raise LibraryError(f"{address} asks for {unknown}: what can be asked for is {', '.join(_OPTIONS)}")
    *database, name = parts.path.strip("/").split("/")
    if len(database) > 1 or not all(_NAME.fullmatch(part) for part in (*database, name)):
        raise LibraryError(
            f"{address} names no library: write milvus://host:{_PORT}/newsroom, with letters, digits and underscores"
        )
    index = options.get("index", "HNSW").upper()
    if index not in INDEXES:
        raise LibraryError(f"{address} asks for the index {index}: choose one of {', '.join(INDEXES)}")
    try:
        host, port = parts.hostname, parts.port or _PORT
        shards, replicas = (int(options.get(option, "1")) for option in ("shards", "replicas"))
    except ValueError as error:
        raise LibraryError(f"{address} is not an address of Milvus: a number is none") from error
    if not host or shards < 1 or replicas < 1:
        raise LibraryError(f"{address} is not an address of Milvus: it needs a host, and numbers from 1")
    tls = options.get("tls", "0") not in ("0", "no", "false", "")
    host = f"[{host}]" if ":" in host else host
    server = f"http{'s' if tls else ''}://{host}:{port}"
    return MilvusAddress(name, server, None, "".join(database), index, shards, replicas)
