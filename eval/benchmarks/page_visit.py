"""Starts a server, opens its page once, and tells it to stop: `python -m eval.benchmarks.page_visit PORT COMMAND…`.

It ends as the server ends.
"""

from __future__ import annotations

import subprocess
import sys

import httpx

_SECONDS = 120.0


def visit(port: int, command: list[str]) -> int:
    """The server's exit code, after its page was read. Raises HTTPError where the page cannot be read.

    The server says on its standard output where it is, as soon as it is there.
    """
    address = f"http://127.0.0.1:{port}/"
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as server:  # noqa: S603
        assert server.stdout
        try:
            if any(address in line for line in server.stdout):
                httpx.get(address, timeout=_SECONDS, trust_env=False).raise_for_status()
        finally:
            server.terminate()
        return server.wait(_SECONDS)


if __name__ == "__main__":
    sys.exit(visit(int(sys.argv[1]), sys.argv[2:]))
