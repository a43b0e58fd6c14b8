"""The terminal: results go to standard output, everything said about them to standard error."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table
from rich.text import Text

# Control characters could move the cursor or hide text, bidirectional overrides could reorder it.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def prepare_streams() -> None:
    """A character that the terminal's encoding lacks becomes a question mark instead of a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def printable(text: str) -> str:
    """Text of an article, a file name or a question, without the characters that would drive a terminal."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def results() -> Console:
    return Console(markup=False, highlight=False, emoji=False)


def messages() -> Console:
    return Console(stderr=True, markup=False, highlight=False, emoji=False)


def show(result: Text | Table | str) -> None:
    """Print a result. A pipe or file gets texts as they are: not wrapped, and with their tabs."""
    console = results()
    if isinstance(result, Table) or console.is_terminal:
        console.print(result)
    else:
        _write(f"{result}\n")


def show_json(value: object) -> None:
    """Print one JSON value, in ASCII where standard output is not Unicode."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    _write(json.dumps(value, ensure_ascii=not unicode, indent=2) + "\n")


def say(sentence: str) -> None:
    """A note about what happens, beside the results."""
    messages().print(Text(printable(sentence), style="dim"), soft_wrap=True)


def complain(sentence: str) -> None:
    """What is wrong, in one sentence."""
    finished = sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
    messages().print(Text(printable(finished), style="red"), soft_wrap=True)


@contextmanager
def spinner(what: str) -> Iterator[None]:
    """A spinner on a terminal, nothing elsewhere."""
    with messages().status(what):
        yield


def _write(text: str) -> None:
    """Flushed at once, so that a reader who went away is noticed here and not at the very end."""
    sys.stdout.write(text)
    sys.stdout.flush()
