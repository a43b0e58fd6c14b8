"""Waiting until somebody wants what goes on by itself, a server say, to stop."""

from __future__ import annotations

import math
import signal
import time
from types import FrameType

_PAUSE = 0.3
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopSignals:
    """While it is entered, Ctrl-C (SIGINT) is noted and waited for, and SIGTERM, which `kill` and service managers use.

    Noted, not raised: an exception that a signal raises just where Python calls back (while something is cleared away,
    say) is printed and lost, and the server would stay. A SIGINT that is ignored, as in what `nohup … &` starts, stays
    ignored. To be entered in the main thread.
    """

    def __init__(self) -> None:
        self._asked = False
        handlers = {number: signal.getsignal(number) for number in _SIGNALS}
        self._before = {number: before for number, before in handlers.items() if before not in (None, signal.SIG_IGN)}

    def __enter__(self) -> StopSignals:
        for number in self._before:
            signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def wait(self, seconds: float = math.inf) -> bool:
        """Wait until one of them has come, or so long. Whether one has."""
        until = time.monotonic() + seconds
        while not self._asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(_PAUSE, left))
        return self._asked

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._asked = True
