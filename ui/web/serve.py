"""Serving the chat on this machine."""

from __future__ import annotations

import errno
import os
import socket
from typing import TYPE_CHECKING

from index.errors import OnrecordError
from qa.reader.loading import ReaderName, load_reader
from ui.terminal.stop_signals import StopSignals
from ui.terminal.streams import printable, say, show, working

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from index.library import Library

# The page may run its own scripts, and neither load nor reach anything but this server.
_POLICY = (
    b"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    b"object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = ((b"content-security-policy", _POLICY), (b"referrer-policy", b"no-referrer"))


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


def serve_chat(library: Library, reader: ReaderName, *, host: str, port: int, open_browser: bool) -> None:
    """Serve until Ctrl-C or SIGTERM. Says where, and some questions to begin with."""
    with working("Starting the chat…"):
        from fastapi.middleware import Middleware

        from qa.assistant import Assistant
        from ui.web.app import build
        from ui.web.chat import Chat
        from ui.web.look import look

        chat = Chat(library, Assistant(library, reader=load_reader(reader, library)))
        suggestions = chat.suggestions()
        page = build(chat)
        try:
            page.launch(
                server_name=host,
                server_port=port,
                inbrowser=open_browser,
                prevent_thread_lock=True,
                quiet=True,
                show_error=True,
                share=False,
                ssr_mode=False,
                pwa=False,
                run_history=False,
                footer_links=[],
                max_file_size="100mb",
                app_kwargs={"middleware": [Middleware(LocalOnly)]},
                **look(),
            )
        except OSError as error:  # somebody else took the port since it was looked at
            raise _taken(port) from error
    with StopSignals() as stop:
        show(f"The chat is at {page.local_url}")
        for question in suggestions[:3]:
            show(f"  Try: {printable(question)}")
        say("Ctrl-C stops it.")
        stop.wait()
        page.close(verbose=False)
        say("Stopped.")


class LocalOnly:
    """Tells the browser, with every response, to load nothing from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_policy)
