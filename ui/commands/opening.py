"""What the commands begin with: the library that is named, and an assistant over it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.errors import LibraryError
from qa.reader.loading import ReaderName, load_reader
from ui.terminal.streams import say

if TYPE_CHECKING:
    from index.library import Library
    from qa.assistant import Assistant


@contextmanager
def open_library(path: str | None, *, create: bool = False, filled: bool = False) -> Iterator[Library]:
    """The library that the options name, for a command that may need it filled. Its notes go to standard error."""
    from index.library import Library, default_path

    with Library.open(path or default_path(), create=create) as library:
        if filled and not library.contents().articles:
            raise LibraryError(f"the library in {library.place} is empty: add articles first, with 'onrecord add'")
        yield library
        for note in library.notes:
            say(note)


def load_assistant(library: Library, reader: ReaderName) -> Assistant:
    from qa.assistant import Assistant

    return Assistant(library, reader=load_reader(reader, library))
