"""Connections that go only where an address was checked, and end when their time is up."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from time import monotonic
from typing import Any

import httpcore

from index.reading.access import WebAccess
from index.reading.addresses import resolved

_CONNECTING_SECONDS = 10.0


class Deadline:
    """A moment by which everything has to be over, set anew for each fetch."""

    def __init__(self) -> None:
        self._ends = monotonic()

    def start(self, seconds: float) -> None:
        self._ends = monotonic() + seconds

    def within(self, seconds: float | None) -> float:
        """At most so many seconds, and no more than are left. Raises httpcore.ReadTimeout where none are."""
        left = self._ends - monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is up")
        return left if seconds is None else min(seconds, left)


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves a name once, checks what it means, and connects to that very address.

    The request and TLS keep the name: what the server is asked for, and has to prove, does not change.
    """

    def __init__(self, access: WebAccess, deadline: Deadline) -> None:
        self._access = access
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises SourceError where the host may not be connected to."""
        failed: Exception = httpcore.ConnectError(f"no address of {host} answers")
        allowed = self._access.may_be_private(host)
        for ip in resolved(host, port, self._access.resolve, allow_private=allowed):
            seconds = self._deadline.within(min(timeout or _CONNECTING_SECONDS, _CONNECTING_SECONDS))
            try:
                stream = self._plain.connect_tcp(ip, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failed


class _TimedStream(httpcore.NetworkStream):
    """A stream on which a byte now and then does not put the end off."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.within(timeout))
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
