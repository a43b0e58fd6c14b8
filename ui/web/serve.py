"""Serving the chat on this machine."""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

from index.errors import OnrecordError
from qa.reader.loading import ReaderName, load_reader

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


class LoginMissing(OnrecordError):
    """The chat would be open to other machines."""


@dataclass(frozen=True, slots=True)
class ServedChat:
    """Where the chat is, and what finds some questions to begin with, which takes its time."""

    address: str
    suggestions: Callable[[], Sequence[str]]


def require_allowed(host: str, *, insecure: bool) -> None:
    """Raises LoginMissing where others than this machine's users could reach the chat, which asks nobody who he is."""
    if not insecure and not _is_loopback(host):
        raise LoginMissing(
            f"{host} can be reached from other machines, and whoever reaches the chat may read and add to the library: "
            "leave --host out, or say --insecure"
        )


@contextmanager
def served_chat(
    library: Library,
    reader: ReaderName,
    *,
    host: str,
    port: int,
    read_only: bool = False,
    allow_private: bool = False,
) -> Iterator[ServedChat]:
    """Serve the chat while the context lasts; what answers is loaded meanwhile. Raises PortError."""
    import uvicorn

    from qa.assistant import Assistant
    from ui.web.app import build, known_events
    from ui.web.guard import LOOPBACK, Guard
    from ui.web.house import House
    from ui.web.keeping import Keeping, keeping_place

    keeping = Keeping(keeping_place(library))
    house = House(
        library,
        lambda: Assistant(library, reader=load_reader(reader, library)),
        keeping,
        read_only=read_only,
    )
    with TemporaryDirectory(prefix="onrecord-uploads-") as uploads, closing(keeping):
        keeping.clear_deleted()
        page = build(house, Path(uploads), allow_private=allow_private)
        guard = Guard(
            _application(page, uploads),
            known_events(page),
            secret=keeping.secret(),
            names=LOOPBACK | {host, socket.gethostname().lower()},
            any_address=not _is_loopback(host),
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
            server.should_exit = True
            thread.join(_SECONDS_TO_STOP)
            page.close(verbose=False)


def _application(page: Blocks, uploads: str) -> FastAPI:
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
