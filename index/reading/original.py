"""A file that is read, wherever its bytes lie for the moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePath

from index.article import clean_text

_SUFFIXES = re.compile(r"(?<=.)(\.[A-Za-z]{2,8})?(\.gz)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Original:
    """`path` is where the bytes lie, `name` how the file is known: in sources, ids and messages.

    They differ where the bytes lie there only while they are read, as those of an archive's member do.
    """

    path: Path
    name: str

    @classmethod
    def at(cls, path: Path) -> Original:
        """A file that is known by its path."""
        return cls(path, str(path))

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What its id is made of: the name, with the same separators on every system."""
        return PurePath(self.name).as_posix()

    @property
    def stem(self) -> str:
        """The last part of the name without its endings."""
        return stem_of(self.name)


def stem_of(name: str) -> str:
    """The last part of a path or an address without its endings: `news.jsonl.gz` is `news`."""
    return clean_text(_SUFFIXES.sub("", PurePath(name).name))
