"""`onrecord add --every 15m`: adding again and again, until it is stopped."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import typer

from ui.terminal.stop_signals import StopSignals
from ui.terminal.streams import say

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds_of(written: str) -> int:
    """“15m” is 900. Raises typer.BadParameter for what is no such time."""
    found = re.fullmatch(r"(\d{1,6})\s*([smhd])", written.strip().lower())
    if not found or int(found[1]) == 0:
        raise typer.BadParameter(f"{written!r} is no interval: write it as 90s, 15m, 2h or 1d.")
    return int(found[1]) * _UNITS[found[2]]


def repeat(add: Callable[[], None], seconds: int) -> None:
    """Add, wait, and add again. Ctrl-C or SIGTERM while it waits is how it ends; an addition is interrupted by them."""
    while True:
        add()
        with StopSignals() as stop:
            say(f"Again at {time.strftime('%H:%M:%S', time.localtime(time.time() + seconds))}; Ctrl-C stops it.")
            if stop.wait(seconds):
                say("Stopped.")
                return
