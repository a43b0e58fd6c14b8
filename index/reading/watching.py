"""A watch over a process that reads: it is ended where it holds too much memory, or nothing comes of it for too long.

On Linux the process's own bounds end it before; see bounds.py for where those are not to be had.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Condition, Thread
from time import monotonic

from index.reading.bounds import Bounds, memory_of

_PERIOD = 0.2
"""Seconds between two looks; what is answered sooner costs none."""


class Watch:
    """Looks after one process, while something is awaited of it. `ended_for` says why it was ended, if it was."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._changed = Condition()
        self._bounds: Bounds | None = None
        self._since = 0.0
        self._asleep = self._gone = False
        self.ended_for: str | None = None
        Thread(target=self._look, name="watch", daemon=True).start()

    @contextmanager
    def over(self, bounds: Bounds) -> Iterator[None]:
        """Watch while the body waits for something, and at no other time: whoever takes his time with an article that
        was found is not the process's fault."""
        self._set(bounds)
        try:
            yield
        finally:
            self._set(None)

    def close(self) -> None:
        with self._changed:
            self._gone = True
            self._changed.notify()

    def _set(self, bounds: Bounds | None) -> None:
        with self._changed:
            self._bounds, self._since = bounds, monotonic()
            if bounds and self._asleep:
                self._changed.notify()

    def _look(self) -> None:
        with self._changed:
            while not self._gone:
                self._asleep = self._bounds is None
                self._changed.wait(None if self._asleep else _PERIOD)
                if self._bounds and not self.ended_for and monotonic() - self._since >= _PERIOD:
                    self.ended_for = self._wrong(self._bounds)
                    if self.ended_for:
                        end(self._process)

    def _wrong(self, bounds: Bounds) -> str | None:
        if monotonic() - self._since > bounds.silence:
            return bounds.too_silent
        held = memory_of(self._process.pid)
        return bounds.too_large if held and held > bounds.memory else None


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that leads a group of its own, with whatever it has started."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):  # all of them have ended
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
