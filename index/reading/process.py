"""One process that reads files for this one, held to bounds.

It is started as a plain command: unlike multiprocessing's it never runs the caller's script again, hears no Ctrl-C, and
ends when its input does, so that it does not outlive a parent that was killed.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import IO

from index.article import Article
from index.reading.answers import Answer, Finished, receive
from index.reading.jobs import FOLDER, Job
from index.reading.recognition import PageRecognised
from index.reading.skipped import Skipped
from index.reading.watching import Watch, end

OnPage = Callable[[PageRecognised], None]
_ROOT = Path(__file__).parents[2]
_ENVIRONMENT = {
    # Threads of libraries, and what they set aside for each, would count as memory that a file needs.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_IO_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "OMP_THREAD_LIMIT": "1",  # Tesseract’s
}


class ReadingProcess:
    """Started when it is first needed, and anew where a file ended it. One file at a time."""

    def __init__(self) -> None:
        self._running: _Running | None = None
        self._ended = False

    @property
    def ready(self) -> bool:
        """Whether it could go on with another file at once."""
        return self._running is not None and self._running.process.poll() is None

    def start(self) -> None:
        """Have it running, if it can be; where it can't, the next file is told."""
        with suppress(EOFError, OSError):
            self._start()

    def read(self, job: Job, on_page: OnPage | None = None) -> Generator[Article | Skipped, None, None]:
        """What the file holds, each article as it is found. What goes beyond the bounds is told; nothing is raised.

        `on_page` is told of each page that was recognised meanwhile.
        """
        articles = 0
        finished = False
        try:
            running = self._start()
            running.ask(job)
            while not isinstance(found := running.answer(job), Finished):
                if isinstance(found, PageRecognised):
                    if on_page:
                        on_page(found)
                    continue
                articles += isinstance(found, Article)
                yield found
            finished = not found.spent
        except (EOFError, OSError, pickle.UnpicklingError):
            yield job.left_out(self._why(job), articles)
        finally:
            if not finished:
                self.discard()

    def end(self) -> None:
        """Kill it for good, also from another thread than the one that waits for its answer."""
        self._ended = True
        if running := self._running:
            end(running.process)

    def discard(self) -> None:
        """Have it gone, with whatever it had unpacked."""
        if self._running:
            self._running.discard()
            self._running = None

    def _start(self) -> _Running:
        if self._ended:
            raise EOFError
        if not self.ready:
            self.discard()
            self._running = _Running()
        if self._running is None or self._ended:  # meanwhile, by another thread
            raise EOFError
        return self._running

    def _why(self, job: Job) -> str:
        """Why a file ended the process that read it."""
        if self._running is None:
            return "the process that reads could not be started"
        end(self._running.process)  # it is as good as gone, or says what nobody understands
        code = self._running.process.wait()
        if self._running.watch.ended_for:
            return self._running.watch.ended_for
        if code == -getattr(signal, "SIGXCPU", 0):
            return job.bounds.too_slow
        return (
            "it ended the process that read it, like damaged files and those for which "
            f"{job.bounds.memory // 2**20:,} MiB of memory are too little"
        )


class _Running:
    def __init__(self) -> None:
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self.folder = mkdtemp(prefix="onrecord-")
        self.process = subprocess.Popen(
            # -P keeps the working directory, which can hold anything, out of what is imported
            [sys.executable, "-P", "-m", "index.reading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                **_ENVIRONMENT,
                **dict.fromkeys((FOLDER, "TMPDIR", "TEMP", "TMP"), self.folder),
                "PYTHONPATH": os.pathsep.join(paths),
            },
            start_new_session=True,
        )
        self.watch = Watch(self.process)

    def ask(self, job: Job) -> None:
        stdin = _open(self.process.stdin)
        pickle.dump(job, stdin)
        stdin.flush()

    def answer(self, job: Job) -> Answer:
        with self.watch.over(job.bounds):
            return receive(_open(self.process.stdout))

    def discard(self) -> None:
        self.watch.close()
        end(self.process)
        for stream in filter(None, (self.process.stdin, self.process.stdout)):
            with suppress(OSError):  # what was on its way to a process that is gone
                stream.close()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise EOFError
    return stream
