"""One address becomes the bytes that lie there: within limits of size and time, and as its robots.txt allows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from time import monotonic, sleep
from types import TracebackType

import httpcore

from index.errors import SourceError
from index.reading.access import WebAccess
from index.reading.addresses import WebAddress, parse_address
from index.reading.connecting import CheckedBackend, Deadline
from index.reading.robots import EVERYTHING, Robots
from index.reading.unpacking import collected
from index.visits import Visit

_REDIRECTS = (301, 302, 303, 307, 308)
_ROBOTS_BYTES = 512 * 1024
_ACCEPTED = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, */*;q=0.5"
_CHARSET = re.compile(
    r"charset\s*=\s*[\"']?((?:utf|iso|windows|cp|koi8|latin|mac|euc|gb|big5|shift|us)[\w-]*)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Page:
    """What lay at an address. `address` is where the redirects ended; `etag` and `modified` are the server's words."""

    address: WebAddress
    content: bytes
    content_type: str
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class _Response:
    status: int
    headers: dict[str, str]
    content: bytes


@cache
def user_agent() -> str:
    """How servers are told who asks: onrecord/VERSION."""
    try:
        return f"onrecord/{version('onrecord')}"
    except PackageNotFoundError:
        return "onrecord/0"


class Fetcher:
    """Fetches pages, one after the other. A context manager; connections and robots.txt are kept until it closes."""

    def __init__(self, access: WebAccess, wait: Callable[[float], None] = sleep) -> None:
        """`wait` is what passes the seconds that a robots.txt asks to leave between two requests."""
        self._access = access
        self._wait = wait
        self._deadline = Deadline()
        self._pool = httpcore.ConnectionPool(
            network_backend=CheckedBackend(access, self._deadline),
            max_connections=4,
            keepalive_expiry=15,
        )
        self._robots: dict[str, Robots] = {}
        self._asked: dict[str, float] = {}

    def get(self, written: str, last: Visit | None = None) -> Page | None:
        """The page at an address; None where it has not changed since the last visit. Raises SourceError."""
        limits = self._access.limits
        address = parse_address(written)
        conditions = {"If-None-Match": last.etag, "If-Modified-Since": last.modified} if last else {}
        self._deadline.start(limits.seconds)
        for _ in range(limits.redirects + 1):
            self._ask_robots(address)
            response = self._request(
                address, limits.bytes, {name: value for name, value in conditions.items() if value}
            )
            if response.status == HTTPStatus.NOT_MODIFIED and last:
                return None
            if response.status not in _REDIRECTS or "location" not in response.headers:
                return _page(address, response)
            address = parse_address(response.headers["location"], address)
        raise SourceError(f"{written} leads on more than {limits.redirects} times: give the page's own address")

    def _ask_robots(self, address: WebAddress) -> None:
        robots = self._robots.get(address.origin)
        if robots is None:
            robots = self._robots[address.origin] = self._fetch_robots(address)
        if not robots.allow(str(address)):
            raise SourceError(
                f"{address} is not fetched, as the site's robots.txt asks: save the page and add the file"
            )
        since = monotonic() - self._asked.get(address.origin, float("-inf"))
        if since < robots.pause:
            self._wait(robots.pause - since)
            self._deadline.start(self._access.limits.seconds)  # what is waited for politeness is not the server's time
        self._asked[address.origin] = monotonic()

    def _fetch_robots(self, page: WebAddress) -> Robots:
        """The rules of the page's site. Where there are none all is allowed; where they can't be told, nothing."""
        address = parse_address("/robots.txt", page)
        for _ in range(self._access.limits.redirects + 1):
            response = self._request(address, _ROBOTS_BYTES, {})
            if response.status in _REDIRECTS and "location" in response.headers:
                address = parse_address(response.headers["location"], address)
                continue
            if response.status == HTTPStatus.OK:
                return Robots.parse(response.content, user_agent())
            if response.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                return EVERYTHING
            raise SourceError(f"{address} answers {response.status}, so that nothing may be fetched: try again later")
        raise SourceError(f"{address} leads on and on, so that nothing may be fetched: save the page and add the file")

    def _request(self, address: WebAddress, most_bytes: int, conditions: dict[str, str]) -> _Response:
        headers = {
            "Host": address.origin.partition("://")[2],
            "User-Agent": user_agent(),
            "Accept": _ACCEPTED,
            "Accept-Encoding": "gzip, deflate",
            **conditions,
        }
        url = httpcore.URL(
            scheme=address.scheme.encode(),
            host=address.host.encode(),
            port=address.port,
            target=address.target.encode(),
        )
        try:
            with self._pool.stream("GET", url, headers=list(headers.items())) as response:
                found = {name.decode("latin-1").lower(): _words(value) for name, value in response.headers}
                packed = found.get("content-encoding", "").strip().lower()
                wanted = response.status == HTTPStatus.OK
                content = collected(response.iter_stream(), packed, most_bytes, str(address)) if wanted else b""
                return _Response(response.status, found, content)
        except httpcore.TimeoutException as error:
            seconds = self._access.limits.seconds
            raise SourceError(
                f"{address} did not answer in full within {seconds:g} seconds: try again later"
            ) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
            why = " ".join(str(error).split()) or type(error).__name__
            raise SourceError(f"{address} cannot be fetched ({why}): check the address and the connection") from error

    def close(self) -> None:
        self._pool.close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _page(address: WebAddress, response: _Response) -> Page:
    if response.status != HTTPStatus.OK:
        raise SourceError(f"{address} answers {_status(response.status)}: check the address, or try again later")
    declared = response.headers.get("content-type", "")
    charset = _CHARSET.search(declared)
    return Page(
        address,
        response.content,
        declared.partition(";")[0].strip().lower(),
        charset[1] if charset else None,
        _repeatable(response.headers.get("etag")),
        _repeatable(response.headers.get("last-modified")),
    )


def _words(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _repeatable(value: str | None) -> str | None:
    """What a server said, where it can be said back to it as it was."""
    return value if value and value.isascii() and value.isprintable() else None


def _status(number: int) -> str:
    try:
        return f"{number} ({HTTPStatus(number).phrase})"
    except ValueError:
        return str(number)
