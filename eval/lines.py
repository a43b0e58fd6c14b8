"""Reads JSON Lines, plain or gzipped, and gathers what is wrong with them line by line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import QuestionSetError

_PROBLEMS_SHOWN = 10


class Problems:
    """What is wrong with a file's lines, gathered so that people see more than the first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines: list[str] = []

    def add(self, number: int, problem: str) -> None:
        self._lines.append(f"line {number}: {problem}")

    def raise_any(self) -> None:
        if not self._lines:
            return
        shown = self._lines[:_PROBLEMS_SHOWN]
        if len(self._lines) > len(shown):
            shown.append(f"and {len(self._lines) - len(shown)} more")
        raise QuestionSetError(f"{self._path} cannot be used:\n  " + "\n  ".join(shown))


def read_records(path: Path, problems: Problems) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file with their line numbers; other lines go to `problems`. Raises QuestionSetError."""
    try:
        content = path.read_bytes()
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        lines = content.decode("utf-8-sig").split("\n")
    except (OSError, EOFError, zlib.error) as error:
        raise QuestionSetError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    except UnicodeDecodeError as error:
        raise QuestionSetError(f"{path} is not UTF-8 text: save it as UTF-8") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            problems.add(number, f"not JSON ({error.msg} at column {error.colno})")
            continue
        if isinstance(record, dict):
            yield number, record
        else:
            problems.add(number, "not a JSON object")
