"""The chat's server as a process, for tests that speak to it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(library: Path, *options: str) -> Iterator[str]:
    """The address of `onrecord serve` over a library, while the context lasts."""
    port = free_port()
    command = [sys.executable, "-m", "ui.cli", "serve", "--port", str(port), "--library", str(library), *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        first = process.stdout.readline()
        try:
            if first != f"The chat is at http://127.0.0.1:{port}/\n":
                process.kill()
                raise RuntimeError(f"the server did not start: {first}{process.stderr.read()}")
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
