"""A web site on this machine, that plays whatever a test needs of the web."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from index.library import AddReport, Library
from index.reading.access import Limits, WebAccess

Handler = BaseHTTPRequestHandler
Answer = Callable[[Handler], None]


@dataclass(slots=True)
class Asked:
    """A request that the site got."""

    path: str
    headers: dict[str, str]


@dataclass(slots=True)
class Site:
    """Pages by path. Whatever has none is not found; each request is noted."""

    port: int
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def at(self, path: str, host: str = "news.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def put(self, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> str:
        """A page that stays as it is; asked with its own ETag, it is not sent again. Returns its address."""
        content = body.encode() if isinstance(body, str) else body
        told = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}

        def answer(request: Handler) -> None:
            unchanged = "ETag" in told and request.headers.get("If-None-Match") == told["ETag"]
            request.send_response(304 if unchanged else 200)
            for name, value in told.items():
                request.send_header(name, value)
            request.send_header("Content-Length", "0" if unchanged else str(len(content)))
            request.end_headers()
            if not unchanged:
                request.wfile.write(content)

        self.pages[path] = answer
        return self.at(path)

    def redirect(self, path: str, target: str) -> str:
        def answer(request: Handler) -> None:
            request.send_response(302)
            request.send_header("Location", target)
            request.send_header("Content-Length", "0")
            request.end_headers()

        self.pages[path] = answer
        return self.at(path)

    def refuse(self, path: str, status: int) -> str:
        def answer(request: Handler) -> None:
            request.send_response(status)
            request.send_header("Content-Length", "0")
            request.end_headers()

        self.pages[path] = answer
        return self.at(path)

    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out, since the last call."""
        found = [asked.path for asked in self.asked if asked.path != "/robots.txt"]
        self.asked.clear()
        return found


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what some tests are about."""


def serve() -> Iterator[Site]:
    """The site, served until the test is over."""
    site = Site(0)

    class Request(Handler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(Asked(self.path, dict(self.headers)))
            answer = site.pages.get(self.path)
            if answer is None:
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Request)
    site.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


SENTENCES = "The bridge was shut on Monday after a ship struck it. Officials said that it would stay shut for weeks. "
QUICK = Limits(bytes=200_000, seconds=3, redirects=3)


def here(host: str, port: int) -> list[str]:
    """Every name lies on this machine."""
    return ["127.0.0.1"]


OPEN = WebAccess(allow_private=True, limits=QUICK, resolve=here)


def page(title: str, body: str = SENTENCES * 4, head: str = "") -> str:
    paragraphs = "".join(f"<p>{body}</p>" for _ in range(2))
    shown = f"<body><article><h1>{title}</h1>{paragraphs}</article></body>"
    return f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head>{shown}</html>"


def add(library: Library, *sources: str | Path, access: WebAccess = OPEN) -> AddReport:
    return library.add(*sources, access=access)


def reasons(report: AddReport) -> list[str]:
    return [skipped.reason for skipped in report.skipped]
