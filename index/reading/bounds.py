"""How much reading a file may cost, and how much may come of it: small files can be made to become anything."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_MIB = 1024 * 1024
_SECONDS = 20
"""Of processor time, for a file, or for each MiB of a larger one: pages, the slowest texts to read, need about 2."""

_PATIENCE = 15
"""How many times as long by the clock, where other programs want the processors too."""

_LEAST_MEMORY, _MOST_MEMORY, _MEMORY_PER_BYTE = 1024 * _MIB, 4096 * _MIB, 8
_LEAST_CHARACTERS, _CHARACTERS_PER_BYTE = 1_000_000, 50
"""Real texts are packed to a tenth at best."""

MOST_CHARACTERS = 10_000_000
"""Of one article: twice what the longest books have."""

LEAST_COUNTED, SKIPPED_COUNTED = 1_000, 100
"""Characters that each article counts for, however short, since it has to be stored, too; and each that is skipped."""

MOST_SKIPPED = 10_000
"""Sentences about one file's records; of the others only the number is told."""

_PROCESSES, _PS = Path("/proc"), "/bin/ps"

LARGEST_ANSWER = 64 * _MIB
"""Bytes of an article as it is handed over, with all that belongs to it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one file may take: `seconds` of processor time, `memory` in bytes, `characters` in all its articles,
    and `silence`, the seconds by the clock in which nothing comes."""

    seconds: int
    memory: int
    characters: int

    @property
    def silence(self) -> float:
        return _PATIENCE * self.seconds

    @classmethod
    def of(cls, size: int) -> Bounds:
        """For a file of so many bytes: the larger it is the more it may cost."""
        return cls(
            seconds=_SECONDS * max(1, -(-size // _MIB)),
            memory=min(max(_LEAST_MEMORY, _MEMORY_PER_BYTE * size), _MOST_MEMORY),
            characters=max(_LEAST_CHARACTERS, _CHARACTERS_PER_BYTE * size),
        )

    @property
    def too_slow(self) -> str:
        return f"reading it took more than {self.seconds:,} s of processor time"

    @property
    def too_large(self) -> str:
        return f"reading it took more than {self.memory // _MIB:,} MiB of memory"

    @property
    def too_silent(self) -> str:
        return f"nothing came of it for {self.silence:,.0f} s"

    @property
    def too_many(self) -> str:
        return f"it would become more than {self.characters:,} characters, as files do that are made to do harm"


def impose(bounds: Bounds) -> None:
    """Hold this process to the bounds, over what it has used so far; the system ends it where it goes beyond.

    Windows knows no such bounds, and macOS none of memory: there, only the process that asked watches.
    """
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + bounds.seconds
    wanted = {resource.RLIMIT_CPU: seconds, resource.RLIMIT_AS: bounds.memory, resource.RLIMIT_CORE: 0}
    for kind, most in wanted.items():
        hard = resource.getrlimit(kind)[1]
        with suppress(ValueError, OSError):  # where a system does not know it
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def memory_of(process: int) -> int | None:
    """Bytes of memory that a process holds; None where that can't be told, as on Windows."""
    statm = _PROCESSES / str(process) / "statm"
    try:
        if statm.exists():
            return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        if sys.platform == "win32":
            return None
        command = [_PS, "-o", "rss=", "-p", str(process)]
        return int(subprocess.run(command, capture_output=True, check=False).stdout) * 1024  # noqa: S603  (a number)
    except (OSError, ValueError, IndexError):  # it has ended meanwhile, or there is no ps
        return None
