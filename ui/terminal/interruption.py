"""Ctrl-C while articles are being added: what is at work is finished first, so that nothing embedded is lost."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING

from ui.terminal.streams import say

if TYPE_CHECKING:
    from index.library import Progress


@contextmanager
def finish_before_stopping(on_progress: Callable[[Progress], None]) -> Iterator[Callable[[Progress], None]]:
    """Reports progress as `on_progress` does, and stops where progress is reported once Ctrl-C was pressed.

    Pressed while nothing is embedded, or pressed again, it stops at once. Raises KeyboardInterrupt.
    """
    asked = embedding = False

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked or not embedding:
            raise KeyboardInterrupt
        asked = True
        say("Stopping when the articles at work are stored; Ctrl-C again stops at once.")

    def update(progress: Progress) -> None:
        nonlocal embedding
        on_progress(progress)
        if progress.stage != "recognising":  # that goes on beside everything else
            embedding = progress.stage == "embedding" and progress.done != progress.total
        if asked:
            raise KeyboardInterrupt

    if current_thread() is not main_thread():  # only the main thread hears signals
        yield on_progress
        return
    former = signal.signal(signal.SIGINT, interrupt)
    try:
        yield update
    finally:
        signal.signal(signal.SIGINT, former)
