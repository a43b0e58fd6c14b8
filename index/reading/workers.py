"""Files are read in processes of their own, so that none can take this one down, nor its memory or time.

One is kept for the next file; for many files there are several, since reading a page is Python's work nearly to the
end, so that threads would wait for each other. What they hold comes in the files' order.
"""

from __future__ import annotations

import atexit
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from queue import SimpleQueue
from threading import Lock

from index.article import Article
from index.reading.fields import FieldMapping
from index.reading.folders import Candidate
from index.reading.jobs import Job
from index.reading.original import Original
from index.reading.process import ReadingProcess
from index.reading.recognition import Recognition
from index.reading.skipped import Skipped

_FEWEST_FILES = 100
_MOST_WORKERS = 8
_LARGEST = 32 * 1024 * 1024
_LARGEST_OF_MANY = {
    **dict.fromkeys((".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".mbox"), 2 * 1024 * 1024),
    **dict.fromkeys((".gz", ".zip", ".tar", ".tgz"), 128 * 1024),
}
"""Bytes of a file that can hold many articles: what it holds is handed over as a whole, and has to fit the memory."""

_AHEAD = 4

Items = Sequence[Article | Skipped]


class _Idle:
    """The one process that is kept for whoever reads next, from whatever thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: ReadingProcess | None = None

    def take(self) -> ReadingProcess:
        with self._lock:
            taken, self._kept = self._kept, None
        return taken or ReadingProcess()

    def give(self, process: ReadingProcess) -> None:
        with self._lock:
            if self._kept is None and process.ready:
                self._kept = process
                return
        process.discard()

    def get_ready(self) -> None:
        process = self.take()
        process.start()
        self.give(process)

    def forget(self) -> None:
        """In a fork of this process, which must not talk to its parent's."""
        self._lock = Lock()
        self._kept = None

    def discard(self) -> None:
        with self._lock:
            kept, self._kept = self._kept, None
        if kept:
            kept.discard()


_idle = _Idle()
atexit.register(_idle.discard)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.forget)


def get_ready() -> None:
    """Start the process that will read, so that it is there once this one has imported what it needs itself."""
    _idle.get_ready()


def read_apart(
    original: Original, mapping: FieldMapping | None = None, recognition: Recognition | None = None
) -> Iterator[Article | Skipped]:
    """The articles of one file, read in a process of its own. Nothing is raised."""
    return _read(Job.of(original, mapping, recognition), recognition)


def read_each(
    files: Sequence[Candidate | Skipped], mapping: FieldMapping | None, recognition: Recognition | None = None
) -> Iterator[Article | Skipped]:
    """What the files hold, in their order: a few are read by one process, many by several."""
    count = min(_cores(), _MOST_WORKERS)
    if len(files) < _FEWEST_FILES or count < 2:
        for file in files:
            yield from (file,) if isinstance(file, Skipped) else _read(_job(file, mapping, recognition), recognition)
        return
    with Workers(count, recognition) as pool:
        waiting: deque[Skipped | Job | Future[Items]] = deque()
        for file in files:
            waiting.append(file if isinstance(file, Skipped) else pool.submitted(_job(file, mapping, recognition)))
            if len(waiting) > _AHEAD * count:
                yield from _taken(waiting.popleft(), recognition)
        while waiting:
            yield from _taken(waiting.popleft(), recognition)


class Workers:
    """So many processes that read files at once; a context manager, at whose end they are gone."""

    def __init__(self, count: int, recognition: Recognition | None = None) -> None:
        self._on_page = recognition.on_page if recognition else None
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reading")
        self._idle: SimpleQueue[ReadingProcess] = SimpleQueue()
        self._all = [ReadingProcess() for _ in range(count)]
        for process in self._all:
            self._idle.put(process)

    def submitted(self, job: Job) -> Job | Future[Items]:
        """What the file will hold; the job itself where that is too much to be handed over as a whole."""
        if job.size > _LARGEST_OF_MANY.get(job.original.path.suffix.lower(), _LARGEST):
            return job
        return self._threads.submit(self._read, job)

    def _read(self, job: Job) -> Items:
        process = self._idle.get()
        try:
            return list(process.read(job, self._on_page))
        finally:
            self._idle.put(process)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._all:
            process.end()  # whoever waits for its answer finds its output closed
        self._threads.shutdown(cancel_futures=True)
        for process in self._all:
            process.discard()


def _taken(waiting: Skipped | Job | Future[Items], recognition: Recognition | None) -> Iterator[Article | Skipped]:
    match waiting:
        case Skipped():
            yield waiting
        case Job():
            yield from _read(waiting, recognition)
        case _:
            yield from waiting.result()


def _read(job: Job, recognition: Recognition | None) -> Iterator[Article | Skipped]:
    process = _idle.take()
    try:
        with closing(process.read(job, recognition.on_page if recognition else None)) as items:
            yield from items
    finally:
        _idle.give(process)


def _job(file: Candidate, mapping: FieldMapping | None, recognition: Recognition | None) -> Job:
    return Job.of(Original.at(file.path), mapping, recognition, certain=file.certain)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
