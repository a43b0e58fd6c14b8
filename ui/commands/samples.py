"""The demo: a library of the sample articles that come with the package."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from ui.terminal.adding import add_sources, summary
from ui.terminal.streams import say

if TYPE_CHECKING:
    from index.library import Library


def demo_path() -> Path:
    """Where the demo's library lies: a folder of the user's cache directory."""
    from platformdirs import user_cache_path

    return user_cache_path("onrecord", appauthor=False) / "demo"


def add_samples(library: Library) -> None:
    """Add the sample articles, and say what was done and where."""
    say(f"Building a library from the sample articles in {library.place} …")
    with as_file(files("index") / "sample") as folder:
        say(summary(add_sources(library, [str(folder)])))
