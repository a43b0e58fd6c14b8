"""A process that reads the files it is told of, one after the other: `python -m index.reading.worker`."""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import closing, suppress
from typing import IO, TYPE_CHECKING

from index.reading.answers import Finished, packed, send
from index.reading.bounded import found_in
from index.reading.bounds import LARGEST_ANSWER, impose, memory_of
from index.reading.jobs import FOLDER, Job
from index.reading.recognition import PageRecognised

if TYPE_CHECKING:
    from index.reading.pdf.recognising import Recogniser

_SPENT = 384 * 1024 * 1024
"""Bytes of memory with which a process is not kept for further files."""


def main() -> None:
    """Answer each job on standard input with what its file holds, until the input ends."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not end up among the answers
    with suppress(BrokenPipeError):  # whoever asked was killed
        while job := _next(asked):
            impose(job.bounds)
            _read(job, answers)
    with suppress(OSError):
        os.rmdir(os.environ.get(FOLDER, ""))  # whoever made it may be gone
    os._exit(0)  # a tidy end would try to write once more


def _next(asked: IO[bytes]) -> Job | None:
    try:
        job: Job = pickle.load(asked)  # noqa: S301  (from the process that started this one)
    except EOFError:
        return None
    return job


def _read(job: Job, answers: IO[bytes]) -> None:
    articles = 0
    with closing(found_in(job, _recogniser(job, answers))) as items:  # closed, it takes its temporary files with it
        for found in items:
            content = packed(found)
            if len(content) > LARGEST_ANSWER:
                why = f"an article of it would take more than {LARGEST_ANSWER // 2**20} MiB"
                content = packed(job.left_out(why, articles))
            send(content, answers)
            articles += 1
    send(packed(Finished((memory_of(os.getpid()) or 0) > _SPENT)), answers)


def _recogniser(job: Job, answers: IO[bytes]) -> Recogniser | None:
    """Whoever recognises pages for this job, telling of each: then the time for a file begins anew."""
    if job.languages is None:
        return None
    from index.reading.pdf.recognising import Recogniser  # few jobs need it

    def tell(source: str, done: int, total: int) -> None:
        send(packed(PageRecognised(source, done, total)), answers)
        impose(job.bounds)

    return Recogniser(job.languages, tell)


if __name__ == "__main__":
    main()
