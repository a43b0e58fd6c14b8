"""What the server notes of requests, where it is asked to: a line of JSON for each, without anything that was said."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from starlette.types import Message, Send


@dataclass(slots=True)
class Noted:
    """What is known of a request by the time it has been answered. `event` is what the page calls it."""

    method: str
    path: str
    visitor: str = ""
    event: str = ""
    status: int = 0

    def heard(self, send: Send) -> Send:
        """Sends, and notes the status of what is sent."""

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
            await send(message)

        return noting


class Log:
    """Lines with time, method, path, event, status, milliseconds, and eight digits by which visitors are told apart."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def note(self, request: Noted, began: float) -> None:
        """`began` is of time.perf_counter()."""
        told = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": request.method,
            "path": request.path,
            "event": request.event or None,
            "status": request.status,
            "ms": round(1000 * (time.perf_counter() - began), 1),
            "visitor": hashlib.sha256(request.visitor.encode()).hexdigest()[:8] if request.visitor else None,
        }
        self._file.write(f"{json.dumps(told)}\n")
        self._file.flush()
