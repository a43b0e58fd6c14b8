"""Many files at once: each is read in a process of its own kind, and what they hold comes in the files' order.

Reading a page is Python's work nearly to the end, so that threads would wait for each other. The processes are started
as plain commands: unlike multiprocessing's they never run the caller's script again, hear no Ctrl-C, and end when
their input does, so that none outlives a parent that was killed.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, TypeGuard

from index.article import Article
from index.reading.fields import FieldMapping
from index.reading.original import Original
from index.reading.skipped import Skipped

_FEWEST_FILES = 100
_MOST_WORKERS = 8
_LARGEST = 32 * 1024 * 1024
_LARGEST_OF_MANY = {
    **dict.fromkeys((".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet"), 2 * 1024 * 1024),
    **dict.fromkeys((".gz", ".zip", ".tar", ".tgz"), 128 * 1024),
}
"""Bytes of a file that can hold many articles: what it holds is handed over as a whole, and has to fit the memory."""

_AHEAD = 8
_ROOT = Path(__file__).parents[2]

Items = Sequence[Article | Skipped]
ReadFile = Callable[[Original, FieldMapping | None], Iterator[Article | Skipped]]


def read_files(
    paths: Sequence[Path | Skipped], mapping: FieldMapping | None, read: ReadFile
) -> Iterator[Article | Skipped]:
    """The articles of the files, in their order. A few files are read here, with `read`; many in several processes.

    A file too large to be handed over whole is always read here, a record at a time.
    """
    workers = min(_cores(), _MOST_WORKERS)
    if len(paths) < _FEWEST_FILES or workers < 2:
        for path in paths:
            yield from (path,) if isinstance(path, Skipped) else read(Original.at(path), mapping)
        return
    with Workers(workers) as pool:
        waiting: deque[tuple[Path | Skipped, Future[Items] | None]] = deque()
        for path in paths:
            waiting.append((path, pool.submit(path, mapping) if _can_be_handed_over(path) else None))
            if len(waiting) > _AHEAD * workers:
                yield from _taken(*waiting.popleft(), mapping, read)
        while waiting:
            yield from _taken(*waiting.popleft(), mapping, read)


class Workers:
    """So many processes that read files; a context manager, at whose end they are gone."""

    def __init__(self, count: int) -> None:
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reading")
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._all: list[_Worker] = [_Worker() for _ in range(count)]
        for worker in self._all:
            self._idle.put(worker)

    def submit(self, path: Path, mapping: FieldMapping | None) -> Future[Items]:
        return self._threads.submit(self._read, path, mapping)

    def _read(self, path: Path, mapping: FieldMapping | None) -> Items:
        worker = self._idle.get()
        try:
            return worker.read(path, mapping)
        finally:
            self._idle.put(worker)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._all:
            worker.end()  # whoever waits for its answer finds its output closed
        self._threads.shutdown()
        for worker in self._all:
            worker.discard()


class _Worker:
    """One process, started when it is first needed, and anew where a file ended it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False

    def read(self, path: Path, mapping: FieldMapping | None) -> Items:
        process = self._process or self._start()
        try:
            pickle.dump((path, mapping), _open(process.stdin))
            _open(process.stdin).flush()
            answer = pickle.load(_open(process.stdout))  # noqa: S301  (from our own process)
        except (EOFError, OSError, pickle.UnpicklingError):
            self._process = None
            _discard(process)
            return [Skipped(str(path), f"{path} ended the process that read it: leave it out, or save it anew")]
        if isinstance(answer, BaseException):
            raise answer
        items: Items = answer
        return items

    def end(self) -> None:
        self._ended = True
        if self._process is not None:
            self._process.kill()

    def discard(self) -> None:
        if self._process is not None:
            _discard(self._process)

    def _start(self) -> subprocess.Popen[bytes]:
        if self._ended:
            raise EOFError
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            # -P keeps the working directory, which can hold anything, out of what is imported
            [sys.executable, "-P", "-m", "index.reading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,
        )
        return self._process


def _taken(
    path: Path | Skipped, read_elsewhere: Future[Items] | None, mapping: FieldMapping | None, read: ReadFile
) -> Iterator[Article | Skipped]:
    if isinstance(path, Skipped):
        yield path
    elif read_elsewhere is None:
        yield from read(Original.at(path), mapping)
    else:
        yield from read_elsewhere.result()


def _discard(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in filter(None, (process.stdin, process.stdout)):
        with suppress(OSError):  # what was on its way to a process that is gone
            stream.close()
    process.wait()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _can_be_handed_over(path: Path | Skipped) -> TypeGuard[Path]:
    if isinstance(path, Skipped):
        return False
    try:
        return path.stat().st_size <= _LARGEST_OF_MANY.get(path.suffix.lower(), _LARGEST)
    except OSError:
        return True


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise EOFError
    return stream
