"""Serving the chat on this machine."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, TextIO

from index.errors import OnrecordError
from qa.reader.loading import ReaderName, load_reader
from ui.web.logins import Logins

if TYPE_CHECKING:
    from fastapi import FastAPI
    from gradio import Blocks

    from index.library import Library

_SECONDS_TO_STOP = 5


class PortError(OnrecordError):
    """The chat cannot listen where it was told to."""


def require_free(host: str, port: int) -> None:
    """Say at once, before anything is loaded, that a port is taken. Raises PortError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise PortError(f"{host!r} is not an address of this machine: leave --host out, or correct it") from error
    with socket.socket(family, kind, protocol) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise _taken(port) from error
            raise PortError(
                f"{host} port {port} cannot be used ({error.strerror}): choose another with --port"
            ) from error


def _taken(port: int) -> PortError:
    return PortError(f"port {port} is taken: choose another with --port, such as --port {port + 1}")


class LogError(OnrecordError):
    """What requests are to be noted in cannot be written."""


class LoginMissing(OnrecordError):
    """The chat would be open to other machines."""


@dataclass(frozen=True, slots=True)
class ServedChat:
    """Where the chat is, and what finds some questions to begin with, which takes its time."""

    address: str
    suggestions: Callable[[], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Serving:
    """How the chat is served. `names` are what a proxy calls it, `log` is the file that requests are noted in (“-” for
    standard error), and `allow_private` lets visitors add addresses of private networks."""

    host: str = "127.0.0.1"
    port: int = 7860
    logins: Logins | None = None
    read_only: bool = False
    root_path: str = ""
    names: tuple[str, ...] = ()
    log: str | None = None
    allow_private: bool = False


def require_allowed(host: str, *, insecure: bool) -> None:
    """Raises LoginMissing where others than this machine's users could reach a chat that asks nobody who he is."""
    if not insecure and not _is_loopback(host):
        raise LoginMissing(
            f"{host} can be reached from other machines, and whoever reaches the chat may read and add to the library: "
            "let people log in with --auth, leave --host out, or say --insecure"
        )


@contextmanager
def served_chat(library: Library, reader: ReaderName, serving: Serving) -> Iterator[ServedChat]:
    """Serve the chat while the context lasts; what answers is loaded meanwhile. Raises PortError."""
    import uvicorn

    from qa.assistant import Assistant
    from ui.web.app import build, known_events
    from ui.web.guard import LOOPBACK, Guard, Reached
    from ui.web.house import House
    from ui.web.keeping import Keeping, keeping_place
    from ui.web.log import Log
    from ui.web.visitors import Visitors

    host, port = serving.host, serving.port
    keeping = Keeping(keeping_place(library))
    house = House(
        library,
        lambda: Assistant(library, reader=load_reader(reader, library)),
        keeping,
        read_only=serving.read_only,
    )
    with ExitStack() as stack:
        stack.enter_context(closing(keeping))
        uploads = stack.enter_context(TemporaryDirectory(prefix="onrecord-uploads-"))
        log = Log(stack.enter_context(_log_file(serving.log))) if serving.log else None
        keeping.clear_deleted()
        page = build(house, Path(uploads), logs_in=serving.logins is not None, allow_private=serving.allow_private)
        names = LOOPBACK | {host, socket.gethostname().lower(), *map(str.lower, serving.names)}
        guard = Guard(
            _application(page, uploads, serving.root_path),
            known_events(page),
            Visitors(keeping.secret(), serving.logins),
            Reached(names, any_address=not _is_loopback(host), root_path=serving.root_path),
            log,
        )
        server = uvicorn.Server(
            uvicorn.Config(guard, host=host, port=port, log_level="warning", timeout_graceful_shutdown=1)
        )
        thread = Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            if not thread.is_alive():  # somebody else took the port since it was looked at
                raise _taken(port)
            time.sleep(0.01)
        try:
            yield ServedChat(f"http://{f'[{host}]' if ':' in host else host}:{port}/", house.suggestions)
        finally:
            house.stop()
            server.should_exit = True
            thread.join(_SECONDS_TO_STOP)
            page.close(verbose=False)


@contextmanager
def _log_file(place: str) -> Iterator[TextIO]:
    """Raises LogError where it cannot be written."""
    if place == "-":
        yield sys.stderr
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(Path(place).open("a", encoding="utf-8"))
        except OSError as error:
            raise LogError(f"{place} cannot be written ({error.strerror}): choose another file with --log") from error
        yield file


def _application(page: Blocks, uploads: str, root_path: str) -> FastAPI:
    """Gradio's application, which puts what is uploaded into a folder of its own."""
    import gradio as gr
    from fastapi import FastAPI

    from ui.web.appearance import appearance

    os.environ["GRADIO_TEMP_DIR"] = uploads
    application = FastAPI(openapi_url=None)
    gr.mount_gradio_app(
        application,
        page,
        path="/",
        root_path=root_path or None,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        run_history=False,
        enable_monitoring=False,
        mcp_server=False,
        footer_links=[],
        max_file_size="100mb",
        **appearance(),
    )
    return application


def _is_loopback(host: str) -> bool:
    try:
        return all(ip_address(found[4][0]).is_loopback for found in socket.getaddrinfo(host, None))
    except OSError:
        return False
