"""A process that reads the files it is told of, one after the other: `python -m index.reading.worker`."""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path

from index.reading.fields import FieldMapping
from index.reading.original import Original
from index.reading.sources import read_file


def main() -> None:
    """Answer each path and mapping on standard input with what the file holds, until the input ends."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not end up among the answers
    while True:
        try:
            job: tuple[Path, FieldMapping | None] = pickle.load(asked)  # noqa: S301  (from the process that started this one)
        except EOFError:
            return
        path, mapping = job
        try:
            answer: object = list(read_file(Original.at(path), mapping))
        except Exception as error:  # noqa: BLE001  (it is raised where the file was asked for)
            answer = error
        try:
            pickle.dump(answer, answers)
            answers.flush()
        except BrokenPipeError:
            os._exit(0)  # whoever asked was killed; a tidy end would try to write once more


if __name__ == "__main__":
    main()
