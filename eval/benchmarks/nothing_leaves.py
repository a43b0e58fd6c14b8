"""“Nothing leaves your machine”, counted: `python -m eval.benchmarks.nothing_leaves`.

Each command, and the same from Python, is run by a new user. Counted are names looked up, connections beyond this
machine, and files left that are not onrecord's own: its own are libraries, in a folder “onrecord” of the user's data or
cache. There are two watches: see `eval.benchmarks.watching`. Exits with 1 where anything left, and says what.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import typer
from rich.console import Console
from rich.table import Table

from eval.benchmarks.watching import Guard, NewUser, Seen, Trace, Watch

WATCHES: tuple[Watch, ...] = (Guard(), Trace())
_QUESTION = "What did Tollemar say about the valve?"
_SAMPLE = str(files("index") / "sample")
_QUESTIONS = str(files("eval") / "sample.questions.jsonl")
_COMMAND = "from ui.cli import main; main()"

# In a program of somebody's own, the chat is served by the command's own function: it has no other door.
_IN_PROCESS = "import sys; from ui.cli import app; app(sys.argv[1:], standalone_mode=False)"
_ADD = """
import sys
from index.library import Library, default_path
with Library.open(default_path()) as library:
    assert library.add(sys.argv[1]).added
"""
_ASK = """
import sys
from index.library import Library, default_path
from qa.assistant import Assistant
with Library.open(default_path()) as library:
    assert Assistant(library).ask(sys.argv[1]).citations
"""
_EVAL = """
import sys
from pathlib import Path
from eval.runner import Settings, evaluate_set
settings = Settings(Path(sys.argv[1]), Path(sys.argv[2]), sample=2, baselines=False)
assert evaluate_set(settings, lambda *progress: None).systems
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """What one command did: `way` is “command” or “Python”, `watch` which of the two watched."""

    name: str
    way: str
    watch: str
    seen: Seen


def main() -> None:
    """Run everything under both watches, and print the table."""
    console, notes = Console(), Console(stderr=True)
    table = Table("", "from", "watch", "look-ups", "connections", "files of others")
    told: list[Watched] = []
    for watch in WATCHES:
        if reason := watch.missing():
            notes.print(f"no {watch.name}: {reason}")
            continue
        for way in ("command", "Python"):
            with TemporaryDirectory(prefix="onrecord-nothing-leaves-") as folder:
                for watched in watch_all(watch, way, Path(folder)):
                    told.append(watched)
                    seen = watched.seen
                    counts = (str(len(found)) for found in (seen.lookups, seen.connections, seen.left))
                    table.add_row(watched.name, way, watch.name, *counts)
                    notes.print(f"{watched.name}, {way}, {watch.name}: {seen if not seen.is_nothing else 'nothing'}")
    console.print(table)
    if any(not watched.seen.is_nothing for watched in told):
        raise typer.Exit(1)


def watch_all(watch: Watch, way: str, folder: Path, **variables: str) -> Iterator[Watched]:
    """Each command in turn, by one new user in the folder: what is asked was added before.

    `variables` are added to the user's environment. Raises Failed.
    """
    user = NewUser(folder / "user")
    for name, command in (_commands() if way == "command" else _programs()).items():
        yield Watched(name, way, watch.name, watch.see(user, command, **variables))


def _commands() -> dict[str, list[str]]:
    onrecord = [sys.executable, "-c", _COMMAND]
    return {
        "add": [*onrecord, "add", _SAMPLE],
        "ask": [*onrecord, "ask", _QUESTION],
        "serve": _served(onrecord, "serve"),
        "demo": _served(onrecord, "demo", "--no-browser"),
        "eval": [*onrecord, "eval", "--sample", "2", "--no-baselines"],
    }


def _programs() -> dict[str, list[str]]:
    python = [sys.executable, "-c"]
    return {
        "add": [*python, _ADD, _SAMPLE],
        "ask": [*python, _ASK, _QUESTION],
        "serve": _served([*python, _IN_PROCESS], "serve"),
        "demo": _served([*python, _IN_PROCESS], "demo", "--no-browser"),
        "eval": [*python, _EVAL, _QUESTIONS, _SAMPLE],
    }


def _served(program: list[str], *arguments: str) -> list[str]:
    """A server whose page is opened once."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    return [sys.executable, "-m", "eval.benchmarks.page_visit", port, *program, *arguments, "--port", port]


if __name__ == "__main__":
    typer.run(main)
